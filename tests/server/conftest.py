"""One server for the tests that need nothing special of it; each test has people, queues and cases of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.serving import Place, placed


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server."""
    with placed(tmp_path_factory.mktemp("place")) as found:
        yield found
