"""People and their tokens. Of a token only the SHA-256 is kept: a copy of the database signs nobody in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from msgspec import Struct
from sqlalchemy import BigInteger, Connection, and_, bindparam, func, insert, or_, select, update

from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.words import Role
from triage_tui.server.rejected import rejected
from triage_tui.server.store.tables import person, person_key, token
from triage_tui.server.store.values import insert_once, listed, ms, ms_or_none, sha256, words

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


def known(db: Connection, name: str) -> bool:
    """Whether there is somebody of this name."""
    return db.execute(select(person.c.name).where(person.c.name == name)).first() is not None


def new_token(db: Connection, name: str, ttl: timedelta | None, now: datetime) -> str:
    """A token for somebody who is known; this is the only time that it can be seen."""
    if not known(db, name):
        raise rejected("not_found", f"nobody is called {name!r}")
    made = PREFIX + token_urlsafe(32)
    expires = None if ttl is None else now + ttl
    row = {"sha256": sha256(made.encode()), "name": name, "made_ms": ms(now), "expires_ms": ms_or_none(expires)}
    db.execute(insert(token).values(row))
    return made


def revoke(db: Connection, name: str, now: datetime) -> int:
    """End every token of somebody; how many there were."""
    ended = update(token).where(token.c.name == name, _VALID).values(revoked_ms=bindparam("now"))
    return db.execute(ended, {"now": ms(now)}).rowcount


def keys_of(db: Connection, name: str) -> list[str]:
    """The keys that were registered for somebody, each as one line without a name, the oldest first."""
    asked = select(person_key.c.line).where(person_key.c.name == name)
    return list(db.execute(asked.order_by(person_key.c.made_ms, person_key.c.line)).scalars())


def who(db: Connection, given: str, now: datetime) -> Me | None:
    """Whose token this is; nobody's when it is unknown, expired or revoked."""
    digest = sha256(given.encode(errors="replace"))
    found = db.execute(_WHO, {"digest": digest, "now": ms(now)}).first()
    return Me(reviewer=found.name, roles=listed(found.roles)) if found else None
