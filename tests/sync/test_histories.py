"""Any history of work, faults, crashes and lying clocks ends well: nothing lost, doubled or overwritten."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.storage.making import event
from tests.sync.clock import VirtualClock
from tests.sync.faulty import Died, Fault
from tests.sync.model import ModelServer, nothing_twice
from tests.sync.seat import Seat
from triage_tui.domain.decision import Decision, decode_decision
from triage_tui.domain.journal import Event
from triage_tui.domain.journal import faults as breaks
from triage_tui.domain.words import OutboxState, Outcome
from triage_tui.errors import Refused
from triage_tui.storage.opening import open_workspace

CASES = st.sampled_from(["c1", "c2", "c3", "c4", "c5", "c6"])
HAPPENINGS = st.sampled_from(["version", "version", "trimmed", "revoked", "decided", "purged", "leased"])
FAULTS: st.SearchStrategy[Fault] = st.sampled_from(
    ["", "", "unreachable", "lost", "no reply", "twice", "busy", "broken", "slow", "signed out", "die", "die late"]
)
ENDS = {OutboxState.ACCEPTED, OutboxState.CONFLICT, OutboxState.REFUSED, OutboxState.WITHDRAWN}


@cache
def empty() -> bytes:
    """A workspace nobody has used yet, to be copied: making one takes longer than a history."""
    with tempfile.TemporaryDirectory(prefix="triage-empty-") as folder:
        path = Path(folder) / "workspace.db"
        open_workspace(path).close()
        return path.read_bytes()


class Histories(RuleBasedStateMachine):
    """One desk at one server, and whatever may happen to either."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="triage-sync-")
        folder = Path(self._folder.name)
        (folder / "workspace.db").write_bytes(empty())
        self.clock = VirtualClock()
        self.seat = Seat(folder, ModelServer(self.clock))
        self.made: list[Decision] = []
        self.skips: dict[str, Event] = {}
        """Those that were not taken back."""
        self.said: dict[str, Event] = {}
        self.purged: set[str | None] = set()

    @initialize()
    def cases_come_in(self) -> None:
        for case_id in ("c1", "c2", "c3", "c4", "c5"):
            self.seat.server.put(case_id)
        self.pull()

    @rule(happening=HAPPENINGS, case_id=CASES)
    def something_happens_at_the_server(self, happening: str, case_id: str) -> None:
        server = self.seat.server
        case = server.cases.get(case_id)
        match happening:
            case "version":
                server.put(case_id, f"words {len(server.feed)}")
            case "trimmed":
                server.trim()
            case "revoked":
                server.revoke()
            case "decided" if case is not None:
                server.close(case_id)
            case "purged" if case is not None:
                self.purged.add(case_id)
                server.purge(case_id)
            case "leased" if case is not None and case.open and case.lease is None:
                server.lease(case_id, 60, "ana")

    @rule(
        work=st.lists(st.tuples(CASES, st.sampled_from(Outcome), st.sampled_from([0.0, 0.0, 10.0])), max_size=4),
        faults=st.lists(FAULTS, max_size=5),
        later=st.sampled_from([0.0, 5.0, 300.0]),
    )
    def decide_and_send(self, work: list[tuple[str, Outcome, float]], faults: list[Fault], later: float) -> None:
        for case_id, outcome, held in work:
            self.decide(case_id, outcome, held)
        self.clock.advance(later)
        self.seat.faults(*faults)
        self.step(self.seat.push)

    def decide(self, case_id: str, outcome: Outcome, held: float) -> None:
        """Decide a case, or decide anew in place of the last decision about it."""
        opened = self.seat.workspace.open_case(case_id)
        if opened is None:
            return
        standing = opened.standing
        supersedes = standing.decision.id if standing and standing.outbox is not OutboxState.HELD else None
        try:
            self.made.append(self.seat.decide(case_id, held=held, outcome=outcome, supersedes=supersedes))
        except Refused:
            return
        self.taken_back(case_id)

    @rule()
    def undo(self) -> None:
        for made in self.made[-1:]:
            self.seat.workspace.withdraw(made.id, event("withdraw", made.case_id, decision_id=made.id))

    @rule(case_id=CASES, faults=st.lists(FAULTS, max_size=3))
    def skip(self, case_id: str, faults: list[Fault]) -> None:
        try:
            said = self.seat.skip(case_id)
        except Refused:
            return
        self.said[said.id] = self.skips[said.id] = said
        self.seat.faults(*faults)
        self.step(self.seat.tell_skips)

    @rule(case_id=CASES)
    def take_a_skip_back(self, case_id: str) -> None:
        if self.seat.workspace.head(case_id) is not None:
            self.seat.workspace.reopen(case_id)
            self.taken_back(case_id)

    def taken_back(self, case_id: str) -> None:
        self.skips = {one: said for one, said in self.skips.items() if said.case_id != case_id}

    @rule()
    def try_again(self) -> None:
        for made in self.made[-2:]:
            self.seat.workspace.retry(made.id)

    @rule(case_id=CASES, opened=st.booleans(), faults=st.lists(FAULTS, max_size=2))
    def open_or_leave_a_case(self, case_id: str, opened: bool, faults: list[Fault]) -> None:
        (self.seat.engine.leases.want if opened else self.seat.engine.leases.leave)(case_id)
        self.seat.faults(*faults)
        self.step(self.seat.tend)

    @rule()
    def pull(self) -> None:
        self.step(self.seat.pull)

    @rule(faults=st.lists(FAULTS, min_size=1, max_size=5))
    def the_line_is_bad_while_pulling(self, faults: list[Fault]) -> None:
        self.seat.faults(*faults)
        self.step(self.seat.pull)

    @rule(acts=st.sampled_from([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]), pushing=st.booleans(), case_id=CASES)
    def the_program_dies(self, acts: float, pushing: bool, case_id: str) -> None:
        self.decide(case_id, Outcome.UPHOLD, 0.0)
        self.seat.shelf.left = acts
        self.step(self.seat.push if pushing else self.seat.pull)
        self.seat.shelf.left = float("inf")

    @rule(seconds=st.sampled_from([0.5, 5, 40, 400, 1_000]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(hours=st.sampled_from([-48, -1, 1, 48]))
    def the_clock_is_set(self, hours: int) -> None:
        self.clock.jump(hours * 3_600)

    @precondition(lambda self: self.seat.state().health == "signed_out")
    @rule()
    def sign_in(self) -> None:
        self.signed_in()

    @invariant()
    def what_is_acknowledged_is_there_once(self) -> None:
        server = self.seat.server
        assert all(count == 1 for count in server.effects.values())
        for made in self.made:
            if self.seat.outbox(made) is OutboxState.ACCEPTED:
                body, _ = server.decisions[made.id]
                assert decode_decision(body).outcome is made.outcome

    def teardown(self) -> None:
        self.seat.faults()
        self.seat.source.faults.clear()
        self.signed_in()
        for _ in range(40):
            self.step(self.seat.push)
            self.step(self.seat.tell_skips)
            self.step(self.seat.pull)
            self.clock.advance(301)
        ends = {made.id: self.seat.outbox(made) for made in self.made}
        assert set(ends.values()) <= ENDS
        there = [made.id for made in self.made if ends[made.id] is OutboxState.ACCEPTED]
        assert sorted(there) == sorted(self.seat.server.decisions)
        self.kept(there)
        self.passed_on()
        assert not list(breaks(self.seat.workspace.ledger.lines()))
        assert self.seat.workspace.care.check() == []
        self.seat.close()
        self._folder.cleanup()

    def kept(self, there: list[str]) -> None:
        """Every decision is here as it was made; those that arrived did so in the order of their case."""
        here = {standing.decision.id: standing.decision for _, standing, _ in self.seat.workspace.ledger.decisions()}
        assert {one: here[one].outcome for one in here} == {made.id: made.outcome for made in self.made}
        arrived = [*self.seat.server.decisions]
        for case_id in {made.case_id for made in self.made}:
            ours = [made.id for made in self.made if made.case_id == case_id and made.id in there]
            assert [one for one in arrived if one in ours] == ours

    def passed_on(self) -> None:
        """The source has every skip that was not taken back, in our words; only those of vanished cases it refused."""
        server = self.seat.server
        for one, (case_id, skip) in server.skips.items():
            assert (case_id, skip.reason) == (self.said[one].case_id, self.said[one].reason)
        lost = [said.case_id for one, said in self.skips.items() if one not in server.skips]
        assert self.purged.issuperset(lost)
        assert self.seat.workspace.shelf().skip_next_try() is None

    def step(self, act: Callable[[], Any]) -> None:
        """Let the engine do something; where it is killed, another program begins with what is on the disk."""
        with nothing_twice(self.seat.server):
            try:
                act()
            except Died:
                self.seat.die()
        self.seat.source.faults.clear()

    def signed_in(self) -> None:
        if self.seat.state().health == "signed_out":
            self.seat.die()


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
