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
    tables = [reader for reader in READERS if reader.fields]
    shared = [field for field in tables[0].fields if all(field in reader.fields for reader in tables)]
    names = " and ".join(reader.name for reader in tables)
    echo(line(""), line(f"--map COLUMN=FIELD, for {names}: {', '.join(shared)}", 1000))
    for reader in tables:
        if own := [field for field in reader.fields if field not in shared]:
            echo(line(f"For {reader.name} also: {', '.join(own)}"))
