"""People and their tokens. Of a token only the SHA-256 is kept: a copy of the database signs nobody in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Connection, and_, bindparam, delete, func, insert, or_, select, update

from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.words import Role
from triage_tui.errors import Refused
from triage_tui.server.rejected import rejected
from triage_tui.server.store.tables import person, person_key, token
from triage_tui.server.store.values import insert_once, listed, ms, ms_or_none, sha256, words
from triage_tui.signing.keys import PublicKey, read_public

PREFIX = "trt_"
"""What every token begins with, so that a scanner for leaked secrets knows one."""

AUDITOR, INTAKE, LEAD = "auditor", "intake", Role.LEAD.value
ROLES = (*(role.value for role in Role), AUDITOR, INTAKE)
"""What a person may be: besides the roles of reviewers, who reads everything, and who hands cases in."""

_NAME_LENGTH = 200

_LASTS = or_(token.c.expires_ms.is_(None), token.c.expires_ms > bindparam("now", type_=BigInteger))
_VALID = and_(token.c.revoked_ms.is_(None), _LASTS)
_WHO = select(person.c.name, person.c.roles).join(token).where(token.c.sha256 == bindparam("digest"), _VALID)


class Person(Struct, frozen=True):
    """Somebody the server knows."""

    name: str
    roles: tuple[str, ...]
    queues: tuple[str, ...] | None
    """None for all."""
    tokens: int
    """How many let them in now."""


def add(db: Connection, name: str, roles: Sequence[str], queues: Sequence[str] | None, now: datetime) -> None:
    """Make somebody known, or give somebody who is known these roles and queues instead."""
    if not name.isprintable() or name != name.strip() or not 0 < len(name) <= _NAME_LENGTH:
        raise rejected("invalid_field", "a name has 1 to 200 visible characters", pointer="/name")
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise rejected("invalid_field", f"there is no role {unknown[0]!r}", pointer="/roles", reason=", ".join(ROLES))
    said = {"roles": words(roles), "queues": None if queues is None else words(queues)}
    if not insert_once(db, person, [{"name": name, "added_ms": ms(now), **said}], key="name"):
        db.execute(update(person).where(person.c.name == name).values(said))


def everybody(db: Connection, now: datetime) -> tuple[Person, ...]:
    """All people, by name."""
    valid = and_(token.c.name == person.c.name, _VALID)
    counted = select(func.count()).select_from(token).where(valid).scalar_subquery()
    asked = select(person.c.name, person.c.roles, person.c.queues, counted).order_by(person.c.name)
    rows = db.execute(asked, {"now": ms(now)})
    return tuple(
        Person(name, listed(roles), None if queues is None else listed(queues), tokens)
        for name, roles, queues, tokens in rows
    )


def one(db: Connection, name: str) -> Me:
    """Somebody who is known; raises `not_found`."""
    row = db.execute(select(person.c.name, person.c.roles).where(person.c.name == name)).first()
    if row is None:
        raise rejected("not_found", f"nobody is called {name!r}")
    return Me(reviewer=row.name, roles=listed(row.roles))


def known(db: Connection, name: str) -> bool:
    """Whether there is somebody of this name."""
    return db.execute(select(person.c.name).where(person.c.name == name)).first() is not None


def new_token(db: Connection, name: str, ttl: timedelta | None, now: datetime) -> str:
    """A token for somebody who is known; this is the only time that it can be seen."""
    one(db, name)
    made = PREFIX + token_urlsafe(32)
    expires = None if ttl is None else now + ttl
    row = {"sha256": sha256(made.encode()), "name": name, "made_ms": ms(now), "expires_ms": ms_or_none(expires)}
    db.execute(insert(token).values(row))
    return made


def revoke(db: Connection, name: str, now: datetime) -> int:
    """End every token of somebody; how many there were."""
    ended = update(token).where(token.c.name == name, _VALID).values(revoked_ms=bindparam("now"))
    return db.execute(ended, {"now": ms(now)}).rowcount


def add_key(db: Connection, name: str, line: str, now: datetime) -> PublicKey:
    """Register a key of somebody who is known; raises `idempotency_mismatch` where it is somebody else's."""
    key = _readable(line)
    row = {"line": key.bare, "name": one(db, name).reviewer, "made_ms": ms(now)}
    if not insert_once(db, person_key, [row], key="line") and key.bare not in keys_of(db, name):
        raise rejected("idempotency_mismatch", "this key is somebody else's")
    return key


def forget_key(db: Connection, name: str, line: str) -> None:
    """Do not take a key for somebody's any more; raises `not_found`."""
    bare = _readable(line).bare
    if not db.execute(delete(person_key).where(person_key.c.name == name, person_key.c.line == bare)).rowcount:
        raise rejected("not_found", f"this is no key of {name}")


def whose(db: Connection, key_id: str) -> PublicKey | None:
    """The registered key of an id, under its owner's name."""
    rows = db.execute(select(person_key.c.line, person_key.c.name))
    found = (msgspec.structs.replace(read_public(row.line), name=row.name) for row in rows)
    return next((key for key in found if key.id == key_id), None)


def _readable(line: str) -> PublicKey:
    try:
        return read_public(line, "key")
    except Refused as refused:
        raise rejected("invalid_field", refused.title, pointer="/key", reason=refused.hint) from None


def keys_of(db: Connection, name: str) -> list[str]:
    """The keys that were registered for somebody, each as one line without a name, the oldest first."""
    asked = select(person_key.c.line).where(person_key.c.name == name)
    return list(db.execute(asked.order_by(person_key.c.made_ms, person_key.c.line)).scalars())


def who(db: Connection, given: str, now: datetime) -> Me | None:
    """Whose token this is; nobody's when it is unknown, expired or revoked."""
    digest = sha256(given.encode(errors="replace"))
    found = db.execute(_WHO, {"digest": digest, "now": ms(now)}).first()
    return Me(reviewer=found.name, roles=listed(found.roles)) if found else None
