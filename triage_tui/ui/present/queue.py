"""The queue screen as one frame: filter, rows, and a preview where there is room."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from msgspec import Struct

from triage_tui.domain.filter import Query
from triage_tui.domain.head import CaseHead
from triage_tui.domain.words import CaseState, Outcome
from triage_tui.ui.present.chrome import Desktop, framed
from triage_tui.ui.present.frame import Frame, beside, pad, spread
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, Safe, clip, inline, ours, visible
from triage_tui.ui.present.words import OUTBOX, OUTCOME, OUTCOME_ROLE, STATE, age, due, score, severity
from triage_tui.ui.present.wrap import rows
from triage_tui.ui.situation import Situation


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
    table = [_columns(cells), *(_row(*_asked(view, n, head), view.caps, cells) for n, head in enumerate(view.heads))]
    if not view.heads:
        table += [(), *_nothing(view)]
    body = pad(table, room + 1, cells)
    if side:
        body = beside(body, _preview(view, side)[: room + 1], cells, width)
    return framed([_filter(view, width), *body], now, "queue", desktop, width)


def _nothing(view: QueueView) -> list[Line]:
    if view.query.where is not None:
        return [(Run(ours("   no case matches this filter · Esc takes it off"), "muted"),)]
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
    total = ours("{:,} cases ", view.total) if view.total is not None else ours("counting … ")
    order = ours("by {}{} · ", inline(view.query.sort), ours(" reversed") if view.query.reverse else ours(""))
    return spread((words,), (Run(order, "muted"), Run(total, "muted")), cells)


def _columns(cells: int) -> Line:
    wide, ident, clause, state = _widths(cells)
    more = ours("LANG  AGE ") if wide else ours("")
    left = ours("   {:<{}} SEV {:<{}} SCORE ", ours("CASE"), ident, ours("CLAUSE"), clause)
    right = ours("{:>9}  {:<{}}  WORDS", ours("DUE"), ours("STATE"), state)
    return (Run(left, "heading"), Run(more, "heading"), Run(right, "heading"))


def _widths(cells: int) -> tuple[bool, int, int, int]:
    """Whether there is room for all columns, and the cells of id, clause and state."""
    return (True, 26, 14, 12) if cells >= 100 else (False, 18, 10, 8)


def _asked(view: QueueView, n: int, head: CaseHead) -> tuple[CaseHead, bool, Safe, Run]:
    """What a row says of a case, and of the time that has passed."""
    return head, n == view.cursor, age(head.received_at, view.now), due(head.due_at, view.now)


@lru_cache(1024)
def _row(head: CaseHead, current: bool, aged: Safe, late: Run, caps: Capabilities, cells: int) -> Line:
    wide, ident, clause, state = _widths(cells)
    quiet = head.state in (CaseState.DECIDED, CaseState.SKIPPED)
    ink = "muted" if quiet else "text"
    severe = severity(head.severity)
    more = (*fit((Run(inline(head.language or "-", 4), ink),), 4), Run(ours("{:>5} ", aged), ink))
    line = (
        Run(ours(" ▸ ") if current else ours("   "), "key"),
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
    fitted = fit(line, cells)
    return tuple(Run(run.text, f"{run.role}@cursor") for run in fitted) if current else fitted


def _state(head: CaseHead) -> Line:
    if head.state is CaseState.DECIDED and head.outcome is not None:
        outcome = Outcome(head.outcome)
        return (Run(OUTCOME[outcome], OUTCOME_ROLE[outcome]),)
    return (STATE[head.state],)


def _preview(view: QueueView, cells: int) -> list[Line]:
    head = view.head
    lines: list[Line] = []
    if head is not None:
        lines.append((Run(ours(" {}", inline(head.id, cells - 2, view.caps)), "heading"),))
        shown = visible(head.snippet, view.caps).text
        edge = Run(ours(" │ "), "border")
        lines += [(edge, Run(clip(shown, a, b), "user")) for a, b in rows(shown, cells - 5)[:8]]
        flags = ours("{} flag", head.flags) if head.flags == 1 else ours("{} flags", head.flags)
        facts = ours(" {} turns · {} · {}", head.turns, flags, inline(head.origin))
        lines += [(), (Run(facts, "muted"),)]
        if head.outbox is not None:
            lines.append((Run(ours(" decision {}", OUTBOX[head.outbox]), "muted"),))
    lines += [(), (Run(ours(" VIEWS"), "heading"),)]
    for n, one in enumerate(view.views[:9], 1):
        count = (Run(ours("{:,} ", one.count), "muted"),) if one.count is not None else ()
        lines.append(spread((Run(ours(" '{} ", n), "key"), Run(inline(one.name, 30), "text")), count, cells))
    return lines
