"""Policy packs: published once, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from triage_tui.domain.decision import Decision
from triage_tui.domain.policy import decode_policy
from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.capabilities import PackRow, Packs
from triage_tui.server.rejected import rejected, unreadable
from triage_tui.server.store.tables import pack
from triage_tui.server.store.telling import tell, told
from triage_tui.server.store.values import insert_once, ms, sha256


def publish(db: Connection, raw: bytes, now: datetime) -> PackRow:
    """Keep a pack version byte for byte; the same again changes nothing, other bytes are refused."""
    try:
        read = decode_policy(raw)
    except Invalid as error:
        raise unreadable(error) from None
    if "\0" in read.version:
        raise rejected("invalid_field", pointer="/version", reason="holds a character that names cannot have")
    row = PackRow(id=read.id, version=read.version, sha256=sha256(raw))
    kept = {"id": row.id, "version": row.version, "sha256": row.sha256, "body": raw, "at_ms": ms(now)}
    if insert_once(db, pack, [kept]):
        tell(db, told("policy_published", now, policy_id=row.id, policy_version=row.version))
    elif one(db, row.id, row.version)[1] != row.sha256:
        raise rejected("idempotency_mismatch", f"policy pack {row.id} {row.version} was published with other text")
    return row


def every(db: Connection) -> Packs:
    """All versions, in the order they were published."""
    rows = db.execute(select(pack.c.id, pack.c.version, pack.c.sha256).order_by(pack.c.at_ms, pack.c.id))
    return Packs(policies=tuple([PackRow(id=row.id, version=row.version, sha256=row.sha256) for row in rows]))


def one(db: Connection, pack_id: str, version: str) -> tuple[bytes, str]:
    """One version and the SHA-256 of its bytes; raises `not_found`."""
    asked = select(pack.c.body, pack.c.sha256).where(pack.c.id == pack_id, pack.c.version == version)
    row = db.execute(asked).first()
    if row is None:
        raise rejected("not_found", f"there is no version {version!r} of policy {pack_id!r}")
    return row.body, row.sha256


def check(db: Connection, decision: Decision) -> None:
    """Refuse findings about a version that is not kept here: `policy_unknown`."""
    named = {(one.policy_id, one.policy_version) for one in decision.findings}
    if not named:
        return
    either = or_(*[and_(pack.c.id == pack_id, pack.c.version == version) for pack_id, version in named])
    kept = db.execute(select(pack.c.id, pack.c.version).where(either))
    for pack_id, version in sorted(named - {(row.id, row.version) for row in kept}):
        raise rejected("policy_unknown", policy_id=pack_id, policy_version=version)
