"""ETags: what has not changed is not sent again."""

from __future__ import annotations

from triage_tui.conformance.answers import NotOffered, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.canonical import sha256
from triage_tui.domain.wire.capabilities import PackRow, Packs

RULES = Rules("tags")


@RULES
def case_version(ground: Ground) -> None:
    """The ETag of a case is its version in quotes."""
    found = ground.supply.fresh()
    tag = ground.first.get(f"/v1/cases/{found.id}").headers.get("etag", "")
    ensure(tag == f'"{found.version}"', f"the ETag of version {found.version} is {tag or 'missing'}")


@RULES
def case_unchanged(ground: Ground) -> None:
    """A case that one has is answered with 304 and no body; any other version with the case."""
    found = ground.supply.fresh()
    path = f"/v1/cases/{found.id}"
    answer = ground.first.get(path, {"If-None-Match": f'"{found.version}"'}).expect(304)
    ensure(not answer.body, "304 with a body")
    ground.first.get(path, {"If-None-Match": f'"{found.version + 1}"'}).expect(200)
    ground.first.get(path, {"If-None-Match": f'"x", "{found.version}"'}).expect(304)


@RULES
def no_such_case(ground: Ground) -> None:
    """A case that is not there is not_found."""
    ground.first.get(f"/v1/cases/{ground.supply.name()}").problem("not_found")


def _pack(ground: Ground) -> PackRow:
    found = ground.first.get("/v1/policies").read(Packs).policies
    if not found:
        raise NotOffered("the server keeps no policy pack")
    return found[0]


@RULES
def pack_is_its_hash(ground: Ground) -> None:
    """A pack's ETag is the SHA-256 of its bytes, as listed, and it need not be sent twice."""
    row = _pack(ground)
    path = f"/v1/policies/{row.id}/versions/{row.version}"
    answer = ground.first.get(path).expect(200)
    ensure(sha256(answer.body) == row.sha256, "the bytes have another SHA-256 than the list says")
    ensure(answer.headers.get("etag") == f'"{row.sha256}"', f"the ETag is {answer.headers.get('etag')}")
    ensure(not ground.first.get(path, {"If-None-Match": f'"{row.sha256}"'}).expect(304).body, "304 with a body")


@RULES
def no_such_pack(ground: Ground) -> None:
    """A pack version that is not there is not_found."""
    row = _pack(ground)
    answer = ground.first.get(f"/v1/policies/{row.id}/versions/conformance-{ground.supply.run}")
    answer.problem("not_found", "policy_unknown")
