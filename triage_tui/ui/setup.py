"""Everything the app is given besides the desk: settled once, before the first frame."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from triage_tui.settings.model import Settings
from triage_tui.settings.themes import ThemeFile
from triage_tui.ui.present.line import Line
from triage_tui.ui.terminal.colours import Colours
from triage_tui.ui.terminal.opening import Opening
from triage_tui.ui.terminal.probe import Measured


class Setup(Struct, frozen=True):
    """Settings, keys, themes, and what is known of the terminal."""

    settings: Settings
    keys: Mapping[str, tuple[str, ...]]
    """Every command's keys in Textual's spelling, checked."""
    themes: Mapping[str, ThemeFile]
    theme: ThemeFile
    """The one to begin with."""
    measured: Measured = field(default_factory=Measured)
    colours: Colours = Colours.TRUECOLOR
    state_folder: Path | None = None
    """Where the clip file and crash reports go; none for nowhere."""
    notice: Line = ()
    """What to say at the start."""
    opening: Opening | None = None
    """The terminal with a first frame in it; none when the app begins with an empty one."""

    @property
    def terminal(self) -> dict[str, Any]:
        """What the app's base wants to know of the terminal."""
        names = ("measured", "colours", "state_folder", "opening")
        return {name: getattr(self, name) for name in names}
