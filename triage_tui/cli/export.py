"""The verb ``export``: decisions, or cases, out of the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from triage_tui.cli.exporting import FORMATS, Format, Wanted
from triage_tui.cli.given import moment
from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import WrongUsage

if TYPE_CHECKING:
    from triage_tui.domain.filter import Expr, Query
    from triage_tui.export.account import Weighed, Went
    from triage_tui.storage.workspace import Workspace


@click.group(short_help="Write decisions or cases to a file.")
def command() -> None:
    """Write decisions or cases to a file, or to standard output. The log keeps that it was done."""


def _common(verb: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--include-nda", "nda", is_flag=True, help="Also the words of cases labelled nda."),
        click.option("--force", is_flag=True, help="Overwrite files that are there already."),
        click.option("-o", "--output", metavar="FILE", help="Where to; standard output if absent."),
        click.option("--filter", "words", metavar="FILTER", help="Only cases this filter matches, as in the queue."),
    ):
        verb = option(verb)
    return verb


DECISIONS = f"""Write the decision log.

\b
{chr(10).join(f"{name:<14}{one.title}" for name, one in FORMATS.items())}

Beside FILE stands FILE.meta.json with count and hash; on standard output they follow on standard error. With --since
or --filter jsonl is a part of the log, and is checked with --part. With --redact or --pseudonyms it is no log any
more. docs/exports.md says what is in every format.
"""


@command.command(short_help="The decision log, or a part of it, in one of many formats.", help=DECISIONS)
@click.option(
    "--format", "kind", type=click.Choice(list(FORMATS)), default="jsonl", show_default=True, help="What to write."
)
@click.option("--since", metavar="TIME", help="Only what is this young: 2026-04-21, or 2026-04-21T09:30:00Z.")
@click.option("--redact", is_flag=True, help="Mask addresses, numbers and keys in free text: best effort.")
@click.option("--pseudonyms", is_flag=True, help="Put a pseudonym in place of every reviewer.")
@click.option("--case", "case_id", metavar="ID", help="Only decisions about this case.")
@click.option("--croissant", is_flag=True, help="Describe the data set in FILE.croissant.json.")
@_common
@pass_options
def decisions(
    options: Options,
    kind: str,
    since: str | None,
    redact: bool,
    pseudonyms: bool,
    case_id: str | None,
    croissant: bool,
    words: str | None,
    output: str | None,
    force: bool,
    nda: bool,
) -> None:
    """Write the decision log in one of its formats."""
    from triage_tui.cli.outgoing import Sending, send
    from triage_tui.export.account import Asked

    chosen, output = FORMATS[kind], None if output == "-" else output
    _refuse_nonsense(kind, chosen, output, croissant)
    if case_id is not None:
        words = f'id:"{case_id}"' + (f" ({words})" if words else "")
    young = None if since is None else moment("--since", since, "2026-04-21 or 2026-04-21T09:30:00Z")
    wanted = Wanted(_query(words), young, _veil(options, redact, pseudonyms), options.settings, nda)
    asked = Asked("decisions", kind, chosen.unit, words, since, output)
    log = kind == "jsonl" and asked.whole and not wanted.veil.hides
    send(
        options,
        Sending(
            asked,
            wanted.veil,
            chosen.allowed,
            lambda workspace, out: chosen.write(workspace, out, wanted),
            force,
            croissant,
            checkpoint=log,
            careful=chosen.careful,
        ),
    )


def _refuse_nonsense(kind: str, chosen: Format, output: str | None, croissant: bool) -> None:
    if output is None and (chosen.file or croissant):
        raise WrongUsage(f"{'--croissant' if croissant else kind} needs a file", "-o FILE names one")
    if croissant and not chosen.table:
        tables = ", ".join(name for name, one in FORMATS.items() if one.table)
        raise WrongUsage(f"--croissant cannot describe {kind}", f"it describes {tables}")


@command.command(short_help="Cases, byte for byte as they were received.")
@_common
@pass_options
def cases(options: Options, words: str | None, output: str | None, force: bool, nda: bool) -> None:
    """Write cases byte for byte as they were received, one a line; `triage-tui import` reads them again.

    Cases labelled nda are left out, and so are those whose text has been forgotten.
    """
    from triage_tui.cli.outgoing import Sending, send
    from triage_tui.export.account import Asked
    from triage_tui.export.veil import PLAIN

    asked = Asked("cases", "jsonl", "cases", words, None, None if output == "-" else output)
    query = _query(words)
    send(options, Sending(asked, PLAIN, "cases", lambda workspace, out: _cases(workspace, out, query, nda), force))


def _cases(workspace: Workspace, out: Weighed, query: Query | None, nda: bool) -> Went:
    from triage_tui.cli.outgoing import counted
    from triage_tui.domain.filter import ALL
    from triage_tui.export.account import Went
    from triage_tui.export.lines import write

    asked, went = query or ALL, Went()
    if gone := workspace.count(_narrowed(asked, "is:purged")):
        went.left_out["text was forgotten"] = gone
    here = _narrowed(asked, "-is:purged")
    raws = counted(workspace.cases_raw(here), "cases", workspace.count(here))
    went.count = write(raws if nda else _free(raws, went), out)
    return went


def _free(raws: Iterator[bytes], went: Went) -> Iterator[bytes]:
    """The cases whose words may be handed on."""
    from triage_tui.domain.retention import retention_of, under_nda

    for raw in raws:
        if under_nda(retention_of(raw)):
            went.leave_out("labelled nda")
        else:
            yield raw


def _narrowed(query: Query, words: str) -> Query:
    import msgspec

    from triage_tui.domain.filter import And, parse

    more = parse(words).where
    parts: tuple[Expr, ...] = tuple(part for part in (query.where, more) if part is not None)
    return msgspec.structs.replace(query, where=And(parts) if len(parts) > 1 else more)


def _veil(options: Options, redact: bool, pseudonyms: bool) -> Any:
    from triage_tui.export.veil import PLAIN, Veil

    if not (redact or pseudonyms):
        return PLAIN
    if not pseudonyms:
        return Veil(redact=redact)
    from triage_tui.cli.pseudonyms import key

    return Veil(redact=redact, key=key(options))


def _query(words: str | None) -> Query | None:
    from triage_tui.domain.filter import parse

    return parse(words) if words is not None else None
