"""How large a sealed file may be and what its members may be called: the same for who writes and who reads it."""

from __future__ import annotations

import re

FILE = 2 * 1024**3
"""Longest file, in bytes, as it lies on disk and once it is decrypted."""
SECRET = 256 * 1024**2
"""Longest file that is sealed with a passphrase, in bytes: age's library has all of it in memory."""
HEADER = 128 * 1024
"""Longest header of an encrypted file, in bytes: age's library takes it apart anew for every piece of it."""
READERS = 500
"""For how many keys a file can be sealed: so many fit into the header."""
MEMBERS = 20_000
"""Most members, besides the manifest."""
MEMBER = 64 * 1024**2
"""Longest member, in bytes, packed or not."""
EXPANDED = 4 * 1024**3
"""Bytes of all members together."""
RATIO = 200
"""How many times its packed size a member may have."""
LINE = 16 * 1024**2
"""Longest line, in bytes; as long as a case may be."""
DEPTH = 64
"""How many objects and arrays may lie around a value."""
NAME = re.compile(r"[a-z0-9._/-]{1,120}")
"""Characters of a member's name: no upper case, so that no two names are one on any file system."""
_LINES = re.compile(r".*\.jsonl(\.[0-9]{1,5})?")


def is_name(name: str) -> bool:
    """Whether a member may be called so: a relative path that leads nowhere but down."""
    return NAME.fullmatch(name) is not None and not {"", ".", ".."} & set(name.split("/"))


def holds_lines(name: str) -> bool:
    """Whether a member is JSON, one document a line; what would be too long a member goes on as ``NAME.jsonl.2``."""
    return _LINES.fullmatch(name) is not None


def is_part(name: str, whole: str) -> bool:
    """Whether a member is the one of a name, or how that goes on."""
    return name == whole or (name.startswith(f"{whole}.") and holds_lines(name))


def documents(name: str, content: bytes) -> list[bytes]:
    """What a member holds: its lines without their ends, or itself as one document."""
    content = content.removesuffix(b"\n")
    if not holds_lines(name):
        return [content]
    return content.split(b"\n") if content else []


def records(name: str, lines: int) -> int:
    """How many cases or log entries a member of so many documents holds."""
    return lines if holds_lines(name) or name.startswith("cases/") else 0


def nobody(_: int) -> None:
    """Watch nothing."""
