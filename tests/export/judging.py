"""Decisions with the case and the clauses they are about."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.export.logs import decision
from triage_tui.domain.decision import Decision, Evidence
from triage_tui.domain.journal import Head, link
from triage_tui.domain.policy import Clause, PolicyPack
from triage_tui.export.judged import Judged

CLAUSE = Clause(id="net.1", title="Break-ins", text="Do not break in.", maps_to={"dsa": "STATEMENT_CATEGORY_VIOLENCE"})
PACK = PolicyPack(id="p", version="1", title="House rules", clauses=(CLAUSE,))
SAID = "Break in 🔓 there"


def judged(*, nda: bool = False, pack: PolicyPack | None = PACK, case: Any = (), **changed: Any) -> Judged:
    """The decision on a conversation of two turns; `case` and the rest change the case and the decision."""
    said: dict[str, Any] = {
        "id": "c1",
        "language": "en-GB",
        "received_at": "2026-04-20T08:00:00Z",
        "enforcement": {"state": "account_locked", "applied_at": "2026-04-20T08:00:00Z"},
        "flags": [{"clause": "net.1", "classifier": {"name": "guard", "kind": "model"}}],
        "conversation": {"turns": [{"role": "user", "text": SAID}, {"role": "assistant", "text": "No."}]},
        **dict(case),
    }
    return Judged(*_entry(**changed), msgspec.json.encode(said), lambda *_: pack, nda)


def forgotten() -> Judged:
    """The decision, where nothing is kept of the case."""
    return Judged(*_entry(), None, lambda *_: PACK)


def _entry(**changed: Any) -> tuple[Decision, Any]:
    one = decision(1, "He asks how to break in.")
    found = msgspec.structs.replace(one.findings[0], evidence=(Evidence(turn_id="t1", start=9, end=16),))
    one = msgspec.structs.replace(one, findings=(found,), case_id="c1")
    one = msgspec.structs.replace(one, **changed)
    return one, link(one, Head("log"))
