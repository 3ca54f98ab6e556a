"""The verb ``import``: cases and policy packs into the workspace."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import TriageError

if TYPE_CHECKING:
    from triage_tui.cli.taking import Tally, Trouble

SHOWN = 20
"""Troubles of one file that are written out; --json has all."""


@click.command(name="import", short_help="Read cases and policy packs into the workspace.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--from", "reader", metavar="FORMAT", help="What the files are; `triage-tui formats` lists what there is."
)
@click.option("--queue", metavar="QUEUE", help="Put the cases into this queue instead of their own.")
@click.option("--policy", metavar="PACK[@VERSION]", help="The stored pack that flags mean which name none.")
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=FIELD", help="What a column of a table means.")
@click.option("--table", metavar="TABLE", help="The table of a SQLite file that holds the cases.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for every trouble, then one with the counts.")
@pass_options
def command(
    options: Options,
    files: tuple[str, ...],
    reader: str | None,
    queue: str | None,
    policy: str | None,
    mapping: tuple[str, ...],
    table: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Read cases and policy packs into the workspace; `-` is standard input, gzip and zstd are unpacked.

    What a file is, is told from its content. A record that cannot be taken is named with its line and the reason,
    the rest is taken, and the exit status is 1. Importing a file again changes nothing.
    """
    from contextlib import nullcontext

    from triage_tui.cli.ahead import read_ahead
    from triage_tui.cli.reading import Wanted
    from triage_tui.cli.seat import opened
    from triage_tui.cli.taking import Taking

    wanted = Wanted(reader, queue, policy, _pairs(mapping), table, options.settings.house_sla)
    with read_ahead(files, wanted) as read, nullcontext() if dry_run else opened(options) as workspace:
        taking = Taking(workspace, wanted, _Teller(as_json))
        try:
            taking.files(files, read)
        except (KeyboardInterrupt, TriageError):
            _sum_up(taking.tally, as_json, interrupted=True)
            raise
    _sum_up(taking.tally, as_json)
    return 1 if taking.tally.refused else 0


def _pairs(mapping: tuple[str, ...]) -> list[tuple[str, str]]:
    pairs = []
    for one in mapping:
        column, mark, field = one.rpartition("=")
        if not mark:
            raise click.UsageError(f"--map {one}: write it as COLUMN=FIELD")
        pairs.append((column, field))
    return pairs


class _Teller:
    """Says what is wrong with a record: the first of each file on stderr, or all as JSON."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._told: Counter[str] = Counter()

    def __call__(self, trouble: Trouble) -> None:
        from triage_tui.cli.printing import line, print_json

        if self._as_json:
            kind = "refused" if trouble.refused else "warning"
            where = {"file": trouble.file, "line": trouble.line, "path": trouble.path}
            print_json({"type": kind, **where, "reason": trouble.reason})
            return
        self._told[trouble.file] += 1
        if self._told[trouble.file] <= SHOWN:
            place = f":{trouble.line}: {trouble.path}" if trouble.line else ""
            taken = "" if trouble.refused else " (taken all the same)"
            click.echo(line(f"{trouble.file}{place}: {trouble.reason}{taken}", 500), err=True)
        elif self._told[trouble.file] == SHOWN + 1:
            click.echo(line(f"{trouble.file}: and more; --json lists them all"), err=True)


def _sum_up(tally: Tally, as_json: bool, *, interrupted: bool = False) -> None:
    from triage_tui.cli.printing import columns, echo, print_json
    from triage_tui.ui.present.text import ours

    counts = tally.counts + Counter(refused=tally.refused, warnings=tally.warnings)
    if as_json:
        print_json({"type": "total", **dict.fromkeys(("new", "refused"), 0), **counts, "interrupted": interrupted})
        return
    if interrupted:
        echo(ours("Stopped before the end. Until then:") if counts else ours("Stopped before anything was taken."))
    said = {
        "readable": ours("cases that can be read"),
        "new": ours("new cases"),
        "newer": ours("newer versions of cases"),
        "same": ours("cases that are here already"),
        "older": ours("cases that are here in a newer version"),
        "packs": ours("policy packs"),
        "same packs": ours("policy packs that are here already"),
        "warnings": ours("taken with a warning"),
        "refused": ours("refused"),
    }
    columns([ours("{:>9,}", counts[key]), words] for key, words in said.items() if counts[key])
