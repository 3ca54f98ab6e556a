"""Claims: everything in a case can be found and read from the keys, and nothing moves by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.making import raw_case, take
from tests.ui.seat import Seat, seated
from triage_tui.storage.opening import open_workspace
from triage_tui.ui.present.case import CaseView


def view_of(seat: Seat) -> CaseView:
    """What the case screen looks at."""
    assert seat.app.case is not None
    return seat.app.case.view


async def opened(seat: Seat, case_id: str) -> None:
    """Filter for a case and put it in front."""
    await seat.do("queue.filter")
    await seat.type(f"id:{case_id}")
    await seat.press("enter")
    await seat.do("queue.open")
    assert (seat.in_front or "").startswith(case_id.rstrip("*"))


async def test_flags_are_visited_in_reading_order_and_round(samples: Path) -> None:
    async with seated(samples) as seat:
        await opened(seat, "sample-04*")
        assert "flag 1/4" in seat.rows[-3]
        seen = []
        for _ in range(4):
            seen.append(view_of(seat).hits[view_of(seat).hit].anchor)
            await seat.do("case.flag_next")
        assert seen == sorted(seen)
        assert "flag 1/4" in seat.rows[-3]
        await seat.do("case.flag_previous")
        assert "flag 4/4" in seat.rows[-3]
        assert "▶4" in seat.text


async def test_the_clause_follows_the_flag_and_the_flag_the_clause(samples: Path) -> None:
    async with seated(samples, size=(160, 48)) as seat:
        await opened(seat, "sample-04*")
        clauses = []
        for _ in range(4):
            clauses.append(next(row for row in seat.rows if "▸[" in row).split("▸[ ]")[1].split()[0])
            await seat.do("case.flag_next")
        assert set(clauses) == {"violence.1", "minors.1"}
        before = seat.rows[-3]
        await seat.do("case.clause_next")
        assert seat.rows[-3] != before


async def test_search_finds_every_place_and_goes_round(samples: Path) -> None:
    async with seated(samples) as seat:
        await opened(seat, "sample-23*")
        await seat.do("case.search")
        await seat.type("test")
        await seat.press("enter")
        words = [piece.text for one in view_of(seat).text.sections for piece in one.pieces]
        count = sum(text.lower().count("test") for text in words)
        assert count > 3
        assert f"found 1/{count:,}" in seat.rows[-3]
        assert "▶/" in seat.text
        await seat.do("case.match_next", "case.match_next", "case.match_previous")
        assert f"found 2/{count:,}" in seat.rows[-3]
        for _ in range(2):
            await seat.do("case.match_previous")
        assert f"found {count:,}/{count:,}" in seat.rows[-3]
        assert "▶/" in seat.text


async def test_a_search_is_exact_about_capitals_and_says_what_it_did_not_find(samples: Path) -> None:
    async with seated(samples) as seat:
        await opened(seat, "sample-03*")
        await seat.do("case.match_next")
        assert "nothing is searched for" in seat.said
        await seat.do("case.search")
        await seat.type("SSHD_CONFIG")
        await seat.press("enter")
        assert seat.said == "not found: SSHD_CONFIG"
        await seat.do("case.search")
        assert seat.field == "SSHD_CONFIG"
        await seat.press("escape")


async def test_long_output_is_folded_and_unfolded_where_it_is_read(samples: Path) -> None:
    async with seated(samples, fold_lines=10) as seat:
        await opened(seat, "sample-23*")
        for _ in range(60):
            if "more lines · z unfolds" in seat.text:
                break
            await seat.do("case.turn_next")
        fold = next(row for row in seat.rows if "z unfolds" in row)
        top = seat.rows[1]
        await seat.do("case.fold")
        assert fold not in seat.text
        assert seat.rows[1] == top
        await seat.do("case.fold")
        assert fold in seat.text
        await seat.do("case.fold_all", "case.top", "case.end")
        assert "z unfolds" not in seat.text


async def test_a_search_unfolds_what_it_finds(samples: Path) -> None:
    async with seated(samples, fold_lines=3) as seat:
        await opened(seat, "sample-23*")
        view = view_of(seat)
        blocks = (block for n in range(len(view.text.sections)) for block in view.text.blocks(n))
        section, piece, fold = next(block.begins for block in blocks if block.kind == "fold")
        hidden = view.text.sections[section].pieces[piece].text[fold:].strip().splitlines()[-1].strip()
        await seat.do("case.search")
        await seat.type(hidden)
        await seat.press("enter")
        assert hidden[:40] in seat.text
        assert "▶/" in seat.text


@pytest.mark.parametrize("size", [(160, 48), (100, 30), (80, 24), (60, 15)])
async def test_paging_shows_every_row_and_ends_where_it_began(samples: Path, size: tuple[int, int]) -> None:
    async with seated(samples, size=size) as seat:
        await opened(seat, "sample-09*")
        text = view_of(seat).text
        everything = " ".join(piece.text for one in text.sections for piece in one.pieces).split()
        first, seen = seat.text, seat.text
        for _ in range(80):
            before = seat.text
            await seat.do("case.page_down")
            seen += seat.text
            if seat.text == before:
                break
        assert [word for word in everything if len(word) < 12 and word.isascii() and word not in seen] == []
        last = seat.text
        await seat.do("case.top")
        assert seat.text == first
        await seat.do("case.end")
        assert seat.text == last


async def test_turns_are_visited_one_by_one(samples: Path) -> None:
    async with seated(samples) as seat:
        await opened(seat, "sample-09*")
        for turn in range(1, 15):
            assert f"turn {turn}/30" in seat.rows[-3]
            assert f" #{turn}" in seat.rows[1]
            await seat.do("case.turn_next")
        await seat.do("case.down", "case.turn_previous")
        assert "#15" in seat.rows[1]
        await seat.do("case.turn_previous")
        assert "#14" in seat.rows[1]


async def test_zoom_goes_round_and_scrolls_what_is_in_view(samples: Path) -> None:
    async with seated(samples, size=(100, 30)) as seat:
        await opened(seat, "sample-05*")
        both = seat.text
        await seat.do("case.zoom")
        assert "user #1" not in seat.text
        assert "CLAUSES (" in seat.text
        await seat.do("case.end")
        end = seat.text
        assert "CLAUSES (" not in end
        await seat.do("case.page_down", "case.down")
        assert seat.text == end
        await seat.do("case.up")
        assert seat.text != end
        await seat.do("case.top")
        assert "CLAUSES (" in seat.text
        await seat.do("case.zoom")
        assert "CLAUSES (" not in seat.text
        await seat.do("case.zoom")
        assert seat.text == both


async def test_long_runs_of_blanks_are_counted_or_shown(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    workspace = open_workspace(path)
    take(workspace, raw_case("c1", f"left{' ' * 500}right\nfew    blanks"))
    workspace.close()
    async with seated(path) as seat:
        await seat.do("queue.open")
        assert "left⟨500 spaces⟩right" in seat.text
        assert "few    blanks" in seat.text
        await seat.do("case.hidden")
        assert "spaces⟩" not in seat.text
        assert next(y for y, row in enumerate(seat.rows) if "right" in row) > 6
        await seat.do("case.hidden")
        assert "left⟨500 spaces⟩right" in seat.text


async def test_a_search_that_finds_too_much_says_so(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    workspace = open_workspace(path)
    take(workspace, raw_case("c1", "a" * 12_000))
    workspace.close()
    async with seated(path) as seat:
        await seat.do("queue.open", "case.search")
        await seat.press("a", "enter")
        assert "found 1/10,000+" in seat.rows[-3]


async def test_another_size_keeps_the_same_words_at_the_top(samples: Path) -> None:
    async with seated(samples, size=(160, 48)) as seat:
        await opened(seat, "sample-23*")
        await seat.do("case.half_down", "case.half_down")
        view = view_of(seat)
        anchor = view.text.anchor_of(view.top)
        for size in ((80, 24), (40, 10), (200, 60), (100, 30), (160, 48)):
            await seat.resize(*size)
            assert len(seat.rows) == size[1]
        view = view_of(seat)
        assert view.text.moved(view.text.place_of(anchor), -6) <= view.top <= view.text.place_of(anchor)


async def test_a_case_without_a_conversation_is_read_and_decided(samples: Path) -> None:
    async with seated(samples) as seat:
        await opened(seat, "sample-13*")
        assert "nothing to read" in seat.text
        for command in ("case.down", "case.page_up", "case.end", "case.top", "case.flag_next", "case.half_down"):
            await seat.do(command)
        await seat.do("case.search")
        assert "no conversation" in seat.said
        await seat.resize(80, 24)
        await seat.do("case.insufficient")
        assert len(seat.decisions) == 1
