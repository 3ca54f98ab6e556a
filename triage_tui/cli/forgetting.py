"""Forgetting the text of cases: what a purge of a workspace has to take along, and the one beside an open desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from triage_tui.cli.meanwhile import meanwhile
from triage_tui.errors import Refused, TriageError

if TYPE_CHECKING:
    from threading import Event

    from triage_tui.cli.options import Options
    from triage_tui.storage.purging import Purged
    from triage_tui.storage.workspace import Workspace

LATER = 5.0
"""Seconds after the start of a desk until it looks what is due: nobody waits for that, and it waits for nobody."""

BESIDE = 32 * 1024 * 1024
"""Bytes of a file that is written anew while somebody decides, which keeps them waiting; longer ones by the verb."""

DUE = "its time is over"
"""Why, as the log has it."""


def forget(
    workspace: Workspace,
    ns: Sequence[int],
    reason: str,
    *,
    at: Callable[[int, int], None] = lambda _done, _total: None,
    stopped: Callable[[], bool] = lambda: False,
    largest: int | None = None,
) -> Purged:
    """Forget the text of these cases, and what lies in files beside the workspace that may hold some of it."""
    purging = workspace.purging()
    if ns or purging.unfinished():
        for path in scraps():
            path.unlink(missing_ok=True)
    return purging.purge(ns, reason, workspace.reviewer, at=at, stopped=stopped, largest=largest)


def scraps() -> list[Path]:
    """The file of the last copy, and the reports of crashes: the first holds text, and nobody has to trust the others.

    Nothing says of which case they are, so all of them go.
    """
    from triage_tui.settings.paths import state_dir

    return [path for pattern in ("clip.txt", "crash-*.txt") for path in state_dir().glob(pattern)]


@contextmanager
def forgetting(options: Options, workspace: Workspace) -> Iterator[None]:
    """Forget what is due while a desk is open; what was forgotten is said when it closes."""
    if workspace.read_only is not None:
        yield
        return
    done: list[Purged | TriageError] = []

    def act(over: Event) -> None:
        if over.wait(LATER):
            return
        try:
            done.append(forget_due(options, workspace, over.is_set))
        except TriageError as error:
            done.append(error)

    with meanwhile("forgetting", act):
        yield
    for one in done:
        _say(one)


def forget_due(options: Options, workspace: Workspace, stopped: Callable[[], bool]) -> Purged:
    """Forget what is due by a clock that is believed; raises `Refused` where it is not, for text has no way back."""
    purging = workspace.purging()
    ns, doubted = purging.due(options.settings.retain), purging.doubted()
    if ns and doubted:
        raise Refused(doubted, "if the clock is right, `triage-tui purge` forgets it")
    purging.believe()
    return forget(workspace, ns, DUE, stopped=stopped, largest=BESIDE)


def _say(done: Purged | TriageError) -> None:
    from triage_tui.cli.main import complain
    from triage_tui.cli.printing import tell
    from triage_tui.ui.present.text import ours

    if isinstance(done, TriageError):
        complain(f"text whose time is over is still here: {done.title}", done.hint or "`triage-tui purge` tries again")
    elif done.cases:
        tell(ours("The text of {:,} cases was purged: its time was over.", done.cases))
