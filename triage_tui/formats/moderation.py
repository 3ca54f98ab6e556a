"""OpenAI's moderation evaluation set: a prompt and up to eight labels, each 1, 0 or absent.

An absent label is unknown and gives no flag; 1 and 0 give a flag whose boolean score is true or false, the true
ones first. The set has no ids, clauses, scores or thresholds, and none are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from triage_tui.domain.values import invalid
from triage_tui.formats.found import Bad, Found, Mapping, Reader, written
from triage_tui.formats.lenient import broken
from triage_tui.formats.triage import objects

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

LABELS = {
    "S": "sexual",
    "H": "hate",
    "V": "violence",
    "HR": "harassment",
    "SH": "self-harm",
    "S3": "sexual/minors",
    "H2": "hate/threatening",
    "V2": "violence/graphic",
}
"""The set's labels and the categories its authors say they stand for."""


class Sample(msgspec.Struct, frozen=True):
    """One line of the set."""

    prompt: str


_decoder = msgspec.json.Decoder(Sample)


def sniff(head: bytes, name: str) -> float:
    """Sure of JSON lines with a prompt, a label and no id."""
    for document in objects(head):
        if "prompt" in document and "id" not in document and LABELS.keys() & document.keys():
            return 0.95
    return 0.0


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every sample as a case, named after the file and its line."""
    for line in source.lines():
        if isinstance(line, Bad):
            yield line
            continue
        number, raw = line
        try:
            prompt = _decoder.decode(raw).prompt
            document: dict[str, Any] = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            where = broken(raw) or invalid(error)
            yield Bad(number, where.path, where.reason)
            continue
        yield _converted(f"{source.stem}-{number}", prompt, document, number)


def _converted(case_id: str, prompt: str, document: dict[str, Any], number: int) -> Found | Bad:
    wrong = next((name for name in LABELS if document.get(name, 0) not in (0, 1, None)), None)
    if wrong is not None:
        return Bad(number, f"$.{wrong}", "a label is 0, 1 or absent")
    known = [name for name in LABELS if document.get(name) is not None]
    flags = [
        {"id": name, "scale": "boolean", "score": bool(document[name]), "reason": LABELS[name]}
        for name in sorted(known, key=lambda name: not document[name])
    ]
    rest = {key: value for key, value in document.items() if key != "prompt" and key not in LABELS}
    case = {"id": case_id, "conversation": {"turns": [{"role": "user", "text": prompt}]}, "flags": flags}
    return written(case | ({"unmapped": rest} if rest else {}), number)


READER = Reader("moderation", "OpenAI moderation evaluation set (JSON lines)", sniff, read)
