"""The verb ``log``: is the decision log as it was written?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options

if TYPE_CHECKING:
    from triage_tui.domain.journal import Fault
    from triage_tui.export.verify import Tally


@click.group(short_help="Verify the decision log.")
def command() -> None:
    """Look after the decision log."""


@command.command(short_help="Check that no entry was changed, moved or left out.")
@click.argument("file", required=False)
@click.option("--part", is_flag=True, help="Entries may be left out: the file was written with --since or --filter.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for every fault, then one with the head.")
@pass_options
def verify(options: Options, file: str | None, part: bool, as_json: bool) -> int:
    """Check the log of the workspace, or an exported one from its FILE alone; `-` is standard input.

    Every fault is named with its line, and the exit status is 1. A log that was cut off at its end is whole as far
    as it goes: compare the head with one that was written down elsewhere.
    """
    from triage_tui.cli.seat import opened
    from triage_tui.export.verify import Tally, verify

    tally, count = Tally(), 0
    if file is not None:
        for fault in verify(_lines(file), tally, part=part):
            _tell(fault, as_json)
            count += 1
    else:
        with opened(options, read_only=True) as workspace:
            for fault in verify(workspace.ledger.lines(), tally, part=part):
                _tell(fault, as_json)
                count += 1
    _sum_up(tally, count, part, as_json)
    return 1 if count else 0


def _lines(path: str) -> Iterator[bytes]:
    """Every line of an export, blank ones included; one that cannot be read is no entry."""
    from triage_tui.formats.found import Bad
    from triage_tui.formats.source import Source

    with Source(path) as source:
        held: bytes | None = None
        for line in source.stretches():
            if held is not None:
                yield held
            held = b"unreadable" if isinstance(line, Bad) else line[1]
        if held:
            yield held


def _tell(fault: Fault, as_json: bool) -> None:
    from triage_tui.cli.printing import line, print_json

    if as_json:
        print_json({"type": "fault", "line": fault.line, "reason": fault.reason})
    else:
        click.echo(line(f"line {fault.line}: {fault.reason}", 500))


def _sum_up(tally: Tally, faults: int, part: bool, as_json: bool) -> None:
    from triage_tui.cli.printing import echo, line, print_json
    from triage_tui.ui.present.text import ours

    if as_json:
        head = {"log_id": tally.log_id, "seq": tally.seq, "sha256": tally.sha256}
        print_json({"type": "total", "lines": tally.lines, "faults": faults, "gaps": tally.gaps, "head": head})
        return
    echo(ours("entries: {:,}", tally.lines), ours("faults:  {:,}", faults))
    if tally.seq:
        echo(ours("head:    {} of log {}", tally.seq, line(tally.log_id)), ours("         {}", line(tally.sha256)))
    if tally.gaps and part:
        echo(ours("This is a part of a log; places where entries are left out: {:,}", tally.gaps))
    elif tally.gaps:
        echo(
            ours(
                "Places where entries are missing: {:,}. If it was written with --since or --filter, say --part.",
                tally.gaps,
            )
        )
