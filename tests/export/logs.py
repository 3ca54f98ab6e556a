"""Logs to export and verify: chained the way a workspace chains them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from triage_tui.domain.decision import Decision, Evidence, Finding
from triage_tui.domain.ids import uuid7
from triage_tui.domain.journal import Entry, Event, Head, link
from triage_tui.domain.standing import Recorded
from triage_tui.domain.words import Locus, OutboxState, Outcome, Verdict

START = datetime(2026, 4, 21, 9, 30, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def decision(number: int, rationale: str = "", findings: int = 1) -> Decision:
    """A decision that differs from the others by its number."""
    return Decision(
        id=uuid7(1_770_000_000_000 + number),
        case_id=f"c{number}",
        case_version=1,
        case_sha256="0" * 64,
        outcome=Outcome.UPHOLD,
        reviewer="r1",
        decided_at=START + timedelta(seconds=number),
        rationale=rationale,
        findings=tuple(
            Finding(
                policy_id="p",
                policy_version="1",
                clause=f"net.{n}",
                locus=Locus.USER_REQUEST,
                verdict=Verdict.VIOLATES,
                evidence=(Evidence(turn_id="t1", start=0, end=4),),
            )
            for n in range(1, findings + 1)
        ),
    )


def recorded(one: Decision, state: OutboxState = OutboxState.SENT, seq: int = 1) -> Recorded:
    """A decision as a workspace hands it out for a table."""
    entry = link(one, Head("0193c1f0-0000-7000-8000-000000000001", seq - 1, "0" * 64 if seq > 1 else ""))
    return entry.seq, entry.body, state


def event(number: int, note: str = "") -> Event:
    """A skip."""
    return Event(
        id=uuid7(1_770_000_000_000 + number), type="skip", at=START, reviewer="r1", case_id=f"c{number}", note=note
    )


def chained(*words: str) -> list[bytes]:
    """The exported lines of a log in which decisions and events take turns, one for each word."""
    entries: list[Entry] = []
    head = Head("0193c1f0-0000-7000-8000-000000000001")
    for number, said in enumerate(words):
        entry = link(event(number, said) if number % 3 == 2 else decision(number, said), head)
        entries.append(entry)
        head = Head(head.log_id, entry.seq, entry.sha256)
    return [entry.line() for entry in entries]
