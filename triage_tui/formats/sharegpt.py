"""ShareGPT: conversations of ``from`` and ``value``, with the roles that its many variants use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage_tui.domain.values import Invalid
from triage_tui.formats.chats import Named, Part, arguments, chats, text, turn
from triage_tui.formats.documents import glimpses
from triage_tui.formats.fields import Fields, said
from triage_tui.formats.found import Bad, Found, Mapping, Reader

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

ROLES = {
    "system": "system",
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bing": "assistant",
    "bard": "assistant",
    "assistant": "assistant",
    "function_call": "assistant",
    "tool": "tool",
    "observation": "tool",
    "function_response": "tool",
}
"""Who speaks, and our role."""
LISTS = ("conversations", "conversation", "messages")
"""What records call their list."""


def sniff(head: bytes, name: str) -> float:
    """Sure of a list whose members say ``from`` and ``value``."""
    for one in glimpses(head):
        for talk in (one.get(name) for name in LISTS) if isinstance(one, dict) else ():
            if isinstance(talk, list) and any(
                isinstance(said, dict) and {"from", "value"} <= said.keys() for said in talk
            ):
                return 0.95
    return 0.0


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every conversation as a case."""
    return chats(source, _cases)


def _cases(record: Fields, named: Named) -> Iterator[dict[str, Any]]:
    turns = [{"role": "system", "text": record.text("system")}] if "system" in record else []
    turns += [_turn(one) for name in LISTS for one in record.objects(name)]
    if not turns:
        raise Invalid("$", "holds no conversation")
    yield {"id": named(record.text("id")), "conversation": {"turns": turns}} | record.left()


def _turn(one: Fields) -> dict[str, Any]:
    speaker = one.peek("from")
    if not isinstance(speaker, str) or speaker not in ROLES:
        raise Invalid(f"{one.path}.from", f"is none of {', '.join(ROLES)}")
    if speaker in ("human", "gpt", ROLES[speaker]):
        one.pop("from")
    words = one.take("value", str)
    if words is None:
        raise Invalid(f"{one.path}.value", "is missing")
    return turn(ROLES[speaker], [_part(speaker, words)], one.left())


def _part(speaker: str, words: str) -> Part:
    if ROLES[speaker] == "tool":
        return {"type": "tool_result", "text": words}
    if speaker != "function_call":
        return text(words)
    call = arguments(words)
    if isinstance(call, dict) and isinstance(call.get("name"), str) and call.keys() == {"name", "arguments"}:
        given = call["arguments"]
        return said(type="tool_call", name=call["name"]) | {
            "input": arguments(given) if isinstance(given, str) else given
        }
    return {"type": "tool_call", "input": call}


READER = Reader("sharegpt", "ShareGPT conversations (JSON)", sniff, read)
