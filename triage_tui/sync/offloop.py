"""Work that waits for a disk, away from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def off(act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something of the workspace on a thread. Once begun it is finished, even where nobody waits any more."""
    return await asyncio.to_thread(act, *args, **kwargs)
