"""One question to a source from plain code, such as a verb of the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar


class _Closing(Protocol):
    async def close(self) -> None:
        """Let the connections go."""


Asked = TypeVar("Asked", bound=_Closing)
Answer = TypeVar("Answer")


def once(asked: Asked, question: Callable[[Asked], Awaitable[Answer]]) -> Answer:
    """Ask a `CaseApi` or `Caller` something and let its connections go: ``once(api, CaseApi.capabilities)``."""

    async def answered() -> Answer:
        try:
            return await question(asked)
        finally:
            await asked.close()

    return asyncio.run(answered())
