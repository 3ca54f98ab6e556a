"""The right to decide a case, for a while."""

from __future__ import annotations

from starlette.responses import Response

from triage_tui.domain.wire.leases import LeaseWish, ProvisionalWish, Renewal
from triage_tui.server import answers
from triage_tui.server.ask import Ask
from triage_tui.server.rejected import rejected


def take(ask: Ask) -> Response:
    """Take the next case of a queue, or one case; 204 when nothing waits."""
    wish = ask.document(LeaseWish)
    _short(ask, wish.ttl_s)
    lease = ask.store.lease(ask.me, wish)
    return answers.nothing() if lease is None else ask.answer(lease, 201)


def renew(ask: Ask) -> Response:
    """Ask for more time from now on."""
    wish = ask.document(Renewal)
    _short(ask, wish.ttl_s)
    return ask.answer(ask.store.renew(ask.me, ask.names["id"], wish.ttl_s))


def end(ask: Ask) -> Response:
    """Give a case back."""
    ask.store.end(ask.me, ask.names["id"])
    return answers.nothing()


def provisional(ask: Ask) -> Response:
    """Say an outcome before the classifier's view is shown; answered with the whole case."""
    outcome = ask.document(ProvisionalWish).outcome
    return answers.whole(ask.store.provisional(ask.me, ask.names["id"], outcome), ask.packed)


def _short(ask: Ask, ttl_s: int) -> None:
    longest = ask.bounds.limits.lease_s
    if ttl_s > longest:
        reason = f"a lease lasts at most {longest} seconds"
        raise rejected("invalid_field", reason, pointer="/ttl_s", reason=reason)
