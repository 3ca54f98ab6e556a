"""Something that runs beside a block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def meanwhile(name: str, act: Callable[[Event], None]) -> Iterator[None]:
    """Run an act on a thread of its own; when the block is left it is told that it is over, and waited for."""
    over = Event()
    thread = Thread(target=act, args=(over,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
