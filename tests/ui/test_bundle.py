"""A desk on a bundle: the title says how far it is and until when, nothing is decided once it has expired."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.making import NOON, HandClock
from tests.ui.seat import Seat, seated
from tests.ui.views import words_of
from triage_tui.desk.carried import Carried, Carrying, why_not_export
from triage_tui.desk.link import Bundled
from triage_tui.domain.bundle import Allowed, Manifest, Member, Party
from triage_tui.settings.model import Review
from triage_tui.ui.present.bundle import progress
from triage_tui.ui.present.chrome import Desktop, title
from triage_tui.ui.present.text import ours

SIZES = [(80, 24), (160, 48)]
AT_ONCE = Review(arrival_guard=False, auto_advance=False)


def carried(days: float = 14, *, signed: bool = True, allows: tuple[Allowed, ...] = ()) -> Carried:
    """A bundle that expires in so many days."""
    manifest = Manifest(
        id="01a204e0-be77-7129-9089-877d6190cecf",
        kind="cases",
        issuer=Party(key_id="0" * 16, name="ana"),
        audience=(),
        made_at=NOON,
        expires_at=NOON + timedelta(days=days),
        sequence=1,
        members=(Member(path="cases/00001.jsonl", bytes=1, sha256="0" * 64, records=38),),
        allows=allows,
    )
    return Carried(manifest=manifest, reviewer="r1", issuer="ssh-ed25519 AAAA ana" if signed else "")


async def decided(seat: Seat) -> None:
    """Open a case and decide it."""
    await seat.do("queue.open", "case.escalate")


@pytest.mark.parametrize("size", SIZES)
async def test_the_title_says_how_far_it_is_and_until_when(samples: Path, size: tuple[int, int]) -> None:
    clock = HandClock()
    async with seated(samples, size=size, clock=clock, link=Carrying(carried(), clock), review=AT_ONCE) as seat:
        words = "bundle 0/38" if size[0] < 100 else "bundle · 0 of 38 decided"
        assert words in seat.rows[0]
        assert f"until {(NOON + timedelta(days=14)).day} " in seat.rows[0]
        await decided(seat)
        (decision,) = seat.decisions
        assert words.replace("0", "1", 1) in seat.rows[0]
        assert "unsigned" not in seat.rows[0]
    assert decision.client is not None
    assert (decision.client.offline, decision.client.bundle_id) == (True, carried().manifest.id)


@pytest.mark.parametrize("size", SIZES)
async def test_that_nobody_vouches_for_it_stays_in_sight(samples: Path, size: tuple[int, int]) -> None:
    clock = HandClock()
    link = Carrying(carried(signed=False), clock)
    async with seated(samples, size=size, clock=clock, link=link, review=AT_ONCE) as seat:
        for act in ("queue.open", "case.escalate", "undo", "back"):
            await seat.do(act)
            assert "! unsigned" in seat.rows[0], act


@pytest.mark.parametrize("size", SIZES)
async def test_once_it_has_expired_it_is_read_and_nothing_is_decided(samples: Path, size: tuple[int, int]) -> None:
    clock = HandClock()
    async with seated(samples, size=size, clock=clock, link=Carrying(carried(1), clock), review=AT_ONCE) as seat:
        await seat.do("queue.open")
        assert "expired" not in seat.text
        clock.pass_(86_400)
        await seat.do("case.escalate")
        assert "the bundle expired" in seat.said
        assert "bundle return" in seat.said
        assert seat.decisions == []
        assert "! the bundle expired" in seat.text
        assert "hands back what is decided" in seat.text
        await seat.do("back")
        assert "expired" in seat.rows[0]
        assert len(seat.ids()) > 30


async def test_there_is_no_outbox_and_the_reason_says_how_decisions_get_back(samples: Path) -> None:
    clock = HandClock()
    async with seated(samples, clock=clock, link=Carrying(carried(), clock), review=AT_ONCE) as seat:
        await seat.do("go.outbox")
        assert "bundle return" in seat.said


@given(
    st.integers(0, 99_999),
    st.integers(0, 99_999),
    st.integers(-400, 400),
    st.booleans(),
    st.sampled_from([40, 80, 160]),
)
def test_the_title_fits_whatever_the_bundle_is(done: int, cases: int, days: int, unsigned: bool, cells: int) -> None:
    bundle = Bundled("b", cases, NOON + timedelta(days=days), unsigned)
    shown = title(Desktop((ours("queue"),), bundle=progress(bundle, done, NOON)), cells)
    text = words_of(shown)
    assert len(text) == cells
    assert ("expired" in text) is (days <= 0) or cells < 80
    assert ("! unsigned" in text) is unsigned or cells < 80


def test_only_what_a_bundle_allows_may_leave() -> None:
    assert why_not_export(None, "cases") is None
    assert why_not_export(carried(allows=("decisions",)), "decisions") is None
    assert "decisions" in str(why_not_export(carried(allows=("decisions",)), "cases"))
    assert "nothing" in str(why_not_export(carried(), "reasons"))
