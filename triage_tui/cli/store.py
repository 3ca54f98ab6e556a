"""The workspace for the length of one verb."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from triage_tui.cli.options import Options

if TYPE_CHECKING:
    from triage_tui.storage.workspace import Workspace


def opened(options: Options, *, read_only: bool = False) -> AbstractContextManager[Workspace]:
    """The workspace that the options and settings name, closed at the end with every write finished."""
    from triage_tui.wiring import open_workspace

    return open_workspace(options.settings, options.workspace_path, read_only=options.read_only or read_only)
