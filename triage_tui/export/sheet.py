"""Decisions as CSV: one row a finding, safe to open in a spreadsheet and to print on a terminal.

The table is for reading and counting; the JSON lines are the truth. It leaves out what has no column, and its
cells are changed where a spreadsheet or a terminal would act on them (see `cell`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import IO

import msgspec

from triage_tui.domain.decision import Decision, Finding
from triage_tui.domain.standing import Standing
from triage_tui.domain.values import rfc3339

DECISION = (
    "decision_id",
    "state",
    "log_seq",
    "case_id",
    "case_version",
    "case_sha256",
    "kind",
    "outcome",
    "root_causes",
    "confidence",
    "rationale",
    "template",
    "remedies",
    "mode",
    "reviewer",
    "role",
    "started_at",
    "decided_at",
    "active_seconds",
    "supersedes",
    "supersedes_reason",
    "appeal_of",
)
"""Columns that say the same in every row of a decision; ``state`` is how far it has come, or ``withdrawn``."""

FINDING = (
    "finding",
    "policy_id",
    "policy_version",
    "clause",
    "flag_id",
    "locus",
    "verdict",
    "severity",
    "evidence",
    "factors",
)
"""Columns of one finding, numbered from 1; empty in the one row of a decision without findings."""

_FORMULA = re.compile(r"[ \u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]*[=+\-@\t\r＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def cell(text: str) -> str:
    """A text no spreadsheet takes for a formula and no terminal obeys.

    Every line that would start a formula gets a ``'`` in front, whatever blanks it hides behind; controls,
    line separators and direction marks are spelt out as ``\\u001b``.
    """
    lines = (f"'{line}" if _FORMULA.match(line) else line for line in text.split("\n"))
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", "\n".join(lines))


def write(decisions: Iterable[Standing], out: IO[bytes]) -> int:
    """Write the header and every decision; how many decisions."""
    line = _Line(out)
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow((*DECISION, *FINDING))
    count = 0
    for standing in decisions:
        writer.writerows([cell(text) for text in row] for row in rows(standing))
        count += 1
    return count


def rows(standing: Standing) -> Iterator[tuple[str, ...]]:
    """The rows of one decision, as plain text."""
    about = _decision(standing.decision, str(standing.outbox))
    findings = standing.decision.findings
    if not findings:
        yield (*about, *("" for _ in FINDING))
    for number, finding in enumerate(findings, 1):
        yield (*about, str(number), *_finding(finding))


def _decision(one: Decision, state: str) -> tuple[str, ...]:
    return (
        one.id,
        state,
        _text(one.log.seq if one.log else None),
        one.case_id,
        str(one.case_version),
        one.case_sha256,
        one.kind,
        one.outcome,
        " ".join(one.root_causes),
        _text(one.confidence),
        one.rationale,
        one.template or "",
        " ".join(remedy.type for remedy in one.remedies),
        one.mode,
        one.reviewer,
        one.role,
        rfc3339(one.started_at) if one.started_at else "",
        rfc3339(one.decided_at),
        _text(one.active_seconds),
        one.supersedes or "",
        one.supersedes_reason,
        one.appeal_of or "",
    )


def _finding(one: Finding) -> tuple[str, ...]:
    return (
        one.policy_id,
        one.policy_version,
        one.clause,
        one.flag_id or "",
        one.locus,
        one.verdict,
        _text(one.severity),
        " ".join(f"{e.turn_id}/{e.part}:{e.start}-{e.end}" for e in one.evidence),
        msgspec.json.encode(one.factors).decode() if one.factors else "",
    )


def _text(value: float | None) -> str:
    return "" if value is None else str(value)


class _Line:
    """What the CSV writer writes to: UTF-8 into a binary file."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, text: str) -> None:
        self._out.write(text.encode())
