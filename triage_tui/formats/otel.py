"""OpenTelemetry spans of generative AI, OTLP in JSON: each call to a model a case, each evaluation a flag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage_tui.domain.values import Invalid
from triage_tui.errors import Refused
from triage_tui.formats.documents import HELD, documents
from triage_tui.formats.found import Bad, Found, Mapping, Reader, written
from triage_tui.formats.lenient import sound
from triage_tui.formats.otel_batch import EVALUATION, Operation, case, operations
from triage_tui.formats.source import BOM

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

_START = re.compile(rb'"resource(Spans|Logs)"\s*:')
MOST = 100_000
"""Most conversations of one file whose calls are linked."""
_RESPONSE, _NAME = "gen_ai.response.id", "gen_ai.evaluation.name"


def sniff(head: bytes, name: str) -> float:
    """Sure of objects with resource spans, or the logs beside them."""
    return 0.95 if _START.search(head) and head.removeprefix(BOM).lstrip()[:1] == b"{" else 0.0


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every call that holds messages; other spans are passed over, and a file with nothing else is refused."""
    empty, conversations = True, dict[str, str]()
    for document in documents(source, HELD):
        if isinstance(document, Bad):
            empty = False
            yield document
            continue
        try:
            with sound():
                told = operations(document.value())
        except Invalid as error:
            empty = False
            yield document.bad(error)
            continue
        for path in _judge(told):
            yield Bad(document.line, path, "is an evaluation of a call that is not in the same document")
        for number, one in enumerate(told, 1):
            if one.speaks:
                empty = False
                try:
                    with sound(one.path):
                        held = case(one, f"{source.stem}-{document.number}-{number}")
                    yield written(held | _related(held, conversations), document.line)
                except Invalid as error:
                    yield document.bad(error)
    if empty:
        raise Refused(f"{source.path}: no span of it holds messages", "record them: their content is off by default")


def _related(held: dict[str, Any], conversations: dict[str, str]) -> dict[str, Any]:
    """A link to the first call of the same conversation in the file."""
    name = held["unmapped"].get("attributes", {}).get("gen_ai.conversation.id")
    if not isinstance(name, str) or (name not in conversations and len(conversations) == MOST):
        return {}
    first = conversations.setdefault(name, held["id"])
    return {} if first == held["id"] else {"related": [{"case_id": first, "why": "same_session"}]}


def _judge(told: list[Operation]) -> Iterator[str]:
    """Put every evaluation to the call it is about: its span, its span's caller, or the answer it names."""
    calls = {one.key: one for one in told if one.speaks and any(one.key)}
    answers = {one.told[_RESPONSE]: one for one in calls.values() if isinstance(one.told.get(_RESPONSE), str)}
    for one in told:
        scored = [(event.path, event.all) for event in one.events if event.name == EVALUATION]
        one.events = [event for event in one.events if event.name != EVALUATION]
        if _NAME in one.told:
            own = {name: one.told.pop(name) for name in [*one.told] if name.startswith("gen_ai.evaluation.")}
            scored.append((one.path, own | ({} if one.speaks else one.told)))
        for path, attributes in scored:
            response, parent = attributes.get(_RESPONSE), (one.key[0], one.parent)
            about = one if one.speaks else calls.get(parent)
            if about is None and isinstance(response, str):
                about = answers.get(response)
            if about is None:
                yield path
            else:
                about.evaluations.append(attributes)


READER = Reader("otel", "OpenTelemetry GenAI spans (OTLP JSON), one case a call to a model", sniff, read)
