"""What the columns of a table mean: a field of the case for each, said by the person or known by name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from triage_tui.errors import Refused, WrongUsage, nearest
from triage_tui.formats.found import Mapping

KNOWN: dict[str, tuple[str, ...]] = {
    "id": ("id", "case_id", "uuid"),
    "version": (),
    "queue": ("queue",),
    "received_at": ("received_at",),
    "due_at": ("due_at",),
    "priority": ("priority",),
    "work_domain": ("work_domain",),
    "language": ("language", "lang"),
    "subject.pseudonym": ("pseudonym",),
    "subject.tier": ("tier",),
    "system": ("system", "system_prompt"),
    "text": ("prompt", "text", "user", "user_prompt", "question", "input", "message", "content"),
    "response": ("response", "assistant", "completion", "output", "answer"),
    "report.text": (),
    "flag.label": ("label", "type", "category"),
    "flag.score": ("score", "probability"),
    "flag.ordinal": (),
    "flag.boolean": ("flagged",),
    "flag.clause": ("clause",),
    "flag.policy_id": ("policy_id",),
    "flag.policy_version": ("policy_version",),
    "flag.threshold": ("threshold",),
    "flag.classifier": ("classifier",),
    "flag.reason": ("reason", "note", "notes", "comment"),
    "flag.terms": ("focus", "term", "keyword"),
}
"""Every field a column can stand for, and the headers that mean it without being told."""

SCORES = frozenset({"flag.label", "flag.score", "flag.ordinal", "flag.boolean"})
"""Fields that any number of columns may have: each makes a flag of its own."""


SHOWN = 8
"""Most columns that are named where the text is in none of them."""
WIDE = 40
"""Most characters of each."""


class Column(NamedTuple):
    """A column of the table at hand."""

    name: str
    """Its header; its number, from 1, where the header is empty or was used before."""
    field: str | None
    """What it stands for; none keeps it beside the case, unread."""


def columns(header: Sequence[str], mapping: Mapping, first: Sequence[Sequence[str]] = ()) -> list[Column]:
    """The columns of a table with what each stands for; refuses a mapping that makes no sense.

    Where none holds the text, the first rows tell which is worth a suggestion; nothing is guessed.
    """
    names = _names(header)
    said: dict[str, str] = {}
    for column, field in mapping:
        said[_nearest(column.strip(), names, "column")] = _nearest(field, list(KNOWN), "field")
    taken = set(said.values()) - SCORES
    if twice := [field for field in taken if list(said.values()).count(field) > 1]:
        raise WrongUsage(f"two columns cannot both be {twice[0]!r}")
    for field, headers in KNOWN.items():
        matching = [n for word in headers for n in names if n.lower() == word and n not in said]
        if field not in taken:
            said.update((name, field) for name in (matching if field in SCORES else matching[:1]))
    if "text" not in said.values():
        raise Refused(f"no column holds the text, among {_few(names)}", _suggested(names, first))
    return [Column(name, said.get(name)) for name in names]


def _names(header: Sequence[str]) -> list[str]:
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = cell.strip()
        names.append(name if name and name not in names else str(number))
    return names


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(name if len(name) <= WIDE else f"{name[:WIDE]}..." for name in names[:SHOWN]) + more


def _suggested(names: Sequence[str], first: Sequence[Sequence[str]]) -> str:
    lengths = [sum(len(cell) for cell in column) for column in zip(*first, strict=False)]
    if not any(lengths):
        return "say which: --map COLUMN=text"
    longest = names[lengths.index(max(lengths))]
    return f"the longest texts are in {longest!r}: if that is it, say --map {told(longest, 'text')}"


def told(column: str, field: str) -> str:
    """What to write after ``--map``, as a shell reads it."""
    return shlex.quote(f"{column}={field}")


def _nearest(word: str, known: Sequence[str], what: str) -> str:
    if word in known:
        return word
    near = nearest(word, known)
    hint = f"did you mean {near!r}?" if near else f"there are: {', '.join(known)}"
    raise WrongUsage(f"there is no {what} {word!r}", hint)


def flag_id(name: str) -> str:
    """A column's name in the characters of an id."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")[:200] or "flag"
