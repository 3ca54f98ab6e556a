"""Opening the desk on what was named: a workspace, or files that are taken in first."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from triage_tui.cli.opening import open_desk
from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import WrongUsage

CASES_SUFFIX = ".triage"
"""How the name of a bundle ends."""


@click.command(name="desk")
@click.argument("sources", nargs=-1)
@click.option("--allow-unsigned", is_flag=True, help="Open a bundle although nobody known vouches for it.")
@pass_options
def command(options: Options, sources: tuple[str, ...], allow_unsigned: bool) -> int:
    """Open the desk on a source, a workspace, a bundle, or files whose cases are taken into the workspace first."""
    if any("://" in source for source in sources):
        if len(sources) > 1:
            raise WrongUsage("one source is opened at a time")
        return at_source(options, sources[0])
    if any(source.endswith(CASES_SUFFIX) for source in sources):
        if len(sources) > 1:
            raise WrongUsage("one bundle is opened at a time", f"`triage-tui {sources[0]}`")
        from triage_tui.cli.bundle_open import open_bundle

        return open_bundle(options, sources[0], allow_unsigned=allow_unsigned)
    for source in sources:
        if not os.path.exists(source) and source != "-":
            raise WrongUsage(f"there is no file {source}", "`triage-tui demo` opens the sample cases")
    from triage_tui.storage.foreign import is_foreign

    if any(source.endswith(".db") and not is_foreign(Path(source)) for source in sources):
        if len(sources) > 1:
            raise WrongUsage("one workspace is opened at a time", f"`triage-tui {sources[0]}`")
        return open_desk(options._replace(workspace=sources[0]))
    return open_desk(options, taken_in(options, sources))


def at_source(options: Options, typed: str) -> int:
    """Open the desk on our workspace at a source, and on the source."""
    from triage_tui.cli.beside import arrive
    from triage_tui.sources.address import normalised

    options, us = arrive(options, normalised(typed))
    return open_desk(options, us=us)


def taken_in(options: Options, files: Sequence[str]) -> str:
    """Take the cases of files into the workspace; what became of them, in one sentence."""
    from triage_tui.cli.ahead import read_ahead
    from triage_tui.cli.reading import Wanted
    from triage_tui.cli.seat import opened
    from triage_tui.cli.taking import Taking

    wanted = Wanted(sla=options.settings.house_sla)
    with read_ahead(files, wanted) as read, opened(options) as workspace:
        taking = Taking(workspace, wanted, lambda _: None)
        taking.files(files, read)
    tally = taking.tally
    words = f"{tally.counts['new'] + tally.counts['newer']} cases taken in"
    if tally.refused:
        words += f", {tally.refused} records refused (`triage-tui import` says why)"
    return words
