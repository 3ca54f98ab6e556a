"""The verb ``keys``: every act, its keys and what it does."""

from __future__ import annotations

from itertools import groupby

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.cli.printing import columns, echo, line, print_json
from triage_tui.settings.keymap import keymap
from triage_tui.settings.keynames import shown
from triage_tui.ui.commands import COMMANDS


@click.command(short_help="List every key and the act it stands for.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_options
def command(options: Options, as_json: bool) -> None:
    """List every act with its id, its keys as your settings have them, and what it does."""
    keys = keymap(COMMANDS, options.settings.keys)
    if as_json:
        for each in COMMANDS:
            print_json({"id": each.id, "context": each.context, "keys": keys[each.id], "help": each.help})
        return
    for group, rows in groupby(COMMANDS, key=lambda each: each.group):
        echo(line(group))
        columns(
            ([line("  ".join(map(shown, keys[each.id]))), line(each.id), line(each.help)] for each in rows),
            indent=2,
        )
        echo()
