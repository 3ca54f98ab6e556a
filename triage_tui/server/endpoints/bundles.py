"""Sealed files: those that wait for a reviewer, and decisions that come back in one."""

from __future__ import annotations

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
        there = kept.path.stat().st_size
    except OSError:
        there = -1
    if there != kept.row.bytes:
        raise rejected("not_found", "the bundle is not where it was, or not what it was; tell who runs the server")
    part = ranges.wished(ask.headers, kept.row.bytes, tag)
    return ranges.answered(kept.path, part, kept.row.bytes, tag, SEALED, ask.threads)


def hand_back(ask: Ask) -> Response:
    """Take the decisions of a sealed file, one by one as if its reviewer had posted them; again it changes nothing."""
    raw = ask.raw(SEALED, ask.bounds.file_bytes)
    return ask.answer(returns.taken(ask.store, ask.me, raw))
