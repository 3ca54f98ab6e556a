"""Every error is a problem document (RFC 9457)."""

from __future__ import annotations

from triage_tui.conformance.answers import ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules

RULES = Rules("problems")

UNREADABLE = {
    "broken": b'{"id": ',
    "empty": b"",
    "no object": b"[1, 2]",
    "a number": b"7",
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "very deep": b"[" * 20_000,
    "a field twice over": b'{"id": 1, "id": {}}',
}
"""Bodies that are no decision."""


@RULES
def no_such_path(ground: Ground) -> None:
    """A path that is not there is not_found."""
    ground.first.get("/v1/conformance-no-such-path").problem("not_found")


@RULES
def wrong_method(ground: Ground) -> None:
    """A method that a path does not have is refused with 405 or 404, as a problem."""
    answer = ground.first.delete("/v1/queues").expect(404, 405)
    answer.any_problem()


@RULES
def unreadable_body(ground: Ground) -> None:
    """A body that cannot be read is refused as a problem, whatever it is, and never an error of the server."""
    for name, raw in UNREADABLE.items():
        answer = ground.first.call("POST", "/v1/decisions", raw)
        ensure(400 <= answer.status < 500, f"a body that is {name} was answered with {answer.status}")
        answer.any_problem()


@RULES
def wrong_parameters(ground: Ground) -> None:
    """Parameters that make no sense are refused as a problem."""
    for query in ("order=sideways", "state=sideways", "limit=many", "limit=-1"):
        answer = ground.first.get(f"/v1/cases?{query}")
        ensure(400 <= answer.status < 500, f"{query} was answered with {answer.status}")
        answer.any_problem()


@RULES
def strange_ids(ground: Ground) -> None:
    """Ids that lead out of their place, or hold what no id has, are refused as a problem."""
    for name in ("..%2F..%2Fetc%2Fpasswd", "%00", "a%0d%0aX-Evil:%201", "%F0%9F%92%A9", "x" * 3000):
        answer = ground.first.get(f"/v1/cases/{name}")
        ensure(400 <= answer.status < 500, f"a strange id was answered with {answer.status}")
        answer.any_problem()
        ensure("x-evil" not in answer.headers, "an id became a header")
