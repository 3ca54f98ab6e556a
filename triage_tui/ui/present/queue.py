"""The queue screen as one frame: filter, rows, and a preview where there is room."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from msgspec import Struct

from triage_tui.domain.filter import Query
from triage_tui.domain.head import CaseHead
from triage_tui.domain.words import CaseState, Outcome
from triage_tui.ui.present.chrome import Desktop, framed
from triage_tui.ui.present.frame import Frame, joined, pad, spread
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, Safe, clip, inline, ours, visible
from triage_tui.ui.present.words import OUTBOX, OUTCOME, OUTCOME_ROLE, STATE, age, due, score, severity
from triage_tui.ui.present.wrap import rows
from triage_tui.ui.situation import Situation

COUNTED = 100_000
"""Cases that are counted; more are said to be more, and looking for all of them would take as long again."""


class View(Struct, frozen=True):
    """A saved filter."""

    name: str
    filter: str
    count: int | None = None
    """How many cases match; none while that is being counted."""


class QueueView(Struct, frozen=True):
    """The queue as it is looked at."""

    query: Query
    words: str
    """The filter as it was typed."""
    now: datetime
    heads: tuple[CaseHead, ...] = ()
    """The rows in view, and only those."""
    cursor: int = 0
    """Index into the rows in view."""
    total: int | None = None
    """How many cases match; none while that is being counted."""
    views: tuple[View, ...] = ()
    preview: bool = True
    caps: Capabilities = CONSERVATIVE

    @property
    def head(self) -> CaseHead | None:
        """The case under the cursor."""
        return self.heads[self.cursor] if self.cursor < len(self.heads) else None


SIDE = 50


def list_rows(height: int) -> int:
    """How many cases fit on a screen of this height."""
    return max(height - 5, 1)


def queue_frame(view: QueueView, now: Situation, desktop: Desktop, width: int, height: int) -> Frame:
    """The whole screen, row by row."""
    room = list_rows(height)
    side = SIDE if width >= 140 and view.preview else 0
    cells = width - side - 1 if side else width
    body = [_columns(cells), *_table(view, cells), *_nothing(view, cells)][: room + 1]
    body += [fit((), cells)] * (room + 1 - len(body))
    if side:
        beside = [*_about(view.head, view.caps, side), *_views(view.views, side)][: room + 1]
        body = joined(body, [*beside, *[fit((), side)] * (room + 1 - len(beside))])
    return framed([_filter(view, width), *body], now, "queue", desktop, width)


def _table(view: QueueView, cells: int) -> Frame:
    """The rows in view."""
    minute = view.now.replace(second=0, microsecond=0)
    plain = [_row(head, minute, view.caps, cells) for head in view.heads]
    return [_under_cursor(row) if n == view.cursor else row for n, row in enumerate(plain)]


def _nothing(view: QueueView, cells: int) -> Frame:
    if view.heads:
        return []
    lines: list[Line] = [(), *(_no_match() if view.query.where is not None else _welcome())]
    return pad(lines, len(lines), cells)


def _no_match() -> list[Line]:
    return [(Run(ours("   no case matches this filter · Esc takes it off"), "muted"),)]


def _welcome() -> list[Line]:
    return [
        (Run(ours("   Welcome. There are no cases here yet."), "heading"),),
        (),
        (Run(ours("   triage-tui demo           "), "key"), Run(ours("opens the sample cases"), "text")),
        (
            Run(ours("   triage-tui import FILE... "), "key"),
            Run(ours("brings your own cases and policy packs"), "text"),
        ),
        (Run(ours("   triage-tui formats        "), "key"), Run(ours("lists the kinds of file it reads"), "text")),
    ]


def _filter(view: QueueView, cells: int) -> Line:
    words = Run(
        ours(" / {}", inline(view.words or "all cases", max(cells - 40, 10))), "text" if view.words else "muted"
    )
    total = ours("{} cases ", _many(view.total)) if view.total is not None else ours("counting … ")
    order = ours("by {}{} · ", inline(view.query.sort), ours(" reversed") if view.query.reverse else ours(""))
    return spread((words,), (Run(order, "muted"), Run(total, "muted")), cells)


def _many(count: int) -> Safe:
    return ours("{:,}", count) if count != COUNTED + 1 else ours("{:,}+", COUNTED)


@lru_cache(8)
def _columns(cells: int) -> Line:
    wide, ident, clause, state = _widths(cells)
    more = ours("LANG  AGE ") if wide else ours("")
    left = ours("   {:<{}} SEV {:<{}} SCORE ", ours("CASE"), ident, ours("CLAUSE"), clause)
    right = ours("{:>9}  {:<{}}  WORDS", ours("DUE"), ours("STATE"), state)
    return fit((Run(left, "heading"), Run(more, "heading"), Run(right, "heading")), cells)


def _widths(cells: int) -> tuple[bool, int, int, int]:
    """Whether there is room for all columns, and the cells of id, clause and state."""
    return (True, 26, 14, 12) if cells >= 100 else (False, 18, 10, 8)


@lru_cache(1024)
def _row(head: CaseHead, minute: datetime, caps: Capabilities, cells: int) -> Line:
    """A case without the cursor; ages are told in minutes, so that the row holds for one."""
    late = due(head.due_at, minute)
    wide, ident, clause, state = _widths(cells)
    quiet = head.state in (CaseState.DECIDED, CaseState.SKIPPED, CaseState.CLOSED)
    ink = "muted" if quiet else "text"
    severe = severity(head.severity)
    aged = Run(ours("{:>5} ", age(head.received_at, minute)), ink)
    more = (*fit((Run(inline(head.language or "-", 4), ink),), 4), aged)
    line = (
        Run(ours("   "), "key"),
        *fit((Run(inline(head.id, ident, caps), ink),), ident),
        Run(ours(" {:<3} ", severe.text), ink if quiet else severe.role),
        *fit((Run(inline(head.clause or "-", clause, caps), ink),), clause),
        Run(ours(" {:>5} ", score(head.score)), "over" if (head.over or -1) >= 0 and not quiet else ink),
        *(more if wide else ()),
        Run(ours("{:>9}  ", late.text), ink if quiet else late.role),
        *fit(_state(head), state),
        Run(ours("t "), "evidence") if head.tagged else Run(ours("  "), "text"),
        Run(inline(head.snippet, 160, caps), ink),
    )
    return fit(line, cells)


def _under_cursor(row: Line) -> Line:
    line = (Run(ours(" ▸ "), "key"), *row[1:])
    return tuple([Run(text, f"{role}@cursor") for text, role in line])


def _state(head: CaseHead) -> Line:
    if head.state is CaseState.DECIDED and head.outcome is not None:
        outcome = Outcome(head.outcome)
        return (Run(OUTCOME[outcome], OUTCOME_ROLE[outcome]),)
    return (STATE[head.state],)


@lru_cache(256)
def _about(head: CaseHead | None, caps: Capabilities, cells: int) -> Frame:
    """The case under the cursor, and an empty row."""
    if head is None:
        return [fit((), cells)]
    lines: list[Line] = [(Run(ours(" {}", inline(head.id, cells - 2, caps)), "heading"),)]
    shown = visible(head.snippet, caps).text
    edge = Run(ours(" │ "), "border")
    lines += [(edge, Run(clip(shown, a, b), "user")) for a, b in rows(shown, cells - 5)[:8]]
    flags = ours("{} flag", head.flags) if head.flags == 1 else ours("{} flags", head.flags)
    facts = ours(" {} turns · {} · {}", head.turns, flags, inline(head.origin))
    lines += [(), (Run(facts, "muted"),)]
    if head.outbox is not None:
        lines.append((Run(ours(" decision {}", OUTBOX[head.outbox]), "muted"),))
    return pad(lines, len(lines) + 1, cells)


@lru_cache(8)
def _views(views: tuple[View, ...], cells: int) -> Frame:
    lines: list[Line] = [(Run(ours(" VIEWS"), "heading"),)]
    for n, one in enumerate(views[:9], 1):
        count = (Run(ours("{} ", _many(one.count)), "muted"),) if one.count is not None else ()
        lines.append(spread((Run(ours(" '{} ", n), "key"), Run(inline(one.name, 30), "text")), count, cells))
    return pad(lines, len(lines), cells)
