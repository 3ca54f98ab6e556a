"""A link that begins when somebody listens: what it needs is loaded while the first frame is looked at already."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from triage_tui.desk.link import Leased, Linked
from triage_tui.errors import TriageError, Unreachable

if TYPE_CHECKING:
    from triage_tui.sync.engine import Engine

Told = Callable[[], None]

AGAIN = 15.0
"""Seconds until a source is asked again that could not be reached to say whose the token is."""


class Late:
    """Stands for an engine until there is one, and then passes everything on to it."""

    def __init__(self, make: Callable[[], Engine]) -> None:
        """`make` is called on a thread of its own, and again while it raises `Unreachable`."""
        self._make = make
        self._engine: Engine | None = None
        self._thread: Thread | None = None
        self._changing = Lock()
        self._told: Told | None = None
        self._cases: list[str] = []
        self._over = Event()
        self._linked = Linked("connecting")
        self.failure: TriageError | None = None
        """Why there is no engine, where that does not pass by itself."""

    def listen(self, told: Told | None) -> None:
        """Whom to tell; begins when that is somebody."""
        with self._changing:
            self._told = told
            if self._engine is not None:
                self._engine.listen(told)
        if told is not None:
            self.begin()

    def begin(self) -> None:
        """Make the engine and start it; once."""
        if self._thread is None:
            self._thread = Thread(target=self._begin, name="link", daemon=True)
            self._thread.start()

    def stop(self, timeout: float) -> None:
        """End within so many seconds; see `Engine.stop`."""
        with self._changing:
            self._over.set()
        if self._engine is not None:
            self._engine.stop(timeout)

    @property
    def engine(self) -> Engine | None:
        """The engine, once it is there."""
        return self._engine

    def state(self) -> Linked:
        """How the link stands now."""
        return self._linked if self._engine is None else self._engine.state()

    def leased(self, case_id: str) -> Leased | None:
        """The lease of a case; none where none was asked for."""
        if self._engine is not None:
            return self._engine.leased(case_id)
        return Leased(case_id, "asked") if case_id in self._cases else None

    def lease(self, case_id: str) -> None:
        """Ask for a case, as soon as there is an engine."""
        with self._changing:
            if self._engine is not None:
                self._engine.lease(case_id)
            elif case_id not in self._cases:
                self._cases.append(case_id)

    def end_lease(self, case_id: str) -> None:
        """Give a case back undecided."""
        with self._changing:
            if self._engine is not None:
                self._engine.end_lease(case_id)
            elif case_id in self._cases:
                self._cases.remove(case_id)

    def poke(self) -> None:
        """Do not wait for the next round."""
        if self._engine is not None:
            self._engine.poke()

    def _begin(self) -> None:
        wait = 0.0
        while not self._over.wait(wait):
            try:
                self._start(self._make())
            except Unreachable:
                self._turn(Linked("offline"))
                wait = AGAIN
                continue
            except TriageError as error:
                self.failure = error
                self._turn(Linked("signed_out"))
            return

    def _turn(self, linked: Linked) -> None:
        before, self._linked = self._linked, linked
        with self._changing:
            if self._told is not None and before != linked:
                self._told()

    def _start(self, engine: Engine) -> None:
        with self._changing:
            if self._over.is_set():
                return
            self._engine = engine
            engine.listen(self._told)
            engine.start()
            for case_id in self._cases:
                engine.lease(case_id)
