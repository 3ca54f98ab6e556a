"""Every rule of the Case API, tried one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from triage_tui.conformance.answers import PROBLEM, Broken
from triage_tui.conformance.calling import NoAnswer
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Result, Rule, tried
from triage_tui.conformance.rules import (
    auth,
    batch_get,
    blind,
    bundles,
    capabilities,
    changes,
    checkpoints,
    conflicts,
    decisions,
    independence,
    intake,
    leases,
    limits,
    lists,
    outcomes,
    problems,
    queues,
    remarks,
    tags,
)
from triage_tui.domain.wire.capabilities import Capabilities
from triage_tui.errors import NotSignedIn, Unreachable

RULES: tuple[Rule, ...] = (
    *capabilities.RULES,
    *queues.RULES,
    *lists.RULES,
    *tags.RULES,
    *batch_get.RULES,
    *intake.RULES,
    *leases.RULES,
    *decisions.RULES,
    *conflicts.RULES,
    *outcomes.RULES,
    *independence.RULES,
    *blind.RULES,
    *remarks.RULES,
    *changes.RULES,
    *checkpoints.RULES,
    *bundles.RULES,
    *limits.RULES,
    *problems.RULES,
    *auth.RULES,
)
"""In the order in which they are tried."""


def greet(ground: Ground) -> str:
    """The server's name; raises `Unreachable` where none answers as one, `NotSignedIn` where it takes no token."""
    try:
        answer = ground.first.get("/v1/capabilities")
        if answer.status == 401 and answer.media == PROBLEM:
            raise NotSignedIn("the server does not accept the token", "`triage-tui login URL` signs you in")
        ground.capabilities = answer.read(Capabilities)
        return ground.capabilities.server
    except NoAnswer as error:
        raise Unreachable(error.title) from None
    except Broken as error:
        raise Unreachable(f"this is no server of the Case API: {error.title}") from None


def results(ground: Ground, *groups: str) -> Iterator[Result]:
    """What is found out about each rule, as it is found out; of these groups, or of all."""
    for rule in RULES:
        if not groups or rule.group in groups:
            yield tried(rule, ground)
