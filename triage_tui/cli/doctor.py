"""The verb ``doctor``: every check on a line, with what could be better and how."""

from __future__ import annotations

import click

from triage_tui.cli.options import Options, pass_options


@click.command(short_help="Look at the terminal, the workspace and the machine, and say what could be better.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_options
def command(options: Options, as_json: bool) -> int:
    """Look at the terminal, the workspace, its source and the machine. The exit status is 1 when one is broken."""
    from triage_tui.cli.checks import machine, protection, source, terminal, workspace
    from triage_tui.cli.checks.result import BROKEN
    from triage_tui.cli.printing import columns, echo, line, print_json

    results = [
        *terminal.results(options),
        *workspace.results(options),
        *protection.results(options),
        *source.results(options),
        *machine.results(options),
    ]
    for one in results:
        if as_json:
            print_json({"name": one.name, "state": one.state, "found": one.found, "hint": one.hint})
            continue
        columns([(line(f"{one.state:<8}"), line(f"{one.name:<10}"), line(one.found, 500))])
        for hint in filter(None, one.hint.splitlines()):
            echo(line(f"{'':20}  {hint}", 500))
    return 1 if any(one.state == BROKEN for one in results) else 0
