"""What the terminal in front of us measures right, and which characters it can show at all."""

from __future__ import annotations

from msgspec import Struct


class Capabilities(Struct, frozen=True):
    """Answers of one terminal; whatever it gets wrong is taken apart before it is shown."""

    zwj: bool = False
    """Emoji joined by ZWJ take two cells."""
    vs16: bool = False
    """A narrow symbol and VS16 take two cells."""
    skin_tones: bool = False
    """An emoji and its skin tone take two cells."""
    flags: bool = False
    """Two regional indicators take two cells."""
    tag_flags: bool = False
    """The flags of England, Scotland and Wales, spelt in tag characters, take two cells."""
    keycaps: bool = False
    """A digit, VS16 and the keycap take two cells."""
    joiners: bool = False
    """Indic letters around ZWJ take as many cells as the layout counts: that is, the first of them only."""
    ascii_only: bool = False
    """Our own signs are ASCII: `<ESC>` for the picture of ESC, `...` for the ellipsis."""
    encoding: str = "utf-8"
    """The codec of the terminal's locale; a character that it does not have is shown as `\\u{4E2D}`."""

    @property
    def unicode(self) -> bool:
        """Whether the terminal's locale has every character."""
        return self.encodes("\U0010fffd")

    def encodes(self, char: str) -> bool:
        """Whether the terminal's locale has this character."""
        try:
            char.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


CONSERVATIVE = Capabilities()
"""A terminal that did not answer: plain characters only."""

FULL = Capabilities(zwj=True, vs16=True, skin_tones=True, flags=True, tag_flags=True, keycaps=True, joiners=True)
"""A terminal that measures everything as the layout does."""
