"""Opening the desk on what was named: a workspace, or files that are taken in first."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from triage_tui.cli.opening import open_desk
from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import WrongUsage


@click.command(name="desk")
@click.argument("sources", nargs=-1)
@pass_options
def command(options: Options, sources: tuple[str, ...]) -> int:
    """Open the desk on a source, on a workspace, or on files whose cases are taken into the workspace first."""
    if any("://" in source for source in sources):
        if len(sources) > 1:
            raise WrongUsage("one source is opened at a time")
        return at_source(options, sources[0])
    for source in sources:
        if source.endswith(".triage"):
            raise WrongUsage(
                f"{source}: a bundle cannot be opened in this version",
                "export its cases as triage.case/1 lines and open that file",
            )
        if not os.path.exists(source) and source != "-":
            raise WrongUsage(f"there is no file {source}", "`triage-tui demo` opens the sample cases")
    if any(source.endswith(".db") for source in sources):
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
