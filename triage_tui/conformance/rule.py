"""What a rule is, and what is found out about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from triage_tui.conformance.answers import Broken, NotOffered
from triage_tui.conformance.ground import Ground

State = Literal["held", "broken", "not offered"]


class Rule(Struct, frozen=True):
    """One demand of the contract, and how to try it."""

    id: str
    """``group/name``, the same from version to version."""
    what: str
    """The demand in one sentence."""
    check: Callable[[Ground], None]
    """Raises `Broken` or `NotOffered`."""

    @property
    def group(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]


class Result(Struct, frozen=True):
    """What was found out about one rule."""

    id: str
    group: str
    what: str
    state: State
    detail: str = ""
    """Why it is broken, or why it could not be tried; may hold untrusted text."""


class Rules(list[Rule]):
    """The rules of one group, in the order in which they are tried."""

    def __init__(self, group: str) -> None:
        super().__init__()
        self.group = group

    def __call__(self, check: Callable[[Ground], None]) -> Callable[[Ground], None]:
        """Add a check: its name is the rule's name, its docstring the demand."""
        name = check.__name__.replace("_", "-")
        self.append(Rule(f"{self.group}/{name}", (check.__doc__ or name).strip().rstrip("."), check))
        return check


def tried(rule: Rule, ground: Ground) -> Result:
    """Try a rule."""
    state: State = "held"
    detail = ""
    try:
        rule.check(ground)
    except Broken as broken:
        state, detail = "broken", broken.title
    except NotOffered as absent:
        state, detail = "not offered", absent.title
    return Result(rule.id, rule.group, rule.what, state, detail)
