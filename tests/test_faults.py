"""The line that goes wrong on purpose does so as planned: what the server saw, and what the client got."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests.faults import WITHOUT_WAITING, Fault, Proxy

DOES = {Fault.NONE: 1, Fault.TWICE: 2, Fault.DROP_REQUEST: 0, Fault.TOO_MANY: 0, Fault.BROKEN: 0, Fault.HTML: 0}
"""How often the server does what it was asked; once where nothing is said."""
SILENT = (Fault.DROP_REQUEST, Fault.DROP_REPLY, Fault.CUT, Fault.STALL, Fault.RESET)


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent, and writes it down."""

    bodies: list[bytes]

    def do_POST(self) -> None:
        """Echo."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.bodies.append(body)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to stderr."""


@pytest.fixture
def echo() -> Iterator[tuple[tuple[str, int], list[bytes]]]:
    bodies: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Echo,), {"bodies": bodies}))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_address[:2], bodies
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_does_to_either_side_what_it_says(fault: Fault, echo: tuple[tuple[str, int], list[bytes]]) -> None:
    upstream, bodies = echo
    with Proxy(upstream, [fault]) as proxy:
        patience = 0.2 if fault is Fault.STALL else 10
        try:
            answer = httpx.post(proxy.url + "/v1/x", content=b"hello" * 1000, timeout=patience, trust_env=False)
        except httpx.TransportError:
            assert fault in SILENT
        else:
            assert fault not in SILENT
            assert (answer.content == b"hello" * 1000) == (fault in (Fault.NONE, Fault.TWICE))
    assert bodies == [b"hello" * 1000] * DOES.get(fault, 1)
    assert proxy.seen == [("POST", "/v1/x", fault)]


def test_a_seed_gives_the_same_faults_again_and_calm_ends_them() -> None:
    def faults(seed: int) -> list[Fault]:
        proxy = Proxy(("127.0.0.1", 9), seed=seed, share=0.5)
        proxy._server.server_close()
        found = [proxy.fault_for("GET", "/") for _ in range(50)]
        proxy.calm()
        assert proxy.fault_for("GET", "/") is Fault.NONE
        return found

    assert faults(1) == faults(1) != faults(2)
    assert set(faults(1)) <= {Fault.NONE, *WITHOUT_WAITING}
