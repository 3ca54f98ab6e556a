"""What the examples of docs/api.md need of notes and sealed files: the same in every run, where it is shown."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from triage_tui.bundles.returned import LOG, NOTE
from triage_tui.bundles.sealing import Piece, seal
from triage_tui.domain.bundle import Manifest, Party
from triage_tui.domain.decision import decode_decision
from triage_tui.domain.journal import Head, link
from triage_tui.domain.wire.bundles import BundleRow
from triage_tui.server.store import Store
from triage_tui.server.store.downloads import Kept
from triage_tui.signing.keys import PrivateKey, PublicKey
from triage_tui.signing.note import Checkpoint, note_of

ANA = PrivateKey("ana@desk", Ed25519PrivateKey.from_private_bytes(sha256(b"an example").digest()))
"""The key of a reviewer's machine."""
LOG_ID = "0193521c-0000-7000-8000-0000000000a1"
BUNDLE_ID = "0193521c-0000-7000-8000-0000000000b1"
BUNDLE = b"age-encryption.org/v1 and so on"


def note(size: int, digest: str, at: datetime) -> str:
    """A checkpoint of ana's log."""
    return note_of(Checkpoint(LOG_ID, size, digest, at), ANA).raw().decode()


def wait(store: Store, folder: Path) -> str:
    """Let a file wait for ana; its ETag."""
    path, digest, now = folder / "sealed", sha256(BUNDLE).hexdigest(), store.now()
    path.write_bytes(BUNDLE)
    until = now + timedelta(days=14)
    row = BundleRow(id=BUNDLE_ID, sha256=digest, bytes=len(BUNDLE), added_at=now, expires_at=until)
    store.downloads.add(Kept(row, "ana", path), ())
    return f'"{digest}"'


def returned(decisions: Sequence[dict[str, Any]], to: PublicKey, at: datetime) -> bytes:
    """Decisions by ana, sealed for a key."""
    head, lines = Head(LOG_ID), list[bytes]()
    for one in decisions:
        entry = link(decode_decision(json.dumps(one).encode()), head)
        head = Head(LOG_ID, entry.seq, entry.sha256)
        lines.append(entry.line())
    said = Manifest(
        id="0193521c-0000-7000-8000-0000000000c1",
        kind="decisions",
        issuer=Party(key_id=ANA.public.id, name="ana"),
        audience=(Party(key_id=to.id, name=to.name),),
        made_at=at,
        expires_at=at + timedelta(days=14),
        sequence=1,
        members=(),
        reviewer="ana",
        answers=BUNDLE_ID,
    )
    signed = note(head.seq, head.sha256, at).removesuffix("\n").encode()
    out = io.BytesIO()
    seal(out, said, [Piece(LOG, lines), Piece(NOTE, [signed])], key=ANA, recipients=[to.line()])
    return out.getvalue()
