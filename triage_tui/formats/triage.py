"""Our own cases: ``triage.case/1``, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from triage_tui.domain.case import Case, decode_case
from triage_tui.domain.values import Invalid
from triage_tui.formats.documents import by_lines, glimpses
from triage_tui.formats.found import Bad, Found, Mapping, Reader
from triage_tui.formats.lenient import broken
from triage_tui.formats.source import BOM

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

_OWN = frozenset({"id", "schema", "conversation", "flags", "queue", "origin", "report", "appeal"})
_FIELDS = frozenset(Case.__struct_encode_fields__)


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
    """Sure of lines with an id and something a case has, less so without an id, or where there is nothing else."""
    start = head.removeprefix(BOM).lstrip()
    seen = [one for one in glimpses(head) if isinstance(one, dict)] if start[:1] == b"{" and by_lines(start) else []
    return max(map(_sure, seen), default=0.0)


def _sure(document: dict[str, Any]) -> float:
    own = _OWN.intersection(document)
    if document.get("schema") == "triage.case/1" or ("id" in own and len(own) > 1):
        return 0.9
    if len(own) > 1:
        return 0.45
    return 0.3 if own and (own != {"id"} or document.keys() <= _FIELDS) else 0.0


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
            why = broken(raw) or error
            yield Bad(number, why.path, why.reason)


READER = Reader("triage", "Cases, triage.case/1 (JSON lines)", sniff, read)
