"""What the server says about itself: one JSON object a line on standard error, and never a token, a body or a query."""

from __future__ import annotations

import logging
import re
import traceback
from datetime import UTC, datetime
from secrets import token_hex
from time import perf_counter
from typing import Any

import msgspec
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage_tui.domain.values import rfc3339

REQUESTS = logging.getLogger("triage_tui.server.requests")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Lines(logging.Formatter):
    """A record of the log as a JSON line; of an exception its type and where it arose, not its words."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {"time": rfc3339(at), "level": record.levelname.lower()}
        if isinstance(record.args, dict) and record.name == REQUESTS.name:
            line |= record.args
        else:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__qualname__
            line["at"] = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(record.exc_info[2])[-5:]]
        return msgspec.json.encode(line).decode()


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": Lines}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "loggers": {
        "uvicorn": {"handlers": ["lines"], "level": "INFO", "propagate": False},
        "triage_tui.server": {"handlers": ["lines"], "level": "INFO", "propagate": False},
    },
}
"""How uvicorn sets the log up in every process."""


class Logged:
    """Writes a line for every request, and gives each a name that client and server can speak of."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, length = perf_counter(), 500, 0
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if _ID.fullmatch(given) else token_hex(8)

        async def counted(message: Message) -> None:
            nonlocal status, length
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", name.encode())]
            length += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            said = {
                "method": scope["method"] if scope["method"] in _METHODS else "?",
                "route": scope.get("route_template", "?"),
                "status": status,
                "ms": round((perf_counter() - began) * 1000, 1),
                "bytes": length,
                "reviewer": scope.get("reviewer", ""),
                "request": name,
            }
            REQUESTS.info("%(method)s %(route)s %(status)s", said)
