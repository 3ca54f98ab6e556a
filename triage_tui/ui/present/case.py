"""The case screen as one frame: conversation, clauses and facts, laid out for the size at hand."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from triage_tui.desk.link import Leased
from triage_tui.desk.sitting import Sitting
from triage_tui.domain.retention import under_nda
from triage_tui.ui.present.chrome import Desktop, framed
from triage_tui.ui.present.clauses import clause_pane, clause_strip
from triage_tui.ui.present.conversation import Marks
from triage_tui.ui.present.facts import facts_pane, without_text
from triage_tui.ui.present.find import MOST
from triage_tui.ui.present.frame import Frame, joined, pad, rule
from triage_tui.ui.present.hits import Hit
from triage_tui.ui.present.kept import Kept
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.link import banner, lease_note
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, ours
from triage_tui.ui.present.transcript import Place, Transcript
from triage_tui.ui.situation import Situation

Zoom = Literal["both", "conversation", "side"]
START = Place(0, 0, 0)
STRIP = 5
"""Rows of the clause strip on a small terminal."""


class CaseView(Struct, frozen=True):
    """One case as it is looked at: everything the frame depends on besides the size."""

    sitting: Sitting
    text: Transcript
    """Lays itself out for the frame's width; not part of the value."""
    hits: tuple[Hit, ...]
    marks: Marks
    now: datetime
    misplaced: int = 0
    """Spans of flags that lie outside their part."""
    top: Place = START
    """The first row of the conversation in view."""
    hit: int = 0
    """Index into the hits, in reading order."""
    clause: int = 0
    """Index of the clause under the cursor."""
    side_top: int = 0
    """First row of the side pane in view."""
    zoom: Zoom = "both"
    matches: int = 0
    match: int = 0
    advance: bool = True
    """Whether the next case opens after a decision."""
    caps: Capabilities = CONSERVATIVE
    leased: Leased | None = None
    """The right to decide it; none where no source is there to give it."""
    kept: Kept = field(default_factory=Kept)
    """Remembers what was drawn."""


class Panes(Struct, frozen=True):
    """How the rows and columns between title and key bar are shared out."""

    body: int
    """Rows of the body."""
    text_rows: int
    text_cells: int
    """0 by 0 where the conversation is not shown."""
    side_cells: int
    """0 where there is no side pane."""
    strip: int
    """Rows of the clause strip under the conversation; 0 for none."""


def panes(width: int, height: int, zoom: Zoom) -> Panes:
    """The layout for a size: two columns from 100 cells on, stacked below, conversation only when tiny."""
    body = max(height - 4, 1)
    tiny = width < 60 or height < 15
    if zoom == "conversation" or (tiny and zoom == "both"):
        return Panes(body, body, width, 0, 0)
    if zoom == "side":
        return Panes(body, 0, 0, width, 0)
    if width < 100:
        return Panes(body, body - STRIP - 1, width, 0, STRIP)
    side = 50 if width >= 140 else (width * 42) // 100
    return Panes(body, body, width - side - 1, side, 0)


def case_frame(view: CaseView, now: Situation, desktop: Desktop, width: int, height: int) -> Frame:
    """The whole screen, row by row."""
    parts = panes(width, height, view.zoom)
    body = _body(view, parts, width)
    return framed([*body, rule(width, *_position(view))], now, "case", desktop, width)


def _body(view: CaseView, parts: Panes, width: int) -> Frame:
    text = text_lines(view, parts) if parts.text_cells else []
    if parts.strip:
        return [*text, *_strip(view, parts.strip, width)]
    if not parts.side_cells:
        return text
    lines = side_lines(view, parts.side_cells)[view.side_top : view.side_top + parts.body]
    side = [*lines, *[fit((), parts.side_cells)] * (parts.body - len(lines))]
    return view.kept.body.of((text, side), lambda: joined(text, side)) if text else side


def _strip(view: CaseView, height: int, cells: int) -> Frame:
    """The clauses under a rule, where there is no room for them beside the text."""
    sitting, clause = view.sitting, view.clause
    count = len(sitting.matched)

    def made() -> Frame:
        note = ours("clauses {}/{} · Tab to zoom", _nth(clause, count), count)
        return [rule(cells, Run(note, "muted")), *pad(clause_strip(sitting, clause, height, cells), height, cells)]

    return view.kept.side.of((sitting.matched, sitting.draft.opined, clause, height, cells), made)


def text_lines(view: CaseView, parts: Panes) -> list[Line]:
    """The conversation as far as it is in view."""
    return view.kept.rows.in_view(view.text, view.top, view.marks, parts.text_rows, parts.text_cells)


def side_lines(view: CaseView, cells: int) -> Frame:
    """Everything in the side pane; the frame shows a part of it."""
    sitting, clause, caps = view.sitting, view.clause, view.caps
    draft = sitting.draft
    said = (draft.opined, draft.outcome, draft.root_causes, draft.remedies, draft.rationale, draft.supersedes)
    minute = view.now.replace(second=0, microsecond=0)  # Ages are told in minutes.

    def made() -> Frame:
        pane = [*clause_pane(sitting, clause, cells, caps), *facts_pane(sitting, minute, cells, caps)]
        return [fit(line, cells) for line in pane]

    return view.kept.side.of((sitting.opened, sitting.matched, said, clause, minute, cells, caps), made)


def _position(view: CaseView) -> Line:
    """Where we are in the case; that somebody else holds it takes the place of all the rest."""
    if taken := banner(view.leased):
        return taken
    opened = view.sitting.opened
    turns = len(opened.case.turns)
    turn = view.text.sections[view.top.section].turn
    notes = [ours("turn {}/{}", turn + 1, turns) if turn is not None else ours("{} turns", turns)]
    if view.hits:
        notes.append(ours("flag {}/{}", _nth(view.hit, len(view.hits)), len(view.hits)))
    if view.matches:
        more = ours("+") if view.matches == MOST else ours("")
        notes.append(ours("found {:,}/{:,}{}", view.match + 1, view.matches, more))
    evidence = sum(len(row.evidence) for row in view.sitting.draft.opined)
    if evidence:
        notes.append(ours("evidence {}", evidence))
    if view.misplaced:
        notes.append(ours("{} flagged outside the text", view.misplaced))
    if not view.advance:
        notes.append(ours("stays after a decision"))
    told = (without_text(opened), ours("nda: no copying") if under_nda(opened.case.retention) else None)
    runs = [*(Run(one, "warning") for one in told if one is not None), *(Run(note, "muted") for note in notes)]
    line: list[Run] = [runs[0]]
    for run in runs[1:]:
        line += [Run(ours(" · "), "border"), run]
    if (lease := lease_note(view.leased, view.now)) is not None:
        line += [Run(ours(" · "), "border"), lease]
    return tuple(line)


def _nth(index: int, count: int) -> int:
    return min(index + 1, count)
