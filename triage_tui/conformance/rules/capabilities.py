"""What the server says of itself."""

from __future__ import annotations

from triage_tui.conformance.answers import NotOffered, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.capabilities import API

RULES = Rules("capabilities")


@RULES
def version(ground: Ground) -> None:
    """It speaks this version of the API."""
    ensure(ground.capabilities.api == API, f"it speaks version {ground.capabilities.api}")


@RULES
def reviewer(ground: Ground) -> None:
    """It says whose token it is."""
    ensure(bool(ground.me.strip()), "the reviewer has no name")


@RULES
def limits(ground: Ground) -> None:
    """Its limits leave room to work: at least one of everything, and a lease of a minute."""
    found = ground.capabilities.limits
    least = min(found.batch, found.page, found.requests_per_minute)
    ensure(least >= 1, "a limit is below one")
    ensure(found.body_bytes >= 65_536, f"a request may have {found.body_bytes} bytes only")
    ensure(ground.capabilities.features.lease == "none" or found.lease_s >= 60, f"a lease lasts {found.lease_s} s")


@RULES
def health(ground: Ground) -> None:
    """Whether it lives and is ready it tells anybody, at /v1/healthz and /v1/readyz."""
    for path in ("/v1/healthz", "/v1/readyz"):
        ground.stranger.get(path).expect(200, 204)


@RULES
def openapi(ground: Ground) -> None:
    """The OpenAPI document is served, and names every path."""
    answer = ground.first.get("/v1/openapi.json")
    if answer.status == 404:
        raise NotOffered("it serves no OpenAPI document")
    found = answer.expect(200).document()
    ensure(isinstance(found, dict) and str(found.get("openapi", "")).startswith("3."), "this is no OpenAPI 3 document")
    missing = {"/v1/capabilities", "/v1/changes", "/v1/decisions", "/v1/leases"} - set(found.get("paths", ()))
    ensure(not missing, f"it does not name {', '.join(sorted(missing))}")
