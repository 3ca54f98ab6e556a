"""The terminal: what it is, its colours, how wide it draws, how a copy leaves it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping

from triage_tui.cli.checks.result import BETTER, OK, Result
from triage_tui.cli.options import Options
from triage_tui.ui.terminal.clipboard import Way, plan
from triage_tui.ui.terminal.colours import Colours, decide

_LEAST = (60, 15)
_TMUX = """in ~/.tmux.conf: set -g default-terminal tmux-256color
in ~/.tmux.conf: set -as terminal-features ',*:RGB'"""


def results(options: Options, environ: Mapping[str, str] = os.environ) -> Iterator[Result]:
    """Look at the terminal that this runs in."""
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    yield _kind(environ, at_terminal)
    if at_terminal:
        yield _size()
        yield _widths(environ)
    yield _colours(environ, options.settings.color)
    yield _clipboard(environ, options.settings.clipboard)
    if environ.get("TMUX"):
        yield Result(OK, "tmux", "inside tmux", "in ~/.tmux.conf: set -g escape-time 10, set -g set-clipboard on")
    yield _locale()


def _kind(environ: Mapping[str, str], at_terminal: bool) -> Result:
    names = [environ.get("TERM", "TERM is not set"), environ.get("TERM_PROGRAM", "")]
    found = " ".join(filter(None, (*names, "over ssh" if environ.get("SSH_CONNECTION") else "")))
    if environ.get("TERM", "dumb") == "dumb":
        return Result(BETTER, "terminal", found, "use triage-tui --plain here")
    if not at_terminal:
        return Result(OK, "terminal", f"{found}, but input or output is piped: sizes and widths were not looked at")
    return Result(OK, "terminal", found, "after a lost connection, `reset` brings the shell back")


def _size() -> Result:
    columns, rows = shutil.get_terminal_size()
    small = columns < _LEAST[0] or rows < _LEAST[1]
    hint = "below 60x15 only the conversation and the decisions are shown" if small else ""
    return Result(BETTER if small else OK, "size", f"{columns}x{rows}", hint)


def _widths(environ: Mapping[str, str]) -> Result:
    from triage_tui.ui.terminal.probe import measure

    measured = measure(environ)
    if not measured.answers:
        return Result(BETTER, "widths", "the terminal does not report its cursor", "emoji are taken apart to be safe")
    caps = measured.capabilities
    wrong = [name for name in caps.__struct_fields__ if getattr(caps, name) is False]
    wrong = [name for name in wrong if name != "ascii_only"]
    if wrong:
        return Result(OK, "widths", f"measured; drawn in parts: {', '.join(wrong)}")
    return Result(OK, "widths", "measured; everything is as wide as it should be")


def _colours(environ: Mapping[str, str], choice: str) -> Result:
    colours = decide(environ, choice)
    found = (
        "no colours"
        if colours is Colours.NONE
        else f"{colours.value} colours"
        if colours.value.isdigit()
        else "truecolor"
    )
    if colours is not Colours.FEW or choice != "auto":
        return Result(OK, "colours", found)
    hint = (
        _TMUX if environ.get("TMUX") else "ssh does not carry COLORTERM: try --color 256, or set TERM to xterm-256color"
    )
    return Result(BETTER, "colours", found, hint)


def _clipboard(environ: Mapping[str, str], allowed: bool) -> Result:
    if not allowed:
        return Result(OK, "clipboard", "off by the settings")
    way = plan(environ, 1000)
    words = {
        Way.TMUX: "through tmux",
        Way.SCREEN: "through screen to the terminal (OSC 52)",
        Way.TERMINAL: "by the terminal (OSC 52)",
        Way.HOST: "by this machine's own clipboard",
        Way.KEPT: "kept in a file only",
    }
    hint = "in ~/.tmux.conf: set -g set-clipboard on" if way is Way.TMUX else ""
    return Result(OK, "clipboard", words[way], hint)


def _locale() -> Result:
    encoding = (sys.stdout.encoding or "none").lower()
    if encoding.replace("-", "") == "utf8":
        return Result(OK, "encoding", encoding)
    return Result(BETTER, "encoding", encoding, "set LANG=C.UTF-8: other letters than ASCII are shown as numbers here")
