"""A line that goes wrong on purpose: an HTTP proxy between a client and a server, with a fault for each request.

Which fault a request meets is decided by its number alone, so that a run can be repeated: from a plan, then from a
seed. Requests are counted in the order in which they were read.
"""

from __future__ import annotations

import random
import re
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from types import TracebackType
from typing import NamedTuple, Self

PATIENCE = 20.0
"""Seconds before the proxy gives a connection up; nothing of a test depends on it."""


class Fault(StrEnum):
    """What happens to a request."""

    NONE = "none"
    DROP_REQUEST = "drop_request"
    """The server never sees it, the client gets no answer."""
    DROP_REPLY = "drop_reply"
    """The server does it, the client gets no answer."""
    CUT = "cut"
    """The server does it, half of its answer arrives."""
    STALL = "stall"
    """The server does it, and nothing arrives until the client goes away."""
    RESET = "reset"
    """The server does it, the client's connection is reset."""
    TOO_MANY = "too_many"
    """429 with Retry-After, nothing done."""
    BROKEN = "broken"
    """500 without a word, nothing done."""
    BROKEN_AFTER = "broken_after"
    """500 without a word, after the server did it."""
    HTML = "html"
    """200 and a page, as the sign-in of a hotel's network answers."""
    TWICE = "twice"
    """The server gets it two times, the client the second answer."""


WITHOUT_WAITING = tuple([fault for fault in Fault if fault not in (Fault.NONE, Fault.STALL)])
"""Faults that a client notices at once, whatever its patience."""

_CANNED = {
    Fault.TOO_MANY: (
        "429 Too Many Requests",
        "application/problem+json",
        b'{"type":"urn:triage:problem:rate_limited","title":"Too many requests","status":429,"retry_after":0}',
    ),
    Fault.BROKEN: ("500 Internal Server Error", "text/plain", b"oops"),
    Fault.BROKEN_AFTER: ("500 Internal Server Error", "text/plain", b"oops"),
    Fault.HTML: ("200 OK", "text/html", b"<!doctype html><title>Welcome to our Wi-Fi</title>"),
}
_BEFORE = frozenset({Fault.DROP_REQUEST, Fault.TOO_MANY, Fault.BROKEN, Fault.HTML})
"""Faults that keep the request from the server."""


class Seen(NamedTuple):
    """A request that came by."""

    method: str
    path: str
    fault: Fault


class Proxy:
    """Listens on a loopback port and hands requests on to a server, each with its fault."""

    def __init__(
        self,
        upstream: tuple[str, int],
        plan: Sequence[Fault] = (),
        *,
        seed: int | None = None,
        share: float = 0.3,
        faults: Sequence[Fault] = WITHOUT_WAITING,
        sent: Callable[[Seen], None] = lambda _: None,
        ahead: timedelta = timedelta(),
    ) -> None:
        """First the `plan`; then, with a `seed`, a `share` of the requests meets one of `faults`; else all is well.

        `sent` is called when the server has a request and nobody has its answer; answers are dated `ahead`.
        """
        self.upstream = upstream
        self.seen: list[Seen] = []
        self._plan = list(plan)
        self._dice = None if seed is None else random.Random(seed)
        self._share, self._faults = share, tuple(faults)
        self.sent, self.ahead = sent, ahead
        self.only = "/"
        """What the paths of requests begin with that meet faults."""
        self._lock = threading.Condition()
        self._open: set[socket.socket] = set()
        self._server = _Listener(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """Where a client finds the server now."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def then(self, *plan: Fault) -> None:
        """The faults of the next requests."""
        with self._lock:
            self._plan = list(plan)

    def calm(self) -> None:
        """No faults from now on."""
        with self._lock:
            self._plan, self._dice = [], None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._thread.join()

    def holds(self, *sockets: socket.socket) -> None:
        """Sockets that are shut when the proxy ends."""
        with self._lock:
            self._open.update(sockets)

    def lets_go(self, *sockets: socket.socket) -> None:
        """Sockets that were closed."""
        with self._lock:
            self._open.difference_update(sockets)

    def fault_for(self, method: str, path: str) -> Fault:
        """The next fault, written down with the request."""
        with self._lock:
            fault = Fault.NONE
            if not path.startswith(self.only):
                pass
            elif self._plan:
                fault = self._plan.pop(0)
            elif self._dice is not None and self._dice.random() < self._share:
                fault = self._dice.choice(self._faults)
            self.seen.append(Seen(method, path, fault))
            self._lock.notify_all()
            return fault

    def wait_for(self, fault: Fault) -> None:
        """Wait until a request has met this fault."""
        with self._lock:
            met = self._lock.wait_for(lambda: fault in {one.fault for one in self.seen}, PATIENCE)
        assert met, f"no request came that met {fault}"


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", 0), _Connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""


class _Connection(socketserver.BaseRequestHandler):
    """One connection of a client: one request, one answer, or what is left of them."""

    def handle(self) -> None:
        client, proxy = self.request, self.server.proxy
        client.settimeout(PATIENCE)
        proxy.holds(client)
        try:
            request = _whole_request(client)
            if request:
                _serve(client, proxy, request, proxy.fault_for(*_named(request)))
        finally:
            proxy.lets_go(client)


def _serve(client: socket.socket, proxy: Proxy, request: bytes, fault: Fault) -> None:
    reply = b"" if fault in _BEFORE else _asked(proxy, request)
    if proxy.ahead:
        later = format_datetime(datetime.now(UTC) + proxy.ahead, usegmt=True).encode()
        reply = re.sub(rb"(?im)^date:[^\r]*", b"date: " + later, reply, count=1)
    if fault is Fault.TWICE:
        reply = _asked(proxy, request)
    if fault in _CANNED:
        status, kind, body = _CANNED[fault]
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        reply = head.encode() + body
    if fault is Fault.STALL:
        client.recv(1)
    elif fault is Fault.RESET:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
    elif fault is Fault.CUT:
        client.sendall(reply[: len(reply) // 2])
    elif fault not in (Fault.DROP_REQUEST, Fault.DROP_REPLY):
        client.sendall(reply)


def _asked(proxy: Proxy, request: bytes) -> bytes:
    """The server's whole answer; nothing when it is not there."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    request = b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
    reply = bytearray()
    with suppress(OSError), socket.create_connection(proxy.upstream, PATIENCE) as server:
        proxy.holds(server)
        try:
            server.sendall(request)
            proxy.sent(Seen(*_named(request), Fault.NONE))
            while chunk := server.recv(1 << 16):
                reply += chunk
        finally:
            proxy.lets_go(server)
    return bytes(reply)


def _named(request: bytes) -> tuple[str, str]:
    """Method and target of a request."""
    method, target = request.decode("latin-1").split(" ", 2)[:2]
    return method, target


def _whole_request(client: socket.socket) -> bytes:
    """A request with its body, whose length it says; nothing when the client goes away before."""
    read = bytearray()
    with suppress(OSError):
        while b"\r\n\r\n" not in read:
            if not (chunk := client.recv(1 << 16)):
                return b""
            read += chunk
        end = read.index(b"\r\n\r\n") + 4
        wanted = end + int(_header(bytes(read[:end]), b"content-length:") or 0)
        while len(read) < wanted:
            if not (chunk := client.recv(1 << 16)):
                return b""
            read += chunk
        return bytes(read)
    return b""


def _header(head: bytes, name: bytes) -> bytes:
    found = [line[len(name) :] for line in head.split(b"\r\n") if line.lower().startswith(name)]
    return found[0] if found else b""
