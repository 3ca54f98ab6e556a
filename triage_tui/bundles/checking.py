"""What is looked at before a sealed file is believed to be one, by a process of its own: see `apart`."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from triage_tui.bundles.container import Packed, content, members
from triage_tui.bundles.limits import LINE, documents, nobody, records
from triage_tui.bundles.strict import fault, judge
from triage_tui.domain.bundle import ENVELOPE_TYPE, MANIFEST, Manifest, Member, decode_manifest
from triage_tui.domain.values import Invalid
from triage_tui.errors import Refused
from triage_tui.signing.dsse import Signed, opened
from triage_tui.signing.keys import PublicKey

QUOTED = 200
"""Characters of a reason that may quote what is wrong."""
Find = Callable[[str], PublicKey | None]


class Listed(NamedTuple):
    """A sealed file as far as its manifest was read."""

    sha256: str
    """Of the manifest in its envelope."""
    signed: Signed
    manifest: Manifest
    members: dict[str, tuple[Packed, Member]]
    """By path, in the manifest's order: as the file has it, and as the manifest says it is."""


def listed(file: int, find: Find) -> Listed:
    """Read the manifest and hold the members against it; raises `Refused`."""
    found = members(file)
    if not found or found[0].name != MANIFEST:
        raise Refused(f"is no sealed file: it does not begin with {MANIFEST}")
    if found[0].size > LINE:
        raise Refused(f"{MANIFEST}: is longer than {LINE:,} bytes")
    envelope = content(file, found[0])
    if why := fault(envelope):
        raise Refused(f"{MANIFEST}: {why}")
    try:
        signed = opened(envelope, ENVELOPE_TYPE, find)
        if why := fault(signed.payload):
            raise Refused(f"{MANIFEST}: what is signed {why}")
        manifest = decode_manifest(signed.payload)
    except Invalid as error:
        raise Refused(f"{MANIFEST}: {error.reason[:QUOTED]} ({error.path})") from None
    there, said = {one.name: one for one in found[1:]}, {one.path: one for one in manifest.members}
    if len(said) != len(manifest.members):
        raise Refused(f"{MANIFEST}: names a member twice")
    if missing := next((path for path in said if path not in there), None):
        raise Refused(f"{missing}: is in the manifest, and not in the file")
    if extra := next((path for path in there if path not in said), None):
        raise Refused(f"{extra}: is in the file, and not in the manifest")
    both = {path: (there[path], member) for path, member in said.items()}
    return Listed(sha256(envelope).hexdigest(), signed, manifest, both)


def held(file: int, packed: Packed, member: Member) -> list[bytes]:
    """The documents of a member, once all of it is what the manifest says; raises `Refused`."""
    raw = content(file, packed)
    if len(raw) != member.bytes or sha256(raw).hexdigest() != member.sha256:
        raise Refused(f"{member.path}: is not what was sealed: its hash or size differs from the manifest's")
    return documents(member.path, raw)


def check(file: int, watch: Callable[[int], None] = nobody) -> str:
    """Look at all of it; returns the hash of its manifest. `watch` is told the bytes of the file that are done."""
    found = listed(file, _nobody)
    for packed, member in found.members.values():
        lines = held(file, packed, member)
        _sound(member.path, lines)
        if member.records != (count := records(member.path, len(lines))):
            raise Refused(f"{member.path}: has {count:,} records, and the manifest says {member.records:,}")
        watch(packed.at + packed.packed)
    return found.sha256


def _sound(path: str, lines: list[bytes]) -> None:
    why_not = judge(path)
    for number, line in enumerate(lines, 1):
        if why := why_not(line):
            raise Refused(f"{path}: line {number} {why}")


def _nobody(_: str) -> None:
    """Know no key: whose signature it is, is asked by who knows some."""
