"""Names of other tools in the characters of an id, the same name always giving the same id."""

from __future__ import annotations

import hashlib
import re

from triage_tui.domain.values import ID_PATTERN


def slug(name: str, most: int = 64) -> str:
    """A name as a part of an id; one that has to change gets a short hash, so that two never become one."""
    if re.fullmatch(ID_PATTERN, name) and len(name) <= most:
        return name
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", name)[: most - 13]
    return f"{readable}-{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:12]}"


class Ids:
    """The ids of a case's turns or flags: the source's own where they can be, each once."""

    def __init__(self) -> None:
        self._taken = set[str]()

    def take(self, own: object) -> str | None:
        """The source's id for the next one; none where it is no id, was used, or looks like one counted by us."""
        if not isinstance(own, str) or own in self._taken or not re.fullmatch(ID_PATTERN, own):
            return None
        if re.fullmatch(r"[tf]\d+", own):
            return None
        self._taken.add(own)
        return own
