"""The queue: which case next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace
from textual import work

from triage_tui.desk.desk import WAITING
from triage_tui.desk.known import KnownValues
from triage_tui.desk.place import Place
from triage_tui.desk.window import Window
from triage_tui.domain.filter import Query, parse
from triage_tui.domain.filter.complete import complete
from triage_tui.domain.filter.write import print_query
from triage_tui.errors import TriageError
from triage_tui.ui.commands import Command
from triage_tui.ui.dialogs.base import ask
from triage_tui.ui.dialogs.prompt import FilterPrompt, Prompt
from triage_tui.ui.dialogs.skip import skip_reason
from triage_tui.ui.lists import Lists
from triage_tui.ui.present.chrome import key_name
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.queue import COUNTED, QueueView, list_rows, queue_frame
from triage_tui.ui.present.text import Safe, cells, inline, ours
from triage_tui.ui.screens.base import Act, DeskScreen
from triage_tui.ui.situation import Context, Situation
from triage_tui.ui.views import counts, save_view, saved_views

VIEW_NUMBERS = {f"queue.view_{n}": n for n in range(1, 10)}
"""Which view a command means; further views have no key."""


class QueueScreen(DeskScreen):
    """A list of heads over a window on the store."""

    CONTEXT: ClassVar[Context] = "queue"

    def __init__(self, words: str, around: int | None) -> None:
        super().__init__()
        self.words = words
        """The filter as it was typed."""
        self._around = around
        self._followed: int | None = None
        self._counting = asyncio.Lock()
        self._counts_wanted = 0

    def on_mount(self) -> None:
        """Read the first page; count in the background."""
        desk = self.app.desk
        self._lists = Lists(desk.store)
        self._window = Window(desk.store, parse(self.words))
        self._window.reload(self._around)
        self._view = QueueView(
            self._window.query, self.words, desk.clock.now(), views=saved_views(desk.store, self.app.settings)
        )
        self._count()

    def place(self) -> Place:
        """Where the reviewer is, for the next start."""
        head = self._window.head
        return Place(filter=self.words, case_id=head.id if head else None)

    @property
    def asked(self) -> Query:
        """The filter in force."""
        return self._window.query

    def done(self) -> None:
        """Say that nothing is left."""
        self.say(Run(ours("nothing is left to decide in this view"), "ok"))

    def situation(self) -> Situation:
        """The case under the cursor."""
        return replace(self.app.situation(), head=self._window.head)

    def frame(self, width: int, height: int) -> Frame:
        """The list, with a preview where there is room."""
        self._window.rows = list_rows(height)
        heads, cursor = self._window.in_view
        self._view = replace(
            self._view, heads=heads, cursor=cursor, now=self.app.desk.clock.now(), caps=self.app.capabilities
        )
        desktop = self.app.desktop(ours("queue"))
        return queue_frame(self._view, self.situation(), desktop, width, height)

    def resumed(self) -> None:
        """Show what became of the cases meanwhile; after a case the cursor is on it."""
        row, before = self.app.in_front.n if self.app.in_front else None, self._followed
        self._followed = row
        self._window.reload(row if row != before else None)
        self._count()
        self.draw()

    def acts(self) -> dict[str, Act]:
        """What the keys do here."""
        pages = {"page_down": 1.0, "page_up": -1.0, "half_down": 0.5, "half_up": -0.5}
        sorts = {"due": "due", "age": "age", "severity": "sev", "score": "score"}
        return {
            "queue.down": partial(self._move, 1),
            "queue.up": partial(self._move, -1),
            **{f"queue.{name}": partial(self._page, part) for name, part in pages.items()},
            **{f"queue.sort_{name}": partial(self._sort, sort=sort, reverse=False) for name, sort in sorts.items()},
            **{name: partial(self._use_view, n) for name, n in VIEW_NUMBERS.items()},
            "queue.sort_reverse": lambda: self._sort(reverse=not self.asked.reverse),
            "queue.top": lambda: self._jump(self._window.to_start),
            "queue.end": lambda: self._jump(self._window.to_end),
            "queue.open": self._open,
            "queue.next": self._next,
            "queue.filter": self._filter,
            "queue.all": lambda: self.use_filter(""),
            "queue.skip": self._skip,
            "queue.reopen": self._reopen,
            "queue.tag": self._tag,
            "queue.preview": self._preview,
            "queue.view_save": self._save_view,
            "queue.refresh": partial(self._jump, self.resumed),
            "back": self._back,
        }

    def _move(self, by: int) -> None:
        self._window.move(by)
        self.say()

    def _page(self, part: float) -> None:
        self._move(int(part * self._window.rows))

    def _jump(self, to: Callable[[], None]) -> None:
        to()
        self.say()

    async def _open(self) -> None:
        head = self._window.head
        if head is not None:
            await self.app.show_case(head.id)

    async def _next(self) -> None:
        current = self._window.head
        if current is not None and current.state in WAITING:
            await self.app.show_case(current.id)
            return
        head = self.app.desk.next(self.asked, current.n if current else None)
        if head is None:
            self.done()
        else:
            await self.app.show_case(head.id)

    def _filter(self) -> None:
        known = KnownValues(self.app.desk.store, lambda field: self._learn(known, field))
        suggest = partial(complete, known=known)
        ask(self.app, FilterPrompt(self.words, self._preview_filter, suggest), self._filtered)

    @work(group="values")
    async def _learn(self, known: KnownValues, field: str) -> None:
        """Count what a field has beside the screen, and offer it."""
        await self.app.off(known.learn, field)
        self.app.redraw()

    def _preview_filter(self, words: str) -> TriageError | None:
        try:
            reading = self._lists.begin(parse(words))
            if reading.done():
                self._preview_list(words, reading.result())
            else:
                self._preview_later(words, reading)
        except TriageError as error:
            return error
        return None

    @work(group="preview")
    async def _preview_later(self, words: str, reading: Future[Window]) -> None:
        """Show the list when it comes, unless another is wanted by then."""

        async def shown() -> None:
            window = await asyncio.wrap_future(reading)
            if reading is self._lists.newest:
                self._preview_list(words, window)

        await self.app.attempt(shown)

    def _preview_list(self, words: str, window: Window) -> None:
        self._list(words, window)
        self._count(views=False)
        self.app.redraw()

    def _list(self, words: str, window: Window) -> None:
        self._window = window
        self._view = replace(self._view, query=window.query, words=words, total=None)

    async def _filtered(self, words: str | None) -> None:
        await self.use_filter(self.words if words is None else words)

    async def use_filter(self, words: str) -> None:
        """Show another part of the queue."""
        reading = self._lists.begin(parse(words))
        self._list(words, reading.result() if reading.done() else await asyncio.wrap_future(reading))
        self.words = words
        self._count()
        self.say()

    async def _sort(self, **changes: Any) -> None:
        await self.use_filter(print_query(replace(self.asked, **changes)))

    def _skip(self) -> None:
        head = self._window.head
        if head is not None:
            skip_reason(self.app, lambda reason: self._skipped(head.id, reason))

    async def _skipped(self, case_id: str, reason: str) -> None:
        head = self.app.desk.store.head(case_id)
        if head is not None:
            await self.app.off(self.app.desk.skip, head, reason)
        self._window.reload()
        self.say(Run(ours("{} skipped", inline(case_id, 40)), "ok"))

    async def _reopen(self) -> None:
        head = self._window.head
        if head is not None:
            await self.app.off(self.app.desk.unskip, head.id)
            self._window.reload()
            self.say(Run(ours("{} is back in the queue", inline(head.id, 40)), "ok"))

    async def _tag(self) -> None:
        head = self._window.head
        if head is not None:
            await self.app.off(self.app.desk.store.tag, [head.id], not head.tagged)
            self._window.reload()
            self._move(1)

    def _preview(self) -> None:
        self._view = replace(self._view, preview=not self._view.preview)
        self.say()

    def _back(self) -> None:
        self.say(Run(ours("this is the queue · Q quits"), "muted"))

    def label(self, command: Command) -> Safe | None:
        """A view goes by its name, the longest ones cut where the row has no room for all."""
        if (number := VIEW_NUMBERS.get(command.id)) is None:
            return super().label(command)
        views = self._view.views[: len(VIEW_NUMBERS)]
        wide = [cells(inline(one.name, 30)) for one in views]
        room = self.size.width - 4 * (len(views) + 1)
        limit = next((most for most in range(30, 4, -1) if sum(min(one, most) for one in wide) <= room), 4)
        return inline(views[number - 1].name, limit) if number <= len(views) else None

    async def _use_view(self, number: int) -> None:
        if number > len(self._view.views):
            self.say(Run(ours("there is no view {}", number), "muted"))
        else:
            await self.use_filter(self._view.views[number - 1].filter)

    def _save_view(self) -> None:
        ask(self.app, Prompt(ours("Save this filter as"), ""), self._view_named)

    async def _view_named(self, name: str | None) -> None:
        if not name:
            return
        await self.app.off(save_view, self.app.desk.store, name, self.words)
        self._view = replace(self._view, views=saved_views(self.app.desk.store, self.app.settings))
        self._count()
        number = 1 + [one.name for one in self._view.views].index(name)
        keys = self.app.keys.by_command.get(f"queue.view_{number}", ())
        key = ours(", {}", key_name(keys[0])) if keys else ours(" without a key: / takes its filter")
        self.say(Run(ours("saved as {}{}", inline(name, 40), key), "ok"))

    @work(group="counts")
    async def _count(self, *, views: bool = True) -> None:
        """Count what the filter and the views match, beside the screen."""
        await self.app.attempt(partial(self._counts, views))

    async def _counts(self, views: bool) -> None:
        """One after the other, so that typing a filter heaps up no counts; what is no longer wanted is broken off."""
        self._counts_wanted += 1
        mine, store = self._counts_wanted, self.app.desk.store

        def needless() -> bool:
            return mine != self._counts_wanted

        async with self._counting:
            if needless():
                return
            total = await self.app.off(store.counts_up_to, COUNTED, [self.asked], needless)
            if total is None or needless():
                return
            self._view = replace(self._view, total=total[0])
            self.app.redraw()
            if views:
                found = await self.app.off(counts, store, self._view.views, needless)
                counted = (replace(one, count=found.get(one.name, one.count)) for one in self._view.views)
                self._view = replace(self._view, views=tuple(counted))
                self.app.redraw()
