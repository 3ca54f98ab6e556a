"""Sessions of Claude Code, one record a line: every session a case, every sidechain another that is linked to it.

The turns keep the order of the file, across branches and compactions. A session of more than a case can hold is cut
between turns into parts that name each other. A session grows by its records, so their count is the case's version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage_tui.domain.values import Invalid
from triage_tui.formats.claude_record import as_turn
from triage_tui.formats.claude_session import Sessions, Thread
from triage_tui.formats.documents import glimpses
from triage_tui.formats.fields import Fields
from triage_tui.formats.found import Bad, Found, Mapping, Reader
from triage_tui.formats.lenient import loads, sound

if TYPE_CHECKING:
    from triage_tui.formats.source import Source


_PLACES = {"sessionId", "parentUuid", "leafUuid"}


def sniff(head: bytes, name: str) -> float:
    """Sure of lines with a type and a place in a session: its id, the record before it, or the leaf of a summary."""
    for record in glimpses(head):
        if isinstance(record, dict) and "type" in record and record.keys() & _PLACES:
            return 0.97
    return 0.9 if b'"sessionId"' in head and b'"parentUuid"' in head and head.lstrip()[:1] == b"{" else 0.0


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every session of the file; a line that cannot be read costs itself."""
    sessions, at = Sessions(), Thread(_first(source))
    for line in source.lines():
        if isinstance(line, Bad):
            yield line
            continue
        number, raw = line
        try:
            record = loads(raw)
            fields = Fields(record)
            at = _thread(fields, at)
            session = sessions.of(at, number)
            with sound():
                turn = as_turn(fields, session.ids)
                yield from sessions.take(session, number, turn, record)
        except Invalid as error:
            yield Bad(number, error.path, error.reason)
    yield from sessions.rest()


def _first(source: Source) -> str:
    """The first session that is named, for records before it that name none; else the file's own name."""
    records: tuple[Any, ...] = glimpses(source.head)
    named = (one.get("sessionId") for one in records if isinstance(one, dict))
    return next((one for one in named if isinstance(one, str) and one), source.stem)


def _thread(record: Fields, last: Thread) -> Thread:
    """Where a record belongs; one that names no session belongs where the one before it does."""
    session, aside = record.text("sessionId"), record.take("isSidechain", bool)
    if not session:
        return last
    return Thread(session, (record.text("agentId") or "unnamed") if aside else "")


READER = Reader("claude-code", "Claude Code session (JSON lines), one case a session", sniff, read)
