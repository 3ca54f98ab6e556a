"""Queues and cases: lists, whole ones, what changed, and what reviewers say of them besides decisions."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from starlette.responses import Response

from triage_tui.domain.wire.cases import Intake, ServerState, Wanted
from triage_tui.domain.wire.receipts import Escalation, Note, Skip
from triage_tui.server import answers
from triage_tui.server.ask import Ask
from triage_tui.server.rejected import rejected

_PAGE = 100
"""Rows of a page when no number is asked for."""

Most = Annotated[int, msgspec.Meta(ge=1)]
"""Rows of a page; what is beyond the limit of the capabilities is refused."""


class RowsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which cases, in which order."""

    queue: str | None = None
    state: ServerState | None = None
    order: Literal["priority", "due", "age", "random"] = "priority"
    limit: Most = _PAGE
    cursor: str | None = None


class Since(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to go on, and how far."""

    since: str | None = None
    limit: Most | None = None
    """As many as a page may have when no number is asked for: who reads all wants few requests."""


def queues(ask: Ask) -> Response:
    """List the queues that the reviewer may see, with what waits in each."""
    return ask.answer(ask.store.queues(ask.me))


def rows(ask: Ask) -> Response:
    """List cases without their conversations."""
    wish = ask.asked(RowsAsked)
    limit = bounded(ask, wish.limit)
    return ask.answer(ask.store.rows(ask.me, wish.queue, wish.state, wish.order, limit, wish.cursor))


def one(ask: Ask) -> Response:
    """One case; its ETag is its version, and another one while something of it is withheld."""
    body, version, whole = ask.store.case(ask.me, ask.names["id"])
    return ask.tagged(body, f'"{version}"' if whole else f'"{version}-withheld"', "private, no-cache")


def several(ask: Ask) -> Response:
    """Whole cases by id, as JSON lines."""
    wanted = ask.document(Wanted)
    _few(ask, len(wanted.ids))
    return answers.streamed(ask.store.cases(ask.me, wanted.ids), ask.packed, ask.threads)


def changes(ask: Ask) -> Response:
    """What changed since a cursor; from the beginning without one."""
    wish = ask.asked(Since)
    return ask.answer(ask.store.changes(ask.me, wish.since, bounded(ask, wish.limit)))


def take_in(ask: Ask) -> Response:
    """Take cases in, all or none; the same case at the same version again changes nothing."""
    intake = ask.document(Intake)
    _few(ask, len(intake.cases))
    return ask.answer(ask.store.take_in(ask.me, [bytes(case) for case in intake.cases]))


def skip(ask: Ask) -> Response:
    """Pass a case on."""
    ask.store.skip(ask.me, ask.names["id"], ask.document(Skip))
    return answers.nothing()


def note(ask: Ask) -> Response:
    """Leave words about a case."""
    ask.store.note(ask.me, ask.names["id"], ask.document(Note))
    return answers.nothing()


def escalate(ask: Ask) -> Response:
    """Send a case to somebody else."""
    ask.store.escalate(ask.me, ask.names["id"], ask.document(Escalation))
    return answers.nothing()


def bounded(ask: Ask, limit: int | None) -> int:
    """How many rows a page has; one larger than the capabilities say is refused."""
    if limit is not None and limit > ask.bounds.limits.page:
        reason = f"a page has at most {ask.bounds.limits.page} rows"
        raise rejected("invalid_field", reason, pointer="/limit", reason=reason)
    return ask.bounds.limits.page if limit is None else limit


def _few(ask: Ask, count: int) -> None:
    if count > ask.bounds.limits.batch:
        raise rejected("too_large", f"a batch has at most {ask.bounds.limits.batch} cases")
