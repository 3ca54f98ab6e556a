"""Lists and their cursors."""

from __future__ import annotations

from typing import Any

from triage_tui.conformance import made
from triage_tui.conformance.answers import Broken, NotOffered, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.cases import Row, Rows

RULES = Rules("lists")

ORDERS = ("priority", "due", "age", "random")
STOCK = 5
_MOST = 20
"""Pages that are walked of a long queue."""


def _stocked(ground: Ground) -> str:
    """A queue with some cases in it, no two alike in any order."""
    queue = ground.supply.fresh().queue.id
    try:
        to = [made.case(ground.supply.name(), queue, ground.supply.clause, n=n + 1) for n in range(STOCK)]
        ground.supply.hand_in(*to)
    except NotOffered:
        pass  # then the cases that wait have to do
    return queue


def _walk(ground: Ground, queue: str, order: str, limit: int, **more: Any) -> list[Row]:
    cursor = None
    found: list[Row] = []
    for _ in range(_MOST):
        page = ground.first.get("/v1/cases", queue=queue, state="open", order=order, limit=limit, cursor=cursor)
        rows = page.read(Rows)
        ensure(len(rows.cases) <= limit, f"{len(rows.cases)} rows came where {limit} were asked for")
        found += rows.cases
        cursor = rows.next
        if cursor is None:
            break
    return found


@RULES
def heads_only(ground: Ground) -> None:
    """A list holds no conversations, flags or opinions."""
    found = ground.first.get("/v1/cases", queue=_stocked(ground), limit=STOCK).expect(200).document()
    inside = {"conversation", "opinions", "report"} & {name for row in found.get("cases", ()) for name in row}
    ensure(not inside, f"a row holds {', '.join(sorted(inside))}")


@RULES
def pages_meet(ground: Ground) -> None:
    """Pages of two, one behind the other, give every case once, in every order."""
    queue = _stocked(ground)
    for order in ORDERS:
        ids = [row.id for row in _walk(ground, queue, order, 2)]
        ensure(len(set(ids)) == len(ids), f"ordered by {order}, a case is listed twice")
        whole = [row.id for row in _walk(ground, queue, order, 2 * _MOST)][: len(ids)]
        ensure(order == "random" or whole == ids, f"ordered by {order}, small pages list other cases than a large one")


@RULES
def in_order(ground: Ground) -> None:
    """By priority the largest comes first, by due and by age the earliest; what has none comes last."""
    queue = _stocked(ground)
    urgent = [(one.priority is None, -(one.priority or 0)) for one in _walk(ground, queue, "priority", STOCK)]
    ensure(urgent == sorted(urgent), "ordered by priority, a less urgent case comes before a more urgent one")
    due = [one.due_at for one in _walk(ground, queue, "due", STOCK)]
    dated = [at for at in due if at]
    ensure(due == sorted(dated) + [None] * (len(due) - len(dated)), "ordered by due, a later case comes before another")
    ages = [one.received_at for one in _walk(ground, queue, "age", STOCK) if one.received_at]
    ensure(ages == sorted(ages), "ordered by age, a younger case comes before an older one")


@RULES
def limit_is_kept(ground: Ground) -> None:
    """No page is longer than the limit in capabilities, whatever is asked for."""
    most = ground.capabilities.limits.page
    answer = ground.first.get("/v1/cases", queue=_stocked(ground), limit=most * 10)
    if answer.status == 200:
        ensure(len(answer.read(Rows).cases) <= most, f"a page has more than {most} rows")
    else:
        answer.problem("invalid_field", "bad_request", "too_large")


@RULES
def strange_cursor(ground: Ground) -> None:
    """A cursor that the server never gave is refused as a problem."""
    for cursor in ("x", "!!", "A" * 400):
        answer = ground.first.get("/v1/cases", queue=_stocked(ground), limit=2, cursor=cursor)
        answer.problem("invalid_field", "bad_request", "cursor_gone")


@RULES
def state_is_kept(ground: Ground) -> None:
    """Asked for a state, a list has cases of that state only."""
    queue = _stocked(ground)
    for state in ("open", "decided"):
        rows = ground.first.get("/v1/cases", queue=queue, state=state, limit=50).read(Rows).cases
        strange = {row.state for row in rows} - {state}
        if strange:
            raise Broken(f"among the {state} ones is a case that is {', '.join(sorted(strange))}")
