"""The base app: known shapes, the way round an unknown Textual, and what has been taken out."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Static

from tests.terminal import ecma48
from triage_tui.errors import WrongUsage
from triage_tui.ui.terminal import modes, paint, scrub
from triage_tui.ui.terminal.app import TerminalApp
from triage_tui.ui.terminal.colours import Colours


class Shown(TerminalApp):
    """Shows one line and counts what was decided."""

    BINDINGS = [("1", "decide", "Decide")]

    def compose(self) -> ComposeResult:
        self.decided = 0
        yield Static(Content("a case"))

    def action_decide(self) -> None:
        self.admit(self.count_one, self.bell_with)

    def count_one(self) -> None:
        self.decided += 1

    def bell_with(self, why: str) -> None:
        raise AssertionError(why)


@pytest.fixture
def stock_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave Textual's own rendering as it was, whatever the test installs."""
    monkeypatch.setattr(Strip, "render", Strip.render)


def test_this_textual_is_the_one_we_know() -> None:
    assert paint.textual_is_known()


@pytest.mark.parametrize(("owner", "name"), [(ChopsUpdate, "__init__"), (App, "_display"), (App, "post_display_hook")])
@pytest.mark.usefixtures("stock_strips")
def test_another_textual_is_drawn_as_it_draws_itself_but_scrubbed(
    owner: type, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, lambda other: None)
    stock = Strip.render
    Shown()
    assert Strip.render is not stock


@pytest.mark.usefixtures("stock_strips")
def test_stock_output_is_scrubbed_of_controls_links_and_unwanted_colours() -> None:
    hostile = Segment("a\x1b]52;c;eA==\x07\x9b6n\u202eb", Style(color="red", bold=True, link="http://x/\x1b]0;t\x07"))
    console = Console(color_system="truecolor", force_terminal=True, _environ={})
    scrub.install(colours=True)
    coloured = Strip([hostile, Segment("\x1bc")]).render(console)
    assert {one.name for one in ecma48.parse(coloured.encode())} == {"TEXT", "SGR"}
    assert "http" not in coloured
    scrub.install(colours=False)
    assert Strip([hostile]).render(console).startswith("\x1b[1ma")


@pytest.mark.usefixtures("stock_strips")
def test_the_switch_forces_stock_output(monkeypatch: pytest.MonkeyPatch) -> None:
    stock = Strip.render
    Shown()
    assert Strip.render is stock
    monkeypatch.setenv("TRIAGE_PLAIN_OUTPUT", "1")
    Shown(colours=Colours.FEW)
    assert Strip.render is not stock


async def test_under_the_test_driver_decisions_pass_at_once() -> None:
    app = Shown()
    async with app.run_test() as pilot:
        app.expect_frame()
        await pilot.press("1", "1")
        assert app.decided == 2


async def test_ctrl_q_does_not_quit_and_the_screenshot_is_gone() -> None:
    app = Shown()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q", "1")
        assert app.decided == 1
        assert "Screenshot" not in {command.title for command in app.get_system_commands(app.screen)}


async def test_a_copy_by_a_widget_goes_down_the_ladder(tmp_path: Path) -> None:
    app = Shown(state_folder=tmp_path)
    async with app.run_test():
        app.copy_to_clipboard("from a text field")
        assert app.clipboard == "from a text field"
        assert (tmp_path / "clip.txt").read_text() == "from a text field"


@pytest.mark.parametrize("environ", [{}, {"TERM": "dumb"}])
def test_a_terminal_without_screens_is_refused_with_another_way(environ: dict[str, str]) -> None:
    with pytest.raises(WrongUsage) as refused:
        modes.check_terminal(environ)
    assert "--plain" in refused.value.hint


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (tmp_path / "file").open() as file, pytest.raises(WrongUsage, match="standard input"):
        modes.check_terminal({"TERM": "xterm"}, stdin=file.fileno(), stdout=file.fileno())
