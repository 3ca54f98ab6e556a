"""Our own cases: ``triage.case/1``, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from triage_tui.domain.case import decode_case
from triage_tui.domain.values import Invalid
from triage_tui.formats.documents import by_lines
from triage_tui.formats.found import Bad, Found, Mapping, Reader
from triage_tui.formats.source import BOM

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

_OWN = frozenset({"id", "schema", "conversation", "flags", "queue", "origin", "report", "appeal"})


def objects(head: bytes, most: int = 50) -> Iterator[dict[str, Any]]:
    """The JSON objects among the first whole lines of a file; what is broken is passed over."""
    for line in head.removeprefix(BOM).split(b"\n")[:most]:
        try:
            document = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if isinstance(document, dict):
            yield document


def sniff(head: bytes, name: str) -> float:
    """Sure of lines with an id and something a case has; unsure of any other lines of JSON objects."""
    for document in objects(head):
        if document.get("schema") == "triage.case/1" or ("id" in document and len(_OWN.intersection(document)) > 1):
            return 0.9
    start = head.removeprefix(BOM).lstrip()
    return 0.3 if start[:1] == b"{" and by_lines(start) else 0.0


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every line as a case with exactly its own bytes."""
    for line in source.lines():
        if isinstance(line, Bad):
            yield line
            continue
        number, raw = line
        try:
            if not raw.isascii():
                raw.decode()
            yield Found(number, raw, decode_case(raw))
        except UnicodeDecodeError as error:
            yield Bad(number, "$", f"is not UTF-8 at byte {error.start + 1}")
        except Invalid as error:
            yield Bad(number, error.path, error.reason)


READER = Reader("triage", "Cases, triage.case/1 (JSON lines)", sniff, read)
