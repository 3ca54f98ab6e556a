"""A message of OpenAI's Chat Completions as a turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from triage_tui.domain.values import Invalid
from triage_tui.formats import chats, media
from triage_tui.formats.chats import Part, arguments, content, text, unknown
from triage_tui.formats.fields import Fields, said

ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}
"""The roles of messages, and ours."""
REASONING = ("reasoning_content", "reasoning")
"""What servers call the text of a model's thinking, which the format itself does not have."""


def turn(message: Fields, at: str | None = None) -> dict[str, Any]:
    """The turn of a message; a role that has another name here is kept beside it."""
    own = message.peek("role")
    if not isinstance(own, str) or own not in ROLES:
        raise Invalid(f"{message.path}.role", f"is none of {', '.join(ROLES)}")
    if own == ROLES[own]:
        message.pop("role")
    name, parts = message.text("name"), list(_parts(message, ROLES[own]))
    return chats.turn(ROLES[own], parts, message.left(), name=name, at=at)


def _parts(message: Fields, role: str) -> Iterator[Part]:
    thought = next((name for name in REASONING if isinstance(message.peek(name), str)), None)
    if thought:
        yield {"type": "reasoning", "text": message.text(thought)}
    told = list(content(message, "content", _block))
    yield from _answers(message, told) if role == "tool" else told
    if "refusal" in message:
        yield {"type": "refusal", "text": message.text("refusal")}
    if audio := message.inside("audio"):
        yield media.part("audio", media.decoded_size(audio.text("data")) or None, audio.text("transcript"))
    for call in message.objects("tool_calls"):
        yield _call(call)
    if legacy := message.fields("function_call"):
        yield _called(legacy)


def _answers(message: Fields, told: list[Part]) -> Iterator[Part]:
    """What a tool answered: its texts are the result of the call; an answer without any is an empty one."""
    about = said(type="tool_result", call_id=message.text("tool_call_id"))
    for part in told if any(part["type"] == "text" for part in told) else [text(""), *told]:
        yield part | about if part["type"] == "text" else part


def _block(block: Fields) -> Iterator[Part]:
    match block.peek("type"):
        case "text":
            block.pop("type")
            yield text(block.text("text")) | block.left()
        case "refusal":
            yield {"type": block.pop("type"), "text": block.text("refusal")} | block.left()
        case "image_url":
            block.pop("type")
            image = block.inside("image_url") or block
            yield media.media(image.text("url")) | block.left()
        case "input_audio":
            block.pop("type")
            audio = block.inside("input_audio") or block
            yield media.part(f"audio/{audio.text('format')}", media.decoded_size(audio.text("data")), "") | block.left()
        case "file":
            block.pop("type")
            file = block.inside("file") or block
            name = file.text("filename") or file.text("file_id")
            yield media.media(file.text("file_data"), "", name) | block.left()
        case _:
            yield unknown(block)


def _call(call: Fields) -> Part:
    """A tool call; its type is told by which object it holds."""
    kind = "custom" if "custom" in call else "function"
    if call.peek("type") == kind:
        call.pop("type")
    return _called(call.inside(kind) or call) | said(call_id=call.text("id")) | call.left()


def _called(function: Fields) -> Part:
    given = function.pop("input" if "input" in function else "arguments")
    part = {"type": "tool_call"} | said(name=function.text("name"))
    return part | {"input": arguments(given) if isinstance(given, str) else given} | function.left()
