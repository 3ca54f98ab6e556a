"""The conversation: turns, and the parts they are made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from triage_tui.domain.values import Id, Record, Time

Offset = Annotated[int, msgspec.Meta(ge=0)]
"""A count of Unicode code points, or an index."""


class Text(Record, tag="text", tag_field="type"):
    """Plain words."""

    text: str


class ToolCall(Record, tag="tool_call", tag_field="type"):
    """The assistant asks a tool to do something."""

    call_id: str = ""
    name: str = ""
    input: Any = None
    """Any JSON value."""


class ToolResult(Record, tag="tool_result", tag_field="type"):
    """What a tool answered."""

    call_id: str = ""
    text: str = ""
    is_error: bool = False


class Reasoning(Record, tag="reasoning", tag_field="type"):
    """The model's own thinking, where the source shows it."""

    text: str


class Media(Record, tag="media", tag_field="type"):
    """Something that is not text: named, never rendered."""

    media_type: str = ""
    bytes: int | None = None
    """Size in bytes."""
    description: str = ""


class RefusalPart(Record, tag="refusal", tag_field="type"):
    """The assistant declined here."""

    category: str | None = None
    text: str = ""


Part = Text | ToolCall | ToolResult | Reasoning | Media | RefusalPart


def part_text(part: Part) -> str:
    """The text of a part that spans count in: its words, a call's input as JSON, a medium's description."""
    if isinstance(part, ToolCall):
        if isinstance(part.input, str):
            return part.input
        return msgspec.json.format(msgspec.json.encode(part.input), indent=2).decode()
    if isinstance(part, Media):
        return part.description
    return part.text


class Turn(Record):
    """One message of the conversation."""

    role: Literal["system", "user", "assistant", "tool"]
    id: Id | None = None
    at: Time | None = None
    name: str = ""
    text: str | None = None
    """Shorthand for one text part."""
    parts: tuple[Part, ...] = ()

    @property
    def content(self) -> tuple[Part, ...]:
        """The parts, whichever way the turn was written."""
        return self.parts if self.text is None else (Text(text=self.text), *self.parts)


class Seen(Record):
    """Which turns the classifier was given; turn ids, both ends included."""

    first_turn: str = ""
    last_turn: str = ""


class Conversation(Record):
    """The turns, in order."""

    turns: tuple[Turn, ...] = ()
    classifier_saw: Seen | None = None
