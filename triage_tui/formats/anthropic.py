"""Anthropic Messages: requests, responses, or both in one record; a refusal with the category that the response names.

A message that holds nothing but tool results is the tool's turn. An error of the API is what the user read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage_tui.domain.values import Invalid
from triage_tui.formats import chats
from triage_tui.formats.anthropic_block import BLOCKS, parts
from triage_tui.formats.chats import Named, Part, half
from triage_tui.formats.documents import glimpses
from triage_tui.formats.fields import Fields, said
from triage_tui.formats.found import Bad, Found, Mapping, Reader

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

ROLES = ("system", "user", "assistant")
"""The roles of messages; they are ours too."""
PIECES = tuple(f"{one}_{what}" for one in ("message", "content_block") for what in ("start", "delta", "stop"))
"""Events that a streamed answer comes in."""
UNANSWERED = ("errored", "canceled", "expired")
"""Results of a batch without an answer."""


def sniff(head: bytes, name: str) -> float:
    """Sure of responses and errors; hopeful about messages with blocks that only this format has."""
    return max(map(_sure, glimpses(head)), default=0.0)


def _sure(value: Any) -> float:
    if isinstance(value, dict):
        answer = half(Fields(value), "response", "result", "message")
        if value.get("type") in PIECES or ("result" in value and answer.peek("type") in UNANSWERED):
            return 0.9
        if answer.peek("type") == "message" and "role" in answer:
            return 0.95
        if answer.peek("type") == "error" and half(answer, "error").peek("message"):
            return 0.85
        request = half(Fields(value), "request", "params")
        if "system" in request and "messages" in request:
            return 0.8
        value = request.peek("messages") or [value]
    return 0.8 * (isinstance(value, list) and any(map(_told, value)))


def _told(message: Any) -> bool:
    """Whether a message has a block that no other format has."""
    blocks = message.get("content") if chats.is_message(message) else None
    kinds = [one.get("type") for one in blocks if isinstance(one, dict)] if isinstance(blocks, list) else []
    return bool(BLOCKS.intersection(kind for kind in kinds if isinstance(kind, str)))


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every conversation as a case."""
    return chats.chats(source, _cases)


def _cases(record: Fields, named: Named) -> Iterator[dict[str, Any]]:
    if record.peek("type") in PIECES:
        raise Invalid("$.type", "is a piece of a streamed answer; the answer has to be whole")
    request, answer = half(record, "request", "params"), half(record, "response", "result", "message")
    kind = answer.peek("type")
    if kind in UNANSWERED:
        answer = half(answer, "error")
    own = record.text("custom_id") or answer.text("id") or record.text("id")
    turns = [_turn("system", request, "system")] if "system" in request else []
    turns += [_message(message) for message in request.objects("messages")]
    error = answer.inside("error") if answer.peek("type") == "error" else None
    refusal = _refusal(answer)
    if error is None and (answer.peek("type") == "message" or "stop_reason" in answer):
        turns.append(_turn("assistant", answer, "content", refusal))
    if not turns and error is None:
        raise Invalid("$", f"holds no messages{f': the request was {kind}' if kind in UNANSWERED else ''}")
    category = refusal[0].get("category") if refusal else None
    yield (
        said(
            id=named(own),
            conversation={"turns": turns} if turns else None,
            flags=[said(id="stop_details", scale="label", score=category)] if category else [],
            enforcement=said(
                model=answer.text("model") or request.text("model"),
                api_category=category,
                user_message=error.text("message") if error else "",
            ),
        )
        | record.left()
    )


def _message(message: Fields) -> dict[str, Any]:
    role = message.text("role")
    if role not in ROLES:
        raise Invalid(f"{message.path}.role", f"is none of {', '.join(ROLES)}")
    told = list(chats.content(message, "content", parts))
    if told and all(part["type"] == "tool_result" for part in told):
        role = "tool"
    return chats.turn(role, told, message.left())


def _turn(role: str, owner: Fields, name: str, more: list[Part] | None = None) -> dict[str, Any]:
    """The turn of content that is a field of something larger."""
    return chats.turn(role, [*chats.content(owner, name, parts), *(more or [])], {})


def _refusal(answer: Fields) -> list[Part]:
    """The part that says the model refused: what for, and in what words, where the response says so."""
    if answer.peek("stop_reason") != "refusal":
        return []
    details = answer.inside("stop_details")
    why = said(category=details.text("category"), text=details.text("explanation")) if details else {}
    return [{"type": "refusal"} | why]


READER = Reader("anthropic", "Anthropic Messages, requests and responses (JSON)", sniff, read)
