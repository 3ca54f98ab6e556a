"""Breaking off what SQLite is at: after a while, or when nobody wants the answer any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import thread_time

from triage_tui.storage.engine import errors

BEAT = 2_000
"""Steps of SQLite between two looks at the clock; a few hundred rows."""


class BrokenOff(Exception):
    """What was asked was not answered; the connection is as before."""


@contextmanager
def at_most(db: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Let this thread work on what is asked inside for so many seconds of its own, then raise `BrokenOff`."""
    end = thread_time() + seconds
    with unless(db, lambda: thread_time() > end):
        yield


@contextmanager
def unless(db: sqlite3.Connection, needless: Callable[[], bool]) -> Iterator[None]:
    """Break off what is asked inside with `BrokenOff` as soon as it is needless."""
    broken = False

    def look() -> bool:
        nonlocal broken
        broken = broken or needless()
        return broken

    db.set_progress_handler(look, BEAT)
    try:
        yield
    except errors() as error:
        if broken:
            raise BrokenOff from error
        raise
    finally:
        db.set_progress_handler(None, 0)
