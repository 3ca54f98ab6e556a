"""Claims: what holds on every screen: help, commands by name, themes, the way back, and a reason for every refusal."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.seat import THEMES, seated
from tests.ui.views import fault
from triage_tui.storage.opening import open_workspace
from triage_tui.ui.commands import BY_ID, COMMANDS

DECIDES = ["case.uphold", "case.overturn", "case.modify", "case.insufficient", "case.gap", "case.escalate"]


async def test_help_lists_the_keys_of_the_screen_behind_and_leaves(samples: Path) -> None:
    async with seated(samples, size=(120, 40)) as seat:
        await seat.do("help")
        assert "queue ▸ help" in seat.rows[0]
        assert BY_ID["queue.filter"].help in seat.text
        await seat.press("escape")
        await seat.do("queue.open", "help")
        assert BY_ID["case.gap"].help in seat.text
        assert BY_ID["queue.filter"].help not in seat.text
        await seat.press("q")
        assert seat.in_front is not None


async def test_help_scrolls_to_its_end_on_a_small_terminal(samples: Path) -> None:
    async with seated(samples, size=(80, 24)) as seat:
        await seat.do("queue.open", "help")
        seen = seat.text
        for _ in range(20):
            await seat.press("space")
            seen += seat.text
        here = [one for one in COMMANDS if one.context in ("case", "everywhere")]
        assert [one.id for one in here if one.help[:60] not in seen] == []


async def test_any_command_is_run_by_its_name(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("palette")
        await seat.type("save view")
        assert "▸ v" in seat.text
        await seat.press("enter")
        assert "Save this filter as" in seat.text
        await seat.press("escape")
        await seat.do("queue.open", "palette")
        await seat.type("no context")
        await seat.press("enter")
        assert [one.outcome for one in seat.decisions] == ["insufficient_context"]


async def test_the_palette_says_what_is_not_possible_now_and_why(samples: Path) -> None:
    async with seated(samples, size=(160, 40)) as seat:
        await seat.do("queue.open", "palette")
        await seat.type("redo")
        assert "not now: nothing was undone" in seat.text
        await seat.press("enter")
        assert seat.said == "nothing was undone"
        await seat.do("palette")
        await seat.type("nothing is called this")
        await seat.press("enter")
        assert seat.in_front == seat.ids()[0]


async def test_palette_keys_choose(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("palette")
        first = [row for row in seat.rows if row.startswith(" ▸")][-1]
        await seat.press("down", "down", "up")
        assert [row for row in seat.rows if row.startswith(" ▸")][-1] != first
        await seat.press("escape")
        assert seat.in_front is None


@pytest.mark.parametrize("name", THEMES)
async def test_every_theme_draws_every_screen(samples: Path, name: str) -> None:
    async with seated(samples, size=(160, 48)) as seat:
        before = seat.text
        await seat.do("theme")
        row = next(row for row in seat.rows if row.split("│")[1:2] and f" {name} " in row)
        await seat.press(row.split("│")[1].split()[-2 if "▸" not in row else 1])
        assert f"theme {name}" in seat.said
        assert seat.rows[:-1] == before.split("\n")[:-1]
        await seat.do("queue.open", "case.form")
        assert fault(seat.frame, (160, 48)) == ""


async def test_a_blank_screen_shows_nothing_until_a_key_that_does_nothing_else(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open")
        before = seat.text
        await seat.do("blank")
        assert seat.text.strip() == "any key brings the desk back"
        await seat.press("1")
        assert (seat.text, seat.decisions) == (before, [])


async def test_back_goes_back_and_never_ends_the_program(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.down", "queue.open", "back")
        assert seat.in_front is None
        await seat.do("back")
        assert "Q quits" in seat.said
        await seat.do("queue.end")
        await seat.do("go.case")
        assert seat.in_front == seat.ids()[1]
        await seat.do("go.queue")
        assert seat.in_front is None
        assert seat.app.is_running


async def test_quitting_ends_with_success(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "quit")
        assert (seat.app.is_running, seat.app.return_code) == (False, 0)


async def test_what_could_follow_a_prefix_goes_also_where_there_is_nothing_to_do(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.press("g")
        assert seat.said.startswith("g …")
        await seat.press("q")
        assert "…" not in seat.said


async def test_a_prefix_says_what_may_follow_and_an_unknown_key_what_to_do(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.press("g")
        assert seat.said.startswith("g …")
        assert "t Theme" in seat.said
        await seat.press("x")
        assert "gx does nothing here" in seat.said
        await seat.press("5")
        assert "5 does nothing here" in seat.said
        await seat.do("queue.open", "go.queue")
        assert (seat.in_front, seat.said) == (None, "")
        await seat.do("go.case")
        assert (seat.in_front, seat.said) == (seat.ids()[0], "")


async def test_a_key_that_is_refused_after_its_screen_was_left_is_told(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with seated(samples) as seat:
        refusals: list[Callable[[str], None]] = []
        monkeypatch.setattr(seat.app, "admit", lambda act, refuse: refusals.append(refuse))
        await seat.do("queue.open", "case.escalate", "back")
        refusals[0]("too fast")
        await seat.settled()
        assert (seat.in_front, seat.said) == (None, "too fast")


async def test_keys_of_the_reviewers_own(samples: Path) -> None:
    async with seated(samples, size=(160, 30), keys={"case.escalate": "V", "queue.open": ("enter", "x")}) as seat:
        await seat.press("x")
        assert " V Escalate" in seat.rows[-2]
        await seat.press("6")
        assert "6 does nothing here" in seat.said
        assert seat.decisions == []
        await seat.do("help")
        assert re.search(f"^ V +{BY_ID['case.escalate'].help}", seat.text, re.MULTILINE)
        await seat.press("escape", "V")
        assert [one.outcome for one in seat.decisions] == ["escalate"]


@pytest.mark.parametrize("command", [*DECIDES, "case.form", "case.skip", "case.cause", "case.template"])
async def test_a_decided_case_says_so_to_every_key_that_would_decide(samples: Path, command: str) -> None:
    async with seated(samples) as seat:
        first = seat.ids()[0]
        await seat.do("queue.open", "case.escalate", "back", "queue.top", "queue.open")
        assert seat.in_front == first
        await seat.do(command)
        assert "decided already" in seat.said
        assert len(seat.decisions) == 1


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("case.match_next", "nothing is searched for"), ("redo", "nothing was undone"),
        ("undo", "nothing has been decided here yet"), ("case.reopen", "the case was not skipped"),
    ],
)  # fmt: skip
async def test_a_command_that_is_not_possible_says_why(samples: Path, command: str, reason: str) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", command)
        assert reason in seat.said


async def test_a_read_only_workspace_shows_everything_and_changes_nothing(samples: Path) -> None:
    workspace = open_workspace(samples)
    workspace.close()
    before = samples.read_bytes()
    async with seated(samples, read_only=True) as seat:
        assert "read-only" in seat.rows[0]
        await seat.do("queue.tag")
        assert "read-only" in seat.said or "reading" in seat.said
        await seat.do("queue.skip")
        assert seat.said
        await seat.do("queue.open")
        for command in (*DECIDES, "case.form", "case.violates", "case.skip", "undo"):
            await seat.do(command)
            assert seat.said == seat.workspace.read_only
        await seat.do("case.next", "case.flag_next", "case.down", "help")
        await seat.press("escape")
        await seat.do("back")
        assert seat.decisions == []
    assert samples.read_bytes() == before
