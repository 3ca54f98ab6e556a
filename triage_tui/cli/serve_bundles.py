"""Sealed files that reviewers download: ``serve bundle``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from triage_tui.cli.serving import database_of, database_option, said_before, store_at
from triage_tui.errors import WrongUsage


@click.group(short_help="Let reviewers download sealed cases.")
def bundle() -> None:
    """Let reviewers download sealed cases (`triage-tui bundle get`)."""


@bundle.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--for", "name", required=True, metavar="NAME", help="Who may download it.")
@click.option(
    "--days", type=click.IntRange(1, 3650), default=14, show_default=True, help="Where FILE does not tell us."
)
@click.option(
    "--bundles", metavar="DIR", type=click.Path(path_type=Path), help="Where it is kept; none: at the database."
)
@database_option
def add(file: Path, name: str, days: int, bundles: Path | None, database: str | None) -> None:
    """Keep a copy of FILE for NAME to download until it expires, and hold its cases for NAME meanwhile.

    The copy lies beside the database unless --bundles says where: every process of the server has to find it there. The
    server can hold the cases, and knows when they expire, where it can open FILE: seal it for the server too
    (`triage-tui serve key`), and register its issuer's key (`triage-tui serve user key`).
    """
    from triage_tui.cli.printing import echo, line
    from triage_tui.server.sealed import kept_in, looked_into

    folder = (bundles or _beside(database_of(database or said_before()))).expanduser().absolute()
    with store_at(database) as store:
        now = store.now()
        found = looked_into(store, file, now + timedelta(days=days))
        kept = kept_in(folder, file, name, found, now)
        try:
            held = store.downloads.add(kept, found.cases)
        except BaseException:
            kept.path.unlink()
            raise
    echo(line(f"{kept.row.id} waits for {name} until {kept.row.expires_at:%Y-%m-%d %H:%M} UTC"))
    said = f"{held} of its {len(found.cases)} cases are held for {name}"
    echo(line(f"none of its cases is held: {found.closed}" if found.closed else said, 500))


def _beside(database: str) -> Path:
    """A folder beside the database; where that is no file, in the data folder."""
    from triage_tui.settings.paths import data_dir

    return data_dir() / "bundles" if "://" in database else Path(f"{database}.bundles")


@bundle.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@database_option
def list_(as_json: bool, database: str | None) -> None:
    """List what waits, for whom, and until when."""
    import msgspec

    from triage_tui.cli.printing import columns, line, print_json

    with store_at(database) as store:
        every = store.downloads.every()
    if as_json:
        for one in every:
            print_json({**msgspec.to_builtins(one.row), "reviewer": one.reviewer, "path": str(one.path)})
        return
    rows = [
        (one.row.id, one.reviewer, f"{one.row.bytes:,} bytes", f"until {one.row.expires_at:%Y-%m-%d %H:%M}")
        for one in every
    ]
    columns([line(cell) for cell in row] for row in rows)


@bundle.command()
@click.argument("bundle_id", required=False, metavar="[ID]")
@click.option("--expired", is_flag=True, help="All that nobody may download any more.")
@database_option
def remove(bundle_id: str | None, expired: bool, database: str | None) -> None:
    """Delete the copy of a bundle, and give the cases back that were held because of it."""
    from triage_tui.cli.printing import echo, line

    if (bundle_id is None) != expired:
        raise WrongUsage("which bundle is meant?", "name its ID, or say --expired")
    with store_at(database) as store:
        over = (one.row.id for one in store.downloads.every() if one.row.expires_at <= store.now())
        for one in over if bundle_id is None else (bundle_id,):
            store.downloads.remove(one).path.unlink(missing_ok=True)
            echo(line(f"{one} waits for nobody any more"))
