"""A program in a pseudo-terminal: start it, press its keys, read its screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

import pyte

from tests.terminal import ecma48

Answer = Callable[[ecma48.Sequence], bytes]
"""What the terminal sends back for one sequence; empty when it stays silent."""


class _Screen(pyte.Screen):
    """A pyte screen whose own replies (cursor position, device attributes) are kept."""

    replies: bytes = b""

    @property
    def display(self) -> list[str]:
        """The rows as text; pyte's own fails where half of something wide is overwritten and the rest still to come."""
        return ["".join(self.buffer[y][x].data for x in range(self.columns)) for y in range(self.lines)]

    def write_process_input(self, data: str) -> None:
        self.replies += data.encode()


class PtyRun:
    """One program and the terminal it runs in; use it as a context manager."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        answer: Answer | None = None,
    ) -> None:
        """Start `argv` in a terminal of `size` (columns, rows), `env` added to a small clean environment.

        Without `answer` the terminal replies to cursor position and device queries as pyte does.
        """
        self.screen = _Screen(*size)
        self.sent = bytearray()
        """Every byte that the program wrote."""
        self._answer = answer
        self._stream = pyte.ByteStream(self.screen)
        self._reader = ecma48.Reader()
        self.fd, slave = os.openpty()
        self._eof = False
        _set_size(slave, size)
        self.program = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env=_environment(env or {}),
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)

    def send(self, keys: str | bytes) -> None:
        """Type `keys`."""
        os.write(self.fd, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self.screen.resize(rows, columns)
        _set_size(self.fd, (columns, rows))

    @property
    def text(self) -> str:
        """What the screen shows now, lines joined by newlines."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, wanted: str, timeout: float = 20) -> str:
        """Read until the screen shows `wanted`; give the screen, or fail with it."""
        return self.wait_until(lambda: wanted in self.text, f"{wanted!r} on the screen", timeout)

    def wait_sent(self, wanted: bytes, timeout: float = 20) -> str:
        """Read until the program has written the bytes `wanted`."""
        return self.wait_until(lambda: wanted in self.sent, f"{wanted!r} in the output", timeout)

    def wait_until(self, true: Callable[[], bool], what: str, timeout: float = 20) -> str:
        """Read until `true()`; give the screen, or fail saying `what` was awaited."""
        limit = time.monotonic() + timeout
        while not true():
            if time.monotonic() > limit or not self._read(min(limit, time.monotonic() + 0.02)):
                raise AssertionError(f"waited for {what}, the screen is:\n{self.text}")
        return self.text

    def wait_quiet(self, quiet: float = 0.15) -> str:
        """Read until nothing has come for `quiet` seconds; give the screen."""
        while not self._eof and select.select([self.fd], [], [], quiet)[0] and self._read(time.monotonic() + quiet):
            pass
        return self.text

    def wait_exit(self, timeout: float = 20) -> int:
        """Read until the program has ended; give its exit status (negative: the signal that ended it)."""
        limit = time.monotonic() + timeout
        while self.program.poll() is None:
            if time.monotonic() > limit:
                raise AssertionError(f"still running after {timeout} s, the screen is:\n{self.text}")
            if not self._read(min(limit, time.monotonic() + 0.02)):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.program.wait(limit - time.monotonic())
        self.wait_quiet(0)
        return self.program.returncode

    def hang_up(self) -> None:
        """Close the terminal under the program, as a lost connection does."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd, self._eof = -1, True

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the program."""
        self.program.send_signal(number)

    def close(self) -> None:
        """End the program, whatever it does, and close the terminal."""
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait()
        self.hang_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, limit: float) -> bool:
        """Wait for output until `limit`; False when there will be no more."""
        if self._eof:
            return False
        ready, _, _ = select.select([self.fd], [], [], max(0.0, limit - time.monotonic()))
        if not ready:
            return True
        try:
            piece = os.read(self.fd, 65536)
        except OSError:
            piece = b""
        self._eof = not piece
        self.sent += piece
        for one in self._reader.feed(piece):
            self._show(one)
        return not self._eof

    def _show(self, one: ecma48.Sequence) -> None:
        if one.name not in ("CSI", "OSC", "STRING", "BROKEN", "DECRQM"):
            self._stream.feed(one.raw)
        if self._answer is not None:
            self.screen.replies = self._answer(one)
        if self.screen.replies:
            self.send(self.screen.replies)
            self.screen.replies = b""


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH", "TMPDIR") if name in os.environ}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **extra}


def _set_size(fd: int, size: tuple[int, int]) -> None:
    columns, rows = size
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
