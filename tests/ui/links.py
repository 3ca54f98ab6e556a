"""A link under a test's fingers, and workspaces with decisions in every state that a source can bring about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from tests.desk.making import NOON, flag, packs
from tests.storage.making import decision, raw_case, take
from triage_tui.desk.link import Health, Leased, Linked
from triage_tui.domain.decision import Decision, Finding
from triage_tui.domain.wire.problems import problem
from triage_tui.domain.wire.receipts import Receipt
from triage_tui.domain.words import Locus, OutboxState, Outcome, RootCause, Verdict
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


class HandLink:
    """Says what a test says, and remembers what it was asked."""

    def __init__(self, health: Health = "online", **known: Any) -> None:
        self.linked = Linked(health, **{"since": NOON - timedelta(minutes=3), **known})
        self.leases: dict[str, Leased] = {}
        self.asked: list[str] = []
        """What was asked of it: ``lease A``, ``end A``, ``poke``."""
        self.told: Callable[[], None] | None = None

    def state(self) -> Linked:
        return self.linked

    def leased(self, case_id: str) -> Leased | None:
        return self.leases.get(case_id)

    def lease(self, case_id: str) -> None:
        self.asked.append(f"lease {case_id}")

    def end_lease(self, case_id: str) -> None:
        self.asked.append(f"end {case_id}")

    def provisional(self, case_id: str, outcome: Outcome) -> None:
        self.asked.append(f"provisional {case_id} {outcome}")

    def poke(self) -> None:
        self.asked.append("poke")

    def listen(self, told: Callable[[], None] | None) -> None:
        self.told = told

    def turn(self, health: Health | None = None, **known: Any) -> None:
        """Stand otherwise from now on, and tell."""
        changes = {"health": health, **known} if health is not None else known
        self.linked = msgspec.structs.replace(self.linked, **changes)
        self.tell()

    def grant(self, case_id: str, state: Any, minutes: float = 14, holder: str = "") -> None:
        """Say how a lease stands, and tell."""
        self.leases[case_id] = Leased(case_id, state, NOON + timedelta(minutes=minutes), holder)
        self.tell()

    def tell(self) -> None:
        """Say that something has changed."""
        if self.told is not None:
            self.told()


OLD = ["Which ports are open on my server?", "22 and 80, as far as I can see from here.", "Thanks."]
NEW = [OLD[0], "22, 80 and 443, as far as I can see from here.", "And how do I break in?", "I will not help with that."]
ROLES = ["user", "assistant", "user", "assistant"]


def talk(words: list[str]) -> dict[str, Any]:
    """A conversation."""
    return {"turns": [{"role": role, "text": text} for role, text in zip(ROLES, words, strict=False)]}


def finding(verdict: Verdict, clause: str = "net.1", severity: int | None = None) -> Finding:
    """What is found about a clause of the pack `house`."""
    return Finding(
        policy_id="house", policy_version="2", clause=clause, locus=Locus.USER_REQUEST, verdict=verdict,
        severity=severity, flag_id="f1" if clause == "net.1" else "f2",
    )  # fmt: skip


def decided(workspace: Workspace, case_id: str, minutes: int, held: bool = False, **said: Any) -> Decision:
    """A decision, so many minutes before noon."""
    at = NOON - timedelta(minutes=minutes)
    made = decision(workspace, case_id, decided_at=at, **said)
    workspace.record(made, hold_until=NOON + timedelta(seconds=7) if held else at)
    return made


def settle(workspace: Workspace, made: Decision, state: OutboxState, reason: str = "", answer: Any = None) -> None:
    """Say what became of it."""
    raw = msgspec.json.encode(answer) if answer is not None else b""
    workspace.shelf().settle(made.id, state, reason=reason, answer=raw)


MINE: dict[str, Any] = {
    "outcome": Outcome.OVERTURN,
    "root_causes": (RootCause.BENIGN_DUAL_USE,),
    "rationale": "It is their own server: the ports are theirs to look at.",
    "confidence": 4,
    "findings": (finding(Verdict.DOES_NOT_VIOLATE), finding(Verdict.DOES_NOT_VIOLATE, "net.2")),
}
THEIRS: dict[str, Any] = {
    "outcome": Outcome.UPHOLD,
    "rationale": "Nobody says whose server it is. An address alone is no proof.",
    "confidence": 4,
    "findings": (finding(Verdict.VIOLATES, severity=3), finding(Verdict.DOES_NOT_VIOLATE, "net.2")),
}


def stocked(path: Path) -> None:
    """A workspace with a pack and a few cases of a source."""
    workspace = open_workspace(path)
    for raw in packs():
        workspace.add_pack(raw)
    flags = [flag("net.1", 0.93), flag("net.2", 0.6)]
    for name in ("own-server", "changed", "argued", "short", "lost-line", "waiting", "just-now", "done"):
        take(workspace, raw_case(name, conversation=talk(OLD), flags=flags))
    workspace.close()


def changed(workspace: Workspace, *, here: bool = True, **said: Any) -> Decision:
    """A decision about a case that has changed meanwhile."""
    made = decided(workspace, "changed", 4, **{**MINE, **said})
    flags = [flag("net.1", 0.97, reason="asks for a break-in"), flag("net.3", 0.81)]
    raw = raw_case("changed", version=2, conversation=talk(NEW), flags=flags, priority=5.0)
    if here:
        take(workspace, raw)
    settle(
        workspace,
        made,
        OutboxState.CONFLICT,
        "The case has changed",
        problem("version_conflict", case=msgspec.Raw(raw)),
    )
    return made


def argued(workspace: Workspace, reviewer: str = "ana", **said: Any) -> Decision:
    """A decision that another one was faster than."""
    made = decided(workspace, "argued", 9, **MINE)
    fields = {"reviewer": reviewer, "decided_at": NOON - timedelta(minutes=11), **THEIRS, **said}
    other = decision(workspace, "argued", **fields)
    settle(
        workspace, made, OutboxState.CONFLICT, "Another decision about this version stands",
        problem("already_decided", decision=other),
    )  # fmt: skip
    return made


def fill(path: Path) -> None:
    """A workspace with one decision in every state."""
    stocked(path)
    workspace = open_workspace(path, now=lambda: NOON)
    changed(workspace)
    argued(workspace)
    reason = "A field is required: rationale (/rationale)"
    settle(workspace, decided(workspace, "short", 21), OutboxState.REFUSED, reason, problem("missing_field"))
    settle(workspace, decided(workspace, "lost-line", 6), OutboxState.UNKNOWN, "the connection broke: no answer came")
    done = decided(workspace, "done", 35, outcome=Outcome.POLICY_GAP)
    receipt = Receipt(decision_id=done.id, case_id="done", case_version=1, received_at=NOON)
    settle(workspace, done, OutboxState.ACCEPTED, answer=receipt)
    decided(workspace, "waiting", 2, outcome=Outcome.INSUFFICIENT_CONTEXT)
    decided(workspace, "just-now", 0, held=True)
    workspace.close()
