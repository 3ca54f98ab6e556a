"""Where an export goes, what is written beside it, and its mark in the log."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeVar

from triage_tui.cli.garbage import rarely_collecting
from triage_tui.cli.options import Options
from triage_tui.cli.progress import Bar
from triage_tui.errors import Refused, WorkspaceInUse

if TYPE_CHECKING:
    from triage_tui.domain.bundle import Allowed
    from triage_tui.domain.journal import Head
    from triage_tui.export.account import Asked, Weighed, Went
    from triage_tui.export.veil import Veil
    from triage_tui.storage.workspace import Workspace

T = TypeVar("T")


class Sending(NamedTuple):
    """An export about to happen."""

    asked: Asked
    veil: Veil
    allowed: Allowed
    """What a bundle has to allow for it."""
    write: Callable[[Workspace, Weighed], Went]
    force: bool = False
    """Whether files that are there already are overwritten."""
    croissant: bool = False
    """Whether a description of the data set is written beside it."""
    checkpoint: bool = False
    """Whether it is the whole log as it is, which a signed checkpoint can vouch for."""
    careful: bool = False
    """Whether nothing goes to standard output before all of it is known to be right."""

    @property
    def alone(self) -> bool:
        """Whether there is no place beside it: it goes to standard output, or to no ordinary file."""
        path = self.asked.output
        return path is None or (os.path.exists(path) and not os.path.isfile(path))


def send(options: Options, sending: Sending) -> None:
    """Write an export, what it says of itself, and an entry in the log."""
    from triage_tui.export.account import Weighed, account

    with leaving(options) as workspace:
        _refuse(workspace, sending)
        before = workspace.ledger.head()
        with place(sending.asked.output, sending.force, sending.careful) as file:
            out = Weighed(file)
            try:
                with rarely_collecting():
                    went = sending.write(workspace, out)
                file.flush()
            except (BrokenPipeError, KeyboardInterrupt):
                if sending.asked.output is None and not sending.careful:
                    say_so(options, workspace, f"{sending.asked.name}: broken off after {out.size:,} bytes")
                raise
        now, head = datetime.now(UTC), went.head or before
        note = _vouched(options, workspace, sending, head, now)
        said = account(sending.asked, went, out, head, sending.veil, now)
        say_so(options, workspace, sending.asked.note(went.count), went, out.sha256)
        _beside(sending, said, went, now, note)


def _vouched(options: Options, workspace: Workspace, sending: Sending, head: Head, now: datetime) -> bytes:
    """A signed checkpoint of the log, where all of it goes into a file; else nothing."""
    if sending.alone or not sending.checkpoint:
        return b""
    from triage_tui.wiring import device_key

    note = workspace.ledger.vouch(device_key(options.settings), now)
    return note.raw() if note.checkpoint().sha256 == head.sha256 else b""


def _refuse(workspace: Workspace, sending: Sending) -> None:
    from pathlib import Path

    from triage_tui.desk.carried import why_not_export
    from triage_tui.wiring import carried_in

    if (reason := why_not_export(carried_in(workspace), sending.allowed)) is not None:
        raise Refused(reason, "ask whoever sealed the bundle")
    if not sending.alone and not sending.force:
        for suffix in _suffixes(sending):
            if Path(f"{sending.asked.output}{suffix}").exists():
                raise Refused(f"{sending.asked.output}{suffix}: is already there", "--force overwrites it")


def _suffixes(sending: Sending) -> list[str]:
    from triage_tui.export.account import CHECKPOINT, CROISSANT, META

    asked = {META: True, CROISSANT: sending.croissant, CHECKPOINT: sending.checkpoint}
    return [suffix for suffix, wanted in asked.items() if wanted]


def _beside(sending: Sending, said: dict[str, Any], went: Went, now: datetime, note: bytes) -> None:
    """The files beside the export; what they would say goes to standard error where there is no file."""
    import json

    from triage_tui.cli.printing import line, tell
    from triage_tui.export.account import CHECKPOINT, META
    from triage_tui.export.croissant import description
    from triage_tui.ui.present.text import ours

    if sending.alone:
        sys.stderr.write(json.dumps(said, separators=(",", ":")) + "\n")
        return
    for suffix in _suffixes(sending):
        if suffix == CHECKPOINT:
            if not note:
                continue
            raw = note
        else:
            document = said if suffix == META else description(said, now)
            raw = json.dumps(document, indent=1).encode() + b"\n"
        with place(f"{sending.asked.output}{suffix}", force=True) as out:
            out.write(raw)
    for reason, count in went.left_out.items():
        tell(ours("left out: {:,} ({})", count, line(reason)))
    for words, count in went.noted.items():
        tell(ours("{:,} {}", count, line(words)))


@contextmanager
def place(path: str | None, force: bool, careful: bool = False) -> Iterator[IO[bytes]]:
    """Standard output where no file is named, else the file; with care, what goes to standard output waits."""
    from shutil import copyfileobj
    from tempfile import SpooledTemporaryFile

    from triage_tui.export.target import target

    if path is not None:
        with target(path, force=force) as out:
            yield out
        return
    if careful:
        with SpooledTemporaryFile(1 << 24) as held:
            yield held
            held.seek(0)
            copyfileobj(held, sys.stdout.buffer)
    else:
        yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def counted(things: Iterable[T], words: str, total: int | None = None) -> Iterator[T]:
    """The same things, with a bar on long work."""
    with Bar(words) as bar:
        for number, thing in enumerate(things, 1):
            bar.at(number, total)
            yield thing


@contextmanager
def leaving(options: Options) -> Iterator[Workspace]:
    """The workspace to export from: for writing, so that its log can say so; else for reading only."""
    from triage_tui.cli.seat import last_used, missing, opened

    options = last_used(options)
    with ExitStack() as stack:
        try:
            workspace = stack.enter_context(opened(options, read_only=missing(options)))
        except WorkspaceInUse:
            workspace = stack.enter_context(opened(options, read_only=True))
        yield workspace


def say_so(
    options: Options, workspace: Workspace, note: str, went: Went | None = None, sha256: str | None = None
) -> None:
    """Write into the log that something was exported, or say on stderr that it could not be."""
    from triage_tui.cli.main import complain
    from triage_tui.domain.ids import new_id
    from triage_tui.domain.journal import Event
    from triage_tui.wiring import reviewer_of

    if workspace.read_only is not None:
        complain("the log does not say that this was exported", workspace.read_only)
        return
    now = datetime.now(UTC)
    workspace.ledger.append(
        Event(
            id=new_id(now),
            type="export",
            at=now,
            reviewer=reviewer_of(options.settings),
            note=note,
            count=went.count if went is not None else None,
            sha256=sha256,
        )
    )
