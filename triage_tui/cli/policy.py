"""The verb ``policy``: the packs that findings name their clauses in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused, WrongUsage, nearest

if TYPE_CHECKING:
    from triage_tui.domain.policy import Clause, PolicyPack
    from triage_tui.formats.found import Bad

_JSON = click.option("--json", "as_json", is_flag=True, help="JSON instead of words.")


@click.group(short_help="List, show, check and compare policy packs.")
def command() -> None:
    """List, show, check and compare policy packs. `triage-tui import` brings them in."""


@command.command(name="list")
@_JSON
@pass_options
def list_(options: Options, as_json: bool) -> None:
    """List the packs of the workspace, oldest first."""
    from triage_tui.cli.printing import columns, line, print_json
    from triage_tui.cli.seat import opened

    with opened(options, read_only=True) as workspace:
        packs = [pack for key in workspace.packs() if (pack := workspace.pack(*key)) is not None]
    if as_json:
        for pack in packs:
            print_json({"id": pack.id, "version": pack.version, "title": pack.title, "sha256": pack.sha256})
        return
    rows = [(f"{pack.id}@{pack.version}", f"{len(pack.clauses)} clauses", pack.title) for pack in packs]
    columns([line(cell) for cell in row] for row in rows)


@command.command()
@click.argument("pack")
@click.argument("clause", required=False)
@_JSON
@pass_options
def show(options: Options, pack: str, clause: str | None, as_json: bool) -> None:
    """Print a PACK (ID, ID@VERSION or a file), or one CLAUSE of it in full."""
    import msgspec

    from triage_tui.cli.policy_words import clause_words, pack_words
    from triage_tui.cli.printing import print_json

    found = _pack(options, pack)
    if clause is None:
        print_json(msgspec.to_builtins(found)) if as_json else pack_words(found)
        return
    one = _clause(found, clause)
    print_json(msgspec.to_builtins(one)) if as_json else clause_words(one)


@command.command()
@click.argument("file")
@_JSON
def lint(file: str, as_json: bool) -> int:
    """Check a pack's FILE: what makes it unusable (exit status 1), and what could be better."""
    from triage_tui.cli.printing import line, print_json
    from triage_tui.formats.advice import advice
    from triage_tui.formats.found import Bad

    read = _read(file)
    wrong = [("refused", read.path, read.reason)] if isinstance(read, Bad) else []
    better = [] if isinstance(read, Bad) else [("advice", *one) for one in advice(read)]
    for kind, path, reason in (*wrong, *better):
        if as_json:
            print_json({"type": kind, "path": path, "reason": reason})
        else:
            click.echo(line(f"{kind}: {path}: {reason}", 500))
    if not isinstance(read, Bad) and not as_json:
        click.echo(line(f"{read.id}@{read.version}: {len(read.clauses)} clauses, sha256 {read.sha256}"))
    return 1 if wrong else 0


@command.command()
@click.argument("old")
@click.argument("new")
@_JSON
@pass_options
def diff(options: Options, old: str, new: str, as_json: bool) -> None:
    """Say what changed from one pack to another; each is ID, ID@VERSION or a file."""
    from triage_tui.cli.policy_words import change_words
    from triage_tui.cli.printing import print_json
    from triage_tui.formats.compare import compare

    for change in compare(_pack(options, old), _pack(options, new)):
        print_json(change._asdict()) if as_json else change_words(change)


def _pack(options: Options, name: str) -> PolicyPack:
    """A pack by its file, else by its name in the workspace."""
    from triage_tui.cli.seat import opened
    from triage_tui.cli.taking import stored
    from triage_tui.formats.found import Bad

    if os.path.exists(name):
        read = _read(name)
        if isinstance(read, Bad):
            raise Refused(f"{name}: {read.path}: {read.reason}")
        return read
    with opened(options, read_only=True) as workspace:
        found = workspace.pack(*stored(workspace.packs(), name))
    assert found is not None
    return found


def _read(path: str) -> PolicyPack | Bad:
    from triage_tui.formats import found
    from triage_tui.formats.policy import parse
    from triage_tui.formats.source import Source

    with Source(path) as source:
        read = parse(source.whole())
    return read if isinstance(read, found.Bad) else read.pack


def _clause(pack: PolicyPack, clause_id: str) -> Clause:
    if clause_id not in pack.by_id:
        near = nearest(clause_id, pack.by_id)
        raise WrongUsage(
            f"there is no clause {clause_id!r} in {pack.id}@{pack.version}",
            f"did you mean {near!r}?" if near else "",
        )
    return pack.by_id[clause_id]
