"""Sealed files: what waits to be downloaded, and what comes back."""

from __future__ import annotations

from triage_tui.conformance.answers import NotOffered, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.canonical import sha256
from triage_tui.domain.wire.bundles import SEALED, BundleRow, Bundles

RULES = Rules("bundles")

_LARGEST = 64 * 1024 * 1024
"""Bytes of a file that the suite downloads."""


def _waiting(ground: Ground) -> BundleRow:
    ground.need(ground.capabilities.features.bundles, "bundles")
    found = [one for one in ground.first.get("/v1/bundles").read(Bundles).bundles if 1 < one.bytes <= _LARGEST]
    if not found:
        raise NotOffered("no bundle waits for the first reviewer")
    return found[0]


@RULES
def listed_once(ground: Ground) -> None:
    """Each bundle that waits is listed once."""
    ground.need(ground.capabilities.features.bundles, "bundles")
    found = [one.id for one in ground.first.get("/v1/bundles").read(Bundles).bundles]
    ensure(len(set(found)) == len(found), "one is there twice")


@RULES
def is_its_hash(ground: Ground) -> None:
    """A bundle has the length and the SHA-256 that the list says, and the hash is its ETag."""
    row = _waiting(ground)
    answer = ground.first.get(f"/v1/bundles/{row.id}").expect(200)
    ensure(answer.media == SEALED, f"it is {answer.media} instead of {SEALED}")
    ensure((len(answer.body), sha256(answer.body)) == (row.bytes, row.sha256), "it is another file than is listed")
    ensure(answer.headers.get("etag") == f'"{row.sha256}"', f"the ETag is {answer.headers.get('etag')}")


@RULES
def in_parts(ground: Ground) -> None:
    """The part that is asked for is sent; all of it where the file is another than the one that was begun."""
    row = _waiting(ground)
    path, part = f"/v1/bundles/{row.id}", {"Range": "bytes=1-", "If-Range": f'"{row.sha256}"'}
    whole = ground.first.get(path).expect(200).body
    answer = ground.first.get(path, part).expect(206)
    ensure(answer.body == whole[1:], "it is another part")
    said = answer.headers.get("content-range")
    ensure(said == f"bytes 1-{row.bytes - 1}/{row.bytes}", f"it says that it is {said}")
    other = ground.first.get(path, part | {"If-Range": '"another"'}).expect(200)
    ensure(other.body == whole, "a part was sent of another file")


@RULES
def no_such_part(ground: Ground) -> None:
    """A part behind the end is no_such_range."""
    row = _waiting(ground)
    ground.first.get(f"/v1/bundles/{row.id}", {"Range": f"bytes={row.bytes}-"}).problem("no_such_range")


@RULES
def nobody_elses(ground: Ground) -> None:
    """A bundle is there for nobody but whom it waits for."""
    row = _waiting(ground)
    ground.need(bool(ground.other), "a second reviewer")
    ground.second.get(f"/v1/bundles/{row.id}").problem("not_found", "forbidden")
    ground.first.get(f"/v1/bundles/{ground.supply.name()}").problem("not_found")


@RULES
def no_sealed_file(ground: Ground) -> None:
    """What comes back and is no file that a known key sealed is invalid_field, and anything else unsupported_media."""
    ground.need(ground.capabilities.features.bundles, "bundles")
    path = "/v1/decision-files"
    ground.first.call("POST", path, b"PK\x03\x04 and no more", {"Content-Type": SEALED}).problem("invalid_field")
    ground.first.post(path, {}).problem("unsupported_media")
