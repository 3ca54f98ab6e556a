"""Messages as OpenLLMetry wrote them before the conventions had any: an attribute for each field, with numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from triage_tui.formats import openai_message
from triage_tui.formats.fields import Fields

_FIELD = re.compile(r"gen_ai\.(prompt|completion)\.(\d{1,6})\.(.+)", re.DOTALL)
_CALL = re.compile(r"tool_calls\.(\d{1,6})\.(id|name|arguments)")


def is_numbered(attribute: str) -> bool:
    """Whether an attribute is a field of such a message."""
    return _FIELD.fullmatch(attribute) is not None


def turns(told: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    """The turns of a call, those asked first; takes their fields away from the attributes."""
    messages = defaultdict[tuple[bool, int], dict[str, Any]](dict)
    for name in [*told]:
        if found := _FIELD.fullmatch(name):
            messages[found[1] == "completion", int(found[2])][found[3]] = told.pop(name)
    for answered, number in sorted(messages):
        name = f"gen_ai.{'completion' if answered else 'prompt'}.{number}"
        message = _message(messages[answered, number], answered=answered)
        yield openai_message.turn(Fields(message, f"{path}[{name!r}]"))


def _message(fields: dict[str, Any], *, answered: bool) -> dict[str, Any]:
    """The message that fields such as ``content`` and ``tool_calls.0.name`` spell."""
    calls = defaultdict[int, dict[str, Any]](dict)
    message = {"role": "assistant"} if answered else {}
    for name, value in fields.items():
        if call := _CALL.fullmatch(name):
            calls[int(call[1])][call[2]] = value
        else:
            message[name] = value
    return message | ({"tool_calls": [calls[n] for n in sorted(calls)]} if calls else {})
