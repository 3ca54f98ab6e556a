"""Whatever is done in whatever order, with the workspace closed and opened in between: nothing said is lost."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, precondition, rule

from tests.storage.making import WINDOW, decision, draft, event, later, raw_case, take
from triage_tui.domain.decision import Decision
from triage_tui.domain.filter import ALL
from triage_tui.domain.journal import Head, faults
from triage_tui.domain.standing import OpenCase
from triage_tui.domain.words import CaseState, OutboxState, Outcome
from triage_tui.errors import Refused
from triage_tui.storage.opening import open_workspace

IDS = st.sampled_from(["c1", "c2", "c3"])


class History(RuleBasedStateMachine):
    """A desk at work, and beside it what it was told."""

    recorded = Bundle("recorded")

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "workspace.db"
        self.workspace = open_workspace(self.path)
        self.told: dict[str, Decision] = {}
        self.withdrawn: set[str] = set()
        self.events: set[str] = set()
        self.drafts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.head = Head("")

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            self.workspace.close()
            self.folder.cleanup()

    def opened(self, case_id: str) -> OpenCase:
        found = self.workspace.open_case(case_id)
        assert found is not None
        return found

    @rule(case_id=IDS, step=st.integers(0, 2))
    def take(self, case_id: str, step: int) -> None:
        before = self.versions.get(case_id, 0)
        version = max(1, before + step - 1)
        (taken,) = take(self.workspace, raw_case(case_id, f"v{version}", version=version))
        assert taken.outcome == (
            "new" if not before else "newer" if version > before else "same" if version == before else "older"
        )
        self.versions[case_id] = max(version, before)

    @precondition(lambda self: self.versions)
    @rule(target=recorded, case_id=IDS, replaces=st.booleans(), outcome=st.sampled_from(Outcome))
    def decide(self, case_id: str, replaces: bool, outcome: Outcome) -> object:
        if case_id not in self.versions:
            return multiple()
        opened = self.opened(case_id)
        standing = self.effective(case_id)
        supersedes = standing[-1] if standing and replaces else None
        made = decision(self.workspace, case_id, outcome=outcome, supersedes=supersedes)
        try:
            self.workspace.record(made, hold_until=made.decided_at + WINDOW)
        except Refused:
            assert opened.head.state is CaseState.DECIDED
            assert supersedes is None
            return multiple()
        assert opened.head.state is not CaseState.DECIDED or supersedes
        self.told[made.id] = made
        self.drafts.pop(case_id, None)
        return made.id

    def effective(self, case_id: str) -> list[str]:
        """The decisions about the newest version that are neither withdrawn nor replaced."""
        kept = {one: made for one, made in self.told.items() if one not in self.withdrawn and made.case_id == case_id}
        replaced = {made.supersedes for made in kept.values()}
        version = self.versions[case_id]
        return [one for one, made in kept.items() if one not in replaced and made.case_version == version]

    @rule(one=recorded)
    def decide_again(self, one: str) -> None:
        made = self.told[one]
        again = self.workspace.record(made, hold_until=made.decided_at + WINDOW)
        assert msgspec.structs.replace(again.decision, log=None) == made

    @rule(one=recorded)
    def withdraw(self, one: str) -> None:
        made, said = self.told[one], event("withdraw", self.told[one].case_id)
        held = {standing.decision.id: standing.outbox for standing in self.opened(made.case_id).decisions}
        done = self.workspace.withdraw(one, said)
        assert done == (held[one] is OutboxState.HELD)
        if done:
            self.withdrawn.add(one)
            self.events.add(said.id)

    @rule()
    def release(self) -> None:
        self.workspace.release_held(later() + WINDOW / 2)
        self.workspace.release_held(later() + 2 * WINDOW)

    @rule(case_id=IDS)
    def skip(self, case_id: str) -> None:
        said = event("skip", case_id)
        try:
            self.workspace.skip(case_id, said)
        except Refused:
            assert case_id not in self.versions or self.effective(case_id)
        else:
            self.events.add(said.id)
            self.workspace.reopen(case_id)

    @rule(case_id=IDS, words=st.sampled_from(["one", "two"]))
    def write(self, case_id: str, words: str) -> None:
        if case_id in self.versions:
            self.workspace.save_draft(draft(case_id, self.versions[case_id], words), later())
            self.drafts[case_id] = words

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self.workspace = open_workspace(self.path)

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        if not hasattr(self, "workspace"):
            return
        kept = {standing.decision.id: standing for _, standing, _ in self.workspace.ledger.decisions()}
        assert kept.keys() == self.told.keys()
        assert {one for one, standing in kept.items() if standing.outbox is OutboxState.WITHDRAWN} == self.withdrawn

    @invariant()
    def the_log_is_whole_and_only_grows(self) -> None:
        if not hasattr(self, "workspace"):
            return
        lines = [msgspec.json.decode(line) for line in self.workspace.ledger.lines()]
        assert not list(faults(self.workspace.ledger.lines()))
        assert {line["id"] for line in lines} == self.told.keys() | self.events
        assert self.head.seq == 0 or lines[self.head.seq - 1]["log"]["sha256"] == self.head.sha256
        self.head = self.workspace.ledger.head()
        assert self.head.seq == len(lines)

    @invariant()
    def each_case_stands_as_its_decisions_say(self) -> None:
        if not hasattr(self, "workspace"):
            return
        assert {head.id: head.version for head in self.workspace.page(ALL).heads} == self.versions
        for case_id, version in self.versions.items():
            opened, effective = self.opened(case_id), self.effective(case_id)
            assert len(effective) <= 1
            assert (opened.head.state is CaseState.DECIDED) == bool(effective)
            assert opened.head.outcome == (self.told[effective[0]].outcome if effective else None)
            assert (opened.draft.rationale if opened.draft else None) == self.drafts.get(case_id)
            assert opened.case.turns[0].text == f"v{version}"
        assert self.workspace.care.check() == []


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=25, stateful_step_count=25)
