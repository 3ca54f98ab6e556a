"""The messages of an Inspect AI log as turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from triage_tui.domain.values import Invalid
from triage_tui.formats import chats
from triage_tui.formats.fields import Fields, said
from triage_tui.formats.media import media
from triage_tui.formats.naming import Ids

_ROLES = ("system", "user", "assistant", "tool")
_MEDIA = ("image", "audio", "video", "document")
_KNOWN = ("text", "reasoning", "tool_use", *_MEDIA)


def turn(message: Fields, ids: Ids) -> dict[str, Any]:
    """A message as a turn; raises `Invalid` with the path of what is not as it should be."""
    role = message.text("role")
    if role not in _ROLES:
        raise Invalid(f"{message.path}.role", f"is none of {', '.join(_ROLES)}")
    own = ids.take(message.peek("id"))
    if own is not None:
        message.take("id", str)
    name, parts = message.text("function"), list(_results(message) if role == "tool" else _parts(message))
    return chats.turn(role, parts, message.left(), id=own, name=name)


def _parts(message: Fields) -> Iterator[dict[str, Any]]:
    for part in chats.content(message, "content", _block):
        if part.get("text") != "":
            yield part
    for call in message.objects("tool_calls"):
        yield _call(call, call.text("function"))


def _block(block: Fields) -> Iterator[dict[str, Any]]:
    kind = block.peek("type")
    if kind in _KNOWN:
        block.pop("type")
    if kind == "text":
        yield {"type": "refusal" if block.take("refusal", bool) else "text", "text": block.text("text")} | block.left()
    elif kind == "reasoning":
        yield {"type": "reasoning", "text": block.text("reasoning")} | block.left()
    elif kind in _MEDIA:
        yield media(block.text(kind), block.text("mime_type"), block.text("filename")) | block.left()
    elif kind == "tool_use":
        result = {"type": "tool_result", "call_id": block.peek("id") or "", "text": block.text("result")}
        yield _call(block, block.text("name"))
        yield result
    else:
        yield chats.unknown(block)


def _call(call: Fields, name: str) -> dict[str, Any]:
    asked = {"type": "tool_call", "input": call.pop("arguments")}
    return asked | said(call_id=call.text("id"), name=name) | call.left()


def _results(message: Fields) -> Iterator[dict[str, Any]]:
    """What a tool answered, and then what went wrong."""
    error = message.fields("error")
    about = said(call_id=message.text("tool_call_id"), is_error=None if error is None else True)
    for part in _parts(message):
        yield {**part, **about, "type": "tool_result"} if part["type"] == "text" else part
    if error is not None:
        yield {"type": "tool_result", "text": error.text("message"), **about} | error.left()
