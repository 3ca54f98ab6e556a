"""The verb ``formats``: what ``import`` reads."""

from __future__ import annotations

from itertools import groupby

import click


@click.command(short_help="List the file formats that import reads.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(as_json: bool) -> None:
    """List the file formats that import reads, by the names that --from knows."""
    from triage_tui.cli.printing import columns, echo, line, print_json
    from triage_tui.formats.registry import READERS

    if as_json:
        for reader in READERS:
            print_json({"name": reader.name, "title": reader.title, "fields": list(reader.fields)})
        return
    columns([line(reader.name), line(reader.title)] for reader in READERS)
    for fields, group in groupby((one for one in READERS if one.fields), key=lambda reader: reader.fields):
        names = " and ".join(reader.name for reader in group)
        echo(line(""), line(f"--map COLUMN=FIELD, for {names}: {', '.join(fields)}", 1000))
