"""What the formats of conversations share: how they lie in files, turns, content and the arguments of calls."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from triage_tui.domain.values import Invalid, rfc3339
from triage_tui.formats import media
from triage_tui.formats.documents import Document, documents, glimpses
from triage_tui.formats.fields import Fields, converted, said
from triage_tui.formats.found import LONGEST, Bad, Found, written
from triage_tui.formats.naming import slug

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

Part = dict[str, Any]
Named = Callable[[str], str]
"""The id of a case, from the name its record gives it; counted where that is empty."""
Cases = Callable[[Fields, Named], Iterable[dict[str, Any]]]
"""Makes the cases of one record; raises `Invalid` where it cannot."""


def chats(source: Source, cases: Cases) -> Iterator[Found | Bad]:
    """The cases of a file of records, of lists of messages, or of the messages of one conversation."""
    if any(map(is_message, glimpses(source.head))):
        return _one(source, cases)

    def convert(document: Document, value: Any) -> Iterable[dict[str, Any]]:
        record = Fields({"messages": value} if isinstance(value, list) else value)
        return cases(record, partial(_named, source.stem, document.number))

    return converted(source, convert)


def half(record: Fields, *names: str) -> Fields:
    """The half of a record that lies in objects of these names, where there are such."""
    for name in names:
        record = record.inside_if_any(name) or record
    return record


def is_message(value: Any) -> bool:
    """Whether a value has the shape of a message, and is not a response or a record that has its fields too."""
    if not isinstance(value, dict) or value.keys() & {"stop_reason", "messages", "request", "response"}:
        return False
    return isinstance(value.get("role"), str) and bool(value.keys() & {"content", "tool_calls"})


def _named(stem: str, number: int, own: str) -> str:
    return f"{stem}-{slug(own) if own else number}"


def _one(source: Source, cases: Cases) -> Iterator[Found | Bad]:
    """A file whose documents are messages is one conversation, taken as a whole or not at all."""
    values, length, whole = list[Any](), 0, True
    for document in documents(source):
        if isinstance(document, Bad):
            whole = False
            yield document
            continue
        try:
            values.append(document.value())
        except Invalid as error:
            whole = False
            yield document.bad(error)
        length += len(document.raw)
        if length > LONGEST:
            yield Bad(document.line, "$", f"the conversation is longer than {LONGEST:,} bytes")
            return
    if not whole:
        return
    try:
        for case in cases(Fields({"messages": values}), partial(_named, source.stem, 1)):
            yield written(case, 1)
    except Invalid as error:
        yield Bad(1, error.path.replace("$.messages", "$", 1), error.reason)
    except RecursionError:
        yield Bad(1, "$", "is nested too deeply")


def turn(role: str, parts: Sequence[Part], left: dict[str, Any], **about: Any) -> dict[str, Any]:
    """A turn, written short where it is plain words."""
    if len(parts) == 1 and parts[0]["type"] == "text" and "unmapped" not in parts[0]:
        return said(role=role, **about) | {"text": parts[0]["text"]} | left
    return said(role=role, **about, parts=list(parts)) | left


def text(words: str) -> Part:
    """A part of plain words."""
    return {"type": "text", "text": words}


Block = Callable[[Fields], Iterable[Part]]
"""The parts of one block of content."""


def content(owner: Fields, name: str, block: Block) -> Iterator[Part]:
    """The parts of content: text, or an array of blocks."""
    value = owner.pop(name)
    if isinstance(value, str):
        yield text(value)
    elif isinstance(value, list):
        for n, one in enumerate(value):
            path = f"{owner.path}.{name}[{n}]"
            yield from [text(one)] if isinstance(one, str) else block(Fields(one, path))
    elif value is not None:
        raise Invalid(f"{owner.path}.{name}", "is neither text nor an array")


def unknown(block: Fields) -> Part:
    """A block of a type nobody told us of: named by its JSON, so that it can be read."""
    rest = block.left().get("unmapped", {})
    return media.part("application/json", None, msgspec.json.encode(rest, order="sorted").decode())


def arguments(words: str) -> Any:
    """A call's arguments as the object they spell; as the very text where that says more, or no object."""
    try:
        value = json.loads(words, object_pairs_hook=_once, parse_float=_finite, parse_constant=_finite)
        msgspec.json.encode(value)
    except (ValueError, RecursionError):
        return words
    return value if isinstance(value, dict) else words


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that comes twice would hide what came first."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError
    return value


def _finite(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        raise ValueError
    return number


def moment(owner: Fields, name: str) -> str | None:
    """A field of whole seconds since 1970, as a time."""
    seconds = owner.take(name, int)
    if seconds is None:
        return None
    try:
        return rfc3339(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        raise Invalid(f"{owner.path}.{name}", "is no moment of the calendar") from None
