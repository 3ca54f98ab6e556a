"""A seat for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.seat import Seat


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    """A desk at an empty server."""
    seat = Seat(tmp_path / "desk")
    yield seat
    seat.close()


@pytest.fixture
def pulled(seat: Seat) -> Seat:
    """A desk that has pulled three cases."""
    for case_id in ("c1", "c2", "c3"):
        seat.server.put(case_id)
    seat.pull()
    seat.source.asked.clear()
    return seat
