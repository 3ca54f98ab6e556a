"""Taking files into a workspace: every good record, a word for every bad one, and a count of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from triage_tui.cli.garbage import rarely_collecting
from triage_tui.cli.interrupt import Interrupt
from triage_tui.cli.progress import Bar
from triage_tui.cli.reading import ReadCase, ReadPack, Record, Stretch, Unread, Wanted
from triage_tui.domain.policy import PackName
from triage_tui.errors import Refused, TriageError, WrongUsage

if TYPE_CHECKING:
    from triage_tui.storage.intake import Intake
    from triage_tui.storage.workspace import Workspace


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

    def files(self, paths: Sequence[str], read: Iterator[Stretch]) -> None:
        """Take every file as it is read; what cannot be taken is said and counted, and never stops the rest.

        Ctrl-C raises `KeyboardInterrupt` once everything counted is on disk.
        """
        with self._interrupt.watched(), rarely_collecting():
            for path in paths:
                rest = iter(_until_last(read))
                try:
                    self._file(path, rest)
                except Refused as error:
                    reason = error.title.removeprefix(f"{path}: ")
                    self._trouble(Trouble(path, 0, "$", f"{reason}; {error.hint}" if error.hint else reason))
                    for _ in rest:
                        pass

    def _file(self, path: str, read: Iterable[Stretch]) -> None:
        with Bar(path) as bar, self._intake() as intake:
            for stretch in read:
                bar.at(stretch.position, stretch.size)
                with self._interrupt.held():
                    if intake is not None:
                        intake.expect([one.ready.head.id for one in stretch.records if isinstance(one, ReadCase)])
                    for record in stretch.records:
                        self._record(path, record, intake)

    def _record(self, path: str, record: Record, intake: Intake | None) -> None:
        if isinstance(record, ReadCase):
            self._case(path, record, intake)
        elif isinstance(record, Unread):
            self._trouble(Trouble(path, record.line, record.path, record.reason))
        elif isinstance(record, ReadPack):
            new = self._workspace is None or self._workspace.add_pack(record.raw)
            self.tally.counts["packs" if new else "same packs"] += 1
        else:
            raise (WrongUsage if record.misused else TriageError)(record.title, record.hint)

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
        taking = self._workspace.taking()
        intake = taking.__enter__()
        try:
            yield intake
        finally:
            with self._interrupt.held():
                try:
                    taking.__exit__(None, None, None)
                finally:
                    self.tally.counts.update({one: count for one, count in intake.stored.items() if one in KEPT})

    def _case(self, path: str, read: ReadCase, intake: Intake | None) -> None:
        if intake is None:
            self.tally.counts["readable"] += 1
        else:
            taken = intake.put(read.ready, self._pack_meant)
            if taken.outcome == "conflict":
                self._trouble(Trouble(path, read.line, "$", taken.reason))
            if taken.outcome not in ("new", "newer"):
                return
        if read.lost:
            self._trouble(Trouble(path, read.line, *read.lost, refused=False))

    def _trouble(self, trouble: Trouble) -> None:
        self.tally.refused += trouble.refused
        self.tally.warnings += not trouble.refused
        self._say(trouble)


def _until_last(read: Iterator[Stretch]) -> Iterator[Stretch]:
    """The stretches of one file."""
    for stretch in read:
        yield stretch
        if stretch.last:
            return


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
