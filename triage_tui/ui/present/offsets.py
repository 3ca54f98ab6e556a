"""Where each character of a text went when some stretches were replaced by others of another length."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right


class Offsets:
    """Both ways between raw and display offsets, in code points; it holds nothing for text shown as it is."""

    __slots__ = ("_raw", "_shown")

    def __init__(self) -> None:
        self._raw = array("I")  # start, end, start, end ... of the replaced stretches
        self._shown = array("I")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offsets) and (self._raw, self._shown) == (other._raw, other._shown)

    def replace(self, start: int, end: int, shown_start: int, shown_end: int) -> None:
        """Note that a stretch of the raw text, after all earlier ones, is shown as a stretch of the display."""
        self._raw.append(start)
        self._raw.append(end)
        self._shown.append(shown_start)
        self._shown.append(shown_end)

    def to_display(self, raw: int, *, end: bool = False) -> int:
        """The display offset of a raw one; inside a token it is the token's start, or its end."""
        return _across(self._raw, self._shown, raw, end)

    def to_raw(self, display: int, *, end: bool = False) -> int:
        """The raw offset of a display one; inside a token it is the start, or the end, of what the token stands for."""
        return _across(self._shown, self._raw, display, end)


def _across(edges: array[int], others: array[int], offset: int, end: bool) -> int:
    index = (bisect_left if end else bisect_right)(edges, offset)
    if index % 2:
        return others[index if end else index - 1]
    return others[index - 1] + offset - edges[index - 1] if index else offset
