"""Whether a sealed file that is whole is also meant for us, and now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from triage_tui.domain.bundle import Manifest
from triage_tui.domain.values import rfc3339
from triage_tui.errors import Refused
from triage_tui.signing.keys import PublicKey


def meant_for(manifest: Manifest, own: Sequence[PublicKey]) -> None:
    """Raise `Refused` where it is meant for others than the owner of these keys."""
    meant = {party.key_id for party in manifest.audience} - {""}
    if meant and not meant & {key.id for key in own}:
        names = ", ".join(f"{party.name} ({party.key_id})" for party in manifest.audience if party.key_id)
        raise Refused(f"it is meant for {names}, and that is none of our keys", "`triage-tui key list` shows ours")


def for_review(manifest: Manifest, by: PublicKey | None, *, now: datetime, last_seen: int) -> None:
    """Raise `Refused` where it has expired, or is older than what came before.

    `last_seen` is the highest number that its issuer gave so far (`KeyRing.last_seen`).
    """
    if manifest.expires_at <= now:
        hint = "what was decided can still be handed back: `triage-tui bundle return`"
        raise Refused(f"it expired at {rfc3339(manifest.expires_at)}: it cannot be opened for review", hint)
    if by is not None and manifest.sequence < last_seen:
        title = f"it is number {manifest.sequence} from {by.name}, and number {last_seen} was seen already"
        raise Refused(f"{title}: an old bundle does not come again", "ask for a new one")
