"""What the source says of its cases is here, whatever happens on the way, and no decision of ours is touched by it."""

from __future__ import annotations

from math import inf

import pytest

from tests.storage.making import draft, raw_case, raw_pack, take
from tests.sync.faulty import Died, Fault
from tests.sync.seat import URL, Seat
from triage_tui.domain.filter import parse
from triage_tui.domain.words import CaseState, OutboxState
from triage_tui.errors import Refused
from triage_tui.sync import pull
from triage_tui.sync.pull import POLL


def test_the_first_pull_brings_every_open_case_and_says_how_far_it_is(seat: Seat) -> None:
    for number in range(7):
        seat.server.put(f"c{number}")
    states = []
    seat.engine.listen(lambda: states.append(seat.state()))
    assert seat.pull() == POLL
    assert seat.count() == 7
    assert [(one.done, one.of) for one in states if one.pulling][-1] == (7, 7)
    assert (seat.state().health, seat.state().pulling, seat.state().arrived) == ("online", False, 7)


def test_only_what_changed_is_fetched_afterwards(pulled: Seat) -> None:
    pulled.server.put("c2", "new words")
    pulled.pull()
    assert len(pulled.source.asked) == 1
    head = pulled.workspace.head("c2")
    assert head is not None
    assert (head.version, pulled.count()) == (2, 3)


@pytest.mark.parametrize("fault", ["unreachable", "lost", "busy", "broken", "no reply"])
def test_a_pull_that_breaks_off_keeps_what_came_and_goes_on_later(seat: Seat, fault: Fault) -> None:
    for number in range(7):
        seat.server.put(f"c{number}")
    seat.faults("", "", "", fault)
    wait = seat.pull()
    assert seat.state().health in ("offline", "paused")
    assert seat.pull() == pytest.approx(wait)
    seat.clock.advance(wait)
    seat.pull()
    assert (seat.count(), seat.state().health) == (7, "online")


def test_a_program_that_dies_while_pulling_goes_on_where_it_was(seat: Seat) -> None:
    for number in range(7):
        seat.server.put(f"c{number}")
    seat.shelf.left = 3.5
    with pytest.raises(Died):
        seat.pull()
    seat.die()
    seat.pull()
    assert seat.count() == 7


def test_a_closed_case_leaves_the_queue_and_stays_readable(pulled: Seat) -> None:
    pulled.workspace.save_draft(draft("c1"), pulled.clock.now())
    pulled.server.close("c1")
    pulled.pull()
    assert pulled.stands("c1") is CaseState.CLOSED
    opened = pulled.workspace.open_case("c1")
    assert opened is not None
    assert opened.draft == draft("c1")
    found = {words: pulled.workspace.count(parse(words)) for words in ("is:closed", "is:open", "is:decided")}
    assert found == {"is:closed": 1, "is:open": 2, "is:decided": 0}
    with pytest.raises(Refused, match="closed"):
        pulled.decide("c1")
    pulled.server.put("c1", "open again")
    pulled.pull()
    assert pulled.stands("c1") is CaseState.OPEN


def test_a_new_version_of_a_decided_case_resurfaces_and_the_decision_stays(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.server.put("c1", "something else")
    pulled.pull()
    assert pulled.stands("c1") is CaseState.OPEN
    assert pulled.workspace.raw("c1", 1) is not None
    assert [standing.decision.id for _, standing, _ in pulled.workspace.ledger.decisions()] == [made.id]
    assert pulled.outbox(made) is OutboxState.QUEUED


def test_a_cursor_that_is_too_old_means_reading_everything_and_closing_what_is_gone(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.server.purge("c1")
    pulled.server.purge("c2")
    pulled.server.put("c4")
    pulled.pull()
    assert pulled.stands("c2") is CaseState.CLOSED
    assert [pulled.stands(one) for one in ("c1", "c3", "c4")] == [CaseState.DECIDED, CaseState.OPEN, CaseState.OPEN]
    assert pulled.outbox(made) is OutboxState.QUEUED


def test_what_was_imported_is_no_business_of_a_source(pulled: Seat) -> None:
    take(pulled.workspace, raw_case("mine"))
    pulled.server.trim()
    pulled.pull()
    assert pulled.stands("mine") is CaseState.OPEN


def test_a_full_reading_that_was_cut_off_closes_only_what_no_part_of_it_met(pulled: Seat) -> None:
    pulled.server.purge("c2")
    pulled.faults("", "", "", "", "unreachable")
    pulled.pull()
    pulled.clock.advance(300)
    pulled.die()
    pulled.pull()
    states = {one: pulled.stands(one) for one in ("c1", "c2", "c3")}
    assert states == {"c1": CaseState.OPEN, "c2": CaseState.CLOSED, "c3": CaseState.OPEN}


def test_packs_that_cases_name_are_fetched_once(seat: Seat) -> None:
    seat.server.packs = {("aup", "1"): raw_pack("aup", "1", c1=3), ("other", "1"): raw_pack("other", "1", c9=1)}
    for case_id in ("c1", "c2"):
        seat.server.put(case_id, flags=[{"clause": "c1", "policy_id": "aup", "policy_version": "1"}])
        seat.pull()
    assert seat.workspace.packs() == [("aup", "1")]
    assert [words for words in seat.source.asked if words.startswith("pack")] == ["packs", "pack aup 1"]
    head = seat.workspace.head("c1")
    assert head is not None
    assert head.severity == 3


def test_a_pack_that_cannot_be_read_keeps_no_case_away(seat: Seat) -> None:
    seat.server.packs = {("aup", "1"): b"{}"}
    seat.server.put("c1", flags=[{"policy_id": "aup", "policy_version": "1"}])
    seat.pull()
    assert (seat.count(), seat.workspace.packs()) == (1, [])


def test_memory_is_bounded_whatever_a_page_holds(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "CHUNK", 1_000)
    seat.server.page = 100
    for number in range(20):
        seat.server.put(f"c{number}", "x" * 400)
    kept = list[int]()
    take_page = seat.shelf.take_page

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(seat.shelf, name)

        def take_page(self, source: str, cases: list[bytes], *rest: object, **more: object) -> int:
            kept.append(len(cases))
            return take_page(source, cases, *rest, **more)

    seat.engine.pull._shelf = Watched()  # type: ignore[assignment]
    seat.pull()
    assert max(kept) <= 2
    assert seat.count() == 20


def test_a_case_that_cannot_be_read_keeps_no_other_away(seat: Seat) -> None:
    seat.server.put("c1")
    seat.server.put("c2", origin="nowhere")
    seat.pull()
    assert seat.count() == 1
    assert seat.shelf.cursor(URL) is not None


def test_the_same_version_with_more_in_it_is_kept_until_somebody_decided_on_it(pulled: Seat) -> None:
    before = pulled.server.cases["c1"].raw
    pulled.server.cases["c1"].raw = before.replace(b"hello", b"hello, all of it")
    pulled.server.tell("case_changed", "c1")
    pulled.pull()
    assert pulled.workspace.raw("c1", 1) == pulled.server.cases["c1"].raw
    pulled.decide("c1")
    pulled.server.cases["c1"].raw = before
    pulled.server.tell("case_changed", "c1")
    pulled.pull()
    assert pulled.workspace.raw("c1", 1) != before


def test_signed_out_nothing_is_asked(pulled: Seat) -> None:
    pulled.faults("signed out")
    assert pulled.pull() == inf
    assert pulled.pull() == inf
    assert len(pulled.source.asked) == 1


def test_a_clock_that_lies_is_told(pulled: Seat) -> None:
    assert not pulled.state().clock_is_off
    pulled.server.skew = -3_600
    pulled.pull()
    assert pulled.state().clock_is_off


def test_an_answer_that_takes_long_makes_a_slow_link(pulled: Seat) -> None:
    pulled.faults("slow")
    pulled.pull()
    assert pulled.state().health == "slow"


def test_what_came_in_counts_new_cases_and_new_versions_and_none_that_was_here_already(seat: Seat) -> None:
    seat.server.put("c1")
    seat.server.put("c2")
    seat.pull()
    assert seat.engine.state().arrived == 2
    seat.engine.pull.brought.append(seat.workspace.raw("c1", 1) or b"")
    seat.pull()
    assert seat.engine.state().arrived == 2
    seat.server.put("c1", "other words")
    seat.pull()
    assert seat.engine.state().arrived == 3
