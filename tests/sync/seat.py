"""A workspace and its engine at a model server, moved on step by step."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from tests.storage.making import decision, event
from tests.sync.clock import VirtualClock
from tests.sync.faulty import Died, Fault, FaultySource
from tests.sync.model import ModelServer
from triage_tui.domain.decision import Decision
from triage_tui.domain.filter import ALL
from triage_tui.domain.journal import Event
from triage_tui.domain.words import CaseState, OutboxState
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace
from triage_tui.sync.engine import Engine
from triage_tui.sync.link import LinkState
from triage_tui.sync.ports import Shelf

T = TypeVar("T")
URL = "https://triage.example"


class Mortal:
    """A shelf that a program can die at, just before or just after any act."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.left: float = float("inf")
        """Acts before it dies; a half more is after the act."""

    def __getattr__(self, name: str) -> Any:
        def act(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise Died
            answer = getattr(self._shelf, name)(*args, **kwargs)
            if self.left < 0.5:
                self.left = -1
                raise Died
            return answer

        return act


class Seat:
    """One reviewer's desk."""

    def __init__(self, folder: Path, server: ModelServer | None = None, *, seed: int = 0) -> None:
        self.folder = folder
        self.clock = VirtualClock() if server is None else server.clock
        self.server = server or ModelServer(self.clock)
        self.source = FaultySource(self.server)
        self.dice = Random(seed)
        self.loop = asyncio.Runner()
        self.sat = 0
        self.sit(folder / "workspace.db")

    def sit(self, path: Path) -> None:
        """Open the workspace, and have an engine at it."""
        self.path = path
        self.workspace: Workspace = open_workspace(path, reviewer="r1", now=self.clock.now)
        self.shelf = Mortal(self.workspace.shelf())
        self.engine = Engine(self.source, self.shelf, self.clock, self.dice, name=URL)

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        """Run one step of the engine to its end."""
        return self.loop.run(step)

    def pull(self) -> float:
        return self.run(self.engine.pull.once())

    def push(self) -> float:
        return self.run(self.engine.push.once())

    def tend(self) -> float:
        return self.run(self.engine.leases.once())

    def faults(self, *faults: Fault) -> None:
        """What goes wrong with the next requests."""
        self.source.faults.extend(faults)

    def die(self) -> None:
        """Kill the program: what is on the disk is all that is left, and another one begins with that."""
        self.sat += 1
        image = self.folder / f"after-{self.sat}" / "workspace.db"
        image.parent.mkdir()
        for part in self.path.parent.glob("workspace.db*"):
            shutil.copy(part, image.parent)
        self.workspace.close()
        self.source.faults.clear()
        self.sit(image)

    def decide(self, case_id: str, *, held: float = 0.0, **fields: Any) -> Decision:
        """Decide a case, held back for so many seconds."""
        made = decision(self.workspace, case_id, **{"decided_at": self.clock.now(), **fields})
        self.workspace.record(made, hold_until=made.decided_at + timedelta(seconds=held))
        return made

    def skip(self, case_id: str, reason: str = "not_my_language") -> Event:
        """Pass a case on."""
        said = event("skip", case_id, reason=reason)
        self.workspace.skip(case_id, said)
        return said

    def tell_skips(self) -> float:
        return self.run(self.engine.skips.once())

    def outbox(self, made: Decision) -> OutboxState:
        """How far a decision has come."""
        row = self.workspace.outbox_row(made.id)
        assert row is not None
        return row.standing.outbox

    def stands(self, case_id: str) -> CaseState:
        """How a case stands here."""
        head = self.workspace.head(case_id)
        assert head is not None
        return head.state

    def state(self) -> LinkState:
        return self.engine.state()

    def count(self) -> int:
        return self.workspace.count(ALL)

    def close(self) -> None:
        self.workspace.close()
        self.loop.close()
