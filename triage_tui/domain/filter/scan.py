"""Walking through the text of a filter: where we are, what comes next, what is refused outright."""

from __future__ import annotations

import re
import unicodedata
from typing import NoReturn

from triage_tui.domain.filter.tree import FilterError

LENGTH = 2_000
"""Code points a filter may have."""
DEPTH = 64
"""How deep parentheses and minus signs may nest; SQLite's own parser gives up at about a hundred."""
CONDITIONS = 200
"""How many values a filter may test."""

_SPACE = re.compile(r"\s*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Scanner:
    """A place in a filter's text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        """Code points already read."""
        self.depth = 0
        self.conditions = 0
        if len(text) > LENGTH:
            self.refuse(f"a filter has at most {LENGTH} characters", LENGTH)
        if (column := untypeable(text)) is not None:
            self.refuse("this character cannot be typed", column)

    def refuse(self, reason: str, column: int | None = None, suggestion: str = "") -> NoReturn:
        """Stop reading, with an error at a column or here."""
        raise FilterError(self.at if column is None else column, reason, suggestion)

    def ahead(self) -> str:
        """The next character that is not a space; empty at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def ends(self) -> bool:
        """Whether a condition may end here: at a space, a closing parenthesis, or the end."""
        return self.text[self.at : self.at + 1] in ("", ")") or self.text[self.at].isspace()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What the pattern finds right here, read; none, and nothing read, where it finds nothing."""
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def quoted(self) -> str | None:
        """The text between quotation marks, ``\\"`` and ``\\\\`` inside undone; none where no mark stands here."""
        if not self.text.startswith('"', self.at):
            return None
        found = self.take(_QUOTED) or self.refuse("this quotation is never closed")
        return _ESCAPED.sub(r"\1", found[1])

    def deeper(self) -> None:
        """Note one more level of nesting."""
        self.depth += 1
        if self.depth > DEPTH:
            self.refuse(f"parentheses and minus signs nest at most {DEPTH} deep")

    def count(self) -> None:
        """Note one more condition."""
        self.conditions += 1
        if self.conditions > CONDITIONS:
            self.refuse(f"a filter tests at most {CONDITIONS} values")


def untypeable(text: str) -> int | None:
    """Where the first control character or lone surrogate stands; none in text that can be typed."""
    for column, character in enumerate(text):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n\r":
            return column
    return None


def quote(text: str) -> str:
    """Text between quotation marks, so that it reads back as the same."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
