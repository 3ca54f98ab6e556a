"""Databases for a server: a file, and PostgreSQL where it is installed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.server.postgres import fresh, postgres_server
from tests.serving import OPERATOR, Served
from triage_tui.conformance import made

__all__ = ["postgres_server"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "server.db")
    return fresh(request.getfixturevalue("postgres_server"))


def stock(served: Served, count: int, queue: str = "q") -> list[str]:
    """Put so many cases on a server; their ids."""
    cases = [made.case(f"case-{n}", queue, None, n=n) for n in range(count)]
    served.store.take_in(OPERATOR, [msgspec.json.encode(one) for one in cases])
    return [one["id"] for one in cases]
