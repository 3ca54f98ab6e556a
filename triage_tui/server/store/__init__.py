"""What the server keeps: people, cases, leases and decisions, in one SQLite file or in PostgreSQL.

SQLAlchemy Core, because every rule is written once and holds in both databases: conditions are values that can be
named and combined (`seeing`), and the few places where the databases differ (locks, upserts) are words of the same
statement. No ORM: an act is a handful of statements in one transaction, and what is read is what was asked for; a
session that decides itself when to write would hide the one thing that matters here.
"""

from triage_tui.server.store.opening import open_store
from triage_tui.server.store.store import Store

__all__ = ["Store", "open_store"]
