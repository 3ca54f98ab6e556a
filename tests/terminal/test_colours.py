"""The colour ladder is decided once, and Textual hears of it before it is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from triage_tui.ui.terminal.colours import Colours, decide, erases_in_colour, prepare_environment


@pytest.mark.parametrize(
    ("environ", "rung"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Colours.TRUECOLOR),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, Colours.TRUECOLOR),
        ({"TERM": "xterm-256color"}, Colours.MANY),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "TERM_PROGRAM": "Apple_Terminal"}, Colours.MANY),
        ({"TERM": "screen"}, Colours.FEW),
        ({"TERM": "linux"}, Colours.FEW),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Colours.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Colours.MANY),
    ],
)
def test_the_environment_decides(environ: dict[str, str], rung: Colours) -> None:
    assert decide(environ) is rung


@pytest.mark.parametrize("rung", Colours)
def test_a_choice_overrules_it(rung: Colours) -> None:
    assert decide({"NO_COLOR": "1", "TERM": "screen"}, rung.value) is rung


def test_what_was_set_for_textual_by_others_is_dropped() -> None:
    environ = {"TEXTUAL": "devtools", "TEXTUAL_PRESS": "1", "TEXTUAL_LOG": "cases.log", "NO_COLOR": "1"}
    prepare_environment(environ, Colours.FEW)
    assert not {"TEXTUAL", "TEXTUAL_PRESS", "TEXTUAL_LOG", "NO_COLOR"} & environ.keys()
    assert environ["TEXTUAL_COLOR_SYSTEM"] == "standard"


def test_without_colours_textual_knows_too() -> None:
    environ: dict[str, str] = {}
    prepare_environment(environ, Colours.NONE)
    assert environ["NO_COLOR"] == "1"


def test_screen_does_not_erase_in_colour() -> None:
    assert erases_in_colour({"TERM": "tmux-256color"})
    assert not erases_in_colour({"TERM": "screen-256color"})


def test_deciding_and_measuring_load_no_textual() -> None:
    rooms = ("colours", "probe", "clipboard", "replies", "modes")
    loads = "; ".join(f"import triage_tui.ui.terminal.{room}" for room in rooms)
    code = f"{loads}; import sys; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
