"""Why a case is passed on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from triage_tui.domain.words import SKIP_REASONS
from triage_tui.ui.dialogs.base import ask
from triage_tui.ui.dialogs.menu import Choice, Menu
from triage_tui.ui.present.text import ours
from triage_tui.ui.present.words import SKIP

if TYPE_CHECKING:
    from triage_tui.ui.app import TriageApp


def skip_reason(app: TriageApp, then: Callable[[str], Awaitable[None]]) -> None:
    """Ask for the reason, and go on with it when there is one."""

    async def answered(reason: str | None) -> None:
        if reason is not None:
            await then(reason)

    choices = [Choice(reason, SKIP[reason]) for reason in SKIP_REASONS]
    ask(app, Menu(ours("Skip: why?"), choices), answered)
