"""One case in front of the reviewer, and what they say about it: every edit gives a new sitting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from triage_tui.domain.draft import Draft, Opined, filled
from triage_tui.domain.policy import Clause, PolicyPack
from triage_tui.domain.rules import Refusal, Requirement, why_not_decide
from triage_tui.domain.standing import Matched, OpenCase
from triage_tui.domain.words import Locus, Outcome, RootCause, Verdict

IDLE_CUT = 60.0
"""Seconds without a key after which the reviewer counts as away."""


class Sitting(Struct, frozen=True):
    """A case, its matched clauses and the draft, as one immutable value."""

    opened: OpenCase
    matched: tuple[Matched, ...]
    draft: Draft
    requires: frozenset[Requirement] = frozenset()
    last_active: float = 0.0
    """Monotonic seconds of the last key."""

    def edited(self, **changes: Any) -> Sitting:
        """The sitting with fields of the draft replaced."""
        return replace(self, draft=msgspec.structs.replace(self.draft, **changes))

    def row_of(self, clause: int) -> Opined | None:
        """What was said so far about the n-th matched clause; none where no finding can name it."""
        wanted = self.matched[clause] if clause < len(self.matched) else None
        return next((one for one in self.draft.opined if wanted is not None and _same(one, wanted)), None)

    def judged(self, clause: int, verdict: Verdict | None) -> Sitting:
        """The sitting with a verdict on the n-th matched clause, or without one."""
        return self.amended(clause, verdict=verdict)

    def amended(self, clause: int, **changes: Any) -> Sitting:
        """The sitting with the locus, severity, evidence or factors of the n-th matched clause replaced."""
        row = self.row_of(clause)
        opined = tuple(msgspec.structs.replace(one, **changes) if one is row else one for one in self.draft.opined)
        return self.edited(opined=opined)

    def bringing(self, pack: PolicyPack, clause: Clause) -> Sitting:
        """The sitting with a clause that no flag names, to be judged like the others."""
        row = Opined(
            clause=clause.id,
            policy_id=pack.id,
            policy_version=pack.version,
            locus=self.draft.opined[0].locus if self.draft.opined else Locus.USER_REQUEST,
            severity=clause.severity,
        )
        added = Matched(clause.id, pack, clause, ())
        if any(_same(one, added) for one in self.draft.opined):
            return self
        return replace(self.edited(opined=(*self.draft.opined, row)), matched=(*self.matched, added))

    def caused(self, cause: RootCause) -> Sitting:
        """The sitting with a root cause added, or taken out if it was there."""
        causes = self.draft.root_causes
        kept = tuple(one for one in causes if one is not cause)
        return self.edited(root_causes=kept if cause in causes else (*causes, cause))

    def ready(self, outcome: Outcome) -> Draft:
        """The draft as it would be decided."""
        return filled(self.draft, outcome)

    def why_not(self, outcome: Outcome) -> Refusal | None:
        """What is still missing for this outcome."""
        return why_not_decide(self.opened.case, self.ready(outcome), outcome, self.requires)

    def touched(self, monotonic: float, now: datetime) -> Sitting:
        """Count the time since the last key as active, unless the reviewer was away."""
        spent = monotonic - self.last_active if self.last_active else 0.0
        seconds = self.draft.active_seconds + (spent if spent <= IDLE_CUT else 0.0)
        draft = msgspec.structs.replace(self.draft, active_seconds=seconds, started_at=self.draft.started_at or now)
        return replace(self, draft=draft, last_active=monotonic)


def _same(row: Opined, matched: Matched) -> bool:
    pack = matched.pack
    return pack is not None and (row.clause, row.policy_id, row.policy_version) == (
        matched.clause_id,
        pack.id,
        pack.version,
    )
