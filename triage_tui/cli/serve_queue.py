"""How a queue works: ``serve queue``."""

from __future__ import annotations

from typing import Any

import click

from triage_tui.cli.serving import database_option, operator, store_at


@click.command(short_help="Show a queue, or change how it works.")
@click.argument("queue_id", metavar="ID")
@click.option("--title", help="What reviewers see.")
@click.option("--mode", type=click.Choice(["open", "blind", "delayed"]), help="When the classifier's view is shown.")
@click.option("--requires", multiple=True, metavar="WHAT", help="rationale, findings, confidence or evidence.")
@click.option("--requires-nothing", is_flag=True, help="An outcome is enough.")
@click.option("--skip-reason", "skip_reasons", multiple=True, metavar="WORD", help="Why cases may be passed on.")
@click.option("--sla-hours", type=click.FloatRange(min=0), help="Cases whose source says nothing are due after this.")
@database_option
def queue(queue_id: str, requires: tuple[str, ...], requires_nothing: bool, database: str | None, **said: Any) -> None:
    """Show the queue ID as JSON, after changing what was said of it; a queue that is not there is made."""
    import msgspec

    from triage_tui.cli.printing import print_json
    from triage_tui.domain.wire.capabilities import Queue
    from triage_tui.domain.words import Mode

    changes = {name: value for name, value in said.items() if value not in (None, ())}
    if "mode" in changes:
        changes["mode"] = Mode(changes["mode"])
    if requires or requires_nothing:
        changes["requires"] = requires
    with store_at(database) as store:
        known = {one.id: one for one in store.queues(operator()).queues}
        if changes or queue_id not in known:
            store.set_queue(msgspec.structs.replace(known.get(queue_id, Queue(id=queue_id)), **changes))
            known = {one.id: one for one in store.queues(operator()).queues}
    print_json(msgspec.to_builtins(known[queue_id]))
