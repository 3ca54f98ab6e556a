"""The desk: next, open, draft, decide, undo, skip. The screens and the command line stand on this alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec.structs import replace

from triage_tui.desk.deciding import decision_of, draft_again
from triage_tui.desk.house import House
from triage_tui.desk.link import Link, why_not_leased
from triage_tui.desk.place import Place
from triage_tui.desk.policies import Policies
from triage_tui.desk.ports import Clock, Outbox, Store
from triage_tui.desk.sitting import Sitting
from triage_tui.domain.filter import And, Exact, Query, Term
from triage_tui.domain.head import CaseHead
from triage_tui.domain.ids import new_id
from triage_tui.domain.journal import Event
from triage_tui.domain.rules import Refusal, why_not_review
from triage_tui.domain.standing import Standing
from triage_tui.domain.words import CaseState, OutboxState, Outcome
from triage_tui.errors import ReadOnly, Refused

FEW, MANY = 8, 100
"""Heads read at first when looking for the next case, which is mostly near, and then at a time."""
WAITING = frozenset({CaseState.OPEN, CaseState.DRAFT})
"""The states in which a case is still to be decided here."""


def _still(query: Query) -> Query:
    """The cases of a query that are still to be decided; those decided before them would be read one by one.

    Where only so many cases are asked for, they are among those and no others.
    """
    if query.limit is not None:
        return query
    parts = query.where.parts if isinstance(query.where, And) else (query.where,) if query.where is not None else ()
    waiting = Term("is", tuple(Exact(state.value) for state in sorted(WAITING)))
    return replace(query, where=And((*parts, waiting)) if parts else waiting)


class Desk:
    """What a reviewer can do with a store of cases. Every act either is durable when it returns or raises."""

    def __init__(
        self, store: Store, clock: Clock, house: House, link: Link | None = None, outbox: Outbox | None = None
    ) -> None:
        self.store = store
        self.clock = clock
        self.house = house
        self.link = link
        """To the source; none on a local workspace."""
        self.text_rules = ""
        """By which text is made visible to the reviewer; empty where nothing is shown, as in a script."""
        self._outbox = outbox
        self.policies = Policies(store)

    @property
    def has_outbox(self) -> bool:
        """Whether there are decisions on their way, or to be settled."""
        return self._outbox is not None

    @property
    def outbox(self) -> Outbox:
        """The decisions on their way; raises `Refused` where they go nowhere."""
        if self._outbox is None:
            raise Refused("this workspace has no source", "triage-tui export, or bundle return, hands its decisions on")
        return self._outbox

    def open(self, case_id: str) -> Sitting:
        """Put a case in front of the reviewer; raises `Refused` for one that is not there."""
        opened = self.store.open_case(case_id)
        if opened is None:
            raise Refused(f"there is no case {case_id} in this workspace", "triage-tui cases lists what there is")
        matched, draft = self.policies.matched(opened), self.policies.carried(opened)
        sitting = Sitting(
            opened, (*matched, *self.policies.brought(draft, matched)), draft, self.house.requires(opened.head.queue)
        )
        return sitting.touched(self.clock.monotonic(), self.clock.now())

    def resume(self, place: Place) -> Sitting | None:
        """Put the case of last time in front again; none where nothing is to be decided in it any more."""
        head = self.store.head(place.case_id) if place.screen == "case" and place.case_id is not None else None
        if head is None:
            return None
        sitting = self.open(head.id)
        return sitting if head.state in WAITING or sitting.draft.supersedes is not None else None

    def next(self, query: Query, after: int | None = None, *, backwards: bool = False) -> CaseHead | None:
        """The next case to decide here in the query's order; from the start again when the end is reached."""
        return next(self.waiting(query, after, backwards=backwards), None)

    def open_next(self, query: Query, after: int | None = None, *, backwards: bool = False) -> Sitting | None:
        """Put the next case still to decide in front of the reviewer; none when there is none."""
        head = self.next(query, after, backwards=backwards)
        return self.open(head.id) if head is not None else None

    def waiting(self, query: Query, after: int | None = None, *, backwards: bool = False) -> Iterator[CaseHead]:
        """The cases still to decide, in the query's order, beginning behind row `after` and going round once.

        Those that are known to be in somebody else's hands are passed over.
        """
        query, seen = _still(query), {after}
        for start in (after, None) if after is not None else (None,):
            for head in self._walk(query, start, backwards=backwards):
                if head.n not in seen and head.state in WAITING and not self._elsewhere(head.id):
                    yield head
                seen.add(head.n)

    def _walk(self, query: Query, start: int | None, *, backwards: bool) -> Iterator[CaseHead]:
        """The rows behind `start`, page by page; all of them, from either end, where there is no start."""
        if backwards and start is None:
            if query.limit is not None:
                yield from reversed(self.store.page(query, limit=query.limit).heads)
                return
            query, backwards = replace(query, reverse=not query.reverse), False
        more, size = True, FEW
        while more:
            before, after = (start, None) if backwards else (None, start)
            page, size = self.store.page(query, before=before, after=after, limit=size), MANY
            yield from reversed(page.heads) if backwards else page.heads
            more = page.more_before if backwards else page.more_after
            start = page.heads[0 if backwards else -1].n if more else None

    def _elsewhere(self, case_id: str) -> bool:
        """Whether somebody else is known to hold a case."""
        leased = self.link.leased(case_id) if self.link is not None else None
        return leased is not None and leased.state == "taken"

    def why_not_here(self, case_id: str) -> str | None:
        """Why a case must not be decided at this desk now: somebody else holds it, or its bundle has expired."""
        return why_not_leased(self.link.leased(case_id)) if self.link is not None else None

    def why_not(self, sitting: Sitting, outcome: Outcome) -> Refusal | None:
        """What stands against this outcome: the workspace, the reviewer, a standing decision, or a gap in the draft."""
        if (reason := self.store.read_only) is not None:
            return Refusal("case", reason)
        if sitting.opened.head.state is CaseState.CLOSED and sitting.draft.supersedes is None:
            return Refusal("case", "the case was closed by its source")
        if (reason := self.why_not_here(sitting.opened.case.id)) is not None:
            return Refusal("case", reason)
        standing = sitting.opened.standing
        current = standing is not None and standing.decision.case_version == sitting.opened.case.version
        if standing is not None and current and sitting.draft.supersedes != standing.decision.id:
            return Refusal("case", f"already decided: {standing.decision.outcome} (u takes it back or replaces it)")
        return why_not_review(
            sitting.opened.case, self.house.reviewer, [one.decision for one in sitting.opened.kept]
        ) or sitting.why_not(outcome)

    def decide(self, sitting: Sitting, outcome: Outcome) -> Standing:
        """Record the decision; raises `Refused` with the reason where the rules do not allow it."""
        if (refusal := self.why_not(sitting, outcome)) is not None:
            raise Refused(refusal.reason)
        now = self.clock.now()
        sitting = sitting.touched(self.clock.monotonic(), now)
        linked = self.link.state() if self.link is not None else None
        decision = decision_of(sitting, outcome, self.house, now, linked=linked, text_rules=self.text_rules)
        return self.store.record(decision, hold_until=now + self.house.undo_window)

    def why_not_undo(self) -> str | None:
        """Why there is nothing to undo."""
        if self.store.read_only is not None:
            return self.store.read_only
        return None if self.store.last_decision(self.house.reviewer) else "nothing has been decided here yet"

    def undo(self) -> tuple[Sitting, Literal["withdrawn", "replacing"]]:
        """Take the last decision back while it is held; later, reopen its case to decide anew in its place."""
        last = self.store.last_decision(self.house.reviewer)
        if last is None:
            raise Refused("nothing has been decided here yet")
        return self.take_back(last)

    def take_back(self, standing: Standing) -> tuple[Sitting, Literal["withdrawn", "replacing"]]:
        """Withdraw one decision if it is still held, else prepare the one that supersedes it."""
        decision, now = standing.decision, self.clock.now()
        event = self.event("withdraw", decision.case_id, decision.case_version, decision_id=decision.id)
        held = standing.outbox is OutboxState.HELD and standing.held_until is not None and standing.held_until > now
        withdrawn = held and self.store.withdraw(decision.id, event)
        sitting = self.open(decision.case_id)
        draft = draft_again(decision, sitting.draft)
        if not withdrawn:
            draft = msgspec.structs.replace(
                draft, supersedes=decision.id, supersedes_reason="reviewer changed the decision"
            )
        self.store.save_draft(draft, now)
        return self.open(decision.case_id), "withdrawn" if withdrawn else "replacing"

    def begun(self, sitting: Sitting) -> bool:
        """Whether there is anything in the draft that should be kept."""
        return sitting.draft.touched(self.policies.fresh(sitting.opened))

    def keep(self, sitting: Sitting) -> None:
        """Save the draft, or forget it when there is nothing in it; a case decided meanwhile has no use for it."""
        head, draft = self.store.head(sitting.draft.case_id), sitting.draft
        if self.store.read_only is not None or head is None:
            return
        if head.state is CaseState.DECIDED and not draft.supersedes:
            return
        if self.begun(sitting):
            self.store.save_draft(draft, self.clock.now())
        elif head.state is CaseState.DRAFT:
            self.store.drop_draft(head.id)

    def skip(self, head: CaseHead, reason: str) -> None:
        """Pass a case on undecided, with a reason that the log keeps."""
        self._writable()
        if head.state is CaseState.CLOSED:
            raise Refused("the case was closed by its source")
        if head.state is CaseState.DECIDED:
            raise Refused("the case is decided already", "u takes the decision back")
        self.store.skip(head.id, self.event("skip", head.id, head.version, reason=reason))
        if self.link is not None:
            self.link.poke()

    def unskip(self, case_id: str) -> None:
        """Take a skipped case back."""
        self._writable()
        self.store.reopen(case_id)

    def _writable(self) -> None:
        if self.store.read_only is not None:
            raise ReadOnly(self.store.read_only)

    def event(
        self,
        kind: Literal["skip", "withdraw"],
        case_id: str,
        version: int,
        *,
        decision_id: str | None = None,
        reason: str = "",
    ) -> Event:
        """Something for the log, as of now, by this reviewer."""
        now = self.clock.now()
        return Event(
            id=new_id(now),
            type=kind,
            at=now,
            reviewer=self.house.reviewer,
            case_id=case_id,
            case_version=version,
            decision_id=decision_id,
            reason=reason,
        )
