"""Who may speak, and signing in."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from triage_tui.conformance.answers import Answer, NotOffered, ensure
from triage_tui.conformance.calling import Caller
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.receipts import Receipt
from triage_tui.domain.wire.signing_in import GRANT, Declined, DeviceCode

RULES = Rules("auth")

READS = ("capabilities", "queues", "cases", "cases/x", "changes", "policies", "decisions/x", "decisions")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _stopped(answer: Answer) -> None:
    answer.problem("unauthenticated")
    ensure("bearer" in answer.headers.get("www-authenticate", "").lower(), "WWW-Authenticate does not name Bearer")


@RULES
def no_token(ground: Ground) -> None:
    """Without a token everything is unauthenticated, with a WWW-Authenticate header."""
    for path in READS:
        _stopped(ground.stranger.get(f"/v1/{path}"))
    _stopped(ground.stranger.post("/v1/leases", {"queue": "x"}))


@RULES
def no_token_no_decision(ground: Ground) -> None:
    """A decision without a token does not arrive."""
    decision = ground.decision(ground.supply.fresh())
    _stopped(ground.stranger.post("/v1/decisions", decision))
    _stopped(ground.stranger.post("/v1/decisions:batch", {"decisions": [{"decision": decision}]}))
    ground.first.get(f"/v1/decisions/{decision['id']}").problem("not_found")


@RULES
def wrong_token(ground: Ground) -> None:
    """A token that is none is unauthenticated, and so is one in the address."""
    for headers in ({"Authorization": f"Bearer {ground.supply.run}"}, {"Authorization": "Basic eDp4"}):
        _stopped(ground.stranger.get("/v1/capabilities", headers))
    _stopped(ground.stranger.get("/v1/capabilities", access_token="x"))  # noqa: S106 - a token that is none


@RULES
def others_receipts(ground: Ground) -> None:
    """What another reviewer decided is found by who may read it only; an answer tells no more than a receipt."""
    decision, receipt = ground.decided(ground.supply.fresh())
    answer = ground.second.get(f"/v1/decisions/{decision['id']}")
    if answer.status == 200:
        ensure(answer.read(Receipt) == receipt, "the receipt says something else to others")
    else:
        answer.problem("not_found", "forbidden")


def _form(caller: Caller, path: str, **fields: str) -> Answer:
    answer = caller.call("POST", f"/v1/device/{path}", urlencode(fields).encode(), FORM)
    if answer.status == 404:
        raise NotOffered("nobody signs in by device here")
    return answer


@RULES
def device_waits(ground: Ground) -> None:
    """Signing in by device gives two codes and an address of the same host, and waits for a person (RFC 8628)."""
    code = _form(ground.stranger, "code", client_id="triage-tui").read(DeviceCode)
    ensure(len(code.device_code) >= 16 and code.device_code != code.user_code, "the device code can be guessed")
    ensure(bool(urlsplit(code.verification_uri).hostname), "the address names no host")
    asked = {"grant_type": GRANT, "device_code": code.device_code, "client_id": "triage-tui"}
    declined = _form(ground.stranger, "token", **asked).read(Declined, 400)
    ensure(declined.error in ("authorization_pending", "slow_down"), f"it answered {declined.error}")


@RULES
def device_of_nobody(ground: Ground) -> None:
    """A device code that was never given, and a grant of another kind, get no token."""
    asked = {"grant_type": GRANT, "device_code": ground.supply.run, "client_id": "triage-tui"}
    declined = _form(ground.stranger, "token", **asked).read(Declined, 400, 401)
    ensure(declined.error in ("invalid_grant", "expired_token"), f"it answered {declined.error}")
    other = _form(ground.stranger, "token", **(asked | {"grant_type": "password"})).read(Declined, 400, 401)
    ensure(other.error == "unsupported_grant_type", f"it answered {other.error}")
