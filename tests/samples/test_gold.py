"""Every sample case has a careful answer that a decision could carry, and the readme tells the same."""

from __future__ import annotations

import re

import msgspec

from triage_tui.domain.case import decode_case
from triage_tui.domain.decision import Finding
from triage_tui.domain.policy import decode_policy
from triage_tui.domain.words import CAUSE_REQUIRED, Outcome, RootCause, Verdict
from triage_tui.samples import cases, gold, location, policies


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    case_id: str
    outcome: Outcome
    findings: tuple[Finding, ...]
    root_causes: tuple[RootCause, ...]
    rationale: str
    why: str


ANSWERS = [msgspec.json.decode(line, type=Answer) for line in gold()]
CASES = {case.id: case for case in map(decode_case, cases())}
CLAUSES = list(map(decode_policy, policies()))[-1].by_id


def test_each_case_is_answered_once_and_in_order() -> None:
    assert [answer.case_id for answer in ANSWERS] == list(CASES)


def test_every_flagged_clause_is_answered_under_the_newest_version() -> None:
    for answer in ANSWERS:
        judged = {finding.clause for finding in answer.findings}
        assert {flag.clause for flag in CASES[answer.case_id].flags} <= judged, answer.case_id
        assert judged <= CLAUSES.keys()
        assert {finding.policy_version for finding in answer.findings} == {"2"}


def test_causes_are_given_where_the_flag_was_wrong_and_only_there() -> None:
    for answer in ANSWERS:
        assert bool(answer.root_causes) == (answer.outcome in CAUSE_REQUIRED), answer.case_id


def test_findings_support_the_outcome() -> None:
    for answer in ANSWERS:
        violates = any(finding.verdict is Verdict.VIOLATES for finding in answer.findings)
        assert violates == (answer.outcome in (Outcome.UPHOLD, Outcome.MODIFY)), answer.case_id


def test_an_exception_that_is_cited_stands_in_a_judged_clause() -> None:
    for answer in ANSWERS:
        known = {exempt.id for finding in answer.findings for exempt in CLAUSES[finding.clause].exceptions}
        for cited in re.findall(r"\(exceptions? ([^)]+)\)|; exception (\w+) applies", answer.rationale):
            assert set(" ".join(cited).replace(" and ", " ").split()) <= known, answer.case_id


def test_every_outcome_is_taught() -> None:
    assert {answer.outcome for answer in ANSWERS} == set(Outcome)


def test_the_readme_lists_each_case_with_its_answer() -> None:
    readme = (location() / "README.md").read_text(encoding="utf-8")
    for answer in ANSWERS:
        if answer.case_id.startswith("dup-") and answer.case_id != "dup-01":
            continue
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{answer.case_id}`"))
        assert f"| {answer.outcome} |" in row
        assert all(cause in row for cause in answer.root_causes)
        assert answer.why in row
