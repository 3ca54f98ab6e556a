"""The verb ``export``: decisions, or cases, out of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import WrongUsage

if TYPE_CHECKING:
    from triage_tui.domain.filter import Query
    from triage_tui.storage.workspace import Workspace


@click.group(short_help="Write decisions or cases to a file.")
def command() -> None:
    """Write decisions or cases to a file, or to standard output. The log keeps that it was done."""


def _common(verb: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--force", is_flag=True, help="Overwrite a file that is there already."),
        click.option("-o", "--output", metavar="FILE", help="Where to; standard output if absent."),
        click.option("--filter", "words", metavar="FILTER", help="Only cases this filter matches, as in the queue."),
    ):
        verb = option(verb)
    return verb


@command.command(short_help="The decision log, or a part of it.")
@click.option(
    "--format", "kind", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True, help="What to write."
)
@click.option("--since", metavar="TIME", help="Only what is this young: 2026-04-21, or 2026-04-21T09:30:00Z.")
@_common
@pass_options
def decisions(
    options: Options, kind: str, since: str | None, words: str | None, output: str | None, force: bool
) -> None:
    """Write the decision log.

    jsonl is the log itself, entry by entry with its hashes: `triage-tui log verify` checks it without the workspace.
    With --since or --filter it is a part, and is checked with --part. csv has one row for each finding, for reading
    and counting in a spreadsheet.
    """
    from triage_tui.cli.outgoing import leaving, place, say_so

    start, query = _moment(since), _query(words)
    with leaving(options) as workspace:
        with place(output, force) as out:
            count = _decisions(workspace, out, kind, query, start)
        limits = "".join(f" {name} {said}" for name, said in (("--since", since), ("--filter", words)) if said)
        say_so(options, workspace, f"decisions as {kind}: {count} written{limits}")


@command.command(short_help="Cases, byte for byte as they were received.")
@_common
@pass_options
def cases(options: Options, words: str | None, output: str | None, force: bool) -> None:
    """Write cases byte for byte as they were received, one a line; `triage-tui import` reads them again."""
    from triage_tui.cli.outgoing import counted, leaving, place, say_so
    from triage_tui.domain.filter import ALL
    from triage_tui.export.lines import write

    query = _query(words) or ALL
    with leaving(options) as workspace:
        with place(output, force) as out:
            count = write(counted(workspace.cases_raw(query), "cases", workspace.count(query)), out)
        say_so(options, workspace, f"cases: {count} written" + (f" --filter {words}" if words else ""))


def _decisions(workspace: Workspace, out: IO[bytes], kind: str, query: Query | None, since: datetime | None) -> int:
    from triage_tui.cli.outgoing import counted
    from triage_tui.export import lines, sheet

    if kind == "csv":
        return sheet.write(counted((one[1] for one in workspace.ledger.decisions(query, since)), "decisions"), out)
    if query is not None:
        return lines.write(
            counted((one[0].line() for one in workspace.ledger.decisions(query, since)), "decisions"), out
        )
    return lines.write(counted(workspace.ledger.lines(since), "log entries"), out)


def _query(words: str | None) -> Query | None:
    from triage_tui.domain.filter import parse

    return parse(words) if words is not None else None


def _moment(words: str | None) -> datetime | None:
    if words is None:
        return None
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise WrongUsage(f"--since {words}: is no time", "write it as 2026-04-21 or 2026-04-21T09:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
