"""Which key does what: the command table's keys with the reviewer's own in their place, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Protocol

from triage_tui.errors import WrongUsage, nearest
from triage_tui.settings.keynames import BadKey, canonical, shown

EVERYWHERE = "everywhere"
"""The context whose keys hold in every other."""


class Row(Protocol):
    """What is asked of a command table's row."""

    @property
    def id(self) -> str:
        """Stable name."""

    @property
    def context(self) -> str:
        """Where its keys hold."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Its own keys."""


class BadKeymap(WrongUsage):
    """The settings' keys cannot be used; `problems` says why, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"keys: {problems[0]}{more}", "`triage-tui keys` lists the commands and their keys")
        self.problems = tuple(problems)


def keymap(rows: Iterable[Row], own: Mapping[str, str | tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The keys of every command, in Textual's spelling; raises `BadKeymap` when the reviewer's do not work out."""
    table = {row.id: row for row in rows}
    problems = list(_unknown(table, own))
    keys: dict[str, tuple[str, ...]] = {}
    for row in table.values():
        wanted = own.get(row.id, row.keys)
        keys[row.id] = tuple(_spelt(row.id, (wanted,) if isinstance(wanted, str) else wanted, problems))
    problems += [*_clashes(table, keys), *_digits(table, keys)]
    if problems:
        raise BadKeymap(problems)
    return keys


def _unknown(table: Mapping[str, Row], own: Iterable[str]) -> Iterator[str]:
    for name in own:
        if name not in table:
            near = nearest(name, table)
            yield f"there is no command {name!r}" + (f"; did you mean {near!r}?" if near else "")


def _spelt(name: str, keys: Iterable[str], problems: list[str]) -> Iterator[str]:
    for key in dict.fromkeys(keys):
        try:
            yield canonical(key)
        except BadKey as error:
            problems.append(f"{name}: {error}")


def _clashes(table: Mapping[str, Row], keys: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Pairs of keys that are equal, or of which one is the other's prefix, where both hold."""
    pressed: dict[str, list[tuple[str, str]]] = {}
    for name, key in ((name, key) for name, each in keys.items() for key in each):
        pressed.setdefault(key.split()[0], []).append((name, key))
    for (one, a), (other, b) in chain.from_iterable(combinations(same, 2) for same in pressed.values()):
        contexts = {table[one].context, table[other].context}
        if len(contexts) > 1 and EVERYWHERE not in contexts:
            continue
        if a == b and one != other:
            yield f"{shown(a)} is both {one} and {other}"
        elif a.split()[0] == b or b.split()[0] == a:
            short, long = sorted(((a, one), (b, other)), key=lambda pair: len(pair[0].split()))
            yield f"{shown(short[0])} is {short[1]}, so {shown(long[0])} ({long[1]}) could never be pressed"


def _digits(table: Mapping[str, Row], keys: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Digits that decide by default decide always: hands learn them."""
    deciding = {key: row for row in table.values() for key in row.keys if len(key) == 1 and key.isdigit()}
    held = {name for name, row in table.items() if any(row is other for other in deciding.values())}
    for name, each in keys.items():
        for key in each:
            if key in deciding and name not in held and table[name].context in (deciding[key].context, EVERYWHERE):
                yield f"{key} decides a case and cannot be {name}"
