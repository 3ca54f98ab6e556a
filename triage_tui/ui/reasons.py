"""Why an act may not be done now, one predicate each: none where it may, else one sentence.

Named for what has to be true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from triage_tui.domain.retention import under_nda
from triage_tui.domain.words import CaseState, OutboxState
from triage_tui.ui.situation import Situation

if TYPE_CHECKING:
    from triage_tui.desk.settling import Way

WhyNot = Callable[[Situation], str | None]

ON_ITS_WAY = "it is on its way: only what the source did not take can be taken back"
NOT_BACK = {
    OutboxState.HELD: "it is held: u takes it back",
    OutboxState.ACCEPTED: "the source has it: decide the case anew to replace it",
}
"""Why a decision in these states is not taken back from the outbox; of the others `ON_ITS_WAY` is true."""
NOT_AGAIN = {
    OutboxState.HELD: "it is held: it goes out when the undo window is over",
    OutboxState.SENDING: "it is being sent",
    OutboxState.ACCEPTED: "the source has it",
}
"""Why a decision in these states is not sent again."""


def chosen(now: Situation) -> str | None:
    """There is a case under the cursor, or in front."""
    return None if now.head is not None else "there is no case here"


def copyable(now: Situation) -> str | None:
    """A case whose words may be copied."""
    if now.sitting is not None and under_nda(now.sitting.opened.case.retention):
        return "the case is under nda: none of its words are copied"
    return chosen(now)


def taggable(now: Situation) -> str | None:
    """A case that can be tagged."""
    return now.read_only or chosen(now)


def undecided(now: Situation) -> str | None:
    """The case in front is still to be decided, or its decision is being replaced."""
    if now.sitting is not None and now.sitting.draft.supersedes is not None:
        return now.read_only
    return waiting(now)


def decidable(now: Situation) -> str | None:
    """The same, and nobody else holds it."""
    return undecided(now) or now.taken


def unseen(now: Situation) -> str | None:
    """A case that is still to be decided, and of which something is withheld until an outcome was said."""
    return decidable(now) or now.no_first


def waiting(now: Situation) -> str | None:
    """A case that is still to be decided."""
    if now.read_only or now.head is None:
        return now.read_only or "there is no case here"
    if now.head.state is CaseState.CLOSED:
        return "the case was closed by its source"
    return "the case is decided already (u takes it back)" if now.head.state is CaseState.DECIDED else None


def skippable(now: Situation) -> str | None:
    """A case that can be passed on."""
    reason = waiting(now)
    if reason is None and now.head is not None and now.head.state is CaseState.SKIPPED:
        return "the case is skipped already (R takes it back)"
    return reason


def skipped(now: Situation) -> str | None:
    """A case that was passed on."""
    if now.head is not None and now.head.state is CaseState.SKIPPED:
        return now.read_only
    return "the case was not skipped"


def clause(now: Situation) -> str | None:
    """There is a clause under the cursor that a finding can name."""
    if now.read_only or now.sitting is None:
        return now.read_only or "open a case first"
    if not now.sitting.matched:
        return "no clause was flagged in this case"
    return (
        None
        if now.sitting.row_of(now.clause)
        else "the pack of this clause is not stored: triage-tui import its policy"
    )


def flags(now: Situation) -> str | None:
    """The case has flags."""
    return None if now.sitting and now.sitting.opened.case.flags else "this case has no flags"


def turns(now: Situation) -> str | None:
    """The case has a conversation."""
    return None if now.sitting and now.sitting.opened.case.turns else "this case has no conversation"


def matches(now: Situation) -> str | None:
    """Something was searched for and found."""
    return None if now.matches else "nothing is searched for (/ searches)"


def undo(now: Situation) -> str | None:
    """There is something to take back."""
    return now.no_undo


def redo(now: Situation) -> str | None:
    """There is something to decide again."""
    return now.no_redo


def linked(now: Situation) -> str | None:
    """The workspace has a source."""
    return None if now.linked else "this workspace has no source (export, or bundle return, hands decisions on)"


def outbox(now: Situation) -> str | None:
    """There are decisions on their way, or to be settled."""
    return None if now.returned else linked(now)


def sent(now: Situation) -> str | None:
    """There is a decision under the cursor."""
    return None if now.row is not None else "there is no decision here"


def retriable(now: Situation) -> str | None:
    """A decision that can be sent again."""
    if now.read_only or now.row is None:
        return now.read_only or sent(now)
    return NOT_AGAIN.get(now.row.standing.outbox)


def refusable(now: Situation) -> str | None:
    """A decision that the source did not take."""
    row = now.against.row if now.against is not None else now.row
    if now.read_only or row is None:
        return now.read_only or sent(now)
    state = row.standing.outbox
    return None if state in (OutboxState.CONFLICT, OutboxState.REFUSED) else NOT_BACK.get(state, ON_ITS_WAY)


def way(way: Way) -> WhyNot:
    """A way to settle a conflict."""

    def why(now: Situation) -> str | None:
        from triage_tui.desk.settling import why_not

        return now.read_only or (why_not(now.against, way) if now.against is not None else "there is no conflict here")

    return why
