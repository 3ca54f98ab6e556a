"""Cases as plain facts: made up by properties, put into the tables, and judged by filters without any SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from triage_tui.domain.filter import And, Between, Compare, Exact, Expr, Not, Or, Prefix, Term, Test, Words
from triage_tui.domain.filter.words import FIELDS, HAS
from triage_tui.domain.words import OutboxState, Outcome, RootCause

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ME = "ada"


@dataclass(frozen=True)
class Flagged:
    """One flag."""

    clause: str | None
    classifier: str
    policy: str | None
    version: str | None
    probability: float | None

    @property
    def policies(self) -> Iterator[str]:
        """The policy's id, with and without its version."""
        if self.policy is not None:
            yield self.policy
            if self.version is not None:
                yield f"{self.policy}@{self.version}"


@dataclass(frozen=True)
class Facts:
    """One case, in the words of the filter."""

    id: str
    lang: str
    queue: str
    origin: str
    domain: str
    tier: str
    model: str
    sev: int | None
    over: float | None
    received: datetime | None
    due: datetime | None
    flags: tuple[Flagged, ...]
    labels: tuple[str, ...]
    has: frozenset[str]
    text: str
    state: str
    tagged: bool
    outcome: str | None
    """This and the next three: only of a decided case."""
    outbox: str | None
    reviewer: str | None
    causes: tuple[str, ...]

    @property
    def score(self) -> float | None:
        return max((flag.probability for flag in self.flags if flag.probability is not None), default=None)


NAMES = ["", "cyber", "cyber.1", "cyber.2", "fr", 'say "x"', "a b", "bio", "bio@1", "bio@"]
MIDNIGHT = NOW.replace(hour=0)


def made_up(random: Random, n: int, words: Sequence[str]) -> Facts:
    """A case as the store would keep it; times lie on, and just before, what filters ask for."""
    state = random.choice(["open", "draft", "skipped", "decided", "closed"])
    decided = state == "decided"
    has = {word for word in HAS[2:] if random.random() < 0.3} | {
        {"draft": "draft", "decided": "decision"}.get(state, "")
    }
    names = [random.choice(NAMES) for _ in range(6)]
    return Facts(
        f"{names[0]}/{n}",
        *names[1:3],
        random.choice(FIELDS["origin"].words),
        *names[3:],
        random.choice([None, 0, 1, 2, 3, 4]),
        random.choice([None, -0.25, 0.1, 0.5]),
        _moment(random),
        _moment(random),
        tuple(_flagged(random) for _ in range(random.randrange(4))),
        tuple(random.choice(NAMES) for _ in range(random.randrange(3))),
        frozenset(has - {""}),
        " ".join(random.choice(words) for _ in range(random.randrange(5))),
        state,
        random.random() < 0.5,
        random.choice(list(Outcome)) if decided else None,
        random.choice([one for one in OutboxState if one != "withdrawn"]) if decided else None,
        random.choice([ME, "bob"]) if decided else None,
        tuple(random.choice(list(RootCause)) for _ in range(random.randrange(3))) if decided else (),
    )


def _flagged(random: Random) -> Flagged:
    clause, policy = random.choice([None, *NAMES]), random.choice([None, *NAMES[1:]])
    version, probability = random.choice([None, "1", ""]), random.choice([None, 0.1, 0.5, 0.8, 1.0])
    return Flagged(clause, random.choice(NAMES), policy, version, probability)


def _moment(random: Random) -> datetime | None:
    sign, minutes = random.choice([-1, 1]), random.choice([0, 1, 59, 60, 90, 1_440, 2_880, 10_080])
    near = NOW + sign * timedelta(minutes=minutes) - timedelta(milliseconds=random.randrange(2))
    day = MIDNIGHT + timedelta(days=random.randrange(-3, 3)) - timedelta(milliseconds=random.randrange(2))
    return random.choice([None, near, day])


def matches(expr: Expr | None, case: Facts) -> bool:
    """Whether a case is what the condition asks for."""
    match expr:
        case None:
            return True
        case Not(part):
            return not matches(part, case)
        case And(parts):
            return all(matches(part, case) for part in parts)
        case Or(parts):
            return any(matches(part, case) for part in parts)
        case Words(text, prefix):
            return _says(case.text, text, prefix)
        case Term(field, tests, of):
            return any(_passes(field, of, test, case) for test in tests)


def _says(text: str, wanted: str, prefix: bool) -> bool:
    words, sought = (re.findall(r"[a-z0-9]+", one.lower()) for one in (text, wanted))
    for at in range(len(words) - len(sought) + 1):
        *whole, last = words[at : at + len(sought)] or [""]
        if sought and whole == sought[:-1] and (last == sought[-1] or (prefix and last.startswith(sought[-1]))):
            return True
    return False


def _passes(field: str, of: str, test: Test, case: Facts) -> bool:
    if field == "is":
        return isinstance(test, Exact) and test.value in _is(case)
    if field == "has":
        return isinstance(test, Exact) and test.value in case.has
    if field in ("age", "received", "due"):
        return _in_time(field, test, case.due if field == "due" else case.received)
    if field in ("sev", "score", "over"):
        numbers = [case.sev, case.score, case.over][("sev", "score", "over").index(field)]
        return any(_compares(test, one) for one in (_scores(case, of) if of else [numbers]) if one is not None)
    return _reads(test, [one for one in _texts(field, case) if one])


def _is(case: Facts) -> Iterator[str | None]:
    yield from (case.state, case.outbox)
    if case.due is not None and case.due < NOW and case.state not in ("decided", "closed"):
        yield "overdue"
    if case.tagged:
        yield "tagged"
    if case.outcome == "escalate":
        yield "escalated"
    if "draft" in case.has or case.reviewer == ME:
        yield "mine"


def _scores(case: Facts, of: str) -> list[float | None]:
    return [
        flag.probability for flag in case.flags if (flag.clause or "").startswith(of) or flag.classifier.startswith(of)
    ]


def _texts(field: str, case: Facts) -> Iterable[str | None]:
    return {
        "clause": [flag.clause for flag in case.flags],
        "flag": [flag.classifier for flag in case.flags],
        "policy": [name for flag in case.flags for name in flag.policies],
        "label": case.labels,
        "cause": case.causes,
    }.get(field) or [getattr(case, field, None)]


def _reads(test: Test, known: list[str]) -> bool:
    match test:
        case Exact(""):
            return not known
        case Exact(word):
            return word in known
        case Prefix(start):
            return any(one.startswith(start) for one in known)
    raise AssertionError(test)


def _compares(test: Test, value: Any) -> bool:
    match test:
        case Exact(wanted):
            return bool(value == wanted)
        case Between(low, high):
            return bool(low <= value <= high)
        case Compare("<", than):
            return bool(value < than)
        case Compare("<=", than):
            return bool(value <= than)
        case Compare(">", than):
            return bool(value > than)
        case Compare(">=", than):
            return bool(value >= than)
    raise AssertionError(test)


def _in_time(field: str, test: Test, moment: datetime | None) -> bool:
    if moment is None:
        return False
    values = [getattr(test, name) for name in ("value", "low", "high") if hasattr(test, name)]
    if isinstance(values[0], timedelta):
        return _compares(test, NOW - moment if field == "age" else moment - NOW)
    return _compares(test, moment.astimezone(UTC).date())
