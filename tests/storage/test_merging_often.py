"""Whatever two reviewers do, and in whatever order their files come: nothing is lost, nothing is there twice."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.storage.making import decide, event, raw_case, take
from tests.storage.returning import ALL, CASES, Reviewer, head, merge, opened, send_out
from triage_tui.bundles.returned import Returned
from triage_tui.domain.journal import faults
from triage_tui.domain.words import CaseState, OutboxState, Outcome
from triage_tui.storage.opening import open_workspace

WHO = st.sampled_from([0, 1])
CASE = st.sampled_from([case_id for case_id, _ in ALL[:3]])


class Often(RuleBasedStateMachine):
    """An office, two reviewers of the same cases, and every file that they ever handed back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.office = open_workspace(self.folder / "office.db")
        take(self.office, *CASES)
        self.reviewers = [Reviewer(name, self.folder / f"{name}.db", CASES) for name in ("ana", "ben")]
        for number, one in enumerate(self.reviewers):
            send_out(self.office, f"b{number}", ALL, one.key)
        self.files = list[tuple[int, Returned]]()
        self.merged = dict[int, Returned]()
        self.versions = dict.fromkeys((case_id for case_id, _ in ALL), 1)

    @rule(who=WHO, case_id=CASE, outcome=st.sampled_from([Outcome.UPHOLD, Outcome.ESCALATE]))
    def decide(self, who: int, case_id: str, outcome: Outcome) -> None:
        """Decide a case, in place of what was decided of it before."""
        found = self.reviewers[who].workspace.open_case(case_id)
        assert found is not None
        before = found.standing.decision.id if found.standing else None
        self.reviewers[who].decide(case_id, outcome=outcome, supersedes=before)

    @rule(who=WHO)
    def take_back(self, who: int) -> None:
        """Take the last decision back."""
        reviewer = self.reviewers[who]
        if (last := reviewer.workspace.last_decision(reviewer.name)) is not None:
            made = last.decision
            reviewer.workspace.withdraw(made.id, event("withdraw", made.case_id, decision_id=made.id))

    @rule(who=WHO)
    def hand_back(self, who: int) -> None:
        """Make a file; it may be merged at any time, or never."""
        reviewer = self.reviewers[who]
        if reviewer.workspace.ledger.head().seq:
            raw = reviewer.hand_back(answers=f"b{who}")
            self.files.append((who, opened(raw, self.folder, reviewer.key)))

    @precondition(lambda self: self.files)
    @rule(pick=st.integers(0, 30))
    def merge(self, pick: int) -> None:
        """Merge one of the files, and once more."""
        who, returned = self.files[pick % len(self.files)]
        newest = self.merged.get(who)
        older = newest is not None and returned.head.seq < newest.head.seq
        assert merge(self.office, returned).older is older
        if not older:
            self.merged[who] = returned
        before = self.office.ledger.head()
        assert not merge(self.office, returned).changed
        assert self.office.ledger.head() == before

    @rule(case_id=CASE)
    def change(self, case_id: str) -> None:
        """The case says something else from now on."""
        self.versions[case_id] += 1
        take(self.office, raw_case(case_id, f"version {self.versions[case_id]}", version=self.versions[case_id]))

    @rule(case_id=CASE)
    def decide_here(self, case_id: str) -> None:
        """Somebody at the office decides it, where nobody has."""
        if head(self.office, case_id).state is CaseState.OPEN:
            decide(self.office, case_id, reviewer="lead")

    @invariant()
    def nothing_is_lost_or_there_twice(self) -> None:
        """What was not taken back stands as its reviewer left it; the log is whole, and so is every case's row."""
        assert [*faults(self.office.ledger.lines())] == []
        known = {one.decision.id: one for _, one, _ in self.office.ledger.decisions()}
        for returned in self.merged.values():
            said = {one.decision.id: one.decision for one in returned.decisions}
            kept = {each for each, one in known.items() if one.decision.reviewer == returned.manifest.reviewer}
            live = {each for each in kept if known[each].outbox is not OutboxState.WITHDRAWN}
            assert live == said.keys()
        for case_id, version in self.versions.items():
            assert head(self.office, case_id).version == version

    def teardown(self) -> None:
        """Close everything."""
        for one in (self.office, *(each.workspace for each in self.reviewers)):
            one.close()
        rmtree(self.folder)


TestOften = Often.TestCase
TestOften.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
