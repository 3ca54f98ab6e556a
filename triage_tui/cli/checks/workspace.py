"""The workspace: where it lies, who may read it, whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from triage_tui.cli.checks.result import BETTER, BROKEN, OK, Result
from triage_tui.cli.options import Options
from triage_tui.errors import TriageError, WorkspaceInUse

if TYPE_CHECKING:
    from triage_tui.storage.workspace import Workspace


def results(options: Options) -> Iterator[Result]:
    """Look at the workspace without changing it."""
    path = options.workspace_path
    if not path.exists():
        yield Result(OK, "workspace", f"none yet at {path}", "`triage-tui import FILE` makes it")
        return
    size = sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*") if each.is_file())
    yield Result(OK, "workspace", f"{path}, {size / 1_000_000:.1f} MB")
    yield _modes(path)
    yield _lock(path)
    yield from _inside(options)


def _modes(path: Path) -> Result:
    open_to_others = [each for each in (path.parent, path) if each.stat().st_mode & 0o077]
    if open_to_others:
        hint = "\n".join(f"chmod go-rwx {each}" for each in open_to_others)
        return Result(BETTER, "modes", "others on this machine may look into it", hint)
    return Result(OK, "modes", "only you may read it")


def _lock(path: Path) -> Result:
    from triage_tui.storage.lock import Lock

    try:
        Lock(path).release()
    except WorkspaceInUse as error:
        return Result(OK, "lock", error.title)
    except OSError as error:
        return Result(BETTER, "lock", f"the lock file cannot be made: {error.strerror}")
    return Result(OK, "lock", "free")


def _inside(options: Options) -> Iterator[Result]:
    from triage_tui.cli.seat import opened

    try:
        with opened(options, read_only=True) as workspace:
            yield from _content(workspace)
    except TriageError as error:
        yield Result(BROKEN, "integrity", error.title, error.hint)


def _content(workspace: Workspace) -> Iterator[Result]:
    yield Result(OK, "journal", workspace.care.journal_mode())
    if (warning := workspace.warning) is not None:
        yield Result(BETTER, "disk", warning, "keep the workspace on a local disk")
    faults = workspace.care.check()
    if faults:
        hint = "copies, if there are any, are in the folder backups beside it"
        yield Result(BROKEN, "integrity", f"{faults[0]} (and {len(faults) - 1} more)", hint)
    else:
        yield Result(OK, "integrity", f"whole; the decision log has {workspace.ledger.head().seq} entries")
