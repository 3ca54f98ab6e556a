"""The fields a filter can ask about, and the fixed words some of them take."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from triage_tui.domain.filter.tree import Sort
from triage_tui.domain.words import CaseState, OutboxState, Outcome, RootCause

Kind = Literal["name", "word", "severity", "number", "age", "moment", "day", "text"]
"""How a field's values are written: free text, one of fixed words, 0-4, a number, a duration, a duration from
now or a day, a day, words of the conversation."""


class Field(Struct, frozen=True):
    """Something a filter can ask of a case."""

    name: str
    title: str
    """What it is, in the words of the completion list and of docs/filters.md."""
    kind: Kind = "name"
    words: tuple[str, ...] = ()
    """All the values it takes; empty where any value may come."""
    also: tuple[str, ...] = ()
    """Other names for it."""


STANDS = (
    *(state.value for state in CaseState),
    *(state.value for state in OutboxState if state is not OutboxState.WITHDRAWN),
    "overdue",
    "tagged",
    "escalated",
    "mine",
    "purged",
)
"""What a case can be: its state here, how far its decision has come, and five that are asked for often."""

HAS = ("draft", "decision", "report", "appeal", "opinion", "spans", "tools", "hidden")
"""What can come with a case; ``hidden`` is characters that a screen does not show."""

_ALL = (
    Field("id", "the case's id"),
    Field("clause", "a clause that any flag names"),
    Field("sev", "the highest severity of the flagged clauses, 0 to 4", "severity"),
    Field("score", "the highest score, 0 to 1, of all flags or of one clause or classifier", "number"),
    Field("over", "how far the score is above its threshold", "number"),
    Field("lang", "the language"),
    Field("queue", "the queue"),
    Field("origin", "how the case came here", "word", ("classifier", "report", "appeal", "audit")),
    Field("domain", "the work domain"),
    Field("tier", "the user's tier"),
    Field("is", "how the case stands", "word", STANDS, ("state",)),
    Field("flag", "a classifier that raised a flag"),
    Field("model", "the model that answered"),
    Field("policy", "a policy that any flag names"),
    Field("has", "what comes with the case", "word", HAS),
    Field("outcome", "what was decided", "word", tuple(Outcome)),
    Field("cause", "why the flag was found wrong", "word", tuple(RootCause)),
    Field("reviewer", "who decided", also=("by",)),
    Field("age", "how long ago the case came in", "age"),
    Field("due", "when the case is due", "moment"),
    Field("received", "the day the case came in", "day"),
    Field("label", "a label of the case", also=("labels",)),
    Field("text", "words of the conversation, the report or the appeal", "text"),
)

FIELDS = {field.name: field for field in _ALL}
"""Every field by its own name, in the order they are listed."""

NAMES = {name: field for field in _ALL for name in (field.name, *field.also)}
"""Every field by any of its names."""

MUTT = {"c": "clause", "s": "sev", "l": "lang"}
"""What ``~c``, ``~s`` and ``~l`` stand for."""

SORTS: tuple[Sort, ...] = get_args(Sort)
LIMIT = 1_000_000
"""The most cases that ``limit:`` may ask for."""
