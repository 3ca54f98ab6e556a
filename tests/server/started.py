"""``triage-tui serve`` as a program of its own, the way an operator starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

ADDRESS = re.compile(r"http://[0-9a-z\[\].:]+")


class Started(NamedTuple):
    """A server that takes requests in."""

    run: subprocess.Popen[str]
    address: str
    said: str
    """What it said until then."""

    def stop(self) -> int:
        """Ask it to stop, and wait until it has; the exit status."""
        self.run.terminate()
        return self.run.wait(20)


@contextmanager
def started(*arguments: str, database: str | None = None) -> Iterator[Started]:
    """A server on a free port, for the length of a block."""
    environ = os.environ | ({"TRIAGE_SERVER_DATABASE": database} if database else {})
    command = [sys.executable, "-m", "triage_tui", "serve", "--port", "0", *arguments]
    pipe = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=environ, text=True, **pipe) as run:  # type: ignore[call-overload]
        try:
            yield Started(run, *_address(run.stdout, 3 if "--demo" in arguments else 1))
        finally:
            if run.poll() is None:
                run.kill()


def _address(out: IO[str], times: int) -> tuple[str, str]:
    """Where it says that it listens, and all it said until it had said so this often."""
    said = ""
    for line in out:
        said += line
        if len(found := ADDRESS.findall(said)) == times:
            return found[0], said
    raise AssertionError(said)
