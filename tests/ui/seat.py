"""The app under a test's fingers: it is told commands by their ids, and answers with the rows it shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.desk.making import HandClock
from tests.ui.views import text_of
from triage_tui.desk.desk import Desk
from triage_tui.desk.link import Link
from triage_tui.desk.returning import Returning
from triage_tui.domain.decision import Decision
from triage_tui.settings.keymap import keymap
from triage_tui.settings.keynames import canonical, shown
from triage_tui.settings.model import Settings
from triage_tui.settings.themes import load_themes
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace
from triage_tui.ui.app import TriageApp
from triage_tui.ui.commands import COMMANDS
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.setup import Setup
from triage_tui.ui.widgets.board import Board
from triage_tui.wiring import house_of

THEMES = load_themes().themes


class Seat:
    """A reviewer in front of the app."""

    def __init__(self, app: TriageApp, pilot: Pilot[Any], workspace: Workspace, clock: HandClock) -> None:
        self.app = app
        self.workspace = workspace
        self.clock = clock
        self._pilot = pilot

    async def do(self, *command_ids: str) -> None:
        """Press the keys of commands, one after the other."""
        for command_id in command_ids:
            await self.press(*self.app.keys.by_command[command_id][0].split())

    async def press(self, *keys: str) -> None:
        """Press keys, and see everything done that they began."""
        for key in keys:
            self.app.post_message(_key(key))
            await self.settled()

    async def type(self, words: str) -> None:
        """Type words, letter by letter."""
        await self.press(*words)

    async def settled(self) -> None:
        """Wait until nothing is under way: what a key begins is done when every queue was empty three times."""
        for _ in range(3):
            await self.app.workers.wait_for_complete()
            for pump in (self.app, *self.app.screen.walk_children(with_self=True)):
                done = asyncio.Event()
                if pump.call_later(done.set):
                    await asyncio.wait_for(done.wait(), 5)

    async def resize(self, columns: int, rows: int) -> None:
        """Have a terminal of another size."""
        await self._pilot.resize_terminal(columns, rows)
        await self.settled()

    @property
    def frame(self) -> Frame:
        """What the screen in front shows."""
        return self.app.screen.query_one(Board).frame

    @property
    def text(self) -> str:
        """The frame as text."""
        return text_of(self.frame)

    @property
    def rows(self) -> list[str]:
        """The frame row by row."""
        return self.text.split("\n")

    @property
    def said(self) -> str:
        """The status row."""
        return self.rows[-1].strip()

    @property
    def in_front(self) -> str | None:
        """Id of the case in front; none on the queue."""
        return self.app.case.view.sitting.opened.case.id if self.app.case else None

    @property
    def decisions(self) -> list[Decision]:
        """What was decided and not withdrawn, oldest first."""
        kept = [standing for _, standing, _ in self.workspace.ledger.decisions() if standing.outbox != "withdrawn"]
        return [one.decision for one in kept]

    def ids(self) -> list[str]:
        """The queue's cases in their order."""
        return [head.id for head in self.workspace.page(self.app.queue.asked, limit=1000).heads]

    @property
    def field(self) -> str:
        """What stands in the field that is typed into."""
        focused = self.app.focused
        assert isinstance(focused, Input | TextArea)
        return focused.value if isinstance(focused, Input) else focused.text


def _key(name: str) -> events.Key:
    """What a terminal sends for a key, by its name or its character."""
    key = canonical(name) if name != " " else "space"
    typed = {"space": " ", "enter": "\r", "tab": "\t"}.get(key, shown(key))
    return events.Key(key, typed if len(typed) == 1 else None)


@asynccontextmanager
async def seated(
    path: Path,
    *,
    size: tuple[int, int] = (100, 30),
    read_only: bool = False,
    clock: HandClock | None = None,
    link: Link | None = None,
    returned: bool = False,
    keys: Mapping[str, str | tuple[str, ...]] | None = None,
    **settings: Any,
) -> AsyncIterator[Seat]:
    """The app on a workspace, as it is after the start; with `returned` decisions came back to it in sealed files."""
    chosen = Settings(keys=dict(keys or {}), **settings)
    clock = clock or HandClock()
    workspace = open_workspace(path, read_only, reviewer="r1", now=clock.now)
    outbox = workspace if link is not None else Returning(workspace) if returned else None
    try:
        app = TriageApp(
            Desk(workspace, clock, house_of(chosen), link, outbox),
            Setup(chosen, keymap(COMMANDS, chosen.keys), THEMES, THEMES["dark"]),
        )
        async with app.run_test(size=size, notifications=True) as pilot:
            seat = Seat(app, pilot, workspace, clock)
            await seat.settled()
            yield seat
    finally:
        workspace.close()
