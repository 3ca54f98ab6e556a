"""Decisions that are held: when the undo window is over, they may go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triage_tui.domain.standing import Standing

if TYPE_CHECKING:
    from triage_tui.ui.app import TriageApp


def hold(app: TriageApp, standing: Standing) -> None:
    """Let a decision go when its time has come."""

    async def release() -> None:
        await app.wrote(app.desk.store.release_held, app.desk.clock.now())
        app.redraw()

    if standing.held_until is not None:
        left = (standing.held_until - app.desk.clock.now()).total_seconds()
        app.set_timer(max(left, 0.0) + 0.05, lambda: app.attempt(release))
