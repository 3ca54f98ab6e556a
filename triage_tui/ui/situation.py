"""What is in front of the reviewer right now, as far as it decides which acts are possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from triage_tui.desk.sitting import Sitting
from triage_tui.domain.head import CaseHead

if TYPE_CHECKING:
    from triage_tui.desk.settling import Disagreement
    from triage_tui.domain.standing import OutboxRow

Context = Literal["everywhere", "queue", "case", "outbox", "conflict"]


class Situation(Struct, frozen=True):
    """The facts that the command table's ``why_not`` asks about."""

    read_only: str | None = None
    """Why the workspace cannot be written."""
    head: CaseHead | None = None
    """The case under the cursor, or in front."""
    sitting: Sitting | None = None
    """The case in front, with its draft; none on the queue."""
    clause: int = 0
    """Index of the clause under the cursor."""
    matches: int = 0
    """Places found by the search in the conversation."""
    no_undo: str | None = None
    """Why there is nothing to undo."""
    no_redo: str | None = None
    """Why there is nothing to redo."""
    linked: bool = False
    """Whether the workspace has a source."""
    returned: bool = False
    """Whether there are decisions to settle that came back in sealed files."""
    taken: str | None = None
    """Why the case in front must not be decided now: somebody else holds it."""
    no_first: str | None = "this queue shows everything from the beginning"
    """Why no outcome can be said before the classifier's view is shown."""
    row: OutboxRow | None = None
    """The decision under the cursor of the outbox."""
    against: Disagreement | None = None
    """What is to be settled."""
