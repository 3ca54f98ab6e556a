"""Writes the display form of a text: stretches copied as they are, and tokens in place of others."""

from __future__ import annotations

from triage_tui.ui.present.capabilities import Capabilities
from triage_tui.ui.present.offsets import Offsets


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


class Writer:
    """The display form so far, from left to right, and what has to be known about it."""

    def __init__(self, raw: str, caps: Capabilities) -> None:
        self.tokens: list[tuple[int, int, str]] = []
        """Display start and end of each token in code points, and its kind."""
        self.hidden = 0
        """Raw code points that a terminal would have hidden or obeyed."""
        self.badges: set[str] = set()
        """What a reviewer should know about the whole text."""
        self.offsets = Offsets()
        """Where everything went."""
        self.done = 0
        """Raw code points that are written."""
        self._raw = raw
        self._caps = caps
        self._lossy = not caps.unicode
        self._pieces: list[str] = []
        self._length = 0  # of the pieces, in code points
        self._measured = 0  # pieces up to which the column is known
        self._column = 0  # in cells, after the measured pieces

    def copy(self, end: int) -> None:
        """Show the raw text as it is from where we are up to an offset."""
        if self._lossy:
            for at in range(self.done, end):
                if not self._caps.encodes(self._raw[at]):
                    self._keep(at)
                    self._write(at, at + 1, self._encodable(self._raw[at]), "codepoint")
        self._keep(end)

    def put(self, start: int, end: int, shown: str, kind: str = "") -> None:
        """Show a stretch of the raw text as something else, which is a token if it has a kind."""
        if start > self.done:
            self.copy(start)
        self._write(start, end, self._encodable(shown) if self._lossy else shown, kind)

    def warn(self, hidden: int, badge: str) -> None:
        """Count raw code points that would not have been seen, and say what they are."""
        self.hidden += hidden
        self.badges.add(badge)

    def column(self, end: int) -> int:
        """Copy up to a raw offset, and say at which cell of its line that is."""
        self.copy(end)
        _, newline, tail = "".join(self._pieces[self._measured :]).rpartition("\n")
        self._column = cells(tail) + (0 if newline else self._column)
        self._measured = len(self._pieces)
        return self._column

    def text(self) -> str:
        """All of it; the rest of the raw text is copied."""
        self.copy(len(self._raw))
        return "".join(self._pieces)

    def _keep(self, end: int) -> None:
        if end > self.done:
            self._pieces.append(self._raw[self.done : end])
            self._length += end - self.done
            self.done = end

    def _write(self, start: int, end: int, shown: str, kind: str) -> None:
        begin = self._length
        self._length += len(shown)
        self._pieces.append(shown)
        if kind:
            self.tokens.append((begin, self._length, kind))
        if len(shown) != end - start:
            self.offsets.replace(start, end, begin, self._length)
        self.done = end

    def _encodable(self, text: str) -> str:
        return "".join(char if self._caps.encodes(char) else f"\\u{{{ord(char):X}}}" for char in text)
