"""A real server with the sample cases, and a shell whose commands carry somebody's token."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.terminal import Answer, shell
from tests.ptyrun import PtyRun
from tests.serving import OPERATOR, Served, serving
from triage_tui import samples
from triage_tui.domain.wire.receipts import Journalled

CASE = "sample-29-heist-novel"
PEOPLE = ("ana", "ben")


PROGRAM = [sys.executable, "-m", "triage_tui"]


def at_terminal(*arguments: str, **given: str) -> PtyRun:
    """Run a verb where a person can be asked, with these variables."""
    environ = {name: words for name, words in os.environ.items() if name.startswith(("XDG_", "PYTHON_KEYRING"))}
    return PtyRun([*PROGRAM, *arguments], size=(120, 24), env=environ | given)


def deciding(*words: str) -> bytes:
    """What a reviewer says at the plain desk to decide the case."""
    return "\n".join((f"open {CASE}", *words, "quit\n")).encode()


class AtSource:
    """The server, and those who go there."""

    def __init__(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        self.served = served
        self.address = served.address
        self.tokens = {name: served.token(name) for name in PEOPLE}
        self._monkeypatch = monkeypatch

    def shell(self, who: str, *arguments: str | Path, stdin: bytes = b"") -> Answer:
        """Run a verb with somebody's token in the environment, or with no token for nobody."""
        token = self.tokens.get(who, who)
        if token:
            self._monkeypatch.setenv("TRIAGE_TOKEN", token)
        return shell(*arguments, stdin=stdin)

    def sit(self, who: str, words: bytes = b"quit\n") -> Answer:
        """Sit down at the plain desk on the server, and say these words."""
        return self.shell(who, "--plain", self.address, stdin=words)

    def decisions(self) -> list[Journalled]:
        """Every decision that the server has."""
        return [*self.served.store.journal(OPERATOR, None, 500).decisions]


@contextmanager
def sample_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtSource]:
    """A server with the sample cases and packs; decisions leave at once, without an undo window."""
    monkeypatch.setenv("TRIAGE_REVIEW_UNDO_WINDOW_S", "0")
    with serving(str(folder / "server.db")) as served:
        for pack in samples.policies():
            served.store.publish(OPERATOR, pack)
        served.store.take_in(OPERATOR, list(samples.cases()))
        yield AtSource(served, monkeypatch)
    served.store.close()
