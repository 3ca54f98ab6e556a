"""Opening the desk in the terminal: everything that is decided once, before the first frame."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from msgspec.structs import replace

from triage_tui.desk.desk import Desk
from triage_tui.settings.keymap import keymap
from triage_tui.settings.model import Settings
from triage_tui.settings.paths import private_dir, state_dir, user_themes
from triage_tui.settings.themes import load_themes, suited
from triage_tui.ui.commands import COMMANDS
from triage_tui.ui.first import first_frame
from triage_tui.ui.paint import Palette
from triage_tui.ui.present.line import Line, Run
from triage_tui.ui.present.text import CONSERVATIVE, FULL, inline, ours
from triage_tui.ui.setup import Setup
from triage_tui.ui.terminal.colours import decide, prepare_environment
from triage_tui.ui.terminal.modes import check_terminal
from triage_tui.ui.terminal.opening import Opening
from triage_tui.ui.terminal.probe import Measured, measure


def run(desk: Desk, settings: Settings, notice: str = "") -> int:
    """Show the desk until the reviewer leaves; the exit status. Raises `TriageError` before anything is drawn."""
    check_terminal(os.environ)
    keys = keymap(COMMANDS, settings.keys)
    themes, failed = load_themes([user_themes()])
    colours = decide(os.environ, settings.color)
    theme = suited(themes, settings.theme, colours.value)
    prepare_environment(os.environ, colours)

    setup = Setup(settings, keys, themes, theme, Measured(), colours, private_dir(state_dir()), _notice(notice, failed))
    if os.environ.get("TRIAGE_PLAIN_OUTPUT") == "1":
        return _run(desk, replace(setup, measured=_drawn_as(settings, measure(os.environ))))
    opening = Opening(os.environ, colours)
    with opening.held():
        palette = Palette(theme.styles, ascii_only=settings.ascii)
        opening.show([palette.words(line) for line in first_frame(desk, setup, *opening.size)])
        import triage_tui.ui.app  # noqa: F401 - takes its time, in which the terminal answers

        return _run(desk, replace(setup, measured=_drawn_as(settings, opening.measured()), opening=opening))


def _run(desk: Desk, setup: Setup) -> int:
    from triage_tui.ui.app import TriageApp
    from triage_tui.ui.terminal.run import run_app

    gc.freeze()
    gc.enable()
    return run_app(TriageApp(desk, setup), mouse=setup.settings.mouse)


def _drawn_as(settings: Settings, measured: Measured) -> Measured:
    """What the settings say of signs and emoji goes before what the terminal was measured to do."""
    caps = measured.capabilities
    if settings.glyphs != "auto":
        chosen = FULL if settings.glyphs == "full" else CONSERVATIVE
        caps = replace(chosen, ascii_only=caps.ascii_only, encoding=caps.encoding)
    return replace(measured, capabilities=replace(caps, ascii_only=caps.ascii_only or settings.ascii))


def _notice(notice: str, failed: list[tuple[Path, str]]) -> Line:
    if failed:
        path, reason = failed[0]
        return (Run(ours("theme {} is left out: {}", inline(path.name), inline(reason)), "warning"),)
    return (Run(inline(notice), "muted"),) if notice else ()
