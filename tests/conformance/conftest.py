"""A server to try the rules on, and two reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.serving import OPERATOR, Served, furnish, serving
from triage_tui.conformance import made


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The reference server on SQLite, with queues of both kinds; one for all tests."""
    database: Path = tmp_path_factory.mktemp("server") / "server.db"
    with serving(str(database)) as one:
        furnish(one.store)
        one.store.take_in(OPERATOR, [msgspec.json.encode(made.case("elsewhere", "elsewhere", None))])
        yield one
