"""People with machines of their own: what each does happens in a home of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from tests.cli.terminal import Answer, shell
from triage_tui.domain.journal import Event
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace
from triage_tui.wiring import key_ring


class Person:
    """Somebody at a machine of their own."""

    def __init__(self, name: str, home: Path) -> None:
        self.name = name
        self.home = home
        self.files = home / "data" / "triage-tui"
        """Where workspaces and keys lie."""
        home.mkdir()
        with self.at_home():
            self.key = key_ring().new(f"{name}@home").public

    @property
    def environment(self) -> dict[str, str]:
        """What is different on their machine."""
        folders = {f"XDG_{kind.upper()}_HOME": str(self.home / kind) for kind in ("data", "state", "config")}
        return {**folders, "TRIAGE_REVIEWER_NAME": self.name}

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Be at their machine for a while."""
        with pytest.MonkeyPatch.context() as there:
            for name, value in self.environment.items():
                there.setenv(name, value)
            yield

    def do(self, *arguments: str | Path, stdin: bytes = b"") -> Answer:
        """Have them run a verb."""
        with self.at_home():
            return shell(*arguments, stdin=stdin)

    def did(self, *arguments: str | Path, stdin: bytes = b"") -> Answer:
        """Have them run a verb that works."""
        answer = self.do(*arguments, stdin=stdin)
        assert answer.status == 0, answer.errors
        return answer

    def trusts(self, other: Person) -> None:
        """Have them trust somebody's key."""
        self.did("key", "trust", other.key.line())

    def workspaces(self) -> list[Path]:
        """Those in their folder, half ones included."""
        return sorted((*self.files.glob("*.db"), *self.files.glob("*.part*")))

    @contextmanager
    def looking(self, path: Path) -> Iterator[Workspace]:
        """Look into one of their workspaces."""
        workspace = open_workspace(path, True)
        try:
            yield workspace
        finally:
            workspace.close()


def events(workspace: Workspace, kind: str) -> list[Event]:
    """The events of a kind in a log."""
    found = [msgspec.json.decode(line) for line in workspace.ledger.lines() if b'"triage.event/1"' in line]
    return [msgspec.convert(one, Event) for one in found if one["type"] == kind]
