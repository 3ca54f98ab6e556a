"""The outbox as one frame: every decision on its way, how far it has come, and why it is not further."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from msgspec import Struct

from triage_tui.desk.link import Linked
from triage_tui.domain.standing import OutboxRow
from triage_tui.domain.words import OutboxState
from triage_tui.ui.present.chrome import Desktop, framed
from triage_tui.ui.present.frame import Frame, pad, rule
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.link import SKEWED
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, Safe, clip, inline, ours, visible
from triage_tui.ui.present.words import OUTBOX, OUTCOME, OUTCOME_ROLE, age, span
from triage_tui.ui.present.wrap import rows
from triage_tui.ui.situation import Situation

DETAIL = 4
"""Rows under the list that tell the whole of the row under the cursor, its rule among them."""

ORDER = (
    OutboxState.CONFLICT, OutboxState.REFUSED, OutboxState.UNKNOWN, OutboxState.HELD, OutboxState.SENDING,
    OutboxState.QUEUED, OutboxState.SENT, OutboxState.ACCEPTED, OutboxState.WITHDRAWN,
)  # fmt: skip
"""What somebody has to look at comes first."""

ROLE = {
    OutboxState.CONFLICT: "error",
    OutboxState.REFUSED: "error",
    OutboxState.UNKNOWN: "warning",
    OutboxState.SENDING: "ok",
    OutboxState.ACCEPTED: "muted",
    OutboxState.SENT: "muted",
}
"""How the state is painted where it says more than that a decision waits."""

PLAIN = {
    OutboxState.HELD: ours("u takes it back until the undo window is over"),
    OutboxState.QUEUED: ours("waits until the source can be reached"),
    OutboxState.SENDING: ours("on its way"),
    OutboxState.UNKNOWN: ours("no answer came: it is asked for before it is sent again"),
    OutboxState.CONFLICT: ours("Enter shows what stands against it"),
    OutboxState.REFUSED: ours("the source will not take it as it is"),
    OutboxState.ACCEPTED: ours("the source has it"),
    OutboxState.SENT: ours("the source has it"),
    OutboxState.WITHDRAWN: ours("taken back"),
}
"""What is true of a state where the source said nothing."""


IN_CONFLICT = ours("in conflict")


class OutboxView(Struct, frozen=True):
    """The outbox as it is looked at."""

    rows: tuple[OutboxRow, ...]
    linked: Linked | None
    """None where there is no source."""
    now: datetime
    cursor: int = 0
    top: int = 0
    caps: Capabilities = CONSERVATIVE

    @property
    def row(self) -> OutboxRow | None:
        """The decision under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None


def list_rows(height: int) -> int:
    """How many decisions fit on a screen of this height."""
    return max(height - 5 - _detail_rows(height), 1)


def _detail_rows(height: int) -> int:
    return DETAIL if height >= 14 else 0


def outbox_frame(view: OutboxView, now: Situation, desktop: Desktop, width: int, height: int) -> Frame:
    """The whole screen, row by row."""
    room, below = list_rows(height), _detail_rows(height)
    listed = [_row(one, n == view.cursor, view, width) for n, one in enumerate(view.rows)][view.top : view.top + room]
    body = [_link(view, width), _columns(width), *listed, *([] if listed else [_nothing()])]
    details = [rule(width, *_subject(view, width)), *_detail(view, width)] if below else []
    return framed(
        [*pad(body, room + 2, width), *pad(details, below, width)][: height - 3], now, "outbox", desktop, width
    )


def _nothing() -> Line:
    return (Run(ours("   nothing is on its way, and nothing was sent today"), "muted"),)


def _link(view: OutboxView, cells: int) -> Line:
    """The link in full words, and what there is."""
    linked = view.linked
    notes = [LINK[linked.health] if linked is not None else UNLINKED]
    if linked is not None and linked.since is not None:
        notes.append(ours("last answer {} ago", _soon(view.now - linked.since)))
    counts = Counter(one.standing.outbox for one in view.rows)
    notes += [
        ours("{} {}", n, IN_CONFLICT if state is OutboxState.CONFLICT else OUTBOX[state]) for state, n in counts.items()
    ]
    if linked is not None and abs(linked.skew) >= SKEWED:
        way = ours("ahead") if linked.skew > 0 else ours("behind")
        notes.append(ours("the source's clock is {} {}", span(timedelta(seconds=abs(linked.skew))), way))
    line: list[Run] = [Run(ours(" "), "text")]
    for n, note in enumerate(notes):
        line += [Run(ours(" · "), "border")] if n else []
        line.append(Run(note, "muted" if n or linked is None or not linked.offline else "warning"))
    return fit(tuple(line), cells)


LINK = {
    "online": ours("online"),
    "slow": ours("online, but slow"),
    "connecting": ours("connecting"),
    "offline": ours("offline: decisions wait here"),
    "signed_out": ours("signed out: triage-tui login, decisions wait here"),
    "paused": ours("paused"),
    "carried": ours("a bundle: triage-tui bundle return hands decisions back"),
}

UNLINKED = ours("no source: these came back from reviewers and met a newer version")


def _widths(cells: int) -> tuple[int, int]:
    """Cells of id and outcome."""
    return (26, 21) if cells >= 120 else (24, 12) if cells >= 100 else (18, 11)


def _columns(cells: int) -> Line:
    ident, outcome = _widths(cells)
    words = ours(
        "   {:<11}{:<{}} {:<{}} AGE TRIES NEXT  WHY", ours("STATE"), ours("CASE"), ident, ours("OUTCOME"), outcome
    )
    return fit((Run(words, "heading"),), cells)


def _row(row: OutboxRow, current: bool, view: OutboxView, cells: int) -> Line:
    decision, state = row.standing.decision, row.standing.outbox
    ident, outcome = _widths(cells)
    ink = ROLE.get(state, "text")
    quiet = "muted" if state in (OutboxState.ACCEPTED, OutboxState.SENT) else "text"
    line = (
        Run(ours(" ▸ ") if current else ours("   "), "key"),
        *fit((Run(OUTBOX[state], ink),), 11),
        *fit((Run(inline(decision.case_id, ident, view.caps), quiet),), ident + 1),
        *fit((Run(OUTCOME[decision.outcome], OUTCOME_ROLE[decision.outcome] if quiet == "text" else quiet),), outcome),
        Run(ours("{:>4} {:>5} ", age(decision.decided_at, view.now), row.attempts), quiet),
        Run(ours("{:<5} ", _next(row, view.now)), quiet),
        Run(_why(row, view.caps, 200), "muted"),
    )
    fitted = fit(line, cells)
    return tuple(Run(text, f"{role}@cursor") for text, role in fitted) if current else fitted


def _next(row: OutboxRow, now: datetime) -> Safe:
    """How long until something happens with it by itself."""
    at = row.standing.held_until if row.standing.outbox is OutboxState.HELD else row.next_try
    if at is None or row.standing.outbox in (OutboxState.ACCEPTED, OutboxState.CONFLICT, OutboxState.REFUSED):
        return ours("-")
    return _soon(at - now)


def _soon(length: timedelta) -> Safe:
    seconds = max(int(length.total_seconds()), 0)
    return ours("{}s", seconds) if seconds < 60 else span(length)


def _why(row: OutboxRow, caps: Capabilities, limit: int) -> Safe:
    return inline(row.reason, limit, caps) if row.reason else PLAIN[row.standing.outbox]


def _subject(view: OutboxView, cells: int) -> Line:
    row = view.row
    if row is None:
        return ()
    decision = row.standing.decision
    words = ours("{} version {}", inline(decision.case_id, max(cells - 50, 12), view.caps), decision.case_version)
    return (Run(words, "heading"), Run(ours(" · {}", inline(decision.decided_at.strftime("%m-%d %H:%M UTC"))), "muted"))


def _detail(view: OutboxView, cells: int) -> list[Line]:
    """Everything that was said of the row under the cursor, as far as there is room."""
    if view.row is None:
        return []
    own = (Run(ours(" {}", PLAIN[view.row.standing.outbox]), "text"),)
    if not view.row.reason:
        return [own]
    said = visible(view.row.reason[:2_000], view.caps).text
    edge = Run(ours(" │ "), "border")
    return [own, *((edge, Run(clip(said, a, b), "warning")) for a, b in rows(said, max(cells - 4, 8)))]
