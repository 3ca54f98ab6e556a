"""Claims: going on leads to a case that can be decided here, also where that changed since it was read ahead."""

from __future__ import annotations

from pathlib import Path

from tests.ui.links import HandLink, stocked
from tests.ui.seat import seated
from triage_tui.desk.link import Leased


class HastyLink(HandLink):
    """Somebody takes one case just after it was seen to be free."""

    one = ""

    def leased(self, case_id: str) -> Leased | None:
        found = super().leased(case_id)
        if case_id == self.one:
            self.leases[case_id] = Leased(case_id, "taken")
        return found


async def test_going_on_passes_over_what_somebody_took_since_it_was_read_ahead(tmp_path: Path) -> None:
    path, link = tmp_path / "workspace.db", HastyLink()
    stocked(path)
    async with seated(path, link=link) as seat:
        _, link.one, third, *_ = seat.ids()
        await seat.do("queue.open", "case.next")
        assert link.leases[link.one].state == "taken"
        assert seat.in_front == third
