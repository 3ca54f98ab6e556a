"""Claims: what the status row says of a source and its cases is said in time, and no longer than it is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.making import raw_case, take
from tests.ui.links import HandLink, stocked
from tests.ui.seat import seated


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "workspace.db"
    stocked(path)
    return path


async def test_that_the_case_in_front_has_changed_is_said_once_and_before_it_is_decided(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link, size=(80, 24)) as seat:
        await seat.do("queue.open")
        case = seat.in_front or ""
        take(seat.workspace, raw_case(case, version=7))
        for news in ("this case has changed at its source · q, then Enter shows it anew", ""):
            link.tell()
            await seat.settled()
            assert seat.said.strip() == news
            await seat.do("case.down")
        await seat.do("back", "queue.open", "case.uphold")
        assert [(one.case_id, one.case_version) for one in seat.decisions] == [(case, 7)]


async def test_that_the_source_is_gone_is_said_no_longer_once_it_answers(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        link.turn("offline")
        await seat.settled()
        assert "the source does not answer" in seat.said
        link.turn("online")
        await seat.settled()
        assert "online again" in seat.said
        await seat.do("queue.open", "case.uphold")
        link.turn("offline")
        await seat.settled()
        await seat.do("undo")
        link.turn("online")
        await seat.settled()
        assert "taken back" in seat.said, "what an act said stays"
