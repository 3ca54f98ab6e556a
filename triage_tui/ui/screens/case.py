"""One case in front: read it, judge it, go on."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import ClassVar

from msgspec.structs import replace
from textual.timer import Timer

from triage_tui.desk import blind
from triage_tui.desk.desk import WAITING
from triage_tui.desk.link import why_not_leased
from triage_tui.desk.place import Place as Spot
from triage_tui.desk.sitting import Sitting
from triage_tui.domain.retention import never_kept
from triage_tui.domain.standing import OpenCase
from triage_tui.ui.ahead import After, Ahead
from triage_tui.ui.holding import Grip
from triage_tui.ui.present import looking
from triage_tui.ui.present.case import CaseView, Panes, case_frame, panes
from triage_tui.ui.present.conversation import Mark
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.text import inline, ours, visible
from triage_tui.ui.screens.base import Act, DeskScreen
from triage_tui.ui.screens.deciding import Deciding
from triage_tui.ui.screens.searching import Searching
from triage_tui.ui.situation import Context, Situation

AUTOSAVE = 1.0
"""Seconds without a change after which the place is kept."""


class CaseScreen(Deciding, Searching, DeskScreen):
    """The only case screen: another case changes what it shows."""

    CONTEXT: ClassVar[Context] = "case"

    def __init__(self, sitting: Sitting, place: Spot | None = None) -> None:
        super().__init__()
        self.view = self._first_look(sitting)
        self.found: tuple[Mark, ...] = ()
        self._restore = place
        self._rest: Timer | None = None
        self._touched = 0.0
        self.grip = Grip(self.app.desk.link)
        self._ahead = Ahead(self._fetch)

    def _first_look(self, sitting: Sitting) -> CaseView:
        clock = self.app.desk.clock
        view = looking.look(sitting, clock.now(), self.app.capabilities, self.app.settings.fold_lines)
        return replace(view, advance=self.app.settings.review.auto_advance)

    def on_mount(self) -> None:
        """Wait for the frame to be seen before a decision counts."""
        self._expect()
        self._settle()

    def _settle(self) -> None:
        """Keep where the reviewer is when they rest; open the next case while they read."""
        self._keep_soon()
        sitting = self.view.sitting
        to_decide = sitting.opened.head.state in WAITING or sitting.draft.supersedes is not None
        self.grip.take(sitting.opened.case.id if to_decide else None)
        if to_decide:
            blind.repeat(self.app.desk, sitting)
        self._ahead.prepare((self.view.sitting.opened.head.n, self.app.queue.asked))

    def _expect(self) -> None:
        if self.app.settings.review.arrival_guard:
            self.app.expect_frame()

    async def heard(self) -> None:
        """Draw what is true now: all of this version, where it comes once an outcome was said first, or with a lease.

        What came with a lease and is kept nowhere is gone with it.
        """
        before = self.view.sitting
        if before.draft.provisional is not None or never_kept(before.opened.case.retention):
            await self.app.off(self.app.desk.keep, before)
            now = (await self.app.off(self.app.desk.open, before.opened.case.id)).opened
            told = _other(before.opened, now)
            if told is not None and self.view.sitting is before and self.is_current:
                self.app.status = (told,)
                await self.app.show_case(now.case.id)
                return
        await super().heard()

    def on_unmount(self) -> None:
        """Nothing is read ahead any more, and nothing held."""
        self._ahead.forget()
        self.grip.take(None)

    def present(self, sitting: Sitting, place: Spot | None = None) -> None:
        """Put another case in front."""
        self._restore = place
        self._present(self._first_look(sitting))

    def _present(self, view: CaseView) -> None:
        zoom, advance = self.view.zoom, self.view.advance
        self.view = replace(view, zoom=zoom, advance=advance, now=self.app.desk.clock.now())
        self.found = ()
        self._expect()
        self.draw()
        self._settle()

    @property
    def parts(self) -> Panes:
        """The panes at this size."""
        return panes(self.size.width, self.size.height, self.view.zoom)

    def frame(self, width: int, height: int) -> Frame:
        """Conversation, clauses and facts."""
        self.view = looking.fitted(self.view, panes(width, height, self.view.zoom))
        if self._restore is not None:
            self.view, self._restore = looking.restored(self.view, self._restore), None
        self.view = replace(self.view, leased=self.grip.leased(self.view.sitting.opened.case.id))
        where = inline(self.view.sitting.opened.case.id, max(width - 40, 12), self.app.capabilities)
        return case_frame(self.view, self.situation(), self.app.desktop(where), width, height)

    def situation(self) -> Situation:
        """The case, its draft, and the clause under the cursor."""
        now = self.app.situation()
        return replace(
            now,
            head=self.view.sitting.opened.head,
            sitting=self.view.sitting,
            clause=self.view.clause,
            matches=self.view.matches,
            no_first=blind.why_not_say(self.app.desk, self.view.sitting),
            taken=why_not_leased(self.grip.leased(self.view.sitting.opened.case.id)),
        )

    def acts(self) -> dict[str, Act]:
        """What the keys do here."""
        return {
            "case.down": partial(self._scroll, 1),
            "case.up": partial(self._scroll, -1),
            "case.page_down": lambda: self._scroll(self._rows - 1),
            "case.page_up": lambda: self._scroll(1 - self._rows),
            "case.half_down": lambda: self._scroll(self._rows // 2),
            "case.half_up": lambda: self._scroll(-(self._rows // 2)),
            "case.top": lambda: self.show(looking.to_top(self.view)),
            "case.end": lambda: self.show(looking.to_end(self.view, self.parts)),
            "case.turn_next": lambda: self.show(looking.at_turn(self.view, 1)),
            "case.turn_previous": lambda: self.show(looking.at_turn(self.view, -1)),
            "case.flag_next": lambda: self.show(looking.at_hit(self.view, 1, self.parts), marks=True),
            "case.flag_previous": lambda: self.show(looking.at_hit(self.view, -1, self.parts), marks=True),
            "case.clause_next": lambda: self.show(looking.at_clause(self.view, 1, self.parts), marks=True),
            "case.clause_previous": lambda: self.show(looking.at_clause(self.view, -1, self.parts), marks=True),
            "case.fold": self._fold,
            "case.fold_all": self._fold_all,
            "case.hidden": self._hidden,
            "case.zoom": lambda: self.show(replace(self.view, zoom=looking.ZOOMS[self.view.zoom], side_top=0)),
            "case.advance": lambda: self.show(replace(self.view, advance=not self.view.advance)),
            "case.next": self.pass_on,
            "case.previous": partial(self.pass_on, backwards=True),
            **self.searching_acts(),
            **self.deciding_acts(),
        }

    def show(self, view: CaseView, *, marks: bool = False) -> None:
        """Draw another view of the same case."""
        self.view = looking.marked(view, self.found) if marks else view
        self.touch()
        self.say()

    @property
    def _rows(self) -> int:
        """Rows of a page."""
        return max(self.parts.text_rows, self.parts.body if not self.parts.text_rows else 1)

    def _scroll(self, by: int) -> None:
        self.show(looking.scrolled(self.view, by, self.parts))

    def _fold(self) -> None:
        found = looking.foldable_in_view(self.view, self.parts)
        if found is not None:
            self.show(looking.refolded(self.view, *found))

    def _fold_all(self) -> None:
        top = self.view.text.anchor_of(self.view.top)
        self.view.text.toggle_all_folds()
        self.show(replace(self.view, top=self.view.text.place_of(top)))

    def _hidden(self) -> None:
        top = self.view.text.anchor_of(self.view.top)
        self.view.text.set_expanded(not self.view.text.expanded)
        self.show(replace(self.view, top=self.view.text.place_of(top)))

    async def pass_on(self, *, backwards: bool = False) -> None:
        """Go on without deciding; the time spent goes into the draft once the next case is on the screen."""
        left = self.view.sitting
        await self.go_on(backwards=backwards)
        if self.app.desk.begun(left):
            await self.app.off(self.app.desk.keep, left)

    async def go_on(self, *, backwards: bool = False) -> None:
        """The next case still to decide, or the one before."""
        after = self.view.sitting.opened.head.n, self.app.queue.asked
        view = await (self._fetch(after, backwards=True) if backwards else self._ahead.take(after))
        if view is None or self.app.desk.why_not_here(view.sitting.opened.case.id) is not None:
            view = await self._fetch(after, backwards=backwards)  # the queue has moved since it was read ahead
        if view is None:
            while self.app.screen is not self.app.queue:
                self.app.pop_screen()
            self.app.queue.done()
        else:
            self.app.in_front = view.sitting.opened.head
            self._present(view)

    async def _fetch(self, after: After, *, backwards: bool = False) -> CaseView | None:
        number, query = after
        parts = self.parts

        def opened() -> CaseView | None:
            sitting = self.app.desk.open_next(query, number, backwards=backwards)
            return looking.warmed(self._first_look(sitting), parts) if sitting is not None else None

        return await self.app.off(opened)

    def touch(self) -> None:
        """Count the reviewer as active; when they rest, keep where they are."""
        super().touch()
        self.grip.stir()
        self._keep_soon()

    def _keep_soon(self) -> None:
        self._touched = monotonic()
        if self._rest is None:
            self._rest = self.set_timer(AUTOSAVE, self._rested)

    async def _rested(self) -> None:
        self._rest = None
        left = self._touched + AUTOSAVE - monotonic()
        if left > 0:
            self._rest = self.set_timer(left, self._rested)
        else:
            await self.app.attempt(self.leave)

    async def leave(self) -> None:
        """Keep the draft and the place."""
        if self.app.desk.store.read_only is not None:
            return
        await self.app.off(self.app.desk.keep, self.view.sitting)
        await self.app.off(self.app.keep_place)

    def place(self, words: str) -> Spot:
        """Where the reviewer is, for the next start."""
        view = self.view
        at = view.text.anchor_of(view.top)
        return Spot(
            screen="case", filter=words, case_id=view.sitting.opened.case.id, section=at.section, piece=at.piece,
            offset=at.offset, hit=view.hit, clause=view.clause, zoom=view.zoom,
        )  # fmt: skip

    def flagged_words(self) -> str:
        """The words of the flag in focus, as they are shown."""
        flagged = looking.flagged(self.view)
        return visible(flagged[1], self.app.capabilities).text if flagged is not None else ""


def _other(before: OpenCase, now: OpenCase) -> Run | None:
    """What to say where more, or less, of the same version is here than before."""
    if now.case.version != before.case.version:
        return None
    if before.case.turns and not now.case.turns:
        return Run(ours("the lease is over: the text is kept nowhere"), "warning")
    if now.sha256 != before.sha256 or (now.case.turns and not before.case.turns):
        return Run(ours("all of the case is here now"), "ok")
    return None
