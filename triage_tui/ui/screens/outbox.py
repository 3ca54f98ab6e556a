"""The outbox: what is on its way, what went wrong, and what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from msgspec.structs import replace

from triage_tui.desk.settling import disagreement, take_back
from triage_tui.domain.difference import difference
from triage_tui.domain.standing import OutboxRow
from triage_tui.domain.words import OutboxState
from triage_tui.ui.dialogs.base import ask
from triage_tui.ui.dialogs.prompt import Prompt
from triage_tui.ui.present.conflict import ConflictView
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.outbox import ORDER, OutboxView, list_rows, outbox_frame
from triage_tui.ui.present.text import inline, ours
from triage_tui.ui.screens.base import Act, DeskScreen
from triage_tui.ui.situation import Context, Situation


class OutboxScreen(DeskScreen):
    """A list of decisions; the cursor stays on its decision whatever happens around it."""

    CONTEXT: ClassVar[Context] = "outbox"

    def __init__(self, view: OutboxView) -> None:
        super().__init__()
        self._view = view

    @property
    def row(self) -> OutboxRow | None:
        """The decision under the cursor."""
        return self._view.row

    def situation(self) -> Situation:
        """The decision under the cursor, and its case."""
        return replace(self.app.situation(), row=self.row)

    def frame(self, width: int, height: int) -> Frame:
        """The list, and everything about the row under the cursor."""
        room, view = list_rows(height), self._view
        top = min(max(view.top, view.cursor - room + 1), view.cursor, max(len(view.rows) - room, 0))
        link, now = self.app.desk.link, self.app.desk.clock.now()
        linked = link.state() if link is not None else view.linked
        self._view = replace(view, top=top, linked=linked, now=now, caps=self.app.capabilities)
        return outbox_frame(self._view, self.situation(), self.app.desktop(ours("outbox")), width, height)

    def acts(self) -> dict[str, Act]:
        """What the keys do here."""
        return {
            "outbox.open": self._open,
            "outbox.retry": self._retry,
            "outbox.withdraw": self._withdraw,
            "outbox.send": self._send,
            "outbox.down": partial(self._move, 1),
            "outbox.up": partial(self._move, -1),
            "outbox.page_down": lambda: self._move(list_rows(self.size.height)),
            "outbox.page_up": lambda: self._move(-list_rows(self.size.height)),
            "outbox.top": lambda: self._move(-len(self._view.rows)),
            "outbox.end": lambda: self._move(len(self._view.rows)),
            "back": lambda: self.app.pop_screen() and None,
        }

    async def resumed(self) -> None:
        """Read anew what became of the decisions."""
        await self.heard()

    async def heard(self) -> None:
        """The same when something has changed meanwhile."""
        before = self.row
        view = await read(self)
        kept = (n for n, one in enumerate(view.rows) if before and one.standing.decision.id == _id(before))
        cursor = next(kept, min(self._view.cursor, max(len(view.rows) - 1, 0)))
        self._view = replace(view, cursor=cursor, top=self._view.top)
        self.draw()

    def _move(self, by: int) -> None:
        cursor = min(max(self._view.cursor + by, 0), max(len(self._view.rows) - 1, 0))
        self._view = replace(self._view, cursor=cursor)
        self.say()

    async def _open(self) -> None:
        row = self.row
        if row is None:
            return
        if row.standing.outbox is OutboxState.CONFLICT:
            await open_conflict(self, row)
        else:
            await self.app.show_case(row.standing.decision.case_id)

    async def _retry(self) -> None:
        if (row := self.row) is None:
            return
        again = await self.app.wrote(self.app.desk.outbox.retry, _id(row))
        poke(self)
        await self.heard()
        case = inline(row.standing.decision.case_id, 40)
        self.say(Run(ours("{} goes out again", case) if again else ours("{} needs no sending", case), "ok"))

    def _withdraw(self) -> None:
        if (row := self.row) is not None:
            ask_withdrawal(self, row)

    def _send(self) -> None:
        poke(self)
        self.say(Run(ours("the source is asked now"), "muted"))


def _id(row: OutboxRow) -> str:
    return row.standing.decision.id


def poke(screen: DeskScreen) -> None:
    """Have what waits sent now."""
    if (link := screen.app.desk.link) is not None:
        link.poke()


async def read(screen: DeskScreen) -> OutboxView:
    """The outbox as it is now; what was accepted since midnight UTC is in it."""
    desk = screen.app.desk
    now = desk.clock.now()
    midnight = datetime.combine(now.date(), datetime.min.time(), UTC)
    rows = await screen.app.off(desk.outbox.outbox, midnight)
    linked = desk.link.state() if desk.link is not None else None
    return OutboxView(tuple(sorted(rows, key=lambda row: ORDER.index(row.standing.outbox))), linked, now)


async def open_outbox(screen: DeskScreen) -> None:
    """Put the outbox in front, over whatever is there."""
    if isinstance(screen, OutboxScreen):
        await screen.heard()
    else:
        screen.app.status = ()  # What led here is seen now.
        await screen.app.push_screen(OutboxScreen(await read(screen)))


async def open_conflict(screen: DeskScreen, row: OutboxRow) -> None:
    """Put a conflict in front."""
    from triage_tui.ui.screens.conflict import ConflictScreen

    against = await screen.app.off(disagreement, screen.app.desk, row)
    changed = None
    if against.before is not None and against.after is not None:
        changed = await screen.app.off(difference, against.before, against.after)
    await screen.app.push_screen(ConflictScreen(ConflictView(against, changed, screen.app.desk.clock.now())))


def ask_withdrawal(screen: DeskScreen, row: OutboxRow) -> None:
    """Take a decision back, once it was said why."""
    case_id = row.standing.decision.case_id

    async def said(reason: str | None) -> None:
        if reason is None:
            return
        await screen.app.wrote(take_back, screen.app.desk, row, reason)
        await screen.app.show_case(case_id)
        screen.app.say(Run(ours("taken back: {} · what you said is its draft", inline(case_id, 40)), "ok"))

    title = ours("Why is the decision about {} taken back?", inline(case_id, 40))
    ask(screen.app, Prompt(title, "", hint=ours("the log keeps the reason · Enter takes it back · Esc leaves")), said)
