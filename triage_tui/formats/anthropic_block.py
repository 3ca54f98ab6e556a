"""A block of Anthropic's message content as parts of a turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from triage_tui.formats import media
from triage_tui.formats.chats import Part, content, text, unknown
from triage_tui.formats.fields import Fields, said


def parts(block: Fields) -> Iterator[Part]:
    """The parts of a block; what it says beyond them stays with the first."""
    kind = str(block.peek("type"))
    read = _result if kind.endswith("tool_result") else _READ.get(kind)
    if read is None:
        yield unknown(block)
        return
    if kind in _TOLD:
        block.pop("type")
    first, *more = list(read(block)) or [{"type": "media"}]
    left = block.left()
    if left and "unmapped" in first:
        left = {"unmapped": first["unmapped"] | {kind: left["unmapped"]}}
    yield first | left
    yield from more


def _text(block: Fields) -> Iterator[Part]:
    yield text(block.text("text"))


def _thinking(block: Fields) -> Iterator[Part]:
    yield {"type": "reasoning", "text": block.text("thinking")}


def _hidden(block: Fields) -> Iterator[Part]:
    yield media.part("", media.decoded_size(block.text("data")), "")


def _call(block: Fields) -> Iterator[Part]:
    yield {"type": "tool_call", "input": block.pop("input")} | said(call_id=block.text("id"), name=block.text("name"))


def _result(block: Fields) -> Iterator[Part]:
    """A result for each text of the answer; what is no text follows as itself, or as JSON where nobody knows it."""
    about = said(call_id=block.text("tool_use_id"), is_error=block.take("is_error", bool))
    if isinstance(block.peek("content"), dict):
        answers: list[Part] = [text(msgspec.json.encode(block.pop("content"), order="sorted").decode())]
    else:
        answers = list(content(block, "content", parts)) or [text("")]
    for answer in answers:
        unread = answer.get("media_type") == "application/json"
        words = answer["description"] if unread else answer.get("text", "")
        told = {"type": "tool_result", "text": words} | about
        yield answer | told if answer["type"] == "text" else told if unread else answer


def _source(block: Fields) -> Iterator[Part]:
    """An image or a document: its text where it is text, else its kind, its size and what it is called."""
    source = block.inside("source") or block
    if "content" in source:
        yield from content(source, "content", parts)
        return
    if source.peek("type") == "text":
        yield text(source.text("data"))
        return
    name = block.text("title") or source.text("url") or source.text("file_id")
    yield media.part(source.text("media_type"), media.decoded_size(source.text("data")) or None, name)


def _found(block: Fields) -> Iterator[Part]:
    yield from content(block, "content", parts)


_READ: dict[str, Callable[[Fields], Iterator[Part]]] = {
    "text": _text,
    "thinking": _thinking,
    "redacted_thinking": _hidden,
    "tool_use": _call,
    "server_tool_use": _call,
    "mcp_tool_use": _call,
    "image": _source,
    "document": _source,
    "search_result": _found,
}
_TOLD = frozenset({"text", "thinking", "tool_use", "tool_result"})
"""Types that the part says by its own type."""
BLOCKS = frozenset({"tool_result", *_READ}) - {"text"}
"""Types of blocks that only this format has."""
