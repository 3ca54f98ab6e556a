"""A case as linear text: our own words begin in the first column, everything untrusted is indented behind them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime

from triage_tui.cli.printing import capabilities, line, room
from triage_tui.desk.sitting import Sitting
from triage_tui.domain.case import Case, Flag
from triage_tui.domain.conversation import part_text
from triage_tui.domain.standing import Matched, Standing
from triage_tui.ui.present.facts import without_text
from triage_tui.ui.present.sections import Sections
from triage_tui.ui.present.text import Safe, clip, ours, visible
from triage_tui.ui.present.words import CAUSE, LOCUS, OUTBOX, OUTCOME, VERDICT, due, score, severity
from triage_tui.ui.present.wrap import rows

INDENT = ours("  ")


def case_text(sitting: Sitting, now: datetime, *, fold_lines: int) -> Iterator[Safe]:
    """Everything there is to read about a case; pieces longer than `fold_lines` (0: none) are cut with a count."""
    case = sitting.opened.case
    yield from head(sitting, now)
    for section in Sections(case):
        yield ours("")
        yield from (run.text for run in section.heading[:1])
        details = "".join(run.text for run in section.heading[1:]).strip()
        yield from [ours("{}{}", INDENT, line(details))] if details else []
        for piece in section.pieces:
            yield from (run.text for run in piece.label)
            yield from indented(piece.text, fold_lines if piece.foldable else 0)
    if not case.turns:
        why = without_text(sitting.opened)
        none = ours("There is no conversation in this case")
        yield ours("{}: {}.", none, why) if why is not None else ours("{}.", none)
    for n in range(len(sitting.matched)):
        yield ours("")
        yield from clause_text(sitting, n)
    yield from _opinions(case)
    yield from map(_decided, sitting.opened.decisions)


def indented(text: str, most: int = 0) -> Iterator[Safe]:
    """Untrusted text behind our indent, broken where the terminal would break it; at most so many lines."""
    shown = visible(text, capabilities()).text
    cells = room()
    spans = rows(shown, max(cells - 2, 8) if cells is not None else sys.maxsize)
    for start, end in spans[: most or None]:
        yield ours("{}{}", INDENT, clip(shown, start, end))
    if most and len(spans) > most:
        yield ours("({} more lines)", len(spans) - most)


def head(sitting: Sitting, now: datetime) -> Iterator[Safe]:
    """Which case it is, how urgent, and what was done to the user."""
    case, row = sitting.opened.case, sitting.opened.head
    yield ours("Case {}", line(case.id))
    yield ours("Queue {}, {}, version {}", line(row.queue), line(case.origin), case.version)
    yield ours("Severity {}, due {}", severity(row.severity).text, due(row.due_at, now).text)
    about = ", ".join(filter(None, (case.work_domain, case.language)))
    if about:
        yield ours("About {}", line(about))
    if case.enforcement is not None and case.enforcement.state:
        yield ours("Enforced: {}", line(case.enforcement.state.replace("_", " ")))
    if case.subject is not None:
        who = (case.subject.pseudonym, case.subject.tier, *case.subject.verifications)
        yield ours("Subject: {}", line(", ".join(filter(None, who))))
    if case.retention.labels:
        yield ours("Labels: {}", line(", ".join(case.retention.labels)))


def clause_text(sitting: Sitting, n: int) -> Iterator[Safe]:
    """One flagged clause: what it says, who flagged it, and the verdict so far."""
    one, row = sitting.matched[n], sitting.row_of(n)
    title = one.clause.title if one.clause else ""
    yield ours("Clause {}: {} {}", n + 1, line(one.clause_id or "no clause"), line(title))
    for _, flag in one.flags:
        yield from _flag(sitting.opened.case, flag)
    yield from _wording(one)
    if row is not None:
        verdict = VERDICT[row.verdict].text if row.verdict else ours("none yet")
        yield ours("Verdict: {}, at the {}, evidence {}", verdict, LOCUS[row.locus], len(row.evidence))


def _flag(case: Case, flag: Flag) -> Iterator[Safe]:
    name = flag.classifier.name if flag.classifier else "an unknown classifier"
    limit = ours(", threshold {:.2f}", flag.threshold) if flag.threshold is not None else ours("")
    yield ours("Flagged by {}: score {}{}", line(name), score(flag.score), limit)
    if flag.reason:
        yield from indented(flag.reason)
    turn = case.turn_ids.index(flag.turn_id) if flag.turn_id in case.turn_ids else None
    if turn is not None and flag.spans and flag.part < len(case.turns[turn].content):
        text = part_text(case.turns[turn].content[flag.part])
        for span in flag.spans:
            yield ours("Flagged words, turn {}:", turn + 1)
            yield from indented(text[span.start : span.end])


def _wording(one: Matched) -> Iterator[Safe]:
    if one.clause is None or one.pack is None:
        yield ours("No policy pack with this clause is stored here.")
        return
    yield ours("It says, in {} version {}:", line(one.pack.id), line(one.pack.version))
    yield from indented(one.clause.text)
    for element in one.clause.elements:
        yield from indented(element.text)
    if one.clause.exceptions:
        yield ours("Exceptions:")
    for exempt in one.clause.exceptions:
        yield from indented(exempt.text)


def _opinions(case: Case) -> Iterator[Safe]:
    for opinion in case.opinions:
        yield ours("")
        yield ours("Written by a model, unverified: {} says {}", line(opinion.model), line(opinion.verdict))
        yield from indented(opinion.rationale)


def _decided(standing: Standing) -> Safe:
    decision = standing.decision
    causes = line(", ".join(CAUSE[cause] for cause in decision.root_causes))
    return ours(
        "Decided: {}{} by {}, {} ({})",
        OUTCOME[decision.outcome],
        ours(" ({})", causes) if causes else ours(""),
        line(decision.reviewer),
        line(f"{decision.decided_at:%Y-%m-%d %H:%M} UTC"),
        OUTBOX[standing.outbox],
    )
