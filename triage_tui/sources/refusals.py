"""Reading an answer: what was asked for, or why not."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec

from triage_tui.domain.values import Record
from triage_tui.domain.wire.problems import KINDS, CursorGone, Problem, SourceRefused, problem
from triage_tui.errors import NotSignedIn, TriageError
from triage_tui.sources.answers import JSON, Answer, NoAnswer

LONGEST_WAIT = 86_400.0
"""Seconds: a source that asks us to stay away longer is asked again after this."""
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading JSON can raise."""

Kind = TypeVar("Kind")


class _Core(Record):
    """What every problem says; read where the rest is of a newer or a broken server."""

    type: str
    title: str
    status: int
    detail: str = ""


def decoded(answer: Answer, kind: type[Kind], host: str) -> Kind:
    """An answer as what it should be; raises the typed error that says why it is none."""
    if answer.status not in (200, 201):
        raise refusal(answer, host)
    if answer.media in JSON:
        with suppress(*UNREADABLE):
            return msgspec.json.decode(answer.body, type=kind)
    raise strange(answer, host)


def refusal(answer: Answer, host: str) -> TriageError:
    """Why an answer is not what was asked for."""
    if answer.status == 401:
        return NotSignedIn(f"{host} does not accept the token", "`triage-tui login URL` signs you in")
    said = problem_in(answer)
    if said is None and answer.status == 429:
        said = problem("rate_limited", retry_after=retry_after(answer))
    if said is None:
        return strange(answer, host)
    return CursorGone(said) if said.kind == "cursor_gone" else SourceRefused(said)


def strange(answer: Answer, host: str) -> NoAnswer:
    """For what no Case API answers: a page of a proxy or of a network's sign-in, a redirect, a broken server."""
    elsewhere = ", which sends us elsewhere" if 300 <= answer.status < 400 else ""
    hint = "something else answers at this address, or stands between; check the address"
    title = f"{host} answered with {answer.looks} (status {answer.status}){elsewhere}"
    return NoAnswer(title, hint, patience=retry_after(answer))


def problem_in(answer: Answer) -> Problem | None:
    """The problem that an answer states; none where it states none."""
    if answer.media not in JSON or answer.status < 400:
        return None
    for kind in (Problem, _Core):
        with suppress(*UNREADABLE):
            found = msgspec.json.decode(answer.body, type=kind)
            said = found if isinstance(found, Problem) else Problem(**msgspec.structs.asdict(found))
            wait = retry_after(answer) if said.retry_after is None else bounded(said.retry_after)
            return msgspec.structs.replace(said, retry_after=wait)
    return None


def status_of(said: Problem) -> int:
    """The status that belongs to a problem: its kind's own, else the one it names."""
    return KINDS[said.kind].status if said.kind else said.status


def retry_after(answer: Answer) -> float | None:
    """Seconds that an answer asks us to wait; a date counts from the source's own clock."""
    words = answer.headers.get("retry-after", "").strip()
    if words.isascii() and words.isdigit() and len(words) <= 10:
        return bounded(float(words))
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        now = _date(answer.headers.get("date", "")) or datetime.now(UTC)
        if then := _date(words):
            return bounded((then - now).total_seconds())
    return None


def bounded(seconds: float) -> float:
    """A wait that makes sense."""
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _date(words: str) -> datetime | None:
    if not words:
        return None
    found = parsedate_to_datetime(words)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
