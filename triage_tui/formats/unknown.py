"""What can be said of a file that no reader knows: what it looks like, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triage_tui.errors import Refused
from triage_tui.formats.lenient import broken
from triage_tui.formats.source import BOM, GLIMPSE

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

_LISTED = "`triage-tui formats` lists what can be read; name one with --from"


def unknown(source: Source) -> Refused:
    """The refusal of a file, with the first thing that keeps it from being read where that can be seen."""
    text = source.head.removeprefix(BOM)
    start = text.lstrip()
    if start.startswith((b"data:", b"event:")):
        return _refusal(source, "it is a stream of events", "save the answer whole, not in the pieces it was sent in")
    if start.rstrip() in (b"", b"[]", b"{}", b"null"):
        return _refusal(source, "it holds nothing", _LISTED)
    if b"\0" not in text and (at := _not_utf8(text)) is not None:
        line = text.count(b"\n", 0, at) + 1
        why = f"it is not UTF-8, first in line {line}"
        return _refusal(source, why, "if it is text, save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8")
    if start[:1] in (b"{", b"[") and len(source.head) < GLIMPSE and (error := broken(start)):
        skipped = text.count(b"\n", 0, len(text) - len(start))
        return _refusal(source, f"in line {error.line + skipped} it {error.reason}", _LISTED)
    return Refused(f"{source.path}: no reader knows what this is", _LISTED)


def _refusal(source: Source, why: str, hint: str) -> Refused:
    return Refused(f"{source.path}: no reader knows what this is: {why}", hint)


def _not_utf8(text: bytes) -> int | None:
    """Where a text stops to be UTF-8; the last character may be cut off."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.start if error.start < len(text) - 3 or len(text) < GLIMPSE else None
    return None
