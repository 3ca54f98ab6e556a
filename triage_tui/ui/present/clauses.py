"""The clause pane: what the case is said to break, how sure the classifier was, and what was found so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage_tui.desk.sitting import Sitting
from triage_tui.domain.case import Flag
from triage_tui.domain.head import fraction
from triage_tui.domain.standing import Matched
from triage_tui.ui.present.frame import spread
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, clip, inline, ours, visible
from triage_tui.ui.present.words import LOCUS, VERDICT, VERDICT_MARK, score
from triage_tui.ui.present.wrap import rows

WIDE = 76
"""Cells from which title and verdict stand on the clause's own row."""


def bar(flag: Flag | None, cells: int) -> Line:
    """The score along its scale with the threshold marked on it; blank where the scale has no end."""
    share = fraction(flag) if flag is not None else None
    if flag is None or share is None:
        return (Run(ours("{:{}}", ours(""), cells), "text"),)
    full, role = round(share * cells), "over" if over(flag) else "bar"
    if flag.threshold is None or flag.scale != "probability":
        return _stretch(0, cells, full, role)
    tick = min(max(round(flag.threshold * cells), 0), cells - 1)
    return (*_stretch(0, tick, full, role), Run(ours("┃"), "text"), *_stretch(tick + 1, cells, full, role))


def _stretch(start: int, end: int, full: int, role: str) -> Line:
    """The cells of a bar from `start` to `end`, filled up to `full`."""
    filled = min(max(full - start, 0), end - start)
    empty = end - start - filled
    return (Run(ours("{:█<{}}", ours(""), filled), role), Run(ours("{:░<{}}", ours(""), empty), "bar-empty"))


def over(flag: Flag) -> bool:
    """Whether a numeric score has reached its threshold."""
    numeric = isinstance(flag.score, int | float) and not isinstance(flag.score, bool)
    return numeric and flag.threshold is not None and float(flag.score or 0) >= flag.threshold


def clause_row(sitting: Sitting, n: int, current: bool, cells: int, bar_cells: int = 10) -> Line:
    """One clause on one row: verdict so far, id, score against threshold, title, verdict in words."""
    one = sitting.matched[n]
    row = sitting.row_of(n)
    flag = one.flags[0][1] if one.flags else None
    verdict = row.verdict if row else None
    left = (
        Run(ours("▸") if current else ours(" "), "key"),
        VERDICT_MARK[verdict],
        Run(ours(" {} ", inline(one.clause_id or "no clause", 18)), "heading" if current else "text"),
        Run(ours("{:>5} ", score(flag.score if flag else None)), "over" if flag and over(flag) else "text"),
        *bar(flag, bar_cells),
        Run(ours(" ▲ ") if flag and over(flag) else ours("   "), "over"),
        Run(inline(one.clause.title, 60) if one.clause and cells >= WIDE else ours(""), "text" if current else "muted"),
    )
    right = (VERDICT[verdict], Run(ours(" "), "text")) if verdict and cells >= WIDE else ()
    return spread(left, right, cells)


def clause_strip(sitting: Sitting, current: int, height: int, cells: int) -> list[Line]:
    """The clauses one a row, the current one always in view and read out where there is room left."""
    first = min(max(current - height + 1, 0), max(len(sitting.matched) - height, 0))
    shown = range(first, min(first + height, len(sitting.matched)))
    lines = [fit(clause_row(sitting, n, n == current, cells, 8), cells) for n in shown]
    if not lines:
        return [(Run(ours(" no clause was flagged"), "muted"),)]
    return [*lines, *_reading(sitting, current, sitting.matched[current], cells, CONSERVATIVE)][:height]


def clause_pane(sitting: Sitting, current: int, cells: int, caps: Capabilities = CONSERVATIVE) -> list[Line]:
    """Every clause, the current one with its text, elements and exceptions."""
    count = len(sitting.matched)
    lines: list[Line] = [(Run(ours(" CLAUSES ({})", count), "heading"),)]
    if not count:
        lines.append((Run(ours(" no clause was flagged"), "muted"),))
    for n, one in enumerate(sitting.matched):
        lines.append(clause_row(sitting, n, n == current, cells))
        if cells < WIDE:
            lines.append(_below(sitting, n, n == current, cells))
        if n == current:
            lines += [*_reading(sitting, n, one, cells, caps), ()]
    return lines


def _below(sitting: Sitting, n: int, current: bool, cells: int) -> Line:
    """The second row of a clause where the first has no room: its title, and the verdict in words."""
    clause, row = sitting.matched[n].clause, sitting.row_of(n)
    title = inline(clause.title if clause else "", cells - 6)
    verdict = (VERDICT[row.verdict], Run(ours(" "), "text")) if row and row.verdict else ()
    return spread((Run(ours("     {}", title), "text" if current else "muted"),), verdict, cells)


def _reading(sitting: Sitting, n: int, one: Matched, cells: int, caps: Capabilities) -> Iterator[Line]:
    row = sitting.row_of(n)
    if row is not None:
        yield (Run(ours("     at: {}", LOCUS[row.locus]), "muted"), *_evidence_note(len(row.evidence)))
    yield from _scores(one, cells)
    if one.clause is None or one.pack is None:
        named = " ".join(filter(None, (one.flags[0][1].policy_id, one.flags[0][1].policy_version))) if one.flags else ""
        pack = ours("{} ", inline(named, 30)) if named else ours("")
        yield (Run(ours("     no policy pack {}with this clause is stored here", pack), "warning"),)
        return
    yield from quoted(one.clause.text, cells, "text", caps)
    if one.clause.elements:
        yield (Run(ours("     │ "), "border"), Run(ours("All of"), "heading"))
    for element in one.clause.elements:
        yield from quoted(element.text, cells, "muted", caps, bullet=True)
    if one.clause.exceptions:
        yield (Run(ours("     │ "), "border"), Run(ours("Exceptions"), "heading"))
    for exempt in one.clause.exceptions:
        yield from quoted(exempt.text, cells, "allowed", caps, bullet=True)
    version = ours("     {} version {}", inline(one.pack.id, 24), inline(one.pack.version, 16))
    yield (Run(version, "muted"), *_newer_note(one))


def _newer_note(one: Matched) -> Line:
    return (Run(ours(" · version {} is out", inline(one.newer, 16)), "warning"),) if one.newer else ()


def _evidence_note(count: int) -> Line:
    return (Run(ours(" · evidence {}", count), "evidence"),) if count else ()


def _scores(one: Matched, cells: int) -> Iterator[Line]:
    for _, flag in one.flags:
        name = " ".join(filter(None, (flag.classifier.name, flag.classifier.version))) if flag.classifier else ""
        limit = (
            ours("")
            if flag.threshold is None
            else ours(" {} {:.2f}", ours("≥") if over(flag) else ours("<"), flag.threshold)
        )
        text = ours("     {} {}{}", inline(name or "unknown classifier", cells - 22), score(flag.score), limit)
        yield (Run(text, "over" if over(flag) else "muted"),)
        if flag.terms:
            yield (Run(ours("     terms: {}", inline(", ".join(flag.terms), cells - 14)), "muted"),)
        if flag.reason:
            yield (Run(ours("     {}", inline(flag.reason, cells - 6)), "muted"),)


def quoted(
    text: str, cells: int, role: str, caps: Capabilities, *, bullet: bool = False, indent: int = 5
) -> Sequence[Line]:
    """Wrapped text behind a bar of its own, so that it cannot pass for ours."""
    shown = visible(text, caps).text
    edge = Run(ours("{:{}}│ ", ours(""), indent), "border")
    lines = []
    for n, (start, end) in enumerate(rows(shown, max(cells - indent - (4 if bullet else 2) - 1, 8))):
        lead = (Run(ours("• ") if n == 0 else ours("  "), role),) if bullet else ()
        lines.append((edge, *lead, Run(clip(shown, start, end), role)))
    return lines
