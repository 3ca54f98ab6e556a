"""The outbox of a workspace without a source: what came back from reviewers and met another version of its case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from triage_tui.domain.standing import OutboxRow
from triage_tui.domain.words import OutboxState

if TYPE_CHECKING:
    from triage_tui.desk.ports import Outbox
    from triage_tui.domain.draft import Draft
    from triage_tui.domain.journal import Event


class Returning:
    """Passes on what is to be settled; everything else goes nowhere, and is left out."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def outbox(self, since: datetime, most: int = 500) -> Sequence[OutboxRow]:
        """The decisions in conflict, the newest first."""
        rows = self._outbox.outbox(since, most)
        return [one for one in rows if one.standing.outbox is OutboxState.CONFLICT]

    def outbox_counts(self) -> Mapping[OutboxState, int]:
        """How many these are."""
        return {OutboxState.CONFLICT: self._outbox.outbox_counts()[OutboxState.CONFLICT]}

    def outbox_row(self, decision_id: str) -> OutboxRow | None:
        """One decision, in whatever state; none for an unknown one."""
        return self._outbox.outbox_row(decision_id)

    def raw(self, case_id: str, version: int) -> bytes | None:
        """One version of a case as it was received; none where it is not kept."""
        return self._outbox.raw(case_id, version)

    def retry(self, decision_id: str) -> bool:
        """Nothing is sent from here."""
        return False

    def settle_conflict(
        self, decision_id: str, event: Event, *, draft: Draft | None = None, close: bool = False
    ) -> bool:
        """Withdraw a decision that met another version, and say so in the log; false where it is none."""
        return self._outbox.settle_conflict(decision_id, event, draft=draft, close=close)
