"""Who the server is: one key, made when it is first needed, with which it witnesses and opens what is sealed for it.

It is in the database, because several processes share it, and a database that is restored is the same server. Whoever
has a copy of the database has the key.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from triage_tui.server.store.tables import server_key
from triage_tui.server.store.values import insert_once, ms
from triage_tui.signing.keys import PrivateKey, new_key, read_private

_KEPT = select(server_key.c.name, server_key.c.pem)


def own_key(db: Connection, now: datetime) -> PrivateKey:
    """The key of this server; of those who make one at the same moment, the first one's."""
    found = db.execute(_KEPT).first()
    if found is None:
        made = new_key("server")
        row = {"n": 1, "name": f"server-{made.public.id[:8]}", "pem": made.pem(), "made_ms": ms(now)}
        insert_once(db, server_key, [row], key="n")
        found = db.execute(_KEPT).one()
    return read_private(found.pem, found.name)
