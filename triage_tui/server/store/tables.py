"""The tables of the server. Times are whole milliseconds since 1970 in UTC, by the server's clock unless said."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

METADATA = MetaData()


class Words(TypeDecorator[str]):
    """Text that sorts by code points, without the NUL that PostgreSQL has no place for."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Sort alike in both databases, whatever the language of the cluster."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Put the sign for an unknown character where NUL was; the bytes of a case keep it."""
        return value.replace("\0", "\ufffd") if value else value


_Number = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column that it calls INTEGER."""

person = Table(
    "person",
    METADATA,
    Column("name", Words, primary_key=True),
    Column("roles", Text, nullable=False),  # JSON array
    Column("queues", Text),  # JSON array; null for all
    Column("added_ms", BigInteger, nullable=False),
)

token = Table(
    "token",
    METADATA,
    Column("sha256", Text, primary_key=True),  # the token itself is kept nowhere
    Column("name", Words, ForeignKey("person.name"), nullable=False, index=True),
    Column("made_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger),
    Column("revoked_ms", BigInteger),
)

device = Table(
    "device",
    METADATA,
    Column("sha256", Text, primary_key=True),  # of the device code
    Column("user_code", Text, nullable=False, unique=True),
    Column("client_name", Words, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("asked_ms", BigInteger),
    Column("state", Text, nullable=False),  # waiting, approved, denied, redeemed
    Column("name", Words),  # of the person who was let in
)

queue = Table(
    "queue",
    METADATA,
    Column("id", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("mode", Text, nullable=False),
    Column("requires", Text, nullable=False),  # JSON array, like the next
    Column("skip_reasons", Words, nullable=False),
    Column("sla_hours", Double),
)

pack = Table(
    "pack",
    METADATA,
    Column("id", Words, primary_key=True),
    Column("version", Words, primary_key=True),
    Column("sha256", Text, nullable=False),  # of the body
    Column("body", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

case = Table(
    "case_now",  # one row per case, at its newest version
    METADATA,
    Column("id", Words, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("queue", Words, ForeignKey("queue.id"), nullable=False),
    Column("state", Text, nullable=False),  # open, decided, adjudication, closed
    Column("sha256", Text, nullable=False),  # of the body
    Column("body", LargeBinary, nullable=False),  # as received, on one line; empty when purged
    Column("origin", Text, nullable=False),
    Column("received_ms", BigInteger),
    Column("own_due_ms", BigInteger),  # the source's
    Column("due_ms", BigInteger),  # the source's, else by the queue
    Column("priority", Double),
    Column("domain", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("flags", Integer, nullable=False),
    Column("appeal", Integer, nullable=False),  # 1 for an appeal
    Column("appeal_of", Words, nullable=False),  # a decision; empty where not said
    Column("appeal_reviewer", Words, nullable=False),
    Column("sent_to", Words, nullable=False),  # who or which role it was escalated to, while that is open
    Column("sent_by", Words, nullable=False),
    Column("fence", BigInteger, nullable=False),  # of the newest lease
    Column("lease_id", Text),  # the newest lease
    Column("lease_holder", Words),  # who took it
    Column("lease_until_ms", BigInteger, nullable=False),  # 0 when it was ended
    Column("by_priority", Double, nullable=False),  # smaller is sooner, in this and the next two
    Column("by_due", BigInteger, nullable=False),
    Column("by_age", BigInteger, nullable=False),
    Column("dice", BigInteger, nullable=False),  # 1 to 2^31 - 2
    Index("case_by_priority", "queue", "state", "by_priority", "by_due", "id"),
    Index("case_by_due", "queue", "state", "by_due", "id"),
    Index("case_by_age", "queue", "state", "by_age", "id"),
)

lease = Table(
    "lease",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("case_id", Words, ForeignKey("case_now.id"), nullable=False, index=True),
    Column("reviewer", Words, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("taken_ms", BigInteger, nullable=False),
)

provisional = Table(
    "provisional",
    METADATA,
    Column("case_id", Words, ForeignKey("case_now.id"), primary_key=True),
    Column("reviewer", Words, primary_key=True),
    Column("case_version", BigInteger, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

decision = Table(
    "decision",
    METADATA,
    Column("n", _Number, primary_key=True, autoincrement=True),
    Column("seq", BigInteger, unique=True),  # place in the journal; see numbering
    Column("id", Words, nullable=False, unique=True),
    Column("case_id", Words, ForeignKey("case_now.id"), nullable=False),
    Column("case_version", BigInteger, nullable=False),
    Column("reviewer", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sha256", Text, nullable=False),  # of the body's canonical form
    Column("body", LargeBinary, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("standing", Text, nullable=False),  # as the receipt said
    Column("superseded_by", Words),
    Index("decision_of_case", "case_id", "reviewer"),
    Index("decision_by_reviewer", "reviewer", "seq"),
)

remark = Table(
    "remark",
    METADATA,
    Column("id", Words, primary_key=True),
    Column("kind", Text, nullable=False),  # skip, note, escalation
    Column("case_id", Words, ForeignKey("case_now.id"), nullable=False),
    Column("reviewer", Words, nullable=False),
    Column("sha256", Text, nullable=False),  # of the body's canonical form
    Column("body", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),  # of a skip: not to be served before
    Index("remark_of_reviewer", "reviewer", "case_id"),
)

change = Table(
    "change",
    METADATA,
    Column("n", _Number, primary_key=True, autoincrement=True),
    Column("seq", BigInteger, unique=True),  # place in the feed; see numbering
    Column("kind", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("case_id", Words),
    Column("case_version", BigInteger),
    Column("queue", Words),
    Column("holder", Words),
    Column("until_ms", BigInteger),
    Column("policy_id", Words),
    Column("policy_version", Words),
)

for _table in (change, decision):
    Index(
        f"{_table.name}_unnumbered",
        _table.c.n,
        postgresql_where=_table.c.seq.is_(None),
        sqlite_where=_table.c.seq.is_(None),
    )

server_key = Table(
    "server_key",  # one row: who the server is as a witness, the same for all of its processes
    METADATA,
    Column("n", Integer, primary_key=True, autoincrement=False),  # 1
    Column("name", Text, nullable=False),
    Column("pem", LargeBinary, nullable=False),  # the private key, not encrypted
    Column("made_ms", BigInteger, nullable=False),
)

person_key = Table(
    "person_key",  # keys of reviewers, as the operator was told them
    METADATA,
    Column("line", Text, primary_key=True),  # ssh-ed25519 AAAA..., without a name
    Column("name", Words, ForeignKey("person.name"), nullable=False, index=True),
    Column("made_ms", BigInteger, nullable=False),
)

checkpoint = Table(
    "checkpoint",  # the newest of each reviewer's log
    METADATA,
    Column("log_id", Words, primary_key=True),
    Column("reviewer", Words, nullable=False, index=True),
    Column("key_line", Text, nullable=False),  # that signed it, as above; empty where nobody told it yet
    Column("size", BigInteger, nullable=False),  # entries
    Column("sha256", Text, nullable=False),  # of the last entry; empty for an empty log
    Column("note", Text, nullable=False),  # with our signature
    Column("at_ms", BigInteger, nullable=False),
)

bundle = Table(
    "bundle",  # sealed files that reviewers may download
    METADATA,
    Column("id", Words, primary_key=True),  # as its manifest says
    Column("sha256", Text, nullable=False),  # of the file
    Column("bytes", BigInteger, nullable=False),
    Column("reviewer", Words, ForeignKey("person.name"), nullable=False, index=True),
    Column("path", Text, nullable=False),  # of the file, absolute
    Column("expires_ms", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

bundle_case = Table(
    "bundle_case",  # cases that are held because they are in such a file
    METADATA,
    Column("id", Words, ForeignKey("bundle.id"), primary_key=True),
    Column("case_id", Words, ForeignKey("case_now.id"), primary_key=True),
    Column("fence", BigInteger, nullable=False),  # of the lease
)

feed = Table(
    "feed",  # one row for each table whose rows are numbered when they can be seen
    METADATA,
    Column("name", Text, primary_key=True),
    Column("id", Text, nullable=False),  # random; tells the cursors of two databases apart
    Column("head", BigInteger, nullable=False),  # the last number given
    Column("horizon", BigInteger, nullable=False),  # the last number trimmed
)

schema = Table("schema_version", METADATA, Column("version", Integer, nullable=False))
