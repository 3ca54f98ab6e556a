"""Pictures, sounds and files in a conversation: named and weighed, their bytes left behind."""

from __future__ import annotations

import re
from typing import Any

_DATA = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)?(?:;[\w.+-]+=[^;,]*)*(?P<base64>;base64)?,", re.ASCII)


def media(uri: str, media_type: str = "", description: str = "") -> dict[str, Any]:
    """The part for what a URI names; a ``data:`` URI is weighed and dropped, any other is the description."""
    match = _DATA.match(uri)
    if match is None:
        return part(media_type, None, description or uri)
    size = decoded_size(uri, match.end()) if match["base64"] else len(uri.encode(errors="replace")) - match.end()
    return part(media_type or match["type"] or "", size, description)


def part(media_type: str, size: int | None, description: str) -> dict[str, Any]:
    """A media part with what is known; ``size`` in bytes."""
    known = {"media_type": media_type, "bytes": size, "description": description}
    return {"type": "media"} | {field: value for field, value in known.items() if value not in ("", None)}


def decoded_size(base64: str, start: int = 0) -> int:
    """How many bytes a text in base64 stands for, without decoding it."""
    return (len(base64) - start) * 3 // 4 - base64.count("=", max(start, len(base64) - 2))
