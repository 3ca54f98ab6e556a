"""The verb ``outbox``: the decisions that wait or are in trouble, and sending one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from triage_tui.domain.standing import OutboxRow

MOST = 10_000
"""Rows that are listed, trouble first."""


@click.group(invoke_without_command=True, short_help="List the decisions that wait or are in trouble, with the reason.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@pass_options
def command(options: Options, ctx: click.Context, as_json: bool) -> None:
    """List the decisions that the source has not accepted: those in trouble first, with what it said of them."""
    if ctx.invoked_subcommand is not None:
        return
    from triage_tui.cli.printing import echo, print_json
    from triage_tui.cli.seat import last_used, nothing_yet, seated
    from triage_tui.domain.outbox import TROUBLED
    from triage_tui.domain.words import OutboxState
    from triage_tui.ui.present.text import ours

    options = last_used(options)
    if nothing_yet(options):
        return
    with seated(options, read_only=True) as desk:
        now = desk.clock.now()
        accepted = (OutboxState.ACCEPTED, OutboxState.SENT)
        rows = [one for one in desk.outbox.outbox(now, MOST) if one.standing.outbox not in accepted]
    for row in rows:
        if as_json:
            print_json(told(row))
        else:
            _tell(row, now, troubled=row.standing.outbox in TROUBLED)
    if not rows and not as_json:
        echo(ours("Nothing waits: the source has every decision."))


def told(row: OutboxRow) -> dict[str, object]:
    """One row for programs."""
    decision = row.standing.decision
    return {
        "decision": decision.id,
        "case": decision.case_id,
        "version": decision.case_version,
        "outcome": decision.outcome,
        "decided_at": decision.decided_at.isoformat(),
        "state": row.standing.outbox,
        "attempts": row.attempts,
        "next_try": row.next_try.isoformat() if row.next_try is not None else None,
        "reason": row.reason,
    }


def _tell(row: OutboxRow, now: datetime, *, troubled: bool) -> None:
    """A line for what and how far, and in trouble one for why and one for which."""
    from triage_tui.cli.printing import echo, line
    from triage_tui.ui.present.text import ours
    from triage_tui.ui.present.words import OUTBOX, OUTCOME, age

    decision, state = row.standing.decision, row.standing.outbox
    since = age(decision.decided_at, now)
    echo(ours("{:<9}  {:>4}  {}: {}", OUTBOX[state], since, line(decision.case_id), OUTCOME[decision.outcome]))
    if row.reason:
        echo(ours("                 {}", line(row.reason, 500)))
    if troubled:
        echo(ours("                 {}", line(decision.id)))


@command.command(short_help="Send a refused or unknown decision again.")
@click.argument("decision")
@pass_options
def retry(options: Options, decision: str) -> None:
    """Have the DECISION of this id sent again, or asked for, at the next sync. `outbox` lists the ids.

    For a refused one that makes sense only when the reason is gone. A conflict is settled at the desk, not sent again.
    """
    from triage_tui.cli.printing import echo, line
    from triage_tui.cli.seat import last_used, missing, seated
    from triage_tui.domain.words import OutboxState

    options = last_used(options)
    with seated(options, read_only=missing(options)) as desk:
        row = desk.outbox.outbox_row(decision)
        if row is None:
            raise Refused(f"there is no decision {decision} here", "`triage-tui outbox` lists the ids")
        state = row.standing.outbox
        if state is OutboxState.CONFLICT:
            raise Refused("sent again, it would be in conflict again", "settle it at the desk: O shows the outbox")
        if not desk.outbox.retry(decision):
            raise Refused(f"the decision is {state}, and is not sent again")
    echo(line(f"{decision} goes out with the next sync."))
