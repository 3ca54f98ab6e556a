"""The verb ``purge``: forget the text of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import WrongUsage

if TYPE_CHECKING:
    from triage_tui.storage.purging import Asked, Purged
    from triage_tui.storage.workspace import Workspace


@click.command(short_help="Forget the text of cases whose time is over.")
@click.option("--expired", is_flag=True, help="Those whose time is over; what is done when nothing else is said.")
@click.option("--case", "cases", multiple=True, metavar="ID", help="This one, whenever its time is over.")
@click.option("--dry-run", is_flag=True, help="List what would be forgotten, forget nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_options
def command(options: Options, expired: bool, cases: tuple[str, ...], dry_run: bool, as_json: bool) -> int:
    """Forget the text of cases: in the workspace, its index, its log of writes and its backups, for good.

    Decisions stay, with the hash of what they were about, and so does what has no words: clauses, scores, times.
    The log keeps that it was done, and of which cases. A case under legal hold is kept. What a purge before left
    to do is done first.
    """
    from triage_tui.cli.seat import last_used, missing, opened

    if expired and cases:
        raise WrongUsage("--expired and --case are two acts", "run purge twice")
    options = last_used(options)
    with opened(options, read_only=dry_run or missing(options)) as workspace:
        purging = workspace.purging()
        asked = purging.asked(cases) if cases else None
        ns = purging.due(options.settings.retain) if asked is None else asked.ns
        if dry_run:
            _list(purging.ids(ns), asked, as_json)
            return 0
        purging.believe()
        done, stopped = _purge(workspace, ns, "" if asked is None else "asked for")
    left = "it was stopped: `triage-tui purge` goes on" if stopped else done.washed.left if done.washed else ""
    _sum_up(done, asked, left, as_json)
    if stopped:
        raise KeyboardInterrupt
    return 1 if left or (asked is not None and (asked.held or asked.unknown)) else 0


def _purge(workspace: Workspace, ns: tuple[int, ...] | list[int], reason: str) -> tuple[Purged, bool]:
    """What was done, and whether Ctrl-C ended it."""
    from triage_tui.cli.forgetting import DUE, forget
    from triage_tui.cli.interrupt import Interrupt
    from triage_tui.cli.progress import Bar

    interrupt = Interrupt()
    with Bar("forgetting") as bar, interrupt.watched(), interrupt.asking() as stopped:
        done = forget(workspace, ns, reason or DUE, at=bar.at, stopped=stopped)
    return done, stopped()


def _list(ids: list[str], asked: Asked | None, as_json: bool) -> None:
    from triage_tui.cli.printing import echo, line, print_json, tell
    from triage_tui.ui.present.text import ours

    if as_json:
        print_json({"dry_run": True, "cases": len(ids), "ids": ids, **_stayed(asked)})
        return
    if ids:
        echo(*map(line, ids))
    tell(ours("{:,} cases would be forgotten; nothing was", len(ids)))
    _say_stayed(asked)


def _sum_up(done: Purged, asked: Asked | None, left: str, as_json: bool) -> None:
    from triage_tui.cli.main import complain
    from triage_tui.cli.printing import echo, print_json
    from triage_tui.ui.present.text import ours

    backups = done.washed.copies if done.washed else 0
    if as_json:
        print_json({"dry_run": False, "cases": done.cases, "backups": backups, "left": left, **_stayed(asked)})
        return
    echo(ours("{:>9,}  cases whose text was forgotten", done.cases))
    if backups:
        echo(ours("{:>9,}  backups removed: they held the text", backups))
    _say_stayed(asked)
    if left:
        complain(left)


def _stayed(asked: Asked | None) -> dict[str, list[str]]:
    """Of the cases that were named, those of which nothing was forgotten."""
    return {} if asked is None else {"held": [*asked.held], "gone": [*asked.gone], "unknown": [*asked.unknown]}


def _say_stayed(asked: Asked | None) -> None:
    from triage_tui.cli.printing import line, tell

    words = {"held": "is kept: it is under legal hold", "gone": "has no text here already", "unknown": "is not here"}
    for name, ids in _stayed(asked).items():
        for one in ids:
            tell(line(f"{one} {words[name]}"))
