"""Claims: who comes back is where they left, whatever happened meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.making import HandClock
from tests.storage.making import raw_case, take
from tests.ui.seat import seated
from tests.ui.test_reading import opened, view_of
from triage_tui.desk.place import KEY
from triage_tui.settings.model import Review
from triage_tui.storage.opening import open_workspace


async def test_the_same_case_the_same_words_the_same_clause(samples: Path) -> None:
    async with seated(samples, size=(80, 24)) as seat:
        await opened(seat, "sample-04*")
        await seat.do("case.zoom", "case.zoom", "case.flag_next", "case.flag_next", "case.down", "quit")
        before, view = seat.text, view_of(seat)
    async with seated(samples, size=(80, 24)) as seat:
        assert seat.rows[1:-2] == before.split("\n")[1:-2]
        again = view_of(seat)
        assert (again.hit, again.clause, again.top) == (view.hit, view.clause, view.top)
        await seat.do("back")
        assert "/ id:sample-04*" in seat.rows[1]


async def test_the_place_is_the_same_words_in_a_terminal_of_another_size(samples: Path) -> None:
    async with seated(samples, size=(80, 24)) as seat:
        await opened(seat, "sample-23*")
        await seat.do("case.turn_next", "case.turn_next", "case.half_down", "quit")
        anchor = view_of(seat).text.anchor_of(view_of(seat).top)
    async with seated(samples, size=(160, 48)) as seat:
        assert view_of(seat).top == view_of(seat).text.place_of(anchor)


async def test_on_the_queue_the_filter_and_the_row_are_kept(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.filter")
        await seat.type("is:open sort:-due")
        await seat.press("enter")
        await seat.do("queue.down", "queue.down", "queue.down", "quit")
        filtered, cursor = seat.rows[1], next(row for row in seat.rows if row.startswith(" ▸"))
    async with seated(samples) as seat:
        assert seat.rows[1] == filtered
        assert cursor in seat.rows


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_a_long_queue_comes_up_again_at_the_same_row(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "workspace.db"
    workspace = open_workspace(path)
    take(workspace, *(raw_case(f"c{n:04}") for n in range(700)))
    workspace.close()
    async with seated(path, size=size) as seat:
        await seat.do("queue.end", *["queue.page_up"] * 9, "queue.up", "quit")
        before = next(row for row in seat.rows if row.startswith(" ▸"))
    async with seated(path, size=size) as seat:
        assert before in seat.rows
        assert len([row for row in seat.rows if " c0" in row]) == size[1] - 5


async def test_a_draft_is_in_front_again(samples: Path) -> None:
    async with seated(samples, size=(160, 48)) as seat:
        await seat.do("queue.open", "case.cause")
        await seat.press("3")
        await seat.do("case.violates", "quit")
    async with seated(samples, size=(160, 48)) as seat:
        assert "[x]" in seat.text
        assert "quoted or third-party text" in seat.text


async def test_a_case_that_was_decided_is_left_behind_and_one_that_is_decided_anew_is_not(samples: Path) -> None:
    clock = HandClock()
    async with seated(samples, clock=clock, review=Review(auto_advance=False)) as seat:
        first = seat.ids()[0]
        await seat.do("queue.open", "case.escalate", "quit")
    async with seated(samples, clock=clock) as seat:
        assert seat.in_front is None
        assert first.startswith(next(row for row in seat.rows if row.startswith(" ▸")).split()[1].rstrip("…"))
        clock.pass_(60)
        await seat.do("undo", "quit")
    async with seated(samples, clock=clock) as seat:
        assert seat.in_front == first


async def test_a_decision_made_before_can_be_undone_after(samples: Path) -> None:
    clock = HandClock()
    async with seated(samples, clock=clock) as seat:
        first = seat.ids()[0]
        await seat.do("queue.open", "case.escalate", "quit")
    async with seated(samples, clock=clock) as seat:
        await seat.do("undo")
        assert (seat.in_front, seat.decisions) == (first, [])


@pytest.mark.parametrize(
    "place",
    [
        b'{"screen":"case","case_id":"gone","section":9}',
        b'{"screen":"case","filter":"sev:nonsense","case_id":"sample-13-metadata-only","section":-4,"piece":-9}',
        b'{"screen":"case","case_id":"sample-04-kill-the-process","section":99,"piece":99,"offset":99999,"hit":99}',
        b'{"screen":"case","case_id":"sample-04-kill-the-process","piece":99,"clause":-7,"hit":-7,"offset":-7}',
        b'{"filter":"sort:up \\u001b]0;x"}', b"no json",
    ],
)  # fmt: skip
async def test_a_place_that_is_gone_is_no_obstacle(samples: Path, place: bytes) -> None:
    workspace = open_workspace(samples)
    workspace.remember(KEY, place)
    workspace.close()
    async with seated(samples) as seat:
        await seat.do("go.queue", "queue.top", "queue.open", "case.down", "case.flag_next", "case.escalate")
        assert len(seat.decisions) == 1


async def test_a_case_that_changed_meanwhile_comes_up_in_its_new_version(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    workspace = open_workspace(path)
    take(workspace, raw_case("c1", "many words\n" * 60), raw_case("c2"))
    workspace.close()
    async with seated(path) as seat:
        await seat.do("queue.open", "case.end", "quit")
    workspace = open_workspace(path)
    take(workspace, raw_case("c1", "few words", version=2))
    workspace.close()
    async with seated(path) as seat:
        assert "few words" in seat.text
        await seat.do("case.escalate")
        assert [one.case_version for one in seat.decisions] == [2]
