"""How the work stands, and what is heard of the link meanwhile: background news goes to the status row, no further."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.screen import Screen

from triage_tui.ui.present.chrome import Desktop
from triage_tui.ui.present.link import Heard, minor, news
from triage_tui.ui.present.text import Safe
from triage_tui.ui.situation import Situation
from triage_tui.ui.tally import Tally, tally

if TYPE_CHECKING:
    from triage_tui.desk.desk import Desk
    from triage_tui.desk.link import Link
    from triage_tui.domain.head import CaseHead
    from triage_tui.domain.standing import Standing
    from triage_tui.ui.keys import Keys
    from triage_tui.ui.present.line import Line

Answer = TypeVar("Answer")


class Listening(App[int]):
    """Keeps the tally; hears of changes from the link's own thread, and draws what they change."""

    desk: Desk
    keys: Keys
    status: Line
    undone: Standing | None
    tally: Tally
    """As of the last write, or the last that was heard."""
    _told = False
    _heard: Heard | None = None
    _gone: Line = ()
    """What was said when the source was gone: untrue once it answers."""

    async def off(self, act: Callable[..., Answer], *given: Any, **named: Any) -> Answer:
        """Do something slow beside the event loop; whoever awaits it takes no further key meanwhile."""
        return await asyncio.to_thread(act, *given, **named)

    async def wrote(self, act: Callable[..., Answer], *given: Any) -> Answer:
        """Do something that writes, and read anew how the work stands."""
        answer, self.tally = await self.off(lambda: (act(*given), tally(self.desk)))
        return answer

    def situation(self) -> Situation:
        """What is true on every screen."""
        return self.tally.situation(undone=self.undone is not None)

    def desktop(self, where: Safe) -> Desktop:
        """What the chrome says on every screen."""
        return self.tally.desktop(where, self.status, self.keys.by_command, self.desk)

    def listen(self) -> None:
        """Hear of the link from now on."""
        if self.desk.link is not None:
            self._heard = self._hear(self.desk.link)
            self.desk.link.listen(self._tell)

    def on_unmount(self) -> None:
        """Hear nothing more."""
        if self.desk.link is not None:
            self.desk.link.listen(None)

    def _tell(self) -> None:
        """Something has changed; called by whatever thread."""
        if not self._told:
            self._told = True
            with suppress(RuntimeError):  # The event loop may have ended meanwhile.
                self.call_later(lambda: self.run_worker(self._look()))

    async def _look(self) -> None:
        self._told = False
        await self.attempt(self._heed)

    async def _heed(self) -> None:
        link, before = self.desk.link, self._heard
        assert link is not None
        assert before is not None
        front = self.case_in_front
        self.tally, now = await self.off(lambda: (tally(self.desk), front and self.desk.store.head(front.id)))
        changed = front is not None and now is not None and now.version > front.version
        self._heard = self._hear(link, front.id if front and changed else None)
        said = news(before, self._heard)
        away = self._heard.linked.offline
        if not away and self.status == self._gone:
            self.status = ()
        if said and not (minor(said) and self.status):
            self.status = said
            self._gone = said if away and not before.linked.offline else self._gone
        await self.heard()

    def _hear(self, link: Link, changed: str | None = None) -> Heard:
        front, trouble = self.case_in_front, (self.tally.conflicts, self.tally.refused)
        leased = link.leased(front.id) if front is not None else None
        return Heard(link.state(), *trouble, leased, changed, listed=self.screen is self.queue)

    @property
    @abstractmethod
    def queue(self) -> Screen[Any]:
        """The screen at the bottom."""

    @property
    @abstractmethod
    def case_in_front(self) -> CaseHead | None:
        """The case that is open, as it was read; none on the queue."""

    @abstractmethod
    async def attempt(self, act: Callable[[], Awaitable[None] | None]) -> None:
        """Do something that may fail, and tell how it failed."""

    @abstractmethod
    async def heard(self) -> None:
        """Have the screen in front draw what is true now."""
