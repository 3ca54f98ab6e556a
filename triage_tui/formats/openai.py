"""OpenAI Chat Completions: requests, responses, or both in one record, and plain lists of messages.

A response that offers several choices gives a case for each. The results of inline moderation become flags.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage_tui.domain.values import Invalid
from triage_tui.formats.chats import Named, chats, half, is_message, moment
from triage_tui.formats.documents import glimpses
from triage_tui.formats.fields import Fields, said
from triage_tui.formats.found import Bad, Found, Mapping, Reader
from triage_tui.formats.openai_message import ROLES, turn
from triage_tui.formats.openai_moderation import result_flags

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

LISTS = ("messages", "traj", "conversation")
"""What records call their list of messages."""
FILTERED = {"id": "finish_reason", "scale": "label", "score": "content_filter"}
"""The flag of an answer that was cut by the content filter, in the format's own word."""
BLOCKED = FILTERED | {"id": "error"}
"""That of a request it did not let through."""


_SAID = {"message", "delta"}


def sniff(head: bytes, name: str) -> float:
    """Sure of choices that hold messages; hopeful about lists of messages with roles."""
    return max(map(_sure, glimpses(head)), default=0.0)


def _sure(value: Any) -> float:
    if isinstance(value, dict):
        response = half(Fields(value), "response", "body")
        choices = response.peek("choices")
        if isinstance(choices, list) and any(isinstance(one, dict) and one.keys() & _SAID for one in choices):
            return 0.9
        asked = (half(Fields(value), "request"), response)
        value = next((one.peek(name) for one in asked for name in LISTS if name in one), [value])
    return 0.7 * (isinstance(value, list) and any(is_message(one) and one["role"] in ROLES for one in value))


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every conversation as a case."""
    return chats(source, _cases)


def _cases(record: Fields, named: Named) -> Iterator[dict[str, Any]]:
    request, response = half(record, "request"), half(record, "response", "body")
    own = record.text("custom_id") or record.text("id") or response.text("id")
    asked = [turn(message) for one in (request, response) for name in LISTS for message in one.objects(name)]
    choices, error = response.objects("choices"), response.inside_if_any("error")
    if not asked and not choices and error is None:
        raise Invalid("$", "holds no messages")
    blocked = error is not None and error.peek("code") == FILTERED["score"]
    done = said(
        model=response.text("model") or request.text("model"), user_message=error.text("message") if error else ""
    )
    flags, created = [BLOCKED] * blocked + _moderated(response), moment(response, "created") if choices else None
    case = {"enforcement": done, "flags": flags, "conversation": {"turns": asked} if asked or choices else None}
    if not choices:
        yield said(id=named(own), **case) | record.left()
    for number, choice in enumerate(choices):
        filtered = choice.peek("finish_reason") == "content_filter"
        yield said(
            **case
            | {
                "id": named(own) + (f"-choice-{number}" if len(choices) > 1 else ""),
                "conversation": {"turns": [*asked, _answer(choice, created)]},
                "flags": [FILTERED, *flags] if filtered else flags,
                "unmapped": record.left().get("unmapped", {}) | said(choice=choice.left().get("unmapped")),
            }
        )


def _answer(choice: Fields, created: str | None) -> dict[str, Any]:
    message = choice.fields("message")
    if message is None and "delta" in choice:
        raise Invalid(f"{choice.path}.delta", "is a piece of a streamed answer; the answer has to be whole")
    if message is None:
        raise Invalid(f"{choice.path}.message", "is missing")
    return turn(message, created)


def _moderated(response: Fields) -> list[dict[str, Any]]:
    """The flags of inline moderation; a moderation that failed gives none and is kept."""
    moderation = response.inside("moderation")
    flags = list[dict[str, Any]]()
    for side in ("input", "output"):
        outcome = moderation.inside(side) if moderation else None
        if outcome is not None:
            for number, result in enumerate(outcome.objects("results")):
                again = f"{number + 1}/" if number else ""
                flags += result_flags(result, outcome.peek("model"), f"{side}/{again}")
    return sorted(flags, key=lambda flag: not flag.get("flagged"))


READER = Reader("openai", "OpenAI Chat Completions and lists of messages (JSON)", sniff, read)
