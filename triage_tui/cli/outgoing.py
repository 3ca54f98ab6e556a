"""Where an export goes, and its mark in the log."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, TypeVar

from triage_tui.cli.options import Options
from triage_tui.cli.progress import Bar
from triage_tui.errors import WorkspaceInUse

if TYPE_CHECKING:
    from triage_tui.storage.workspace import Workspace

T = TypeVar("T")


@contextmanager
def place(path: str | None, force: bool) -> Iterator[IO[bytes]]:
    """Standard output where no file is named, else the file."""
    from triage_tui.export.target import target

    if path not in (None, "-"):
        with target(str(path), force=force) as out:
            yield out
        return
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
    from triage_tui.cli.seat import missing, opened

    with ExitStack() as stack:
        try:
            workspace = stack.enter_context(opened(options, read_only=missing(options)))
        except WorkspaceInUse:
            workspace = stack.enter_context(opened(options, read_only=True))
        yield workspace


def say_so(options: Options, workspace: Workspace, note: str) -> None:
    """Write into the log that something was exported, or say on stderr that it could not be."""
    from datetime import UTC, datetime

    from triage_tui.cli.main import complain
    from triage_tui.domain.ids import uuid7
    from triage_tui.domain.journal import Event
    from triage_tui.domain.values import milliseconds
    from triage_tui.wiring import reviewer_of

    if workspace.read_only is not None:
        complain("the log does not say that this was exported", workspace.read_only)
        return
    now = datetime.now(UTC)
    who = reviewer_of(options.settings)
    workspace.ledger.append(Event(id=uuid7(milliseconds(now)), type="export", at=now, reviewer=who, note=note))
