"""The verb ``log``: is the decision log as it was written, and where does it stand?"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import click

from triage_tui.cli.log_claims import Held, claim_options, held_against
from triage_tui.cli.log_head import checkpoint, head
from triage_tui.cli.options import Options, pass_options

if TYPE_CHECKING:
    from triage_tui.domain.journal import Fault
    from triage_tui.export.verify import Tally
    from triage_tui.export.vouched import Claimed


@click.group(short_help="Verify the decision log, and say where it stands.")
def command() -> None:
    """Look after the decision log."""


command.add_command(head)
command.add_command(checkpoint)


@command.command(short_help="Check that no entry was changed, moved or left out.")
@click.argument("file", required=False)
@click.option("--part", is_flag=True, help="Entries may be left out: the file was written with --since or --filter.")
@claim_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object for every fault, then one with the head.")
@pass_options
def verify(
    options: Options,
    file: str | None,
    part: bool,
    checkpoints: tuple[str, ...],
    keys: tuple[str, ...],
    witness: str | None,
    as_json: bool,
) -> int:
    """Check the log of the workspace, of an export from its FILE alone (`-` is standard input), or of a decisions file.

    Every fault is named with its line, and the exit status is 1. A chain alone does not show that its end was cut off,
    or that all of it was written anew: checkpoints do. Those of the workspace are held against it, those in or beside a
    FILE, and those that are given.
    """
    from triage_tui.export.verify import Tally
    from triage_tui.export.vouched import asked, claimed, unmet

    with ExitStack() as stack:
        held = stack.enter_context(held_against(options, file, checkpoints, keys, witness))
        read, wrong = claimed(held.claims, held.keys)
        tally, count = Tally(asked=asked(read)), 0
        for fault in stack.enter_context(closing(_faults(held, str(file), tally, part))):
            _tell(fault.line, fault.reason, as_json)
            count += 1
    for reason in (*wrong, *unmet(read, tally, part=part)):
        _tell(None, reason, as_json)
        count += 1
    _sum_up(tally, read, count, part, as_json)
    return 1 if count else 0


def _faults(held: Held, path: str, tally: Tally, part: bool) -> Generator[Fault]:
    from triage_tui.cli.log_ranges import ranges, verify_ranges
    from triage_tui.cli.progress import Bar
    from triage_tui.export.verify import verify

    if held.lines is not None:
        yield from verify(held.lines, tally, part=part)
    elif divided := ranges(path):
        with Bar(path) as bar:
            yield from verify_ranges(path, divided, tally, part=part, watch=lambda done: bar.at(done, divided[-1][1]))
    else:
        yield from verify(_lines(path), tally, part=part)


def _lines(path: str) -> Iterator[bytes]:
    """Every line of a file, blank ones included; one that cannot be read is no entry."""
    from triage_tui.formats.found import Bad
    from triage_tui.formats.source import Source

    with Source(path) as source:
        before: bytes | None = None
        for line in source.stretches():
            if before is not None:
                yield before
            before = b"unreadable" if isinstance(line, Bad) else line[1]
        if before:
            yield before


def _tell(number: int | None, reason: str, as_json: bool) -> None:
    from triage_tui.cli.printing import line, print_json

    if as_json:
        print_json({"type": "fault", **({} if number is None else {"line": number}), "reason": reason})
    else:
        click.echo(line(reason if number is None else f"line {number}: {reason}", 500))


def _sum_up(tally: Tally, read: list[Claimed], faults: int, part: bool, as_json: bool) -> None:
    from triage_tui.cli.log_head import document, signers, words_of
    from triage_tui.cli.printing import echo, line, print_json
    from triage_tui.ui.present.text import ours

    if as_json:
        words = words_of(tally.sha256)
        where = {"log_id": tally.log_id, "seq": tally.seq, "sha256": tally.sha256, "words": words}
        marks = [document(one) for one in read]
        total = {"lines": tally.lines, "faults": faults, "gaps": tally.gaps, "head": where, "checkpoints": marks}
        print_json({"type": "total", **total})
        return
    echo(ours("entries: {:,}", tally.lines), ours("faults:  {:,}", faults))
    if tally.seq:
        echo(ours("head:    {} of log {}", tally.seq, line(tally.log_id)), ours("         {}", line(tally.sha256)))
        echo(ours("         {}", line(words_of(tally.sha256))))
    if read:
        echo(ours("checkpoints: {:,}, the newest at entry {}", len(read), read[-1].about.size))
        echo(*signers(read[-1]))
    if tally.gaps and part:
        echo(ours("This is a part of a log; places where entries are left out: {:,}", tally.gaps))
    elif tally.gaps:
        echo(
            ours(
                "Places where entries are missing: {:,}. If it was written with --since or --filter, say --part.",
                tally.gaps,
            )
        )
