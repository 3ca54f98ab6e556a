"""The source is shown where our log stands, not too often, and what it says against it is told."""

from __future__ import annotations

import asyncio
from math import inf

import pytest

from tests.sync.clock import VirtualClock
from triage_tui.domain.wire.capabilities import Capabilities, Features, Me
from triage_tui.domain.wire.checkpoints import GivenCheckpoint, Witnessed
from triage_tui.domain.wire.problems import SourceRefused, problem
from triage_tui.errors import NotSignedIn, Refused, TriageError, Unreachable
from triage_tui.sync.link import Link, LinkState
from triage_tui.sync.witness import EVERY, Witness

CAN = Capabilities(server="s", me=Me(reviewer="r1"), features=Features(checkpoints=True))
CANNOT = Capabilities(server="s", me=Me(reviewer="r1"))


class Both:
    """A source that signs, or raises; and a notary that has something to show until it was signed."""

    skew = None

    def __init__(self) -> None:
        self.left = 1
        self.error: TriageError | None = None
        self.shown: list[str] = []
        self.seen: Witnessed | None = None

    def log_id(self) -> str:
        return "log"

    async def checkpoint(self, log_id: str) -> Witnessed | None:
        assert log_id == "log"
        return self.seen

    def due(self) -> GivenCheckpoint | None:
        return GivenCheckpoint(note=f"note {self.left}", key="line") if self.left else None

    def witnessed(self, said: Witnessed) -> None:
        if said is self.seen:
            raise Refused("the log does not meet it")
        assert said.note == f"signed note {self.left}"
        self.left -= 1

    async def witness(self, note: str, key: str) -> Witnessed:
        self.shown.append(note)
        if self.error is not None:
            raise self.error
        return Witnessed(note=f"signed {note}", key=key)


@pytest.fixture
def both() -> Both:
    return Both()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def link(both: Both, clock: VirtualClock) -> Link:
    link = Link(both, clock)
    link.capabilities = CAN
    link.turn(LinkState("online"))
    return link


@pytest.fixture
def witness(both: Both, clock: VirtualClock, link: Link) -> Witness:
    return Witness(both, both, clock, link)


def once(witness: Witness, *, last: bool = False) -> float:
    return asyncio.run(witness.once(last=last))


def test_what_is_new_is_shown_once(both: Both, clock: VirtualClock, witness: Witness) -> None:
    assert once(witness) == EVERY
    clock.advance(EVERY)
    assert once(witness) == EVERY
    assert (both.shown, both.left) == (["note 1"], 0)


def test_it_is_shown_every_so_often_and_at_the_end_at_once(both: Both, clock: VirtualClock, witness: Witness) -> None:
    both.left = 3
    once(witness)
    clock.advance(EVERY - 1)
    assert once(witness) == 1
    assert len(both.shown) == 1
    clock.advance(1)
    once(witness)
    once(witness, last=True)
    assert both.shown == ["note 3", "note 2", "note 1"]


@pytest.mark.parametrize("state", ["connecting", "offline", "signed_out"])
def test_nobody_is_asked_who_cannot_answer(both: Both, link: Link, witness: Witness, state: str) -> None:
    link.turn(LinkState(state))
    link.capabilities = None if state == "connecting" else CAN
    assert once(witness, last=True) == EVERY
    assert both.shown == []


def test_a_source_that_is_no_witness_is_not_asked(both: Both, link: Link, witness: Witness) -> None:
    link.capabilities = CANNOT
    once(witness)
    assert both.shown == []


@pytest.mark.parametrize(
    "error",
    [Unreachable("gone"), SourceRefused(problem("unavailable", "later")), SourceRefused(problem("rate_limited", "oh"))],
)
def test_what_passes_is_tried_again(both: Both, clock: VirtualClock, witness: Witness, error: TriageError) -> None:
    both.error = error
    assert once(witness) >= EVERY
    both.error = None
    clock.advance(EVERY)
    witness._link.turn(LinkState("online"))
    once(witness)
    assert both.left == 0


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SourceRefused(problem("checkpoint_conflict", "no")), "has seen a longer log"),
        (SourceRefused(problem("forbidden", "somebody else's")), "somebody else's"),
        (Refused("the log does not meet it"), "does not meet"),
    ],
)
def test_what_stands_against_it_for_good_is_told_and_not_asked_again(
    both: Both, clock: VirtualClock, link: Link, witness: Witness, error: TriageError, words: str
) -> None:
    both.error = error
    assert once(witness) == inf
    assert words in link.state.reason
    assert link.state.health == "online"
    clock.advance(10 * EVERY)
    assert once(witness, last=True) == inf
    assert len(both.shown) == 1


def test_who_is_signed_out_is_told_so(both: Both, link: Link, witness: Witness) -> None:
    both.error = NotSignedIn("who are you?")
    once(witness)
    assert link.signed_out


def test_nothing_is_shown_where_the_log_does_not_meet_what_the_source_saw(both: Both, witness: Witness) -> None:
    both.seen = Witnessed(note="signed another note", key="line")
    assert once(witness, last=True) == inf
    assert both.shown == []
    assert "has seen a longer log, or another" in witness.refused[0]
