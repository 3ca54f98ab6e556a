"""Whether a sealed file that is whole is also meant for us, and now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from triage_tui.domain.bundle import Manifest
from triage_tui.domain.values import rfc3339
from triage_tui.errors import Refused
from triage_tui.signing.keys import PublicKey


def why_not(
    manifest: Manifest,
    by: PublicKey | None,
    *,
    own: Sequence[PublicKey],
    now: datetime,
    last_seen: int,
    for_review: bool,
    again: bool = False,
) -> Refused | None:
    """Why it may not be used; none where it may.

    `last_seen` is the highest number that its issuer gave so far (`KeyRing.last_seen`), `again` says that this very
    file was opened here before. Only what is opened for review has to be in time and newer than what came before.
    """
    meant = {party.key_id for party in manifest.audience} - {""}
    if meant and not meant & {key.id for key in own}:
        names = ", ".join(f"{party.name} ({party.key_id})" for party in manifest.audience if party.key_id)
        return Refused(f"it is meant for {names}, and that is none of our keys", "`triage-tui key list` shows ours")
    if not for_review:
        return None
    if manifest.expires_at <= now:
        hint = "what was decided can still be handed back: `triage-tui bundle return`"
        return Refused(f"it expired at {rfc3339(manifest.expires_at)}: it cannot be opened for review", hint)
    if by is not None and manifest.sequence < last_seen and not again:
        title = f"it is number {manifest.sequence} from {by.name}, and number {last_seen} was seen already"
        return Refused(f"{title}: an old bundle does not come again", "ask for a new one")
    return None
