"""The verb ``show``: one case as plain text, safe on any terminal, or byte for byte into a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from triage_tui.storage.workspace import Workspace


@click.command(short_help="Print one case, safely.")
@click.argument("case")
@click.option("--raw", is_flag=True, help="The case as it was received, byte for byte; never onto a terminal.")
@pass_options
def command(options: Options, case: str, raw: bool) -> None:
    """Print the conversation of CASE, its flags and clauses, and its decisions."""
    from triage_tui.cli.seat import opened, seated

    if raw:
        if sys.stdout.isatty():
            raise WrongUsage("raw text could command this terminal", f"triage-tui show --raw {case} > case.json")
        with opened(options, read_only=True) as workspace:
            sys.stdout.buffer.write(_raw(workspace, case) + b"\n")
        return
    from triage_tui.cli.linear import case_text
    from triage_tui.cli.printing import fitted

    with seated(options, read_only=True) as desk:
        lines = case_text(desk.open(case), desk.clock.now(), fold_lines=0)
        text = "\n".join(row for each in lines for row in fitted(each))
    click.echo_via_pager(text + "\n", color=False)


def _raw(workspace: Workspace, case: str) -> bytes:
    head = workspace.head(case)
    raw = workspace.raw(case, head.version) if head is not None else None
    if head is not None and raw is None:
        raise Refused(f"the text of {case} is not here any more, or never was", f"`triage-tui show {case}` says why")
    if raw is None:
        raise Refused(f"there is no case {case} in this workspace", "triage-tui cases lists what there is")
    return raw
