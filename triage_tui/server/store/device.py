"""Sign-in over SSH: the device authorization grant (RFC 8628), from the code on the screen to the token."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import choice, token_urlsafe

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from triage_tui.domain.wire.signing_in import Declined, Token
from triage_tui.server.rejected import rejected
from triage_tui.server.store import people
from triage_tui.server.store.tables import device
from triage_tui.server.store.values import moment, ms, sha256

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no code spells a word; no digits, so that none is taken for a letter."""

LIFE = timedelta(minutes=15)
"""Of a code that nobody enters."""
TOKEN_LIFE = timedelta(days=30)
INTERVAL_S = 5
"""Between two questions; every question that comes sooner makes it longer by as much."""


class Begun(Struct, frozen=True):
    """A sign-in that waits for somebody to enter its code."""

    device_code: str
    """For the program; secret."""
    user_code: str
    """For the person, like ``BCDF-GHJK``."""
    expires: datetime
    expires_in: int
    """Seconds."""
    interval: int
    """Seconds."""


def begin(db: Connection, client_name: str, now: datetime) -> Begun:
    """Make a pair of codes; those that ran out long ago are forgotten."""
    db.execute(delete(device).where(device.c.expires_ms < ms(now - LIFE)))
    letters = "".join(choice(ALPHABET) for _ in range(8))
    begun = Begun(token_urlsafe(32), f"{letters[:4]}-{letters[4:]}", now + LIFE, int(LIFE.total_seconds()), INTERVAL_S)
    db.execute(
        insert(device).values(
            sha256=sha256(begun.device_code.encode()),
            user_code=begun.user_code,
            client_name=client_name[:200],
            expires_ms=ms(begun.expires),
            interval_s=INTERVAL_S,
            state="waiting",
        )
    )
    return begun


def approve(db: Connection, user_code: str, name: str, now: datetime) -> None:
    """Let the program that shows this code in, as somebody who is known."""
    if not people.known(db, name):
        raise rejected("not_found", f"nobody is called {name!r}")
    _settle(db, user_code, now, state="approved", name=name)


def deny(db: Connection, user_code: str, now: datetime) -> None:
    """Do not let it in."""
    _settle(db, user_code, now, state="denied")


def _settle(db: Connection, user_code: str, now: datetime, **values: str) -> None:
    letters = "".join(letter for letter in user_code.upper() if letter in ALPHABET)
    waiting = (device.c.state == "waiting", device.c.expires_ms > ms(now))
    code = f"{letters[:4]}-{letters[4:]}"
    if not db.execute(update(device).where(device.c.user_code == code, *waiting).values(values)).rowcount:
        raise rejected("not_found", "no sign-in waits for this code", pointer="/user_code")


def redeem(db: Connection, device_code: str, now: datetime) -> Token | Declined:
    """A token, once, when somebody has approved; else why not (yet)."""
    mine = device.c.sha256 == sha256(device_code.encode(errors="replace"))
    row = db.execute(select(device).where(mine).with_for_update()).first()
    if row is None or row.state == "redeemed":
        return Declined(error="invalid_grant")
    if row.expires_ms <= ms(now):
        return Declined(error="expired_token")
    if row.state == "denied":
        return Declined(error="access_denied")
    if row.asked_ms is not None and now < moment(row.asked_ms) + timedelta(seconds=row.interval_s):
        db.execute(update(device).where(mine).values(asked_ms=ms(now), interval_s=row.interval_s + INTERVAL_S))
        return Declined(error="slow_down")
    if row.state == "waiting":
        db.execute(update(device).where(mine).values(asked_ms=ms(now)))
        return Declined(error="authorization_pending")
    db.execute(update(device).where(mine).values(state="redeemed"))
    made = people.new_token(db, row.name, TOKEN_LIFE, now)
    return Token(access_token=made, expires_in=int(TOKEN_LIFE.total_seconds()))
