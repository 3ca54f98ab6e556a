"""What one OTLP document tells of calls to a model: spans, their events, and events logged beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from triage_tui.domain.values import Invalid
from triage_tui.formats import scores
from triage_tui.formats.fields import Fields, objects, said
from triage_tui.formats.naming import Ids, slug
from triage_tui.formats.otel_message import CHOICE, OLDER, older, turn
from triage_tui.formats.otel_numbered import is_numbered
from triage_tui.formats.otel_numbered import turns as numbered
from triage_tui.formats.otel_values import attributes, listed, plain

DETAILS = "gen_ai.client.inference.operation.details"
"""The event that holds a call's messages outside its span."""
EVALUATION = "gen_ai.evaluation.result"
"""The event that holds a score."""
SYSTEM, ASKED, ANSWERED = "gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages"
_TOLD = (SYSTEM, ASKED, ANSWERED)
_SCORE = "gen_ai.evaluation."

Key = tuple[str, str]
"""Trace id and span id; empty where they are not said."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a span, or was logged beside it."""

    path: str
    name: str
    told: dict[str, Any]
    """The attributes."""
    rest: dict[str, Any]
    """What else it says, such as its time."""

    @property
    def all(self) -> dict[str, Any]:
        """Everything but its name."""
        return self.rest | self.told


@dataclass
class Operation:
    """A span, or what was logged of one that is not here."""

    path: str
    key: Key
    parent: str = ""
    """Span id of the caller."""
    told: dict[str, Any] = field(default_factory=dict)
    """The attributes."""
    events: list[Event] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)
    """What else the span says."""
    evaluations: list[dict[str, Any]] = field(default_factory=list)

    @property
    def speaks(self) -> bool:
        """Whether it holds messages."""
        return any(name in _TOLD or is_numbered(name) for name in self.told) or any(
            event.name in OLDER or event.name == CHOICE for event in self.events
        )


def operations(document: Any) -> list[Operation]:
    """Everything a document tells, spans first; raises `Invalid` where it is no OTLP."""
    top, found = Fields(document), list[Operation]()
    for resource in top.objects("resourceSpans"):
        about = _around(resource, "resource")
        for scope in resource.objects("scopeSpans"):
            around = about | _around(scope, "scope")
            found.extend(_span(span, around) for span in scope.objects("spans"))
    index = {one.key: one for one in found if any(one.key)}
    for resource in top.objects("resourceLogs"):
        about = _around(resource, "resource")
        for scope in resource.objects("scopeLogs"):
            around = about | _around(scope, "scope")
            for record in scope.objects("logRecords"):
                found.extend(_record(record, around, index))
    return found


def _around(owner: Fields, name: str) -> dict[str, Any]:
    """What a resource or a scope says of itself: its attributes, and its other fields."""
    one = owner.fields(name)
    told = attributes(one) | one.left().get("unmapped", {}) if one else {}
    return said(**{name: told | said(schemaUrl=owner.pop("schemaUrl"))})


def _span(span: Fields, about: dict[str, Any]) -> Operation:
    key = span.text("traceId"), span.text("spanId")
    one = Operation(span.path, key, span.text("parentSpanId"), attributes(span))
    for event in span.objects("events"):
        one.events.append(Event(event.path, event.text("name"), attributes(event), event.left().get("unmapped", {})))
    one.rest = span.left().get("unmapped", {}) | about
    _gather(one)
    return one


def _record(record: Fields, about: dict[str, Any], index: dict[Key, Operation]) -> Iterator[Operation]:
    """Put a logged event to its span; gives what stands for the span where it is not here."""
    key, told = (record.text("traceId"), record.text("spanId")), attributes(record)
    body = plain(record.pop("body"), f"{record.path}.body")
    told = (body if isinstance(body, dict) else said(body=body)) | told
    name = record.text("eventName") or str(told.pop("event.name", ""))
    one = index.get(key)
    if one is None:
        one = Operation(record.path, key, rest=about)
        index.update({key: one} if any(key) else {})
        yield one
    one.events.append(Event(record.path, name, told, record.left().get("unmapped", {})))
    _gather(one)


def _gather(one: Operation) -> None:
    """Attributes that came in the event made for them count as the span's own."""
    for event in one.events:
        if event.name == DETAILS:
            one.told = event.told | one.told
            event.told.clear()


def conversation(one: Operation) -> list[dict[str, Any]]:
    """The turns of a call; takes the messages away from its attributes."""
    turns, where = list[dict[str, Any]](), f"{one.path}.attributes"
    if (system := one.told.pop(SYSTEM, None)) is not None:
        path = f"{where}[{SYSTEM!r}]"
        parts = [{"type": "text", "content": system}] if _bare(system) else listed(system, path)
        turns.append(turn(Fields({"role": "system", "parts": parts}, path)))
    for name in (ASKED, ANSWERED):
        if (messages := one.told.pop(name, None)) is not None:
            path = f"{where}[{name!r}]"
            turns.extend(turn(message) for message in objects(listed(messages, path), path))
    turns.extend(numbered(one.told, where))
    for event in one.events:
        if event.name in OLDER or event.name == CHOICE:
            turns.append(older(event.name, Fields(event.all, event.path)))
    return turns


def _bare(system: Any) -> bool:
    return isinstance(system, str) and not system.lstrip().startswith("[")


def flags(one: Operation) -> Iterator[dict[str, Any]]:
    """A flag for each score and each label that was given to a call."""
    ids = Ids()
    for told in one.evaluations:
        name, label = str(told.get(f"{_SCORE}name", "evaluation")), told.get(f"{_SCORE}score.label")
        value, reason = told.get(f"{_SCORE}score.value"), told.get(f"{_SCORE}explanation")
        mapped = {f"{_SCORE}{field}" for field in ("name", "score.value", "score.label", "explanation")}
        beside = said(reason=reason, unmapped={key: it for key, it in told.items() if key not in mapped})
        if value is not None or label is None:
            yield from scores.flags(name, value, beside, ids)
        if label is not None:
            yield from scores.flags(name if value is None else f"{name}.label", label, beside, ids)


def case(one: Operation, fallback: str) -> dict[str, Any]:
    """A call to a model as a case; raises `Invalid` with the path of what is not as it should be."""
    turns = conversation(one)
    if not turns:
        raise Invalid(one.path, "holds no message")
    others = (event for event in one.events if event.name not in (*OLDER, CHOICE))
    kept = [event.rest | said(name=event.name, attributes=event.told) for event in others]
    span = said(traceId=one.key[0], spanId=one.key[1], parentSpanId=one.parent, events=kept, attributes=one.told)
    return said(
        id="-".join(slug(part) for part in one.key if part) or fallback,
        conversation={"turns": turns},
        flags=list(flags(one)),
        unmapped=span | one.rest,
    )
