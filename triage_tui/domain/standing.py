"""What a desk knows about a case beyond the case itself: its decisions, their way out, and its policy."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from triage_tui.domain.case import Case, Flag
from triage_tui.domain.decision import Decision
from triage_tui.domain.draft import Draft
from triage_tui.domain.head import CaseHead
from triage_tui.domain.policy import Clause, PackName, PolicyPack
from triage_tui.domain.words import OutboxState


class Standing(Struct, frozen=True):
    """A recorded decision and how far it has come."""

    decision: Decision
    outbox: OutboxState
    held_until: datetime | None = None
    """Until then an undo withdraws it before anything is sent; none once it is queued."""


Recorded = tuple[int, bytes, str]
"""As much as a table tells of one: its number in the log, the bytes of its entry, and how far it has come."""


class OutboxRow(Struct, frozen=True):
    """A decision on its way out: how far it has come, and what was said of it."""

    standing: Standing
    attempts: int = 0
    """How often it was sent."""
    next_try: datetime | None = None
    """When it is sent again; none where nothing waits for a time."""
    reason: str = ""
    """What the source said, or why no answer came: untrusted."""
    answer: bytes = b""
    """The last answer as JSON, a receipt or a problem (`triage_tui.domain.wire`); empty where none came."""


class OpenCase(Struct, frozen=True):
    """Everything a reviewer needs in front of them to judge one case."""

    case: Case
    sha256: str
    """Of the case's bytes as they were received."""
    head: CaseHead
    draft: Draft | None
    decisions: tuple[Standing, ...]
    """Oldest first; withdrawn ones included."""
    default_pack: PackName | None = None
    """The pack that flags mean which name none, as said at import."""
    purged_at: datetime | None = None
    """When its text was forgotten; 1970 where it never was kept, none while it is here."""

    @property
    def kept(self) -> tuple[Standing, ...]:
        """The decisions that were not withdrawn."""
        return tuple(one for one in self.decisions if one.outbox is not OutboxState.WITHDRAWN)

    @property
    def standing(self) -> Standing | None:
        """The decision in force: the newest that was not withdrawn."""
        return self.kept[-1] if self.kept else None


def named_by(flag: Flag, default: PackName | None) -> tuple[str | None, str | None]:
    """Id and version of the pack a flag speaks of, as far as said: its own, else the import's; never a lone version."""
    if flag.policy_id is None:
        return default or (None, None)
    return flag.policy_id, flag.policy_version


class Matched(Struct, frozen=True):
    """A clause in front of the reviewer and the flags that name it."""

    clause_id: str
    pack: PolicyPack | None
    """None where the clause's pack version is not stored: no finding can name it."""
    clause: Clause | None
    flags: tuple[tuple[str, Flag], ...]
    """Flag id and flag, the likeliest first."""
    newer: str | None = None
    """The newest stored version of the pack, where that is another."""


class Page(Struct, frozen=True):
    """A stretch of the queue in its order."""

    heads: tuple[CaseHead, ...]
    more_before: bool
    more_after: bool
