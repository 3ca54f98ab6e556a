"""What the server does not take: an exception that carries the problem to answer with."""

from __future__ import annotations

import re
from typing import Any

from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.problems import Problem, problem
from triage_tui.errors import TriageError

_STEP = re.compile(r"\.([^.\[\]]+)|\[([0-9]+|\.\.\.)\]")
_MISSING = re.compile(r"missing required field `(.+)`$", re.DOTALL)


class Rejected(TriageError):
    """The rules, or the state of things, do not allow the act; nothing was changed."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem


def rejected(kind: str, detail: str = "", **members: Any) -> Rejected:
    """An exception with a problem of a known kind."""
    return Rejected(problem(kind, detail, **members))


def unreadable(error: Invalid, under: str = "") -> Rejected:
    """What is wrong with a document, as ``missing_field`` or ``invalid_field``; `under` points to where it stood."""
    missing = _MISSING.search(error.reason)
    if missing:
        return rejected("missing_field", pointer=f"{under}{pointer(error.path)}/{_escaped(missing[1])}")
    return rejected("invalid_field", reason=error.reason, pointer=under + pointer(error.path))


def pointer(path: str) -> str:
    """A JSON path of the record library as a JSON pointer (RFC 6901): ``$.flags[2].id`` is ``/flags/2/id``."""
    return "".join(f"/{_escaped(name or number)}" for name, number in _STEP.findall(path))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
