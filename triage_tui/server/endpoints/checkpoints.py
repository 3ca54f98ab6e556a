"""Checkpoints: the server is the witness of reviewers' logs."""

from __future__ import annotations

from starlette.responses import Response

from triage_tui.domain.wire.checkpoints import GivenCheckpoint
from triage_tui.server.ask import Ask


def take(ask: Ask) -> Response:
    """Vouch for where a reviewer's log stands, unless it got shorter or was written anew since the last time."""
    return ask.answer(ask.store.logs.take(ask.me, ask.document(GivenCheckpoint)))


def newest(ask: Ask) -> Response:
    """The newest checkpoint of a log; reviewers may ask about their own, leads and auditors about all."""
    return ask.answer(ask.store.logs.newest(ask.me, ask.names["log_id"]))
