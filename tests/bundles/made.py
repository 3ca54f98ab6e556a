"""Sealed files to try: whole ones, and zip files that another tool could have made of the same."""

from __future__ import annotations

import base64
import io
import json
import warnings
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from triage_tui.bundles.sealing import Piece, seal
from triage_tui.bundles.unsealing import Keys, unsealed
from triage_tui.domain.bundle import Manifest, Party
from triage_tui.signing.keys import PrivateKey, PublicKey, new_key

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANN, BEN, EVE = (new_key(name) for name in ("ann", "ben", "eve"))
CASES = tuple(json.dumps({"id": f"c-{n}", "text": "Grüße " * n}).encode() for n in range(5))
PIECES = (Piece("cases/00001.jsonl", CASES), Piece("policies/0001.json", (b'{\n "id": "p"\n}',)))

Content = Sequence[tuple[str, bytes]]


def manifest(by: PrivateKey = ANN, **fields: Any) -> Manifest:
    """What Ann says of five cases for Ben."""
    issuer = Party(key_id=by.public.id, name=by.public.name)
    audience = (Party(key_id=BEN.public.id, name="ben"),)
    made: dict[str, Any] = {
        "id": "0198e6a0-0000-7000-8000-000000000001", "kind": "cases", "issuer": issuer, "audience": audience,
        "made_at": NOW, "expires_at": NOW + timedelta(days=7), "sequence": 3, "members": (),
    }  # fmt: skip
    return Manifest(**made | fields)


def sealed(
    pieces: Iterable[Piece] = PIECES, *, key: PrivateKey | None = ANN, to: Sequence[PublicKey] = (), **fields: Any
) -> bytes:
    """A sealed file."""
    out = io.BytesIO()
    seal(out, manifest(key or ANN, **fields), pieces, key=key, recipients=[one.line() for one in to])
    return out.getvalue()


def knowing(*known: PublicKey, own: PrivateKey = BEN) -> Keys:
    """What Ben knows: these keys, and his own."""
    return Keys(lambda key_id: next((one for one in known if one.id == key_id), None), (own.pem(),))


def read(path: Path, raw: bytes, keys: Keys | None = None, *, allow_unsigned: bool = False) -> Any:
    """Everything that a reader gets of these bytes as a file."""
    path.write_bytes(raw)
    return told(path, keys, allow_unsigned=allow_unsigned)


def told(path: Path, keys: Keys | None = None, *, allow_unsigned: bool = False) -> Any:
    """Everything that a reader gets of a file."""
    with unsealed(path, keys or knowing(ANN.public), allow_unsigned=allow_unsigned) as found:
        members = {one.path: found.member(one.path) for one in found.manifest.members}
        return found.manifest, found.by, found.claimed, members, list(found.lines("cases/"))


def envelope(content: Content, **fields: Any) -> bytes:
    """A manifest that nobody signed, as another tool would write it."""
    members = [
        {
            "path": path,
            "bytes": len(raw),
            "sha256": sha256(raw).hexdigest(),
            "records": raw.count(b"\n") if ".jsonl" in path else 0,
        }
        for path, raw in content
    ]
    said: dict[str, Any] = {
        "schema": "triage.bundle/1", "id": "b-1", "kind": "cases", "issuer": {"key_id": ""}, "audience": [],
        "made_at": "2026-11-22T12:00:00Z", "expires_at": "2026-12-22T12:00:00Z", "sequence": 1, "members": members,
    }  # fmt: skip
    return enveloped(json.dumps(said | fields).encode())


def enveloped(payload: bytes) -> bytes:
    """An envelope around anything."""
    kind = "application/vnd.triage.bundle+json"
    return json.dumps({"payload": base64.b64encode(payload).decode(), "payloadType": kind, "signatures": []}).encode()


def zipped(content: Content, *, method: int = zipfile.ZIP_STORED, changed: Callable[..., None] | None = None) -> bytes:
    """Members as Python's own library writes them; `changed` describes all but the first otherwise."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What it would warn of is what we are after.
        for number, (name, raw) in enumerate(content):
            described = zipfile.ZipInfo(name)
            described.filename = name  # Its own idea of a name ends at the first NUL.
            described.compress_type = method
            if changed and number:
                changed(described)
            archive.writestr(described, raw)
    return file.getvalue()


def by_hand(content: Content, *, first: bytes | None = None, **how: Any) -> bytes:
    """An unsigned sealed file by another tool."""
    return zipped((("manifest.json", first or envelope(content)), *content), **how)


def having(**attributes: Any) -> Callable[[zipfile.ZipInfo], None]:
    """Set these attributes of a member."""
    return partial(_set, attributes)


def _set(attributes: dict[str, Any], described: zipfile.ZipInfo) -> None:
    for name, value in attributes.items():
        setattr(described, name, value)
