"""What the server can do, and whether it is well."""

from __future__ import annotations

from functools import cache

from starlette.responses import Response

from triage_tui import __version__
from triage_tui.domain.wire.capabilities import Capabilities, Features
from triage_tui.server import answers
from triage_tui.server.ask import Ask

FEATURES = Features(
    lease="exclusive",
    versioned=True,
    idempotent=True,
    policy_versions=True,
    changes="poll",
    checkpoints=True,
    bundles=True,
)


def capabilities(ask: Ask) -> Response:
    """Say what the server can do, for whom, and within which limits."""
    name = f"triage-tui/{__version__}"
    return ask.answer(Capabilities(server=name, me=ask.me, limits=ask.bounds.limits, features=FEATURES))


def alive(ask: Ask) -> Response:
    """Say that the program runs."""
    return ask.answer({"status": "ok"})


def ready(ask: Ask) -> Response:
    """Say that the database answers too; `unavailable` where it does not."""
    ask.store.ready()
    return ask.answer({"status": "ok"})


def openapi(ask: Ask) -> Response:
    """The description of all this for programs."""
    return answers.whole(_described(), ask.packed)


@cache
def _described() -> bytes:
    from triage_tui.server.openapi import document

    return answers.encoded(document())
