"""A link that begins when somebody listens: what it needs is loaded while the first frame is looked at already."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from triage_tui.desk.link import Leased, Linked
from triage_tui.errors import TriageError, Unreachable

if TYPE_CHECKING:
    from triage_tui.domain.words import Outcome
    from triage_tui.sync.engine import Engine

Told = Callable[[], None]

AGAIN = 15.0
"""Seconds until a source is asked again that could not be reached to say whose the token is."""


class Late:
    """Stands for an engine until there is one, and then passes everything on to it."""

    def __init__(
        self,
        make: Callable[[], Engine],
        then: Callable[[], None] = lambda: None,
        renew: Callable[[], bool] = lambda: False,
    ) -> None:
        """All are called on a thread beside: `make` again while it raises `Unreachable`, `then` once it has started.

        `renew` looks for another token once the source does not accept ours any more; whether there is one.
        """
        self._make = make
        self._then = then
        self._renew = renew
        self._engine: Engine | None = None
        self._thread: Thread | None = None
        self._changing = Lock()
        self._told: Told | None = None
        self._cases: list[str] = []
        self._said: dict[str, Outcome] = {}
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

    def provisional(self, case_id: str, outcome: Outcome) -> None:
        """Tell what the reviewer thinks first, as soon as there is an engine."""
        with self._changing:
            if self._engine is not None:
                self._engine.provisional(case_id, outcome)
            else:
                self._said[case_id] = outcome

    def poke(self) -> None:
        """Do not wait for the next round; where we are signed out, look whether somebody has signed in since."""
        engine, busy = self._engine, self._thread is not None and self._thread.is_alive()
        if engine is not None:
            engine.poke()
        if busy or self.state().health != "signed_out":
            return
        if engine is None:
            self._thread = None
            self.begin()
        else:
            self._thread = Thread(target=self._sign_in, args=(engine,), name="link", daemon=True)
            self._thread.start()

    def _sign_in(self, engine: Engine) -> None:
        with suppress(TriageError):
            if self._renew():
                engine.signed_in()

    def _begin(self) -> None:
        wait, self.failure = 0.0, None
        while not self._over.wait(wait):
            try:
                engine = self._make()
            except Unreachable:
                self._turn(Linked("offline"))
                wait = AGAIN
                continue
            except TriageError as error:
                self.failure = error
                self._turn(Linked("signed_out"))
                return
            self._start(engine)
            with suppress(TriageError):
                self._then()
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
            for case_id, outcome in self._said.items():
                engine.provisional(case_id, outcome)
