"""Checkpoints of the log while a desk is open: now and then beside the work, and one when it closes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from triage_tui.cli.meanwhile import meanwhile
from triage_tui.errors import TriageError

if TYPE_CHECKING:
    from threading import Event

    from triage_tui.cli.options import Options
    from triage_tui.storage.workspace import Workspace

BEAT = 15.0
"""Seconds between two looks at whether a checkpoint is due."""


@contextmanager
def vouching(options: Options, workspace: Workspace) -> Iterator[None]:
    """Vouch for what is written meanwhile; nobody waits for it but who closes the desk."""
    if workspace.read_only is not None:
        yield
        return
    from triage_tui.wiring import notary_of

    notary = notary_of(options.settings, workspace)

    def act(over: Event) -> None:
        while not over.wait(BEAT):
            with suppress(TriageError):
                notary.cover()

    with meanwhile("vouching", act):
        yield
    try:
        notary.cover(every=1)
    except TriageError as error:
        from triage_tui.cli.main import complain

        complain(f"nothing vouches for the newest entries of the log: {error.title}", error.hint)
