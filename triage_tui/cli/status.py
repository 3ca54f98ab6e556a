"""The verb ``status``: the workspace in a few numbers."""

from __future__ import annotations

import click

from triage_tui.cli.options import Options, pass_options

COUNTED = {
    "open": "is:open",
    "overdue": "is:overdue",
    "draft": "is:draft",
    "skipped": "is:skipped",
    "decided": "is:decided",
    "held": "is:held",
    "queued": "is:queued",
    "sent": "is:sent",
    "accepted": "is:accepted",
    "refused": "is:refused",
    "conflict": "is:conflict",
}
"""What is counted, and by which filter."""


@click.command(short_help="Say what waits, what is decided and what is on its way out.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_options
def command(options: Options, as_json: bool) -> None:
    """Count the cases by where they stand, and the decisions by how far they have come."""
    from triage_tui.cli.printing import columns, echo, line, print_json
    from triage_tui.cli.seat import nothing_yet, seated
    from triage_tui.domain.filter import parse

    if nothing_yet(options):
        return
    with seated(options, read_only=True) as desk:
        counts = desk.store.counts([parse(words) for words in COUNTED.values()])
    named = dict(zip(COUNTED, counts, strict=True))
    if as_json:
        print_json({"workspace": str(options.workspace_path), **named})
        return
    echo(line(str(options.workspace_path), 500))
    columns([line(f"{count:>7}"), line(name)] for name, count in named.items() if count or name == "open")
