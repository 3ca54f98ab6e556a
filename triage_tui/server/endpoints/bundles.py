"""Sealed files: those that wait for a reviewer, and decisions that come back in one."""

from __future__ import annotations

import os

from starlette.responses import Response

from triage_tui.domain.wire.bundles import SEALED
from triage_tui.server import answers, ranges, returns
from triage_tui.server.ask import Ask
from triage_tui.server.rejected import rejected


def waiting(ask: Ask) -> Response:
    """List the bundles that wait for whoever asks."""
    return ask.answer(ask.store.downloads.mine(ask.me))


def one(ask: Ask) -> Response:
    """A bundle, or the part of it that `Range` names; its ETag is the SHA-256 of it."""
    kept = ask.store.downloads.one(ask.me, ask.names["id"])
    tag = f'"{kept.row.sha256}"'
    if ask.unchanged(tag):
        return answers.nothing(304, ETag=tag)
    try:
        file = kept.path.open("rb")
    except OSError:
        raise rejected("unavailable", "the bundle is not where it was", retry_after=60) from None
    if os.fstat(file.fileno()).st_size != kept.row.bytes:
        file.close()
        raise rejected("unavailable", "the bundle is not what it was", retry_after=60)
    part = ranges.wished(ask.headers, kept.row.bytes, tag)
    return ranges.answered(file, part, kept.row.bytes, tag, SEALED, ask.threads)


def hand_back(ask: Ask) -> Response:
    """Take the decisions of a sealed file, one by one as if its reviewer had posted them; again it changes nothing."""
    raw = ask.raw(SEALED, ask.bounds.file_bytes)
    return ask.answer(returns.taken(ask.store, ask.me, raw))
