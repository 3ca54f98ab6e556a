"""A server to try the rules on, and two reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.serving import OPERATOR, Served, furnish, serving, wait_for
from triage_tui.conformance import made


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The reference server on SQLite, with queues of both kinds; one for all tests."""
    database: Path = tmp_path_factory.mktemp("server") / "server.db"
    with serving(str(database)) as one:
        furnish(one.store)
        one.store.take_in(OPERATOR, [msgspec.json.encode(made.case("elsewhere", "elsewhere", None))])
        wait_for(one.store, "ana", bundle_in(database.parent))
        yield one


def bundle_in(folder: Path) -> Path:
    """A file that could be sealed."""
    path = folder / "a-bundle"
    path.write_bytes(b"age-encryption.org/v1\n" + bytes(1000))
    return path
