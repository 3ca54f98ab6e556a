"""Pulling: what changed since a cursor, the cases it names, and the packs that those name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from math import inf
from random import Random

import msgspec
from msgspec.structs import replace

from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.cases import Change, Changes
from triage_tui.domain.wire.problems import CursorGone, SourceRefused
from triage_tui.errors import Refused, TriageError
from triage_tui.sync.backoff import backoff
from triage_tui.sync.clock import Clock
from triage_tui.sync.link import Link, patience
from triage_tui.sync.offloop import off
from triage_tui.sync.ports import Shelf, Source

POLL = 15.0
"""Seconds between two looks at what changed."""

CHUNK = 8 * 1024 * 1024
"""Bytes of cases that are held before they are stored; whatever the size of a page, memory is bounded by this."""

Pack = tuple[str, str | None]
"""Id and version of a policy pack; any version where none is said."""


class _Flag(msgspec.Struct):
    policy_id: str | None = None
    policy_version: str | None = None


class _Glimpse(msgspec.Struct):
    """What is looked at of a case on its way."""

    id: str
    flags: list[_Flag] = []


class Pull:
    """Brings the workspace up to what the source says."""

    def __init__(
        self,
        source: Source,
        shelf: Shelf,
        clock: Clock,
        dice: Random,
        link: Link,
        name: str,
        heard: Callable[[Sequence[Change]], None] = lambda _: None,
    ) -> None:
        """`heard` is told every page of what happened."""
        self._source = source
        self._shelf = shelf
        self._clock = clock
        self._dice = dice
        self._link = link
        self._name = name
        self._heard = heard
        self._failures = 0
        self._not_before = 0.0
        self._finished = False
        self._published: frozenset[tuple[str, str]] | None = None
        self._settled = set[Pack]()
        self._storing: asyncio.Future[None] | None = None
        self.brought: list[bytes] = []
        """Cases that came another way, such as with a lease; kept with the next round."""

    async def once(self) -> float:
        """One round, or nothing where it is too soon; the seconds until the next."""
        if self._link.signed_out:
            return inf
        if (wait := self._not_before - self._clock.monotonic()) > 0:
            return wait
        try:
            await self.round()
        except TriageError as error:
            self._link.failed(error)
            self._failures += 1
            wait = max(patience(error) or 0.0, backoff(self._failures, self._dice))
            self._not_before = self._clock.monotonic() + wait
            return inf if self._link.signed_out else wait
        self._failures = 0
        return POLL

    async def round(self) -> None:
        """Read until there is nothing more; raises where the source does not answer. What came until then is kept."""
        try:
            await self._read()
        finally:
            await self._stored()

    async def _read(self) -> None:
        await self.greet()
        cursor = await off(self._shelf.cursor, self._name)
        anew = cursor is None
        if anew:
            await self._begin()
        if brought := self.brought:
            self.brought = []
            await self._keep(brought, (), cursor)
        while not self._link.stopping:
            try:
                page = await self._link.asked(self._source.changes(cursor))
            except CursorGone:
                if anew:
                    raise
                await self._stored()
                cursor, anew, self._finished = None, True, False
                await off(self._shelf.take_page, self._name, (), (), None)
                await self._begin()
                continue
            await self._take(page, cursor)
            cursor = page.next
            if not page.more:
                await self._stored()
                self._link.turn(replace(self._link.state, pulling=False))
                return

    async def greet(self) -> None:
        """Ask what the source can do, and who we are there, once; raises where it does not answer."""
        if self._link.capabilities is not None:
            return
        found = await self._link.asked(self._source.capabilities())
        await off(self._shelf.learn, self._name, msgspec.json.encode(found))
        self._link.capabilities = found

    async def _begin(self) -> None:
        """Everything is read anew: say how much that may be."""
        queues = await self._link.asked(self._source.queues())
        of = sum(queue.pending for queue in queues)
        self._link.turn(replace(self._link.state, pulling=True, done=0, of=of))

    async def _take(self, page: Changes, cursor: str | None) -> None:
        """Keep a page of changes: whole cases piece by piece, and with the last piece what was closed and the cursor.

        A piece that is kept twice, because we died before the last, is the same piece.
        """
        self._heard(page.changes)
        wanted, closed = _named(page)
        published = [
            (one.policy_id, one.policy_version)
            for one in page.changes
            if one.kind == "policy_published" and one.policy_id and one.policy_version
        ]
        if published:
            self._published = None
            self._settled.clear()
            await self._fetch(published)
        missing, lines, size = dict.fromkeys(wanted), list[bytes](), 0
        if wanted:
            async for line in self._source.cases(wanted):
                if size + len(line) > CHUNK and lines:
                    await self._keep(lines, (), cursor)
                    lines, size = [], 0
                lines.append(line)
                size += len(line)
                missing.pop(_glimpse(line).id, None)
        last = not page.more
        await self._stored()
        if lines or closed or missing or page.next != cursor or last > self._finished:
            await self._keep(lines, [*closed, *missing], page.next, last=last)
            self._finished = last

    async def _keep(
        self, lines: Sequence[bytes], closed: Sequence[str], cursor: str | None, *, last: bool = False
    ) -> None:
        """Begin to store what came, after what came before it: what follows is read meanwhile."""
        await self._fetch((flag.policy_id, flag.policy_version) for line in lines for flag in _glimpse(line).flags)
        await self._stored()
        self._storing = asyncio.ensure_future(self._store(lines, closed, cursor, last))

    async def _stored(self) -> None:
        """Wait until what is being stored is; raises what it failed of."""
        storing, self._storing = self._storing, None
        if storing is not None:
            finished, self._finished = self._finished, False
            await asyncio.shield(storing)
            self._finished = finished  # what failed is not finished

    async def _store(self, lines: Sequence[bytes], closed: Sequence[str], cursor: str | None, last: bool) -> None:
        came = await off(self._shelf.take_page, self._name, lines, closed, cursor, last=last)
        if lines or closed:
            state = self._link.state
            done = state.done + len(lines) if state.pulling else state.done
            self._link.turn(replace(state, done=done, arrived=state.arrived + came, moves=state.moves + 1))

    async def _fetch(self, names: Iterable[tuple[str | None, str | None]]) -> None:
        """Get the packs of these names that the source publishes and that are not here."""
        new = {(policy_id, version) for policy_id, version in names if policy_id} - self._settled
        if not new:
            return
        if self._published is None:
            rows = await self._link.asked(self._source.packs())
            self._published = frozenset((row.id, row.version) for row in rows)
        for policy_id, version in sorted(self._published):
            if not new.isdisjoint({(policy_id, version), (policy_id, None)}):
                await self._add(policy_id, version)
        self._settled |= new

    async def _add(self, policy_id: str, version: str) -> None:
        if await off(self._shelf.has_pack, policy_id, version):
            return
        try:
            await off(self._shelf.add_pack, await self._link.asked(self._source.pack(policy_id, version)))
        except (SourceRefused, Refused, Invalid) as error:
            # A pack that cannot be had or read must not keep the cases away.
            self._link.turn(replace(self._link.state, reason=f"policy pack {policy_id} {version}: {error}"))


def _named(page: Changes) -> tuple[list[str], list[str]]:
    """The cases to fetch, and those that are closed: the last word about each counts."""
    words = {
        one.case_id: one.kind
        for one in page.changes
        if one.case_id is not None and one.kind in ("case_new", "case_changed", "case_closed")
    }
    closed = [case_id for case_id, kind in words.items() if kind == "case_closed"]
    return [case_id for case_id in words if words[case_id] != "case_closed"], closed


def _glimpse(line: bytes) -> _Glimpse:
    try:
        return msgspec.json.decode(line, type=_Glimpse)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Glimpse("")
