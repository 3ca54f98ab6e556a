"""Policy packs: ``triage.policy/1``, one to a file, in JSON or TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from triage_tui.domain.policy import decode_policy
from triage_tui.domain.values import Invalid
from triage_tui.formats.documents import glimpses
from triage_tui.formats.found import Bad, FoundPack, Mapping, Reader
from triage_tui.formats.lenient import broken
from triage_tui.formats.source import BOM

if TYPE_CHECKING:
    from triage_tui.formats.source import Source


SCHEMA = "triage.policy/1"
_SAYS = re.compile(rb"""^[ \t]*schema[ \t]*=[ \t]*["']triage\.policy/1["']""", re.MULTILINE)
_CLAUSES = re.compile(rb"^[ \t]*\[\[[ \t]*clauses[ \t]*\]\]", re.MULTILINE)


def sniff(head: bytes, name: str) -> float:
    """Sure of a document that says ``triage.policy/1``; hopeful about one with clauses."""
    if head.removeprefix(BOM).lstrip()[:1] == b"{":
        documents = [one for one in glimpses(head) if isinstance(one, dict)]
        return max((1.0 if one.get("schema") == SCHEMA else 0.6 * _has_clauses(one) for one in documents), default=0.0)
    return 1.0 if _SAYS.search(head) else 0.6 * bool(_CLAUSES.search(head))


def _has_clauses(document: dict[str, object]) -> bool:
    return isinstance(document.get("clauses"), list) and "flags" not in document


def parse(document: bytes) -> FoundPack | Bad:
    """The pack in a document; its line is where the document breaks, else the first."""
    if document.lstrip()[:1] == b"{":
        raw = document
    else:
        try:
            raw = msgspec.json.encode(tomllib.loads(document.decode()))
        except UnicodeDecodeError as error:
            return Bad(document[: error.start].count(b"\n") + 1, "$", "is not UTF-8")
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            where = re.search(r"\(at line (\d+)", str(error))
            return Bad(int(where[1]) if where else 1, "$", f"is neither JSON nor TOML: {error}")
    try:
        return FoundPack(1, raw, decode_policy(raw))
    except Invalid as error:
        why = broken(raw)
        return Bad(why.line, why.path, why.reason) if why else Bad(1, error.path, error.reason)


def read(source: Source, mapping: Mapping = ()) -> Iterator[FoundPack | Bad]:
    """The one pack of the file."""
    yield parse(source.whole())


READER = Reader("policy", "Policy pack, triage.policy/1 (JSON or TOML)", sniff, read)
