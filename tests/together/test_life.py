"""Claims: in whatever order cases change, desks decide and die, and the line fails, in the end all is well."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.faults import WITHOUT_WAITING
from tests.serving import OPERATOR, WITHOUT_HASTE
from tests.together.bad_line import BadLine, Died
from tests.together.invariants import check, kept
from tests.together.station import HastyClock, Station
from triage_tui.conformance import made
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.leases import LeaseWish
from triage_tui.domain.words import OutboxState, Outcome
from triage_tui.server.app import make_app
from triage_tui.server.rejected import Rejected
from triage_tui.server.store import open_store

NAMES = ("ana", "ben")
ENDED = {OutboxState.ACCEPTED, OutboxState.CONFLICT, OutboxState.REFUSED}
WHO = st.sampled_from(NAMES)
FEW = st.integers(0, 5)


class Life(RuleBasedStateMachine):
    """A server, two desks, and all that happens to them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = str(Path(self.folder.name) / "server.db")
        self.clock = HastyClock()
        self.store = open_store(self.database, now=self.clock.now)
        self.line = BadLine(make_app(self.store, WITHOUT_HASTE))
        self.versions: dict[str, int] = {}
        self.decided: set[str] = set()
        self.desks = {name: self._desk(name) for name in NAMES}
        for n in range(4):
            self._comes(n)
        for desk in self.desks.values():
            desk.sync()

    def _desk(self, name: str) -> Station:
        self.store.add_user(name, ["reviewer"])
        path = Path(self.folder.name) / f"{name}.db"
        return Station(path, "http://127.0.0.1", self.store.new_token(name), name, self.clock, self.line)

    def _comes(self, n: int) -> None:
        version = self.versions[f"case-{n}"] = self.versions.get(f"case-{n}", 0) + 1
        self.store.take_in(OPERATOR, [msgspec.json.encode(made.case(f"case-{n}", "q", None, version, n))])

    @rule(n=FEW)
    def a_case_comes_or_changes(self, n: int) -> None:
        self._comes(n)

    @rule(name=WHO, n=FEW, outcome=st.sampled_from(Outcome), offline=st.booleans())
    def somebody_decides(self, name: str, n: int, outcome: Outcome, offline: bool) -> None:
        desk = self.desks[name]
        if here := desk.cases():
            self.decided.add(desk.decide(here[n % len(here)], outcome, offline).id)

    @rule(name=WHO, faults=st.lists(st.sampled_from(WITHOUT_WAITING), max_size=6))
    def somebody_syncs(self, name: str, faults: list[str]) -> None:
        self.line.faults.extend(faults)
        self.desks[name].try_sync()
        self.line.faults.clear()

    @rule(name=WHO, n=FEW)
    def somebody_takes_a_case(self, name: str, n: int) -> None:
        case_id = sorted(self.versions)[n % len(self.versions)]
        try:
            lease = self.store.lease(Me(reviewer=name, roles=("reviewer",)), LeaseWish(case_id=case_id))
        except Rejected:
            return
        if lease is not None and self.desks[name].workspace.head(case_id):
            self.desks[name].workspace.shelf().leased(case_id, lease.fence)

    @rule(name=WHO, where=st.sampled_from(["/v1/decisions", "/v1/cases", "/v1/changes"]))
    def somebody_dies_and_comes_back(self, name: str, where: str) -> None:
        self.line.deadly = where
        with suppress(Died):
            self.desks[name].try_sync()
        self.line.deadly = ""
        self.desks[name].abandon()

    @rule(hours=st.integers(1, 48))
    def time_passes(self, hours: int) -> None:
        self.clock.ahead += timedelta(hours=hours)

    def teardown(self) -> None:
        """Once the line is well again every decision ends, and the server has those that it acknowledged."""
        try:
            for desk in self.desks.values():
                desk.settle()
            states = {one: state for desk in self.desks.values() for one, state in desk.states().items()}
            assert states.keys() == self.decided
            assert set(states.values()) <= ENDED
            accepted = {one for one, state in states.items() if state is OutboxState.ACCEPTED}
            check(self.database, accepted)
            assert kept(self.database).keys() == accepted
        finally:
            for desk in self.desks.values():
                desk.workspace.close()
            self.store.close()
            self.folder.cleanup()


def test_a_life_of_two_desks_and_a_server() -> None:
    few = settings(
        max_examples=15, stateful_step_count=20, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Life, settings=few)
