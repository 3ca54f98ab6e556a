"""What changed from one version of a policy pack to another."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import ndiff
from typing import Any, NamedTuple

import msgspec

from triage_tui.domain.policy import PolicyPack


class Change(NamedTuple):
    """One field that differs."""

    where: str
    """The clause's id, or the pack's."""
    field: str
    """Empty where the whole clause came or went."""
    before: str
    """As a person would write it; empty where there was nothing."""
    after: str

    def lines(self) -> list[str]:
        """The lines that went, after ``-``, and those that came, after ``+``."""
        return [line for line in ndiff(self.before.splitlines(), self.after.splitlines()) if line[0] in "+-"]


def compare(old: PolicyPack, new: PolicyPack) -> Iterator[Change]:
    """Every difference: the pack's own fields, then the clauses in the order of the new pack, then those that went."""
    yield from _fields(new.id, *(_plain(pack, "clauses", "sha256") for pack in (old, new)))
    for clause in new.clauses:
        before = old.by_id.get(clause.id)
        if before is None:
            yield Change(clause.id, "", "", clause.title)
        else:
            yield from _fields(clause.id, _plain(before), _plain(clause))
    for clause in old.clauses:
        if clause.id not in new.by_id:
            yield Change(clause.id, "", clause.title, "")


def _fields(where: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for field in dict.fromkeys((*before, *after)):
        if before.get(field) != after.get(field):
            yield Change(where, field, before.get(field, ""), after.get(field, ""))


def _plain(record: msgspec.Struct, *without: str) -> dict[str, str]:
    return {field: _words(value) for field, value in msgspec.to_builtins(record).items() if field not in without}


def _words(value: Any) -> str:
    """A value on lines of its own parts, so that a change shows where it is."""
    if isinstance(value, list | tuple):
        return "\n".join(map(_words, value))
    if isinstance(value, dict):
        if set(value) == {"id", "text"}:
            return f"{value['id']}: {value['text']}"
        return "\n".join(f"{key}: {_words(one)}" for key, one in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)
