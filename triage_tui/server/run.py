"""Running the application: one process for SQLite, several that share PostgreSQL; a stop finishes what was begun."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from triage_tui.domain.values import Record
from triage_tui.errors import TriageError, WrongUsage
from triage_tui.server.app import make_app
from triage_tui.server.bounds import Bounds
from triage_tui.server.logs import LOGGING
from triage_tui.server.store import open_store

_BACKLOG = 512
_LONGEST_HEADERS = 64 * 1024
_KEPT_S = 75
"""Seconds that an idle line is kept: longer than clients keep theirs, so that none is closed as it is used."""
_STOPPING_S = 30
"""Seconds for what was begun to be finished when the server is told to stop."""


class Running(Record):
    """How the server runs."""

    database: str
    """Path or URL; may hold a password."""
    host: str = "127.0.0.1"
    port: int = 8787
    """0 for any that is free."""
    workers: int = 1
    """Processes."""
    bounds: Bounds = Bounds()


def serve(running: Running, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; `ready` is called with the address once requests are taken in."""
    _check(running)
    open_store(running.database).close()
    with _listening(running) as door:
        config = uvicorn.Config(
            partial(_app, running),
            factory=True,
            workers=running.workers,
            log_config=LOGGING,
            access_log=False,
            server_header=False,
            ws="none",
            http="h11",
            proxy_headers=running.bounds.behind_proxy,
            forwarded_allow_ips="127.0.0.1",
            timeout_keep_alive=_KEPT_S,
            timeout_graceful_shutdown=_STOPPING_S,
            h11_max_incomplete_event_size=_LONGEST_HEADERS,
        )
        signal.signal(signal.SIGTERM, _leave)
        ready(_address(door))
        if running.workers == 1:
            uvicorn.Server(config).run([door])
        else:
            Multiprocess(config, [door]).run()


def _check(running: Running) -> None:
    """Refuse what would be unsafe or cannot work."""
    if not _is_loopback(running.host) and not running.bounds.behind_proxy:
        raise WrongUsage(
            f"{running.host} can be reached from elsewhere, and this server speaks plain HTTP",
            "let a proxy on it do TLS and say --behind-proxy, or keep to 127.0.0.1",
        )
    if running.workers > 1 and not running.database.startswith(("postgres://", "postgresql")):
        raise WrongUsage("several processes need PostgreSQL", "--database postgresql://...")


def _app(running: Running) -> Starlette:
    return make_app(open_store(running.database), running.bounds)


def _leave(number: int, frame: FrameType | None) -> None:
    """What uvicorn does with SIGTERM in the end: leave by the front door, so that whoever waits for us can tidy up."""
    raise SystemExit(0)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listening(running: Running) -> socket.socket:
    family = socket.AF_INET6 if ":" in running.host else socket.AF_INET
    # Named as TCP: asyncio sends small answers at once (TCP_NODELAY) only on sockets that say what they speak.
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((running.host, running.port))
        door.listen(_BACKLOG)
    except OSError as error:
        door.close()
        raise TriageError(f"cannot listen on {running.host}:{running.port}: {error}", "--port names another") from error
    return door


def _address(door: socket.socket) -> str:
    host, port = door.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
