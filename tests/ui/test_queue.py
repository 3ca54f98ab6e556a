"""Claims: the queue shows what the filter means, says what is wrong with one, and keeps the reviewer's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.seat import Seat, seated
from triage_tui.domain.filter import parse
from triage_tui.storage.opening import open_workspace


def cursor_row(seat: Seat) -> str:
    """Id of the case under the cursor, as it is shown."""
    return next(row for row in seat.rows if row.startswith(" ▸")).split()[1]


def listed(seat: Seat) -> list[str]:
    """Ids of the cases in view, as they are shown."""
    rows = seat.rows[3 : len(seat.rows) - 2]
    return [row[3:].split()[0] for row in rows if row.strip()]


async def test_the_queue_lists_cases_in_their_order_with_due_and_score(samples: Path) -> None:
    async with seated(samples) as seat:
        assert len(listed(seat)) > 20
        assert all(full.startswith(shown.rstrip("…")) for shown, full in zip(listed(seat), seat.ids(), strict=False))
        assert cursor_row(seat) == listed(seat)[0]
        assert f"{len(seat.ids())} cases" in seat.rows[1]


async def test_moving_goes_down_up_by_pages_and_to_either_end(samples: Path) -> None:
    async with seated(samples, size=(100, 20)) as seat:
        ids = seat.ids()
        at, page = 0, 15
        for command, by in [
            ("queue.down", 1), ("queue.page_down", page), ("queue.up", -1), ("queue.half_down", page // 2),
            ("queue.end", 999), ("queue.half_up", -(page // 2)), ("queue.page_up", -page), ("queue.top", -999),
        ]:  # fmt: skip
            await seat.do(command)
            at = min(max(at + by, 0), len(ids) - 1)
            assert ids[at].startswith(cursor_row(seat).rstrip("…"))


async def test_a_filter_is_tried_while_it_is_typed_and_taken_with_enter(samples: Path) -> None:
    async with seated(samples) as seat:
        everything = seat.ids()
        await seat.do("queue.filter")
        await seat.type("clause:cyber*")
        wanted = [head.id for head in seat.workspace.page(parse("clause:cyber*"), limit=1000).heads]
        assert seat.ids() == wanted
        assert 0 < len(wanted) < len(everything)
        assert f"{len(wanted)} cases" in seat.rows[1]
        await seat.press("enter")
        assert "/ clause:cyber*" in seat.rows[1]
        assert f"{len(wanted)} cases" in seat.rows[1]
        await seat.do("queue.all")
        assert seat.ids() == everything


async def test_a_filter_that_is_left_changes_nothing(samples: Path) -> None:
    async with seated(samples) as seat:
        everything = seat.ids()
        await seat.do("queue.filter")
        await seat.type("clause:cyber*")
        await seat.press("escape")
        assert seat.ids() == everything


async def test_a_filter_that_cannot_be_read_points_at_the_column_and_keeps_the_list(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.filter")
        await seat.type("clause:cyber* sev:")
        await seat.type("loud")
        good = seat.ids()
        pointer = seat.rows[-2]
        assert pointer.index("^") == 1 + len("clause:cyber* sev:")
        assert seat.ids() == good
        await seat.press("enter")
        assert seat.field == "clause:cyber* sev:loud"
        for _ in "sev:loud ":
            await seat.press("backspace")
        await seat.press("enter")
        assert "/ clause:cyber*" in seat.rows[1]


async def test_completions_show_counts_and_titles_and_tab_takes_the_first(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.filter")
        await seat.type("clause:cyb")
        offers = [row.split() for row in seat.rows if row.startswith(" cyber.")]
        assert len(offers) >= 2
        for name, count, *title in offers:
            assert int(count) == seat.workspace.count(parse(f"clause:{name}"))
            assert title
        await seat.press("tab")
        assert seat.field == f"clause:{offers[0][0]}"


async def test_sorts_are_two_keys_and_turn_round_with_two_more(samples: Path) -> None:
    async with seated(samples) as seat:
        for name, sort in [("severity", "sev"), ("age", "age"), ("score", "score"), ("due", "due")]:
            await seat.do(f"queue.sort_{name}")
            order = seat.ids()
            assert f"by {sort} ·" in seat.rows[1]
            await seat.do("queue.sort_reverse")
            assert seat.ids() == order[::-1]
            assert f"by {sort} reversed" in seat.rows[1]


async def test_views_are_filters_by_number_and_own_ones_are_kept(samples: Path) -> None:
    async with seated(samples, size=(160, 48), views={"cyber": "clause:cyber*", "big": "sev:>=3"}) as seat:
        count = seat.workspace.count(parse("clause:cyber*"))
        assert any("'1 cyber" in row and str(count) in row for row in seat.rows)
        await seat.do("queue.view_2")
        assert "/ sev:>=3" in seat.rows[1]
        await seat.do("queue.view_9")
        assert seat.said == "there is no view 9"
        await seat.do("queue.view_save")
        await seat.type("mine")
        await seat.press("enter")
        assert "'3 mine" in seat.text
    async with seated(samples, size=(160, 48), views={"cyber": "clause:cyber*"}) as seat:
        await seat.do("queue.all", "queue.view_2")
        assert "/ sev:>=3" in seat.rows[1]


async def test_the_prefix_of_the_views_names_each_of_them_on_the_smallest_screen(samples: Path) -> None:
    views = {f"a name that takes room {n}": "is:open" for n in range(1, 9)}
    async with seated(samples, size=(80, 24), views=views) as seat:
        await seat.press("'")
        assert [one.split()[0] for one in seat.said.split("  ")[1:]] == [str(n) for n in range(1, 9)]
    async with seated(samples, size=(80, 24)) as seat:
        await seat.press("'")
        assert seat.said == "' …  1 to do  2 overdue  3 appeals  4 severe  5 drafts  6 skipped  7 decided"


async def test_saving_a_view_tells_its_key_or_that_it_has_none(samples: Path) -> None:
    async with seated(samples, views={str(n): "is:open" for n in range(8)}) as seat:
        for name, told in [
            ("ninth", "saved as ninth, '9"),
            ("tenth", "saved as tenth without a key: / takes its filter"),
        ]:
            await seat.do("queue.view_save")
            await seat.type(name)
            await seat.press("enter")
            assert seat.said == told


async def test_a_tag_is_put_on_and_taken_off(samples: Path) -> None:
    async with seated(samples) as seat:
        first, second = seat.ids()[:2]
        await seat.do("queue.tag")
        assert seat.workspace.count(parse("is:tagged")) == 1
        assert second.startswith(cursor_row(seat).rstrip("…"))
        await seat.do("queue.up", "queue.tag")
        assert seat.workspace.count(parse("is:tagged")) == 0
        assert first != second


async def test_skipping_and_reopening_from_the_list(samples: Path) -> None:
    async with seated(samples) as seat:
        first = seat.ids()[0]
        await seat.do("queue.skip")
        assert "Skip: why?" in seat.text
        await seat.press("q")
        assert seat.workspace.count(parse("is:skipped")) == 0
        await seat.do("queue.skip")
        await seat.press("6")
        assert [head.id for head in seat.workspace.page(parse("is:skipped")).heads] == [first]
        await seat.do("queue.top", "queue.reopen")
        assert seat.workspace.count(parse("is:skipped")) == 0


async def test_take_next_opens_the_next_case_to_decide(samples: Path) -> None:
    async with seated(samples) as seat:
        first, second = seat.ids()[:2]
        await seat.do("queue.next", "case.escalate", "back", "queue.top", "queue.next")
        assert seat.in_front == second
        await seat.do("back", "queue.filter")
        await seat.type("is:decided")
        await seat.press("enter")
        await seat.do("queue.next")
        assert (seat.in_front, seat.said) == (None, "nothing is left to decide in this view")
        assert first == seat.ids()[0]


async def test_after_a_decision_the_list_stays_where_the_work_is(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.filter")
        await seat.type("is:open")
        await seat.press("enter")
        for _ in range(5):
            await seat.do("queue.down")
        following = seat.ids()[6]
        await seat.do("queue.open", "case.escalate")
        assert seat.in_front == following
        await seat.do("back")
        assert following.startswith(cursor_row(seat).rstrip("…"))


async def test_the_preview_comes_and_goes_where_there_is_room(samples: Path) -> None:
    async with seated(samples, size=(160, 48)) as seat:
        assert "VIEWS" in seat.text
        await seat.do("queue.preview")
        assert "VIEWS" not in seat.text
        await seat.resize(100, 30)
        await seat.do("queue.preview")
        assert "VIEWS" not in seat.text


@pytest.mark.parametrize("size", [(160, 48), (80, 24)])
async def test_an_empty_workspace_says_what_to_do_first(tmp_path: Path, size: tuple[int, int]) -> None:
    async with seated(tmp_path / "new.db", size=size) as seat:
        assert "triage-tui demo" in seat.text
        for command in ("queue.open", "queue.end", "queue.down", "queue.skip", "queue.tag", "undo", "go.case"):
            await seat.do(command)
        assert seat.in_front is None
        assert "0 cases" in seat.rows[1]


async def test_a_filter_that_nothing_matches_says_so_and_takes_every_key(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.filter")
        await seat.type("id:nothing")
        await seat.press("enter")
        assert "no case matches this filter" in seat.text
        for command in ("queue.end", "queue.up", "queue.page_down", "queue.top", "queue.open", "queue.next"):
            await seat.do(command)
        await seat.do("queue.all")
        assert len(seat.ids()) > 30


async def test_a_view_that_cannot_be_read_says_so_when_it_is_used(samples: Path) -> None:
    async with seated(samples, size=(160, 48), views={"bad": "sev:loud", "good": "is:open"}) as seat:
        assert any("'2 good" in row and str(len(seat.ids())) in row for row in seat.rows)
        await seat.do("queue.view_1")
        assert "column 5" in seat.said
        await seat.do("queue.view_2")
        assert "/ is:open" in seat.rows[1]


@pytest.mark.parametrize("kept", [b"{", b"[]", b'{"x": 1}', b'{"x": "sev:loud"}', b"\xff"])
async def test_views_that_were_kept_badly_are_no_obstacle(samples: Path, kept: bytes) -> None:
    workspace = open_workspace(samples)
    workspace.remember("views", kept)
    workspace.close()
    async with seated(samples, size=(160, 48)) as seat:
        assert "'1 to do" in seat.text
        await seat.do("queue.view_save")
        await seat.type("mine")
        await seat.press("enter")
        assert "mine" in seat.text
