"""Taking files into a workspace: every good record, a word for every bad one, and a count of both."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from triage_tui.cli.interrupt import Interrupt
from triage_tui.cli.progress import Bar
from triage_tui.domain.head import HouseSla
from triage_tui.domain.policy import PackName
from triage_tui.errors import Refused, WrongUsage
from triage_tui.formats.found import Bad, Found, FoundPack, Mapping
from triage_tui.formats.registry import reader_for
from triage_tui.formats.source import Source
from triage_tui.formats.spans import astray

if TYPE_CHECKING:
    from triage_tui.storage.intake import Intake
    from triage_tui.storage.workspace import Workspace


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
    sla: Callable[[str], HouseSla] = lambda _: HouseSla()
    """How soon the house wants cases of a queue decided whose source does not say."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something a person should know about one record."""

    file: str
    line: int
    """From 1; 0 for the file as a whole."""
    path: str
    """JSON path or column."""
    reason: str
    refused: bool = True
    """Whether the record was left out; else it was taken all the same."""


@dataclass
class Tally:
    """What became of the records; what it counts is on disk."""

    counts: Counter[str] = field(default_factory=Counter)
    """Cases: ``new``, ``newer``, the ``same``, ``older``, ``readable``. Packs: ``packs``, ``same packs``."""
    refused: int = 0
    """Records, or whole files, that were not taken."""
    warnings: int = 0


class Taking:
    """One import; a dry run has no workspace and keeps nothing."""

    def __init__(self, workspace: Workspace | None, wanted: Wanted, say: Callable[[Trouble], None]) -> None:
        self.tally = Tally()
        self._workspace = workspace
        self._wanted = wanted
        self._say = say
        self._interrupt = Interrupt()

    def files(self, paths: Sequence[str]) -> None:
        """Take every file; what cannot be taken is said and counted, and never stops the rest.

        Ctrl-C raises `KeyboardInterrupt` once everything counted is on disk.
        """
        with self._interrupt.watched(), _rarely_collecting():
            for path in paths:
                try:
                    self._file(path)
                except Refused as error:
                    reason = error.title.removeprefix(f"{path}: ")
                    self._trouble(Trouble(path, 0, "$", f"{reason}; {error.hint}" if error.hint else reason))

    def _file(self, path: str) -> None:
        with Source(path) as source, Bar(path) as bar, self._intake() as intake:
            reader = reader_for(source, self._wanted.reader, self._wanted.mapping)
            for record in reader.read(source, self._wanted.mapping):
                bar.at(source.position, source.size)
                with self._interrupt.held():
                    if isinstance(record, Bad):
                        self._trouble(Trouble(path, record.line, record.path, record.reason))
                    elif isinstance(record, FoundPack):
                        self._pack(path, record)
                    else:
                        self._case(path, record, intake)

    @cached_property
    def _pack_meant(self) -> PackName | None:
        """What ``--policy`` names, once the first case asks: a pack file may come before."""
        if self._workspace is None or self._wanted.policy is None:
            return None
        return stored(self._workspace.packs(), self._wanted.policy)

    @contextmanager
    def _intake(self) -> Iterator[Intake | None]:
        if self._workspace is None:
            yield None
            return
        taking = self._workspace.taking(self._wanted.sla)
        intake = taking.__enter__()
        try:
            yield intake
        finally:
            with self._interrupt.held():
                try:
                    taking.__exit__(None, None, None)
                finally:
                    self.tally.counts.update({one: count for one, count in intake.stored.items() if one in KEPT})

    def _pack(self, path: str, found: FoundPack) -> None:
        new = self._workspace is None or self._workspace.add_pack(found.raw)
        self.tally.counts["packs" if new else "same packs"] += 1

    def _case(self, path: str, found: Found, intake: Intake | None) -> None:
        if intake is None:
            self.tally.counts["readable"] += 1
        else:
            taken = intake.take(found.raw, found.case, self._pack_meant, queue=self._wanted.queue)
            if taken.outcome in ("conflict", "refused"):
                self._trouble(Trouble(path, found.line, "$", taken.reason))
            if taken.outcome not in ("new", "newer"):
                return
        if lost := astray(found.case):
            self._trouble(Trouble(path, found.line, *lost, refused=False))

    def _trouble(self, trouble: Trouble) -> None:
        self.tally.refused += trouble.refused
        self.tally.warnings += not trouble.refused
        self._say(trouble)


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Look for garbage less often: the cases of a batch are many objects, and none of them is garbage yet."""
    before = gc.get_threshold()
    gc.set_threshold(RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


RARELY = 50_000
"""New objects between two looks; a batch has about as many."""

KEPT = ("new", "newer", "same", "older")
"""What becomes of a case that is fine."""


def stored(packs: Sequence[PackName], name: str) -> PackName:
    """The stored pack that ``PACK`` or ``PACK@VERSION`` names: without a version, the newest of that id."""
    policy_id, _, version = name.partition("@")
    for pack in reversed(packs):
        if pack[0] == policy_id and version in ("", pack[1]):
            return pack
    known = ", ".join(f"{one}@{its}" for one, its in packs)
    raise WrongUsage(
        f"there is no policy pack {name!r} in the workspace",
        f"there are: {known}" if known else "import its file first: triage-tui import PACK.json",
    )
