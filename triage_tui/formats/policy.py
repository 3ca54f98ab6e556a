"""Policy packs: ``triage.policy/1``, one to a file, in JSON or TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from triage_tui.domain.policy import decode_policy
from triage_tui.domain.values import Invalid
from triage_tui.formats.found import Bad, FoundPack, Mapping, Reader
from triage_tui.formats.lenient import broken

if TYPE_CHECKING:
    from triage_tui.formats.source import Source


def sniff(head: bytes, name: str) -> float:
    """Sure of a document that says ``triage.policy/1``; hopeful about clauses in a TOML file."""
    if b'"triage.policy/1"' in head[:4096]:
        return 1.0
    return 0.6 if b"[[clauses]]" in head or (b'"clauses"' in head and b'"flags"' not in head) else 0.0


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
