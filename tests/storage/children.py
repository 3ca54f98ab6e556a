"""Other processes: forked, so that dozens of them can be killed in a second."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

Tell = Callable[[str], None]


@contextmanager
def child(act: Callable[[Tell], None]) -> Iterator[tuple[int, BinaryIO]]:
    """Run `act` in a process of its own; gives its pid and what it tells, line by line. Killed at the end."""
    ready, tell = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            act(lambda line: [None, os.write(tell, f"{line}\n".encode())][0])
        finally:
            os._exit(0)
    os.close(tell)
    with open(ready, "rb", buffering=0) as told:
        try:
            yield pid, told
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
