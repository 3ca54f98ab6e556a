"""Claims: a dialog outlives any size of the terminal, and says what it cannot do instead of ending."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.making import raw_case, take
from tests.ui.seat import seated
from triage_tui.storage.opening import open_workspace


@pytest.mark.parametrize(
    "keys",
    [("?",), (":",), ("/",), ("v",), ("s",), ("g", "t"), ("B",), ("enter", "2"), ("enter", "d"), ("enter", "+"),
     ("enter", "/"), ("enter", "d", "tab", "tab", "enter")],
    ids=" ".join,
)  # fmt: skip
async def test_any_size_is_drawn_with_any_dialog_in_front(samples: Path, keys: tuple[str, ...]) -> None:
    async with seated(samples, size=(80, 24)) as seat:
        await seat.press(*keys)
        before = seat.text
        for size in [(1, 1), (2, 1), (5, 2), (8, 3), (9, 30), (20, 5), (300, 100), (80, 24)]:
            await seat.resize(*size)
        assert seat.text == before


async def test_the_form_says_why_there_is_no_other_clause(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    workspace = open_workspace(path)
    take(workspace, raw_case("c1"))
    workspace.close()
    async with seated(path) as seat:
        await seat.do("queue.open", "case.form")
        await seat.press("tab", "+")
        assert "no policy pack is stored here" in seat.text
        assert "▸ decide" in seat.rows[0]
