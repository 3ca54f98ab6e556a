"""One sample of an Inspect AI log as a case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from triage_tui.domain.values import Invalid
from triage_tui.formats import scores
from triage_tui.formats.fields import Fields, objects, said
from triage_tui.formats.found import LONGEST
from triage_tui.formats.inspect_message import turn
from triage_tui.formats.naming import Ids, slug

NEWEST = 3
"""The newest version of a log that is known."""
LEFT_OUT = ("attachments", "events", "events_data", "message_pool", "model_usage", "role_usage", "store", "transcript")
"""What a sample holds for the tool itself; what of it the conversation refers to is put in its place."""
FILTERED = "content_filter"
"""How an answer is said to end that a filter stopped."""
_ABOUT = ("task", "task_id", "run_id", "eval_id", "eval_set_id", "model", "created")
_REFERENCE = re.compile(r"(?:attachment|tc)://([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Log:
    """What a log says of all its samples."""

    prefix: str
    """What the ids of its cases start with."""
    about: dict[str, Any]
    """Kept with every case, under ``unmapped``."""


def log(header: Any, fallback: str) -> Log:
    """The log that a header is of; raises `Invalid` for one of another version, or none."""
    fields = Fields(header)
    version = fields.take("version", int)
    about = fields.fields("eval")
    if version is None or about is None:
        raise Invalid("$", "is no log of Inspect AI: it has no version, or says nothing of its evaluation")
    if not 1 <= version <= NEWEST:
        raise Invalid("$.version", f"is {version}, and 1 to {NEWEST} are known")
    ids = [str(about.peek(one)) for one in ("run_id", "task_id") if one in about]
    own = str(about.peek("eval_id") or "-".join(ids) or fallback)
    return Log(slug(own), {"version": version, **{one: about.peek(one) for one in _ABOUT if one in about}})


def case(sample: Any, log: Log, path: str = "$") -> dict[str, Any]:
    """The sample as a case; raises `Invalid`, with the path, where it is not what a sample should be."""
    if not isinstance(sample, dict):
        raise Invalid(path, "is not an object")
    kept = {name: value for name, value in sample.items() if name not in LEFT_OUT}
    fields = Fields(_Attachments(sample).resolved(kept, path), path)
    name, epoch = fields.pop("id"), fields.take("epoch", int) or 1
    if not isinstance(name, str | int):
        raise Invalid(f"{path}.id", "is neither text nor a whole number")
    own, (messages, where) = Ids(), _messages(fields)
    turns = [turn(message, own) for message in objects(messages, f"{path}.{where}")]
    refused = _refused(fields.peek("output"))
    if refused:
        turns.append({"role": "assistant", "parts": [{"type": "refusal", **refused}]})
    return said(
        id=f"{log.prefix}-{slug(str(name))}-epoch-{epoch}",
        conversation={"turns": turns},
        flags=list(_flags(fields, refused)),
        enforcement=said(api_category=refused.get("category")),
        unmapped={"log": log.about, "sample": {"id": name, "epoch": epoch}, **fields.left().get("unmapped", {})},
    )


def _messages(fields: Fields) -> tuple[list[Any], str]:
    """The messages and where they were; of a sample that ended before its first one, the input."""
    if messages := fields.take("messages", list):
        contents = _contents(messages)
        asked = fields.peek("input")
        if all(one in contents for one in (_contents(asked) if isinstance(asked, list) else [asked])):
            fields.pop("input")
        for choice in _choices(fields.peek("output")):
            if isinstance(message := choice.get("message"), dict) and message in messages:
                del choice["message"]
        return messages, "messages"
    if isinstance(fields.peek("input"), str):
        return [{"role": "user", "content": fields.text("input")}], "input"
    return fields.take("input", list) or [], "input"


def _contents(messages: list[Any]) -> list[Any]:
    return [message.get("content") if isinstance(message, dict) else message for message in messages]


def _choices(output: Any) -> list[dict[str, Any]]:
    choices = output.get("choices") if isinstance(output, dict) else None
    return [one for one in choices if isinstance(one, dict)] if isinstance(choices, list) else []


def _refused(output: Any) -> dict[str, str]:
    """The category and the words of a refusal, where the model's provider gave them."""
    for choice in _choices(output):
        details = choice.get("stop_details")
        if isinstance(details, dict) and details.get("type") == "refusal":
            told = {"category": details.get("category"), "text": details.get("explanation")}
            return {name: words for name, words in told.items() if isinstance(words, str)}
    return {}


def _stopped(output: Any, refused: dict[str, str]) -> dict[str, Any]:
    """The flag of an answer that was refused or filtered, in the provider's word; empty where it was not."""
    if category := refused.get("category"):
        return {"id": "stop_details", "scale": "label", "score": category}
    filtered = any(choice.get("stop_reason") == FILTERED for choice in _choices(output))
    return {"id": "stop_reason", "scale": "label", "score": FILTERED} if filtered else {}


def _flags(fields: Fields, refused: dict[str, str]) -> Iterator[dict[str, Any]]:
    """A flag for a refusal and one for each score; logs of the first version have one, without a name."""
    first = fields.take("score", dict)
    named = fields.take("scores", dict) or ({} if first is None else {"score": first})
    ids = Ids()
    if stopped := _stopped(fields.peek("output"), refused):
        yield stopped | said(id=ids.take(stopped["id"]))
    for name, said_of in named.items():
        score = Fields(said_of, f"{fields.path}.scores.{name}")
        value, reason = score.pop("value"), score.text("explanation")
        yield from scores.flags(name, value, said(reason=reason) | score.left(), ids)


class _Attachments:
    """Long texts that a sample keeps apart, put back where they are meant; never more than a case can hold."""

    def __init__(self, sample: dict[str, Any]) -> None:
        older = sample.get("transcript")
        texts = sample.get("attachments") or (older.get("content") if isinstance(older, dict) else None)
        self._texts = texts if isinstance(texts, dict) else {}
        self._left = LONGEST

    def resolved(self, value: Any, path: str) -> Any:
        """The same with every reference replaced by its text; one that leads nowhere stays."""
        if isinstance(value, str):
            return _REFERENCE.sub(lambda match: self._text(match, path), value) if "://" in value else value
        if isinstance(value, list):
            return [self.resolved(one, f"{path}[{n}]") for n, one in enumerate(value)]
        if isinstance(value, dict):
            return {name: self.resolved(one, f"{path}.{name}") for name, one in value.items()}
        return value

    def _text(self, match: re.Match[str], path: str) -> str:
        text = self._texts.get(match[1])
        if not isinstance(text, str):
            return match[0]
        self._left -= len(text)
        if self._left < 0:
            raise Invalid(path, f"refers to attachments of more than {LONGEST:,} characters")
        return text
