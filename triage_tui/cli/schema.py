"""The verb ``schema``: our formats, for programs."""

from __future__ import annotations

import json

import click


@click.command(short_help="Print the JSON Schema of a format.")
@click.argument("name", type=click.Choice(["case", "policy", "decision", "manifest"]))
def command(name: str) -> None:
    """Print the JSON Schema of a case, a policy pack, a decision or a sealed file's manifest."""
    from triage_tui.cli.printing import block, echo
    from triage_tui.formats.schemas import schema

    echo(block(json.dumps(schema(name), indent=2)))
