"""Decisions that come back in a sealed file: opened with the server's key, and believed by the key that sealed it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from triage_tui.bundles.returned import Returned, read_returned
from triage_tui.domain.wire.bundles import Report
from triage_tui.domain.wire.capabilities import Me
from triage_tui.errors import Refused
from triage_tui.server.rejected import rejected
from triage_tui.server.store import Store


def taken(store: Store, me: Me, raw: bytes) -> Report:
    """Take a file's decisions; raises `invalid_field` with the reason where it cannot be believed as a whole."""
    with TemporaryDirectory(prefix="triage-tui-") as folder:
        path = Path(folder) / "returned.triage-decisions"
        path.write_bytes(raw)
        return store.hand_back(me, _opened(store, path))


def _opened(store: Store, path: Path) -> Returned:
    from triage_tui.bundles.terms import meant_for
    from triage_tui.bundles.unsealing import Keys, unsealed

    key = store.logs.key()
    try:
        with unsealed(path, Keys(find=store.whose, identities=(key.pem(),))) as sealed:
            found = read_returned(sealed)
        meant_for(found.manifest, [key.public])
    except Refused as refused:
        why = refused.title.removeprefix(f"{path}: ")
        raise rejected("invalid_field", why, reason=why) from None
    return found
