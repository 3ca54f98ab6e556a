"""The workspace for the length of one verb."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from triage_tui.cli.options import Options

if TYPE_CHECKING:
    from triage_tui.storage.workspace import Workspace


@contextmanager
def opened(options: Options, *, read_only: bool = False) -> Iterator[Workspace]:
    """The workspace that the options and settings name, closed at the end with every write finished."""
    from triage_tui.storage.opening import open_workspace

    workspace = open_workspace(
        options.workspace_path, options.read_only or read_only, reviewer=options.settings.reviewer.name
    )
    try:
        yield workspace
    finally:
        workspace.close()
