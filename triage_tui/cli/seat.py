"""The workspace, or a desk on it, for the length of one verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from triage_tui.cli.options import Options

if TYPE_CHECKING:
    from triage_tui.desk.desk import Desk
    from triage_tui.sources.passphrase import Ask
    from triage_tui.storage.workspace import Workspace


def opened(options: Options, *, read_only: bool = False) -> AbstractContextManager[Workspace]:
    """The workspace that the options and settings name, closed at the end with every write finished."""
    from triage_tui.wiring import open_workspace

    read_only = options.read_only or read_only
    return open_workspace(options.settings, options.workspace_path, read_only=read_only, watch=_growing, asker=_asker)


def seated(options: Options, *, read_only: bool = False) -> AbstractContextManager[Desk]:
    """A desk on the workspace that the options name."""
    from triage_tui.wiring import open_desk

    read_only = options.read_only or read_only
    return open_desk(options.settings, options.workspace_path, read_only=read_only, watch=_growing, asker=_asker)


def _asker() -> Ask | None:
    """Who can be asked for a passphrase: before the screen is drawn, and only where one is needed."""
    from triage_tui.cli.account import asker

    return asker()


@contextmanager
def _growing() -> Iterator[Callable[[int, int], None]]:
    """Show how far a workspace of an older layout is brought up, where that takes long."""
    from triage_tui.cli.progress import Bar

    with Bar("bringing the workspace up") as bar:
        yield bar.at


def last_used(options: Options) -> Options:
    """The options with the workspace that the desk showed last, where neither they nor the settings name one."""
    from triage_tui.settings.paths import workspace_used_last

    if not options.settings.workspace and (last := workspace_used_last()) is not None:
        return options._replace(workspace=str(last))
    return options


def missing(options: Options) -> bool:
    """Whether there is no workspace, where an act on what is in one must not make an empty one."""
    return not options.workspace_path.exists()


def nothing_yet(options: Options) -> bool:
    """Say so where nobody has put anything into the workspace that is meant by default."""
    from triage_tui.cli.main import complain

    empty = not options.settings.workspace and not options.workspace_path.exists()
    if empty:
        complain("there are no cases yet", "`triage-tui demo` shows some, `triage-tui import FILE` brings yours")
    return empty
