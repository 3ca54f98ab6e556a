"""A server on a real socket that plays whatever a test wants: it cuts, stalls, resets and lies."""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from itertools import takewhile
from threading import Event, Thread

Play = Callable[[socket.socket], None]


def http(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An answer as it goes over the wire; `length` may lie."""
    said = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(said).encode() + b"\r\n\r\n" + body


def packed(body: bytes) -> bytes:
    """An answer in gzip, as JSON."""
    return http(gzip.compress(body), "Content-Type: application/json", "Content-Encoding: gzip")


def writes(raw: bytes) -> Play:
    """Say these bytes and hang up."""
    return lambda connection: connection.sendall(raw)


def resets(raw: bytes = b"") -> Play:
    """Say these bytes and break the connection off, so that the other side gets an error."""

    def play(connection: socket.socket) -> None:
        connection.sendall(raw)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return play


class Loopback:
    """Listens on this machine, reads a request, and plays."""

    def __init__(self, play: Play | None = None) -> None:
        self.play = play or resets()
        self.requests: list[bytes] = []
        self.tls: ssl.SSLContext | None = None
        self._over = Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = Thread(target=self._serve, daemon=True)

    def stalls(self, raw: bytes = b"") -> Play:
        """Say these bytes, and nothing more until the test is over."""

        def play(connection: socket.socket) -> None:
            connection.sendall(raw)
            self._over.wait()

        return play

    def drips(self, raw: bytes) -> Play:
        """Say these bytes, and then one at a time until the test is over."""

        def play(connection: socket.socket) -> None:
            connection.sendall(raw)
            while not self._over.wait(0.01):
                connection.sendall(b" ")

        return play

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, suppress(OSError), self._secured(connection) as secured:
                self.requests.append(_request(secured))
                self.play(secured)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self.tls.wrap_socket(connection, server_side=True) if self.tls else connection


def _request(connection: socket.socket) -> bytes:
    """One request with its body."""
    with connection.makefile("rb") as reading:
        head = b"".join(takewhile(lambda line: line not in (b"", b"\r\n"), iter(reading.readline, None)))
        length = next((line[15:] for line in head.lower().splitlines() if line.startswith(b"content-length:")), b"0")
        return head + b"\r\n" + reading.read(int(length))
