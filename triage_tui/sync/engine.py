"""The engine: pulls, pushes and keeps leases beside a desk, on a thread and an event loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from threading import Lock, Thread

from triage_tui.desk.link import Leased
from triage_tui.domain.wire.outcomes import Conflict, Pushed
from triage_tui.domain.words import Outcome
from triage_tui.errors import TriageError
from triage_tui.sync.clock import Clock
from triage_tui.sync.leases import Leases
from triage_tui.sync.link import Link, LinkState
from triage_tui.sync.offloop import off
from triage_tui.sync.ports import Notary, Shelf, Source
from triage_tui.sync.pull import Pull
from triage_tui.sync.push import Push
from triage_tui.sync.skips import Skips
from triage_tui.sync.witness import Witness

TROUBLE = 30.0
"""Seconds until an act is tried again that the workspace refused."""


class Engine:
    """Everything between one source and one workspace. What is public is safe from any thread, and does not wait."""

    def __init__(
        self,
        source: Source,
        shelf: Shelf,
        clock: Clock,
        dice: Random,
        on_change: Callable[[], None] | None = None,
        *,
        name: str,
        notary: Notary | None = None,
    ) -> None:
        """`name` is what the workspace calls the source; `on_change` is called on the engine's thread."""
        self._source = source
        self._shelf = shelf
        self._clock = clock
        self._link = Link(source, clock)
        self._link.told = on_change
        self.push = Push(source, shelf, clock, dice, self._link, self._settled)
        self.leases = Leases(source, shelf, clock, dice, self._link, self._brought)
        self.pull = Pull(source, shelf, clock, dice, self._link, name, self.leases.hear)
        self.skips = Skips(source, shelf, clock, dice, self._link)
        self.witness = None if notary is None else Witness(source, notary, clock, self._link)
        self._parts: dict[str, Callable[[], Awaitable[float]]] = {
            "pull": self.pull.once,
            "push": self.push.once,
            "skips": self.skips.once,
            "leases": self.leases.once,
        }
        if self.witness is not None:
            self._parts["witness"] = self.witness.once
        self._woken = dict[str, asyncio.Event]()
        self._quit = asyncio.Event()
        self._changing = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early = list[Callable[[], None]]()
        self._over = False
        self._thread: Thread | None = None
        self._grace = 0.0
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Begin; answers come through `on_change`."""
        self._thread = Thread(target=lambda: asyncio.run(self._alive()), name="sync", daemon=True)
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Finish what is on the wire, give leases back and end, within so many seconds; what is cut off is not lost.

        Raises what the engine died of, where it did not end by this.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return

        def act() -> None:
            self._grace = timeout
            self._link.stopping = True
            self._quit.set()
            self._wake()

        self._tell(act)
        thread.join(timeout + 1.0)
        if self._failure is not None:
            raise self._failure

    def state(self) -> LinkState:
        """How the link stands now."""
        return self._link.state

    def leased(self, case_id: str) -> Leased | None:
        """The lease of a case: what we asked for, or what others are known to have; none where nothing is known."""
        return self.leases.seen(case_id)

    def poke(self) -> None:
        """Something waits to be sent, or somebody wants to know: do not wait for the next round."""
        self._tell(self._wake)

    def lease(self, case_id: str) -> None:
        """Ask for a case, or say that the reviewer is busy with it: a lease that we have is renewed in time."""

        def act() -> None:
            self.leases.want(case_id)
            self._wake("leases")

        self._tell(act)

    def end_lease(self, case_id: str) -> None:
        """Give a case back; one with a decision on its way once the source has that."""

        def act() -> None:
            self.leases.leave(case_id)
            self._wake("leases")

        self._tell(act)

    def provisional(self, case_id: str, outcome: Outcome) -> None:
        """Tell what the reviewer thinks before the classifier's view is shown; the whole case comes."""

        def act() -> None:
            self.leases.say(case_id, outcome)
            self._wake("leases")

        self._tell(act)

    def signed_in(self) -> None:
        """Somebody signed in again: go on."""

        def act() -> None:
            self._link.capabilities = None
            self._link.turn(LinkState("connecting"))
            self._wake()

        self._tell(act)

    def listen(self, told: Callable[[], None] | None) -> None:
        """Whom to tell, on the engine's thread, that anything of this has changed."""
        self._link.told = told

    def run_once(self, *, pull: bool = True, push: bool = True) -> LinkState:
        """Pull and push what there is, here and now, and return how it went; raises where the source does not answer.

        What has to wait for a later time is left.
        """
        return asyncio.run(self._once(pull, push))

    async def _once(self, pull: bool, push: bool) -> LinkState:
        try:
            await off(self._shelf.begin)
            await self.pull.greet()
            if pull:
                await self.pull.round()
            if push:
                await self.push.once()
                await self.skips.once()
                await self._end_witnessed()
            await self.push.count()
            return self._link.state
        finally:
            await self._source.close()

    async def _alive(self) -> None:
        """Run to the end; what it dies of is kept for whoever stops it."""
        running = asyncio.ensure_future(self._run())
        await asyncio.wait([running])
        self._failure = running.exception()
        with self._changing:
            self._loop, self._over = None, True
        if self._failure is not None:
            died = f"moving cases and decisions ended by a failure ({type(self._failure).__name__})"
            self._link.failed(TriageError(died))

    async def _run(self) -> None:
        self._woken = {name: asyncio.Event() for name in self._parts}
        self._quit = asyncio.Event()
        with self._changing:
            self._loop = asyncio.get_running_loop()
            early, self._early = self._early, []
        for act in early:
            act()
        await off(self._shelf.begin)
        await self.push.count()
        turns = [asyncio.ensure_future(self._turns(name)) for name in self._parts]
        stopped = asyncio.ensure_future(self._quit.wait())
        try:
            await asyncio.wait([stopped, *turns], return_when=asyncio.FIRST_COMPLETED)
            self._link.stopping = True
            self._wake()
            await asyncio.wait(turns, timeout=self._grace / 2)
        finally:
            for task in (stopped, *turns):
                task.cancel()
            ends = await asyncio.gather(*turns, return_exceptions=True)
            await self._depart()
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _depart(self) -> None:
        """Give leases back as far as time allows, and let the source go."""

        async def leave() -> None:
            await self.leases.give_back()
            await off(self._shelf.begin)
            await self._end_witnessed()

        departing = asyncio.ensure_future(leave())
        await asyncio.wait([departing], timeout=self._grace / 2)
        departing.cancel()
        await asyncio.gather(departing, return_exceptions=True)
        await self._source.close()

    async def _end_witnessed(self) -> None:
        if self.witness is not None:
            await self.witness.once(last=True)

    async def _turns(self, name: str) -> None:
        """Let one part have its turn again and again."""
        woken = self._woken[name]
        while not self._link.stopping:
            woken.clear()
            try:
                wait = await self._parts[name]()
            except TriageError as error:
                self._link.failed(error)
                wait = TROUBLE
            await self._idle(woken, wait)

    async def _idle(self, woken: asyncio.Event, seconds: float) -> None:
        """Wait for so long, or until somebody has a reason to go on."""
        waits = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(self._clock.sleep(seconds))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()

    def _wake(self, *names: str) -> None:
        """Let some parts, or everybody, look again at once."""
        for name, woken in self._woken.items():
            if not names or name in names:
                woken.set()

    def _tell(self, act: Callable[[], None]) -> None:
        """Have something done on the event loop; before there is one, once there is."""
        with self._changing:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(act)
            elif not self._over:
                self._early.append(act)

    def _settled(self, outcomes: Sequence[Pushed]) -> None:
        """Decisions came to something: skips and leases waited for that, and a conflict brings news."""
        self._wake("skips", "leases")
        if any(isinstance(one, Conflict) for one in outcomes):
            self._wake("pull")

    def _brought(self, case: bytes) -> None:
        """A lease brought a case: keep it."""
        self.pull.brought.append(case)
        self._wake("pull")
