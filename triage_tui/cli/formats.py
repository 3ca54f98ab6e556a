"""The verb ``formats``: what ``import`` reads."""

from __future__ import annotations

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
    for reader in READERS:
        if reader.fields:
            echo(line(""), line(f"--map COLUMN=FIELD, for {reader.name}: {', '.join(reader.fields)}", 1000))
