"""A policy pack: versioned clauses with their elements and exceptions (``triage.policy/1``)."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

import msgspec

from triage_tui.domain.canonical import NoCanonicalForm, canonical, sha256
from triage_tui.domain.values import Id, Invalid, Record, Sha256, Time, invalid

Severity = Annotated[int, msgspec.Meta(ge=0, le=4)]
PackName = tuple[str, str]
"""A policy pack's id and version."""


class Element(Record):
    """One condition of a clause; all must hold for a violation."""

    id: str
    text: str


class Exempt(Record):
    """An exception: where it applies, the clause does not."""

    id: str
    text: str


class Examples(Record):
    """Texts on either side of the line."""

    violating: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


class Clause(Record):
    """One rule of the policy."""

    id: Id
    parent: str | None = None
    title: str = ""
    text: str = ""
    elements: tuple[Element, ...] = ()
    exceptions: tuple[Exempt, ...] = ()
    severity: Severity | None = None
    dual_use: bool = False
    examples: Examples = Examples()
    thresholds: dict[str, float] = {}
    """Classifier threshold by tier."""
    exempt_tiers: tuple[str, ...] = ()
    maps_to: dict[str, Any] = {}
    """Names and ids of this clause in other taxonomies."""


class PolicyPack(Record, dict=True):
    """One immutable version of a policy."""

    id: Id
    version: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    schema: Literal["triage.policy/1"] = "triage.policy/1"
    title: str = ""
    effective_from: Time | None = None
    supersedes: str | None = None
    sha256: Sha256 | None = None
    clauses: tuple[Clause, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Clause]:
        """The clauses by their id."""
        return {clause.id: clause for clause in self.clauses}


def canonical_sha256(document: dict[str, Any]) -> str:
    """SHA-256 of the RFC 8785 form of a pack without its own ``sha256`` field."""
    rest = {key: value for key, value in document.items() if key != "sha256"}
    try:
        return sha256(canonical(rest))
    except NoCanonicalForm as error:
        raise Invalid("$", f"has no canonical form: {error}") from None


def decode_policy(raw: bytes) -> PolicyPack:
    """Read a pack from JSON, check its hash and ids, and fill the hash in; raises `Invalid`."""
    try:
        pack = msgspec.json.decode(raw, type=PolicyPack)
        digest = canonical_sha256(msgspec.json.decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid(error) from None
    if pack.sha256 not in (None, digest):
        raise Invalid("$.sha256", f"the text hashes to {digest}, so the pack was changed after it was sealed")
    if len(pack.by_id) != len(pack.clauses):
        raise Invalid("$.clauses", "a clause id is used twice")
    for n, clause in enumerate(pack.clauses):
        if clause.parent is not None and clause.parent not in pack.by_id:
            raise Invalid(f"$.clauses[{n}].parent", f"there is no clause {clause.parent!r} in this pack")
    return msgspec.structs.replace(pack, sha256=digest)
