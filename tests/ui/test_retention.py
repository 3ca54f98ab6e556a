"""Claims: a case says that its text is gone, what is kept nowhere is shown while it is ours, nda is not copied."""

from __future__ import annotations

from pathlib import Path

from tests.storage.making import raw_case, take
from tests.ui.links import HandLink
from tests.ui.seat import seated
from triage_tui.storage.opening import open_workspace

ZERO = raw_case("zero", "a word that stays nowhere", retention={"class": "zero"})


def stocked(tmp_path: Path, *raws: bytes) -> Path:
    path = tmp_path / "workspace.db"
    workspace = open_workspace(path)
    take(workspace, *raws)
    workspace.close()
    return path


async def test_a_purged_case_says_since_when_its_text_is_gone(tmp_path: Path) -> None:
    path = stocked(tmp_path, raw_case("c1", "a word that goes", flags=[{"clause": "net.1", "score": 0.8}]))
    workspace = open_workspace(path)
    workspace.purging().purge([1], "asked for", "r1")
    workspace.close()
    async with seated(path) as seat:
        await seat.app.show_case("c1")
        assert "its text was purged on 20" in seat.text
        assert "net.1" in seat.text
        assert "a word that goes" not in seat.text
        await seat.do("case.insufficient")
        assert len(seat.decisions) == 1


async def test_what_is_kept_nowhere_is_shown_as_long_as_the_case_is_ours(tmp_path: Path) -> None:
    link = HandLink()
    async with seated(stocked(tmp_path, ZERO), link=link) as seat:
        await seat.app.show_case("zero")
        assert "zero retention: its text is kept nowhere" in seat.text
        shelf = seat.workspace.shelf()
        shelf.leased("zero", 1)
        shelf.take_page("here", [ZERO], [], "1")
        link.tell()
        await seat.settled()
        assert "a word that stays nowhere" in seat.text
        shelf.leased("zero", None)
        link.tell()
        await seat.settled()
        assert "a word that stays nowhere" not in seat.text
        assert seat.said.strip() == "the lease is over: the text is kept nowhere"


async def test_nothing_of_a_case_under_nda_is_copied(tmp_path: Path) -> None:
    flag = {"clause": "net.1", "turn_id": "t1", "spans": [{"start": 0, "end": 6}]}
    under = raw_case("under", "secret words", flags=[flag], retention={"labels": ["nda"]})
    free = raw_case("free", "plain words", flags=[{**flag, "spans": [{"start": 0, "end": 5}]}])
    async with seated(stocked(tmp_path, under, free)) as seat:
        await seat.app.show_case("under")
        assert "nda: no copying" in seat.text
        await seat.press("y", "e")
        assert seat.said.strip() == "the case is under nda: none of its words are copied"
        assert seat.app.clipboard_ladder.text == ""
        await seat.press("y", "y")
        assert seat.app.clipboard_ladder.text == "under"
        await seat.app.show_case("free")
        await seat.press("y", "e")
        assert seat.app.clipboard_ladder.text == "plain"
