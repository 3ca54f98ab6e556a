"""A link that stands still, and decisions that met trouble, for the pictures of what a source does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from triage_tui.desk.desk import Desk
from triage_tui.desk.link import Leased, Linked
from triage_tui.domain.decision import Decision
from triage_tui.domain.filter import parse
from triage_tui.domain.wire.problems import problem
from triage_tui.domain.words import OutboxState, Outcome, RootCause, Verdict
from triage_tui.storage.workspace import Workspace

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Still:
    """Online, with every case leased."""

    def state(self) -> Linked:
        """How the link stands."""
        return Linked("online", NOON - timedelta(seconds=4))

    def leased(self, case_id: str) -> Leased | None:
        """Ours for a quarter of an hour."""
        return Leased(case_id, "held", NOON + timedelta(minutes=14))

    def lease(self, case_id: str) -> None:
        """Nothing to ask."""

    def end_lease(self, case_id: str) -> None:
        """Nothing to give back."""

    def poke(self) -> None:
        """Nothing to send."""

    def listen(self, told: Callable[[], None] | None) -> None:
        """Nothing to tell."""


def dispute(workspace: Workspace, desk: Desk) -> None:
    """Decisions in every state that somebody may want to look at."""
    outcomes = dict(zip(("06", "07", "09", "10", "13"), list(Outcome), strict=False))
    made = {number: _decide(desk, number, outcome) for number, outcome in outcomes.items()}
    mine = _decide(
        desk, "03", Outcome.OVERTURN, RootCause.BENIGN_DUAL_USE,
        rationale="Their own host, named as theirs twice. Looking at its open ports is what hardening begins with.",
    )  # fmt: skip
    workspace.release_held(NOON + timedelta(hours=1))
    findings = tuple(msgspec.structs.replace(one, verdict=Verdict.VIOLATES, severity=3) for one in mine.findings)
    theirs = msgspec.structs.replace(
        mine, id="0" * 32, reviewer="ana", outcome=Outcome.UPHOLD, root_causes=(), findings=findings, log=None,
        decided_at=NOON - timedelta(minutes=9), rationale="An address alone is no proof of whose server it is.",
    )  # fmt: skip
    shelf = workspace.shelf()
    answer = msgspec.json.encode(problem("already_decided", decision=theirs))
    shelf.settle(mine.id, OutboxState.CONFLICT, reason="another decision about this version stands", answer=answer)
    missing = "a field is required: rationale"
    shelf.settle(made["06"].id, OutboxState.REFUSED, reason=missing)
    shelf.settle(made["07"].id, OutboxState.UNKNOWN, reason="the connection broke before an answer came")
    shelf.settle(made["09"].id, OutboxState.ACCEPTED)
    shelf.settle(made["13"].id, OutboxState.ACCEPTED)


def _decide(desk: Desk, number: str, outcome: Outcome, cause: RootCause = RootCause.OTHER, **said: str) -> Decision:
    """Decide a sample by its number."""
    page = desk.store.page(parse(f"id:sample-{number}*"), limit=1)
    sitting = desk.open(page.heads[0].id).edited(root_causes=(cause,), **said)
    if outcome is Outcome.MODIFY:
        sitting = sitting.judged(0, Verdict.BORDERLINE)
    return desk.decide(sitting, outcome).decision
