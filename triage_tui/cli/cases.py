"""The verb ``cases``: the queue as a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options

if TYPE_CHECKING:
    from datetime import datetime

    from triage_tui.desk.ports import Store
    from triage_tui.domain.filter import Query
    from triage_tui.domain.head import CaseHead
    from triage_tui.ui.present.text import Safe

SHOWN = 100
"""Cases listed for people unless they say otherwise."""


@click.command(short_help="List the cases a filter matches.")
@click.argument("filter", required=False, default="", metavar="[FILTER]")
@click.option("--limit", type=click.IntRange(min=1), help=f"At most so many cases.  [default: {SHOWN}; --json: all]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_options
def command(options: Options, filter: str, limit: int | None, as_json: bool) -> None:  # noqa: A002 - what it is called
    """List the cases that FILTER matches, as in `triage-tui cases 'sev:>=3 is:open sort:due'`."""
    import msgspec

    from triage_tui.cli.printing import columns, print_json
    from triage_tui.cli.seat import nothing_yet, seated
    from triage_tui.domain.filter import parse
    from triage_tui.ui.present.text import ours

    query = parse(filter)
    if nothing_yet(options):
        return
    with seated(options, read_only=True) as desk:
        if as_json:
            for head in heads(desk.store, query, limit):
                print_json(msgspec.to_builtins(head))
            return
        now = desk.clock.now()
        listed = [_row(head, now) for head in heads(desk.store, query, limit or query.limit or SHOWN)]
        if listed:
            columns(listed)
        left = desk.store.count(query) - len(listed)
        if left > 0:
            click.echo(ours("{} more; --limit {} lists all", left, len(listed) + left), err=True)


def heads(store: Store, query: Query, limit: int | None) -> Iterator[CaseHead]:
    """The query's cases in its order, page by page, at most `limit` of them."""
    after, left = None, limit
    while left is None or left > 0:
        page = store.page(query, after=after, limit=min(left or 500, 500))
        yield from page.heads
        if not page.more_after:
            return
        after = page.heads[-1].n
        left = left and left - len(page.heads)


def _row(head: CaseHead, now: datetime) -> tuple[Safe, ...]:
    from triage_tui.cli.printing import line
    from triage_tui.ui.present.words import STATE, due, score, severity

    return (
        line(head.id),
        severity(head.severity).text,
        line(head.clause or "-", 20),
        score(head.score),
        line(head.language or "-", 8),
        due(head.due_at, now).text,
        line(head.outcome.replace("_", " "), 22) if head.outcome else STATE[head.state].text,
        line(head.snippet, 60),
    )
