"""Whose time is over: what the source says, what the house says, and from which day on it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.storage.making import START, decide, raw_case, take
from triage_tui.storage.opening import open_workspace

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
PAST, FUTURE = "2026-11-01T00:00:00Z", "2027-11-01T00:00:00Z"


def house(days: int | None) -> Callable[[str], timedelta | None]:
    """How long the house keeps what is in any queue."""
    return lambda _: None if days is None else timedelta(days=days)


@pytest.mark.parametrize(
    ("retention", "days", "due"),
    [
        ({"expires_at": PAST}, None, True),
        ({"expires_at": FUTURE}, None, False),
        ({}, None, False),
        ({}, 30, True),
        ({}, 3650, False),
        ({"expires_at": FUTURE}, 30, True),
        ({"expires_at": PAST, "legal_hold": True}, 30, False),
    ],
)
def test_a_case_is_due_once_the_source_or_the_house_says_so(
    path: Path, retention: dict[str, object], days: int | None, due: bool
) -> None:
    workspace = open_workspace(path, now=lambda: NOW)
    take(workspace, raw_case("c1", received_at="2026-09-01T00:00:00Z", retention=retention))
    assert workspace.purging().due(house(days)) == ([1] if due else [])
    workspace.close()


def test_the_house_counts_from_the_decision(path: Path) -> None:
    workspace = open_workspace(path, now=lambda: START + timedelta(days=20))
    old = (START - timedelta(days=100)).isoformat()
    take(workspace, raw_case("c1", received_at=old), raw_case("c2", received_at=old))
    decide(workspace, "c1")
    assert workspace.purging().ids(workspace.purging().due(house(30))) == ["c2"]
    workspace.close()
