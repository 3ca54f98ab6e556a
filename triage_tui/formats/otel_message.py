"""Messages of the OpenTelemetry conventions for generative AI as turns."""

from __future__ import annotations

from typing import Any

import msgspec

from triage_tui.domain.values import Invalid
from triage_tui.formats import chats
from triage_tui.formats.fields import Fields, said
from triage_tui.formats.media import decoded_size, media, part

_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
OLDER = {f"gen_ai.{role}.message": role for role in ("system", "user", "assistant", "tool")}
"""Events that held one message each, before messages became attributes."""
_KNOWN = ("text", "reasoning", "tool_call", "tool_call_response", "blob", "uri", "file")
CHOICE = "gen_ai.choice"
"""The event that held an answer of the model."""


def turn(message: Fields) -> dict[str, Any]:
    """A message with parts as a turn, a developer's as the system's; raises `Invalid` where it is none."""
    role = message.text("role")
    if role not in _ROLES:
        raise Invalid(f"{message.path}.role", f"is none of {', '.join(_ROLES)}")
    name, parts = message.text("name"), [_part(one) for one in message.objects("parts")]
    return chats.turn(_ROLES[role], parts, message.left(), name=name)


def _part(one: Fields) -> dict[str, Any]:
    kind = one.peek("type")
    if kind in _KNOWN:
        one.pop("type")
    if kind in ("text", "reasoning"):
        return {"type": kind, "text": one.text("content")} | one.left()
    if kind in ("tool_call", "server_tool_call"):
        return _call(one, "arguments" if kind == "tool_call" else kind) | one.left()
    if kind in ("tool_call_response", "server_tool_call_response"):
        answer = next((one.pop(name) for name in ("response", "result", kind) if name in one), None)
        return {"type": "tool_result", "text": _words(answer)} | said(call_id=one.text("id")) | one.left()
    if kind == "blob":
        content = one.text("content")
        return part(one.text("mime_type"), decoded_size(content) or None, one.text("modality")) | one.left()
    if kind == "file":
        return part(one.text("mime_type"), None, one.text("file_id")) | one.left()
    if kind == "uri":
        return media(one.text("uri"), one.text("mime_type")) | one.left()
    return chats.unknown(one)


def _call(one: Fields, asked: str = "arguments") -> dict[str, Any]:
    return {"type": "tool_call", "input": one.pop(asked)} | said(call_id=one.text("id"), name=one.text("name"))


def _words(answer: Any) -> str:
    return answer if isinstance(answer, str) else "" if answer is None else msgspec.json.encode(answer).decode()


def older(name: str, told: Fields) -> dict[str, Any]:
    """An event with one message as a turn: its content is text, its calls are those of chat completions."""
    body = (told.inside("message") if name == CHOICE else None) or told
    content, calls = _words(body.pop("content")), body.objects("tool_calls")
    role = OLDER.get(name, "assistant")
    if role == "tool":
        parts = [{"type": "tool_result", "text": content} | said(call_id=told.text("id"))]
    else:
        parts = [{"type": "text", "text": content}] if content else []
    for call in calls:
        asked = call.inside("function") or call
        parts.append(_call(asked) | said(call_id=call.text("id")) | call.left())
    return chats.turn(role, parts, told.left())
