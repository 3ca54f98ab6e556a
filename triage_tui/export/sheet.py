"""Decisions as CSV: one row a finding, safe to open in a spreadsheet and to print on a terminal.

The table is for reading and counting; the JSON lines are the truth. It leaves out what has no column, and its
cells are changed where a spreadsheet or a terminal would act on them (see `cell`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from triage_tui.export.target import Out
from triage_tui.export.told import DECISION, FINDING, Told, ToldFinding

_BLANKS = r" \u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff"
_FORMULA = re.compile(rf"[{_BLANKS}]*[=+\-@\t\r＝＋－＠]")
_WITHIN = re.compile(rf'(?<=[;\n])(?=[{_BLANKS}"]*[=+\-@\t\r＝＋－＠])')
"""Where a formula would start inside a cell for whom a semicolon parts cells, which is half of Europe."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_STARTS = re.compile(r'"(?=[ =+\-@＝＋－＠])(?: *[=+\-@＝＋－＠])').search
"""A quoted cell that would start a formula, among printable ones: of all blanks only one is printable.

To look ahead at what most cells do not begin with spares a third of the time.
"""
_CONTINUES = re.compile(r';[ "]*[=+\-@＝＋－＠]').search
"""The same behind a semicolon."""
CHUNK = 200
"""Decisions that are written at a time."""


def cell(text: str) -> str:
    """A text no spreadsheet takes for a formula and no terminal obeys.

    What would start a formula gets a ``'`` in front, in every line and behind every semicolon, whatever blanks it
    hides behind; controls, line separators and direction marks are spelt out as ``\\u001b``.
    """
    if text.isprintable() and _FORMULA.match(text) is None and _CONTINUES(text) is None:
        return text
    guarded = _WITHIN.sub("'", f"'{text}" if _FORMULA.match(text) else text)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", guarded)


def quoted(cells: Sequence[str]) -> str:
    """Cells between quotes, as they stand in a row: most can stay as they are, which is seen at one look."""
    row = '"' + '","'.join(cells) + '"'
    plain = row.isprintable() and row.count('"') == 2 * len(cells)
    if plain and _STARTS(row) is None and _CONTINUES(row) is None:
        return row
    return '"' + '","'.join([each if each.isalnum() else cell(each).replace('"', '""') for each in cells]) + '"'


def write(decisions: Iterable[Told], out: Out) -> int:
    """Write the header and every decision; how many decisions."""
    out.write((quoted((*DECISION, *FINDING)) + "\r\n").encode())
    count, rest = 0, iter(decisions)
    while some := list(islice(rest, CHUNK)):
        pieces: list[str] = []
        for one in some:
            _add(one, pieces)
        out.write("".join(pieces).encode())
        count += len(some)
    return count


def _add(one: Told, pieces: list[str]) -> None:
    """The rows of one decision, in pieces that are laid together with those of many others."""
    about = quoted(_decision(one))
    if not one.findings:
        pieces += (about, _EMPTY)
    for number, finding in enumerate(one.findings, 1):
        pieces += (about, ",", quoted(_finding(number, finding)), "\r\n")


def _decision(one: Told) -> tuple[str, ...]:
    return (
        one.id,
        one.state,
        str(one.seq),
        one.case_id,
        str(one.case_version),
        one.case_sha256,
        one.kind,
        one.outcome,
        " ".join(one.root_causes),
        "" if one.confidence is None else str(one.confidence),
        one.rationale,
        one.template or "",
        " ".join([each.type for each in one.remedies]) if one.remedies else "",
        one.mode,
        one.reviewer,
        one.role,
        one.started_at,
        one.decided_at,
        "" if one.active_seconds is None else str(one.active_seconds),
        one.supersedes or "",
        one.supersedes_reason,
        one.appeal_of or "",
    )


def _finding(number: int, one: ToldFinding) -> tuple[str, ...]:
    return (
        str(number),
        one.policy_id,
        one.policy_version,
        one.clause,
        one.flag_id or "",
        one.locus,
        one.verdict,
        "" if one.severity is None else str(one.severity),
        " ".join([each.place() for each in one.evidence]) if one.evidence else "",
        bytes(one.factors).decode() if one.factors is not None else "",
    )


_EMPTY = "," + quoted(("",) * len(FINDING)) + "\r\n"
