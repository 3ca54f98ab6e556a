"""Sessions in the making: turns as they come, given up as cases of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from triage_tui.domain.values import Invalid
from triage_tui.formats.claude_record import enforcement
from triage_tui.formats.fields import said
from triage_tui.formats.found import LONGEST, Bad, Found, written
from triage_tui.formats.naming import Ids, slug

ROOM = LONGEST - 64 * 1024
"""Most bytes of turns in a case; what is left is for what surrounds them."""
OPEN = 4 * LONGEST
"""Most bytes of sessions that are held at once, where a file mixes several."""
MOST = 100_000
"""Most threads in one file."""


class Thread(NamedTuple):
    """One line of conversation in a file."""

    session: str
    agent: str = ""
    """Whose sidechain it is; empty for the main line."""

    @property
    def case_id(self) -> str:
        """The id of its first part."""
        return slug(self.session) + (f"-sidechain-{slug(self.agent)}" if self.agent else "")


class Session:
    """The part of a thread that is being read."""

    def __init__(self, thread: Thread, line: int) -> None:
        self.thread = thread
        self.ids = Ids()
        """The ids its turns have taken."""
        self._enforcement, self._flags = dict[str, str](), list[msgspec.Raw]()
        self._part, self._line = 1, line
        self._turns, self._records = list[msgspec.Raw](), list[msgspec.Raw]()
        self.size = 0
        """Bytes held."""

    def take(self, line: int, turn: dict[str, Any] | None, record: dict[str, Any]) -> Iterator[Found | Bad]:
        """One more turn, or a record that is none; gives the part that has no room for it."""
        raw = msgspec.json.encode(turn or record, order="sorted")
        if len(raw) > ROOM:
            raise Invalid("$", f"makes a turn of more than {ROOM:,} bytes")
        if self.size + len(raw) > ROOM:
            yield self.part(more=True)
        if not self.size:
            self._line = line
        (self._turns if turn else self._records).append(msgspec.Raw(raw))
        self.size += len(raw) + 1
        if turn and (done := enforcement(record)):
            self._refused(done, turn.get("id"))

    def _refused(self, done: dict[str, str], turn_id: str | None) -> None:
        """What the turn just taken says was done: the last is the case's, each one that says why is a flag."""
        self._enforcement = done
        if category := done.get("api_category"):
            flag = {"score": category, "scale": "label", "scope": "turn"} | said(turn_id=turn_id)
            self._flags.append(msgspec.Raw(msgspec.json.encode(flag, order="sorted")))
            self.size += len(self._flags[-1]) + 1

    def part(self, *, more: bool) -> Found | Bad:
        """What is held, as a case; links to the parts before and after it, and to the main line."""
        case_id, number, count = self.thread.case_id, self._part, len(self._turns) + len(self._records)
        linked = [_name(case_id, number - 1)] if number > 1 else []
        linked += [_name(case_id, number + 1)] if more else []
        linked += [slug(self.thread.session)] if self.thread.agent else []
        document = said(
            id=_name(case_id, number),
            version=max(count, 1) + more,
            conversation={"turns": self._turns},
            enforcement=self._enforcement,
            flags=self._flags,
            related=[{"case_id": one, "why": "same_session"} for one in linked],
            unmapped=said(records=self._records),
        )
        held = bool(self._turns) or number > 1
        found = written(document, self._line) if held else Bad(self._line, "$", "the session holds no turn")
        self._part, self.size, self._enforcement = number + 1, 0, {}
        self._turns, self._records, self._flags = [], [], []
        return found


class Sessions:
    """The threads of a file; the largest is cut where all of them together take too much."""

    def __init__(self) -> None:
        self._open = dict[Thread, Session]()
        self._held = 0

    def of(self, thread: Thread, line: int) -> Session:
        """The session of a thread, begun where there is none."""
        session = self._open.get(thread)
        if session is None:
            if len(self._open) == MOST:
                raise Invalid("$", f"is of one session more than the {MOST:,} that can be told apart in one file")
            session = self._open[thread] = Session(thread, line)
        return session

    def take(
        self, session: Session, line: int, turn: dict[str, Any] | None, record: dict[str, Any]
    ) -> Iterator[Found | Bad]:
        """One more turn of a session, or a record that is none; gives the parts there is no room for."""
        before = session.size
        yield from session.take(line, turn, record)
        self._held += session.size - before
        if self._held > OPEN:
            largest = max(self._open.values(), key=lambda one: one.size)
            self._held -= largest.size
            yield largest.part(more=True)

    def rest(self) -> Iterator[Found | Bad]:
        """What is held at the end of the file."""
        for session in self._open.values():
            if session.size:
                yield session.part(more=False)


def _name(case_id: str, number: int) -> str:
    return case_id if number == 1 else f"{case_id}-part-{number}"
