"""Forgetting the text of cases on the server: ``serve purge``."""

from __future__ import annotations

import click

from triage_tui.cli.serving import database_option, store_at

_AT_ONCE = 200
"""Cases that are purged in one transaction, so that nobody waits for long."""


@click.command(short_help="Forget the text of cases whose time is over, and close them.")
@click.option("--case", "cases", multiple=True, metavar="ID", help="This one, whenever its time is over.")
@click.option(
    "--days", type=click.IntRange(0, 36_500), help="Also what was decided, else received, longer ago than this."
)
@click.option("--dry-run", is_flag=True, help="List what would be forgotten, forget nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@database_option
def purge(cases: tuple[str, ...], days: int | None, dry_run: bool, as_json: bool, database: str | None) -> int:
    """Forget the text of cases whose `expires_at` has passed, in the database and its files, and close them.

    Decisions stay. A case under legal hold is kept. The server may run meanwhile: whoever opens such a case is told
    that it is gone. Run this every day, as by cron.
    """
    from triage_tui.cli.main import complain
    from triage_tui.cli.printing import echo, line, print_json, tell
    from triage_tui.ui.present.text import ours

    with store_at(database) as store:
        held = store.held(cases)
        ids = [one for one in cases if one not in held] if cases else [*store.due(days)]
        starts = () if dry_run else range(0, len(ids), _AT_ONCE)
        done = sum(store.purge(ids[start : start + _AT_ONCE]) for start in starts)
        left = "" if dry_run else store.wash()  # also of a purge before, which may have been broken off
    if as_json:
        listed = {"ids": ids} if dry_run else {}
        print_json({"dry_run": dry_run, "cases": done, "held": held, "left": left, **listed})
    else:
        if dry_run and ids:
            echo(*map(line, ids))
        if dry_run:
            tell(ours("{:,} cases would be forgotten; nothing was", len(ids)))
        else:
            echo(ours("{:>9,}  cases whose text was forgotten", done))
        for one in held:
            tell(line(f"{one} is kept: it is under legal hold"))
        if left:
            complain(left, "run it again")
    return 1 if held or left else 0
