"""The last gate before the terminal: no text, wherever it came from, may hold a control."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.color import ColorSystem
    from rich.console import Console
    from rich.segment import Segment
    from textual.strip import Strip

SHOWN_INSTEAD = "\ufffd"
"""What stands for a character that may not reach the terminal."""

FORBIDDEN = re.compile(
    "(\U0001f3f4\U000e0067\U000e0062"
    "(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f)"
    "|[\x00-\x1f\x7f-\x9f\u061c\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
"""C0, DEL, C1, bidi controls, line separators, surrogates, private use, noncharacters, tags but for three flags.

U+200E stays: our own rows end with it after letters that run from right to left."""


def scrub(text: str) -> str:
    """Replace every forbidden character by one that only looks odd."""
    return FORBIDDEN.sub(lambda match: match[1] or SHOWN_INSTEAD, text)


def install(*, colours: bool) -> None:
    """Scrub what Textual itself renders: no links, and no colours if there are none."""
    from rich.color import ColorSystem
    from textual.strip import Strip

    def render(strip: Strip, console: Console) -> str:
        system = console._color_system or ColorSystem.TRUECOLOR
        return "".join(_rendered(segment, system, colours=colours) for segment in strip)

    setattr(Strip, "render", render)  # noqa: B010 - a method of a class that is not ours


def _rendered(segment: Segment, system: ColorSystem, *, colours: bool) -> str:
    text, style, _ = segment
    if style is None:
        return scrub(text)
    from textual.strip import Strip

    bare = style.clear_meta_and_links()
    return Strip.render_style(bare if colours else bare.without_color, scrub(text), system)
