"""Claims: a disk that takes nothing more is told wherever something is kept, ends nothing, and can be left."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.storage.test_crash import file_limit
from tests.ui.seat import seated
from triage_tui.errors import WorkspaceError
from triage_tui.storage.workspace import Workspace

TOLD = "the disk reported an error"


@pytest.mark.parametrize(
    "keys",
    [
        ("v", "n", "enter"),
        ("s", "1"),
        ("t",),
        ("enter", "x"),
        ("enter", "c", "1"),
        ("enter", "t", "1"),
        ("enter", "2", "1"),
        ("enter", "d", "1", "ctrl+j"),
    ],
    ids=" ".join,
)
async def test_whatever_cannot_be_kept_is_told_and_the_desk_stays(samples: Path, keys: tuple[str, ...]) -> None:
    async with seated(samples, size=(160, 40)) as seat:
        with file_limit(0):
            await seat.press(*keys)
            assert TOLD in seat.text
            assert seat.app.is_running
        assert seat.decisions == []


async def test_the_form_says_that_the_draft_is_not_kept(samples: Path) -> None:
    async with seated(samples, size=(160, 40)) as seat:
        await seat.do("queue.open", "case.form")
        with file_limit(0):
            await seat.press("tab", "x")
            assert "▸ decide" in seat.rows[0]
            assert TOLD in seat.text
        await seat.press("o")
        assert TOLD not in seat.text


async def test_leaving_asks_once_and_then_ends(samples: Path) -> None:
    async with seated(samples, size=(160, 40)) as seat:
        await seat.do("queue.open")
        with file_limit(0):
            await seat.do("quit")
            assert "again: leaves all the same" in seat.said
            await seat.do("quit")
        assert seat.app.return_code == 1


async def test_a_view_is_not_saved_where_nothing_can_be_written(samples: Path) -> None:
    async with seated(samples, read_only=True) as seat:
        await seat.do("queue.view_save")
        assert seat.said == "the workspace was opened with --read-only"


def broken(*asked: Any, **named: Any) -> NoReturn:
    """What a disk does that cannot be read."""
    raise WorkspaceError(TOLD)


async def test_a_disk_that_cannot_be_read_while_counting_is_told(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with seated(samples) as seat:
        monkeypatch.setattr(Workspace, "counts_up_to", broken)
        await seat.do("queue.filter")
        await seat.type("c")
        await seat.press("enter")
        assert seat.said == TOLD
        await seat.do("queue.down")
        assert seat.app.is_running


async def test_a_disk_that_cannot_be_read_on_the_way_back_is_told(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open")
        monkeypatch.setattr(Workspace, "page", broken)
        await seat.do("back")
        assert seat.said == TOLD
        assert seat.app.is_running


@pytest.mark.parametrize("read", ["page", "values"])
async def test_a_disk_that_cannot_be_read_while_a_filter_is_typed_is_told(
    samples: Path, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.filter")
        monkeypatch.setattr(Workspace, read, broken)
        await seat.type("clause:c")
        assert TOLD in seat.text
        await seat.press("escape")
        assert seat.app.is_running
