"""One line of a Claude Code session: a turn, or a record that is kept beside the conversation."""

from __future__ import annotations

from typing import Any

import msgspec

from triage_tui.domain.values import Invalid, Time
from triage_tui.formats.anthropic_block import parts
from triage_tui.formats.chats import Part, content, text, turn
from triage_tui.formats.fields import Fields, said
from triage_tui.formats.naming import Ids

_SPOKEN = ("user", "assistant")
_REFUSED = "model_refusal"
"""How the subtype of a system record starts that tells of a refusal."""
WRITTEN = ("isMeta", "isCompactSummary", "isApiErrorMessage")
"""What marks a message that the program wrote in somebody's place."""


def as_turn(record: Fields, ids: Ids) -> dict[str, Any] | None:
    """The record as a turn; none where it says nothing. Raises `Invalid` where it is broken."""
    kind = record.peek("type")
    if not isinstance(kind, str):
        raise Invalid("$.type", "is missing")
    if kind in _SPOKEN:
        return _spoken(record, ids)
    if kind == "attachment":
        return _queued(record, ids)
    if kind == "summary":
        name, spoken = record.text("type"), [text(record.text("summary"))]
        return turn("system", spoken, record.left(), name=name)
    if kind != "system":
        return None
    subtype, words = record.peek("subtype"), record.peek("content")
    if isinstance(subtype, str) and subtype.startswith(_REFUSED):
        said_by_model: Part = {"type": "refusal"} | said(category=record.text("apiRefusalCategory"))
        spoken = [said_by_model | said(text=record.text("content"))]
    elif isinstance(words, str) and words:
        spoken = [text(record.text("content"))]
    else:
        return None
    record.pop("type")
    about = {"name": record.text("subtype"), **_about(record, ids)}
    return turn("system", spoken, record.left(), **about)


def _spoken(record: Fields, ids: Ids) -> dict[str, Any]:
    """What the user, the model or a tool said; a message of nothing but a tool's answers is the tool's."""
    kind, message = record.text("type"), record.inside("message")
    if message is None:
        raise Invalid("$.message", "is missing")
    role = message.text("role") or kind
    if role not in _SPOKEN:
        raise Invalid("$.message.role", "is neither user nor assistant")
    spoken = list(content(message, "content", parts))
    if details := refusal(message):
        spoken.append({"type": "refusal"} | said(category=details.get("category"), text=details.get("explanation")))
    answers = [part for part in spoken if part["type"] == "tool_result"]
    if answers and all(part["type"] in ("tool_result", "media") for part in spoken):
        role = "tool"
    written = next((name for name in WRITTEN if record.peek(name) is True), "")
    about = {"name": written, **_about(record, ids)}
    return turn(role, spoken, record.left(), **about)


def _queued(record: Fields, ids: Ids) -> dict[str, Any] | None:
    """What was typed, or announced, while the model was at work: such words stand in an attachment alone."""
    attachment = record.inside_if_any("attachment")
    if attachment is None or attachment.peek("type") != "queued_command" or "prompt" not in attachment:
        return None
    record.pop("type")
    role = "user" if attachment.peek("commandMode") in (None, "prompt") else "system"
    about = {"name": attachment.text("type"), **_about(record, ids)}
    return turn(role, list(content(attachment, "prompt", parts)), record.left(), **about)


def refusal(message: Fields) -> dict[str, str]:
    """Category and explanation of a refusal, as far as the model's provider gave them."""
    details = message.peek("stop_details")
    if message.peek("stop_reason") != "refusal" or not isinstance(details, dict):
        return {}
    return {name: words for name in ("category", "explanation") if isinstance(words := details.get(name), str)}


def enforcement(record: dict[str, Any]) -> dict[str, str]:
    """What a record says was done to the user; empty where it says nothing of the kind."""
    subtype, message = record.get("subtype"), record.get("message")
    if isinstance(subtype, str) and subtype.startswith(_REFUSED):
        told = {"api_category": record.get("apiRefusalCategory"), "model": record.get("originalModel")}
        told["fallback_model"] = record.get("fallbackModel")
    elif isinstance(message, dict) and (details := refusal(Fields(message))):
        told = {"api_category": details.get("category"), "model": message.get("model")}
    else:
        return {}
    return {field: words for field, words in told.items() if isinstance(words, str)}


def _about(record: Fields, ids: Ids) -> dict[str, Any]:
    """The id and the time of a turn, where they can be that; else they stay where they are."""
    about = dict[str, Any]()
    if (own := ids.take(record.peek("uuid"))) is not None:
        about["id"] = own
        record.pop("uuid")
    try:
        msgspec.convert(record.peek("timestamp"), Time)
    except msgspec.ValidationError:
        return about
    return about | {"at": record.pop("timestamp")}
