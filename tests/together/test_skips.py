"""Claims: what a reviewer passes on at the desk, the server keeps once and serves to others only."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tests.serving import serving
from tests.storage.making import event
from tests.together.conftest import stock
from tests.together.invariants import rows
from tests.together.station import Station
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.leases import LeaseWish
from triage_tui.domain.wire.receipts import Skip
from triage_tui.server.store.tables import remark


def test_a_skip_at_the_desk_is_a_skip_at_the_server(database: str, tmp_path: Path) -> None:
    with serving(database) as served:
        first, second = stock(served, 2)
        desk = Station(tmp_path / "ana.db", served.address, served.token("ana"), "ana")
        served.token("ben")
        desk.sync()
        said = event("skip", first, reason="not_my_language")
        desk.workspace.skip(first, said)
        desk.sync()
        desk.sync()
        wish = LeaseWish(queue="q")
        for name, expected in (("ana", second), ("ben", first)):
            lease = served.store.lease(Me(reviewer=name, roles=("reviewer",)), wish)
            assert lease is not None
            assert lease.case_id == expected
        desk.workspace.close()
    (kept,) = rows(database, remark)
    assert (kept.id, kept.case_id, kept.reviewer) == (said.id, first, "ana")
    assert msgspec.json.decode(kept.body, type=Skip) == Skip(id=said.id, reason="not_my_language")
