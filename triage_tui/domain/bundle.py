"""A sealed file: cases on their way to a reviewer, or decisions on their way back (``triage.bundle/1``)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from triage_tui.domain.case import Positive
from triage_tui.domain.values import Id, Record, Sha256, Time, invalid

MANIFEST = "manifest.json"
"""The first member; nothing is believed of the others before it was read."""
MEANT = "meant.jsonl"
"""The member that says which packs flags mean, a `Meant` a line; there only where that was said at import."""
ENVELOPE_TYPE = "application/vnd.triage.bundle+json"
"""What a manifest is signed as."""

Size = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Allowed = Literal["decisions", "reasons", "cases"]
"""What may leave the machine it was opened on, besides what goes back to its issuer."""


class Member(Record, omit_defaults=False):
    """One file of it."""

    path: str
    bytes: Size
    """As it is read, not as it is packed."""
    sha256: Sha256
    records: Size = 0
    """Cases, or log entries, one a line; 0 for anything else."""


class Party(Record):
    """Who sealed it, or for whom."""

    key_id: str
    """Of their key; empty where it was sealed for a passphrase or for everybody."""
    name: str = ""
    """As the issuer calls them; proves nothing."""


class Manifest(Record, omit_defaults=False):
    """What a sealed file says of itself; signed as it stands."""

    id: Id
    """UUIDv7."""
    kind: Literal["cases", "decisions"]
    issuer: Party
    audience: tuple[Party, ...]
    made_at: Time
    expires_at: Time
    """After this it cannot be opened for review."""
    sequence: Positive
    """Grows with everything the issuer seals: an older one is not taken for news."""
    members: tuple[Member, ...]
    schema: Literal["triage.bundle/1"] = "triage.bundle/1"
    purpose: str = ""
    """Why these cases go out, in the issuer's words."""
    allows: tuple[Allowed, ...] = ()
    reviewer: str = ""
    """Who is to decide under which name; empty leaves that to the reviewer. Of decisions: who took them."""
    answers: str = ""
    """Of decisions: the id of the bundle of cases that they are about."""
    filter: str = ""
    """Which cases were chosen, in the filter language."""

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return sum(one.records for one in self.members if one.path.startswith("cases/"))


class Meant(Record):
    """The pack that the flags of a case mean which name none, as was said when it was imported."""

    case_id: Id
    policy_id: Id
    policy_version: str


def decode_manifest(raw: bytes) -> Manifest:
    """Read a manifest from JSON; raises `Invalid` with the path and the reason."""
    try:
        return msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid(error) from None
