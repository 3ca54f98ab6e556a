"""Looking for garbage less often, where many objects are made and all of them go together."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = 50_000
"""New objects between two looks: a batch of cases or decisions has about as many, and none of them is garbage yet."""


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Look for garbage less often until this is left."""
    before = gc.get_threshold()
    gc.set_threshold(RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
