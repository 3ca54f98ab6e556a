"""Claims: in a blind queue an outcome is said before all is shown, once, and then all of the case comes in front."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.desk.making import flag
from tests.storage.making import raw_case
from tests.ui.links import OLD, HandLink, stocked, talk
from tests.ui.seat import seated
from triage_tui.domain.words import Mode, Outcome
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


def come(workspace: Workspace, *flags: object, version: int = 1) -> None:
    """A case comes from the source, with these flags shown."""
    raw = raw_case("blind", conversation=talk(OLD), flags=list(flags), version=version)
    workspace.shelf().take_page("here", [raw], [], "1")


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "workspace.db"
    stocked(path)
    workspace = open_workspace(path)
    come(workspace, {"id": "f1"})
    workspace.close()
    return path


async def test_what_is_said_first_is_told_and_brings_the_rest_of_the_case(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link, size=(120, 30)) as seat:
        seat.app.desk.house = replace(seat.app.desk.house, mode=lambda _: Mode.BLIND)
        await seat.app.show_case("blind")
        await seat.press("p")
        assert seat.said.strip() == "that needs a lease of the case, which is not here yet"
        link.grant("blind", "held")
        await seat.press("p", "2")
        assert link.asked[-1] == "provisional blind overturn"
        assert "net.1" not in seat.text
        await seat.press("p")
        assert seat.said.strip() == "you said overturn first, and that stays"
        come(seat.workspace, flag("net.1", 0.93))
        link.tell()
        await seat.settled()
        assert "net.1" in seat.text
        assert seat.said.strip() == "all of the case is here now"
        await seat.do("case.uphold")
        (made,) = seat.decisions
        assert (made.mode, made.outcome) == (Mode.BLIND, Outcome.UPHOLD)
        assert made.provisional is not None
        assert made.provisional.outcome is Outcome.OVERTURN
        assert [one.clause for one in made.findings] == ["net.1"]


async def test_where_everything_is_shown_there_is_nothing_to_say_first(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        await seat.do("queue.open")
        await seat.press("p")
        assert seat.said.strip() == "this queue shows everything from the beginning"


async def test_it_is_told_again_when_the_case_is_opened_again(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        seat.app.desk.house = replace(seat.app.desk.house, mode=lambda _: Mode.BLIND)
        await seat.app.show_case("blind")
        link.grant("blind", "held")
        await seat.press("p", "1")
        await seat.do("back")
        link.asked.clear()
        await seat.app.show_case("blind")
        assert "provisional blind uphold" in link.asked


async def test_another_version_is_news_and_does_not_come_in_front_by_itself(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        seat.app.desk.house = replace(seat.app.desk.house, mode=lambda _: Mode.BLIND)
        await seat.app.show_case("blind")
        link.grant("blind", "held")
        await seat.press("p", "1")
        come(seat.workspace, flag("net.1", 0.93), version=2)
        link.tell()
        await seat.settled()
        assert "has changed at its source" in seat.said
        assert "net.1" not in seat.text
