"""Reading files for an import: every record as the workspace takes it, or what is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

import msgspec

from triage_tui.domain.head import HouseSla
from triage_tui.errors import Refused, WrongUsage
from triage_tui.formats import database
from triage_tui.formats.found import Bad, Found, FoundPack, Mapping
from triage_tui.formats.registry import reader_for
from triage_tui.formats.source import Source
from triage_tui.formats.spans import astray
from triage_tui.storage.prepare import Ready, prepare

Sla = Callable[[str], HouseSla]
"""The house's deadlines in a queue."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said about all files of one import."""

    reader: str | None = None
    """The format's name; none to tell it from the content."""
    queue: str | None = None
    """In place of the cases' own."""
    policy: str | None = None
    """``PACK`` or ``PACK@VERSION``, for flags that name none."""
    mapping: Mapping = ()
    table: str | None = None
    """Of a SQLite file; none for the one that holds a text."""
    sla: Sla = lambda _: HouseSla()
    """How soon the house wants cases of a queue decided whose source does not say."""


class ReadCase(msgspec.Struct, frozen=True, array_like=True, tag="case"):
    """A case, ready for the tables."""

    line: int
    """Where it starts, from 1."""
    ready: Ready
    lost: tuple[str, str] | None
    """JSON path of a flag whose spans lie outside their text, and what is wrong with it."""


class ReadPack(msgspec.Struct, frozen=True, array_like=True, tag="pack"):
    """A policy pack."""

    raw: bytes


class Unread(msgspec.Struct, frozen=True, array_like=True, tag="unread"):
    """A record that cannot be used, or a whole file."""

    line: int
    """From 1; 0 for the file as a whole."""
    path: str
    """JSON path or column."""
    reason: str


class Stopped(msgspec.Struct, frozen=True, array_like=True, tag="stopped"):
    """Why nothing is read any more."""

    title: str
    hint: str
    misused: bool
    """Whether the command makes no sense for the file."""


Record = ReadCase | ReadPack | Unread | Stopped


class Stretch(msgspec.Struct, frozen=True, array_like=True):
    """Some records of one file, in its order."""

    records: Sequence[Record]
    position: int
    """Bytes of the file that were read so far."""
    size: int
    """Bytes of the file; 0 where nobody knows."""
    last: bool = False
    """Whether this ends the file."""


def stretches(paths: Sequence[str], wanted: Wanted) -> Iterator[Stretch]:
    """Every file from its beginning to its end, a record at a time; a file that cannot be read is `Unread`."""
    sla = cache(wanted.sla)
    for path in paths:
        try:
            with Source(path) as source:
                # No name for a record here: it may be large, and would be held while the next is read.
                yield from map(partial(_stretch, source, wanted.queue, sla), _found(source, wanted))
        except Refused as error:
            reason = error.title.removeprefix(f"{path}: ")
            yield _end(Unread(0, "$", _plain(f"{reason}; {error.hint}" if error.hint else reason)))
        except WrongUsage as error:
            yield _end(Stopped(_plain(error.title), _plain(error.hint), misused=True))
        else:
            yield _end()


def _found(source: Source, wanted: Wanted) -> Iterator[Found | FoundPack | Bad]:
    reader = reader_for(source, wanted.reader, wanted.mapping)
    if reader is not database.READER or source.packed or not os.path.isfile(source.path):
        if wanted.table is not None:
            raise WrongUsage(f"{source.path}: --table is for SQLite files, and this is {reader.name}")
        yield from reader.read(source, wanted.mapping)
        return
    from triage_tui.storage.foreign import Foreign

    with Foreign(source.path) as file:
        yield from database.cases(source, file, wanted.mapping, wanted.table)


def _plain(words: str) -> str:
    """Words that may name a file, without the halves of characters that a file's name can have."""
    return words.encode(errors="backslashreplace").decode()


def _end(*why: Record) -> Stretch:
    return Stretch(why, 0, 0, last=True)


def _stretch(source: Source, queue: str | None, sla: Sla, found: Found | FoundPack | Bad) -> Stretch:
    return Stretch((_record(found, queue, sla),), source.position, source.size)


def _record(found: Found | FoundPack | Bad, queue: str | None, sla: Sla) -> Record:
    if isinstance(found, Bad):
        return Unread(found.line, _plain(found.path), _plain(found.reason))
    if isinstance(found, FoundPack):
        return ReadPack(found.raw)
    try:
        ready = prepare(found.raw, found.case, queue, sla(found.case.queue if queue is None else queue))
    except OverflowError as error:
        return Unread(found.line, "$", f"a time in it is out of range: {error}")
    return ReadCase(found.line, ready, astray(found.case))
