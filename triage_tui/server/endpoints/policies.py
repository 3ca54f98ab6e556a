"""Policy packs: published once, never changed."""

from __future__ import annotations

from starlette.responses import Response

from triage_tui.server.ask import Ask


def packs(ask: Ask) -> Response:
    """List every pack version."""
    return ask.answer(ask.store.packs())


def pack(ask: Ask) -> Response:
    """One pack version, byte for byte; its ETag is the SHA-256 of it."""
    body, sha256 = ask.store.pack(ask.names["id"], ask.names["version"])
    return ask.tagged(body, f'"{sha256}"', "private, max-age=31536000, immutable")
