"""What is held for a while: decisions until their undo window is over, and the case in front while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triage_tui.domain.standing import Standing

if TYPE_CHECKING:
    from triage_tui.desk.link import Leased, Link
    from triage_tui.ui.app import TriageApp


def hold(app: TriageApp, standing: Standing) -> None:
    """Let a decision go when its time has come."""

    async def release() -> None:
        await app.wrote(app.desk.store.release_held, app.desk.clock.now())
        go()
        app.redraw()

    def go() -> None:
        if app.desk.link is not None:
            app.desk.link.poke()

    if standing.held_until is None:
        go()
    else:
        left = (standing.held_until - app.desk.clock.now()).total_seconds()
        app.set_timer(max(left, 0.0) + 0.05, lambda: app.attempt(release))


class Grip:
    """The lease of the case in front: asked for when the case is opened, given back when it is left.

    The link keeps it for as long as a decision about the case is on its way.
    """

    def __init__(self, link: Link | None) -> None:
        self._link = link
        self._case: str | None = None

    def take(self, case_id: str | None) -> None:
        """Another case is in front, or none that is to be decided."""
        if self._link is None or case_id == self._case:
            return
        if self._case is not None:
            self._link.end_lease(self._case)
        self._case = case_id
        self.stir()

    def stir(self) -> None:
        """The reviewer is busy with the case."""
        if self._link is not None and self._case is not None:
            self._link.lease(self._case)

    def leased(self, case_id: str) -> Leased | None:
        """How the lease of a case stands; none where there is no source."""
        return self._link.leased(case_id) if self._link is not None else None
