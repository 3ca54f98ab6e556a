"""``bundle get``: download what was sealed for us, and go on where a line broke."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from triage_tui.domain.wire.bundles import BundleRow
    from triage_tui.linking import Account

_STRANGE = re.compile(r"[^A-Za-z0-9._-]")
_TIMES = 3
"""So often a file may change at the source while it is downloaded."""


@click.command(short_help="Download the bundles that wait for you at a source.")
@click.argument("words", nargs=-1, metavar="[URL] [ID]")
@click.option("-o", "--output", metavar="FILE", help="Where to; none: ID.triage here.")
@click.option("--list", "only_list", is_flag=True, help="Only say what waits.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@pass_options
def command(
    options: Options, words: tuple[str, ...], output: str | None, only_list: bool, as_json: bool, force: bool
) -> int:
    """Download the bundle ID from the source at URL, or from the one used last.

    Without ID the only one that waits; where several do, they are listed. A download that was broken off, by the line
    or by Ctrl-C, goes on from there when this is run again. The file appears when it is whole and has the SHA-256 that
    the source listed.
    """
    from triage_tui.cli.account import asker, source_meant
    from triage_tui.linking import account

    url, bundle_id = _told(words)
    us = account(options.settings, source_meant(options, url), asker())
    waiting = _waiting(us)
    if only_list or (bundle_id is None and len(waiting) != 1):
        _list(us, waiting, as_json)
        return 2 if waiting and not only_list else 0
    row = _meant(us, waiting, bundle_id)
    place = Path(output or f"{_STRANGE.sub('_', row.id).lstrip('.') or 'bundle'}.triage")
    if place.exists() and (place.is_dir() or not force):
        raise Refused(f"{place}: is already there", "--force overwrites it, -o names another")
    _arrived(_brought(us, row, place), place, as_json)
    return 0


def _told(words: Sequence[str]) -> tuple[str | None, str | None]:
    """The address and the id, of which each may be missing."""
    urls = [word for word in words if "://" in word]
    ids = [word for word in words if "://" not in word]
    if len(urls) > 1 or len(ids) > 1:
        raise WrongUsage("name one source and one bundle", "triage-tui bundle get [URL] [ID]")
    return next(iter(urls), None), next(iter(ids), None)


def _waiting(us: Account) -> Sequence[BundleRow]:
    from triage_tui.domain.wire.problems import SourceRefused
    from triage_tui.sources.case_api import CaseApi
    from triage_tui.sources.once import once

    try:
        return once(us.api(), CaseApi.bundles)
    except SourceRefused as refused:
        if refused.problem.kind != "not_found":
            raise
        raise Refused(f"{us.address} hands no bundles out", "ask whoever runs it for the file") from None


def _meant(us: Account, waiting: Sequence[BundleRow], bundle_id: str | None) -> BundleRow:
    found = next((row for row in waiting if bundle_id in (None, row.id)), None)
    if found is None:
        hint = "`triage-tui bundle get --list` says what does"
        raise Refused(f"no bundle {bundle_id} waits for you at {us.address}", hint)
    return found


def _brought(us: Account, row: BundleRow, place: Path) -> BundleRow:
    """Download it; where another file took its place meanwhile, that one."""
    from triage_tui.cli.progress import Bar
    from triage_tui.sources.case_api import CaseApi
    from triage_tui.sources.downloading import Changed
    from triage_tui.sources.once import once

    with Bar("downloading") as bar:
        for _ in range(_TIMES):
            try:
                once(us.api(), partial(CaseApi.download, bundle=row, place=place, watch=bar.at))
                return row
            except Changed:
                row = _meant(us, _waiting(us), row.id)
    raise Refused(f"the bundle {row.id} changes while it is downloaded", "try it again later")


def _list(us: Account, waiting: Sequence[BundleRow], as_json: bool) -> None:
    import msgspec

    from triage_tui.cli.printing import columns, echo, line, print_json

    if as_json:
        for row in waiting:
            print_json(msgspec.to_builtins(row))
    elif not waiting:
        echo(line(f"no bundle waits for you at {us.address}"))
    else:
        columns(
            (line(row.id), line(f"{row.bytes:,} bytes"), line(f"until {row.expires_at:%Y-%m-%d}")) for row in waiting
        )


def _arrived(row: BundleRow, place: Path, as_json: bool) -> None:
    import msgspec

    from triage_tui.cli.printing import echo, line, print_json

    if as_json:
        print_json({**msgspec.to_builtins(row), "path": str(place)})
    else:
        echo(line(f"{place}: {row.bytes:,} bytes, as listed. `triage-tui bundle open {place}` reviews it.", 500))
