"""The verb ``status``: the workspace in a few numbers, and the source that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options

if TYPE_CHECKING:
    from triage_tui.desk.origin import Origin
    from triage_tui.storage.workspace import Workspace

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
    "unknown": "is:unknown",
}
"""What is counted, and by which filter."""


@click.command(short_help="Say what waits, what is decided and what is on its way out.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_options
def command(options: Options, as_json: bool) -> None:
    """Count the cases by where they stand, and the decisions by how far they have come, in the workspace used last.

    Nobody is asked: of a source it says when something came from there last. `sync` and `doctor` ask it.
    """
    from triage_tui.cli.printing import columns, echo, line, print_json
    from triage_tui.cli.seat import last_used, nothing_yet, opened
    from triage_tui.desk.origin import recall_origin
    from triage_tui.domain.filter import parse

    options = last_used(options)
    if nothing_yet(options):
        return
    with opened(options, read_only=True) as workspace:
        counts = workspace.counts([parse(words) for words in COUNTED.values()])
        origin = recall_origin(workspace)
        source = _source(workspace, origin) if origin is not None else {}
    named = dict(zip(COUNTED, counts, strict=True))
    if as_json:
        print_json({"workspace": str(options.workspace_path), **source, **named})
        return
    echo(line(str(options.workspace_path), 500))
    if source:
        last = source["pulled_at"] or "never"
        echo(line(f"{source['source']} as {source['reviewer']}; pulled last: {last}", 500))
    columns([line(f"{count:>7}"), line(name)] for name, count in named.items() if count or name == "open")


def _source(workspace: Workspace, origin: Origin) -> dict[str, str | None]:
    """Where the cases come from, for whom, and when they did last."""
    last = workspace.shelf().pulled_at(origin.address)
    at = None if last is None else last.isoformat(timespec="seconds")
    return {"source": origin.address, "reviewer": origin.me.reviewer, "pulled_at": at}
