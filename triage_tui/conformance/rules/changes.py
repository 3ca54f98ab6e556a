"""The feed of changes."""

from __future__ import annotations

from triage_tui.conformance import made
from triage_tui.conformance.answers import NotOffered, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules

RULES = Rules("changes")


@RULES
def from_the_beginning(ground: Ground) -> None:
    """Read from the beginning to the end, every case that waits is told."""
    found = ground.supply.fresh()
    told = {change.case_id for page in ground.pages(None) for change in page.changes}
    ensure(found.id in told, "a case that waits was never told")


@RULES
def quiet(ground: Ground) -> None:
    """At the end the cursor can be asked again, and what was told once is not told from there."""
    found = ground.supply.fresh()
    cursor = ground.now()
    again = [change.case_id for change in ground.since(cursor)]
    ensure(found.id not in again, "a change was told twice")


@RULES
def same_from_the_same_cursor(ground: Ground) -> None:
    """The same cursor asked twice tells the same changes first: a page that was lost can be read again."""
    cursor = ground.now()
    came = [one.id for one in (ground.supply.fresh(), ground.supply.fresh()) if one.own]
    first, second = ([one.case_id for one in ground.since(cursor)] for _ in range(2))
    ensure(second[: len(first)] == first, "the same cursor told something else")
    ensure(not set(came) - set(first), "a case that came in was not told")


@RULES
def new_version_is_told(ground: Ground) -> None:
    """A new version of a case is told with its number."""
    found = ground.supply.fresh()
    if not found.own:
        raise NotOffered("it takes a token that may hand in a new version of a case")
    cursor = ground.now()
    ground.supply.hand_in(made.case(found.id, found.queue.id, ground.supply.clause, version=found.version + 1))
    told = [one.case_version for one in ground.since(cursor) if one.case_id == found.id]
    ensure(found.version + 1 in told, "the new version was not told")


@RULES
def decided_is_told(ground: Ground) -> None:
    """That a case was decided is told."""
    found = ground.supply.fresh()
    cursor = ground.now()
    ground.decided(found)
    kinds = {one.kind for one in ground.since(cursor) if one.case_id == found.id}
    ensure(bool(kinds & {"case_closed", "case_changed"}), "the decided case was not told")


@RULES
def strange_cursor(ground: Ground) -> None:
    """A cursor that the server never gave is refused as a problem, never answered with everything."""
    for cursor in ("x", "!!", "A" * 400):
        ground.first.get("/v1/changes", since=cursor).problem("cursor_gone", "invalid_field", "bad_request")
