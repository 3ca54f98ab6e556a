"""How many colours there are, and what Textual has to be told before it is imported."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triage_tui.ui.terminal.frame import Frame


class Colours(Enum):
    """The colour ladder."""

    TRUECOLOR = "truecolor"
    """24 bits."""
    MANY = "256"
    """The fixed palette of 256."""
    FEW = "16"
    """The terminal's own 16: themes with ANSI colours only."""
    NONE = "none"
    """Attributes only: no colour, no grey."""

    @property
    def rich_name(self) -> str:
        """What Rich calls it; without colours the frame leaves them out itself."""
        return {"256": "256", "16": "standard"}.get(self.value, "truecolor")


def frame_for(colours: Colours, environ: Mapping[str, str], encoding: str) -> Frame:
    """The frame that draws on this terminal."""
    from rich.color import ColorSystem

    from triage_tui.ui.terminal.frame import Frame

    systems = {
        Colours.TRUECOLOR: ColorSystem.TRUECOLOR,
        Colours.MANY: ColorSystem.EIGHT_BIT,
        Colours.FEW: ColorSystem.STANDARD,
        Colours.NONE: None,
    }
    return Frame(systems[colours], bce=erases_in_colour(environ), ascii_only=encoding == "ascii")


def decide(environ: Mapping[str, str], choice: str = "auto") -> Colours:
    """The rung for this terminal; a choice other than `auto` overrules the environment."""
    if choice != "auto":
        return Colours(choice)
    if environ.get("NO_COLOR"):
        return Colours.NONE
    term = environ.get("TERM", "")
    if environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return Colours.MANY  # It may claim truecolor and lies.
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return Colours.TRUECOLOR
    if "256" in term or term.startswith(("xterm-kitty", "alacritty", "foot", "wezterm", "xterm-ghostty")):
        return Colours.MANY
    return Colours.FEW


def prepare_environment(environ: MutableMapping[str, str], colours: Colours) -> None:
    """Tell Textual, which reads these when it is first imported."""
    if environ.get("TRIAGE_DEV") != "1":
        for name in [name for name in environ if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
            del environ[name]
    if colours is Colours.NONE:
        environ["NO_COLOR"] = "1"
    else:
        environ.pop("NO_COLOR", None)
    environ.update(
        TEXTUAL_ANIMATIONS="none",
        TEXTUAL_SMOOTH_SCROLL="0",
        TEXTUAL_DISABLE_KITTY_KEY="1",
        TEXTUAL_FPS="1000",
        TEXTUAL_COLOR_SYSTEM=colours.rich_name,
    )
    environ.setdefault("ESCDELAY", "100")


def erases_in_colour(environ: Mapping[str, str]) -> bool:
    """Whether erasing paints the background colour (bce), which screen and vt100 do not."""
    return not environ.get("TERM", "").startswith(("screen", "vt"))
