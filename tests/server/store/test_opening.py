"""Opening the database: made once, brought up once, and said plainly when it cannot be."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError

from tests.server.postgres import fresh
from tests.server.store.making import ANA, at_once, why
from triage_tui.domain.values import Invalid
from triage_tui.errors import WrongUsage
from triage_tui.server.rejected import Rejected, pointer, unreadable
from triage_tui.server.store import open_store
from triage_tui.server.store.engine import Base
from triage_tui.server.store.steps import STEPS, bring_up
from triage_tui.server.store.tables import METADATA, feed, person, schema
from triage_tui.signing.keys import new_key


@pytest.fixture(params=["sqlite", "postgres"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where no database is yet, or an empty one."""
    if request.param == "sqlite":
        return str(tmp_path / "server.db")
    return fresh(request.getfixturevalue("postgres_server"))


def test_many_who_open_a_new_database_make_it_once(new: str) -> None:
    stores = at_once(lambda _: open_store(new), 4)
    stores[0].add_user("ana", ["reviewer"])
    assert [[person.name for person in store.users()] for store in stores] == [["ana"]] * 4
    for store in stores:
        store.ready()
        store.close()


def test_an_older_database_is_brought_up_once(new: str) -> None:
    def step(db: Connection) -> None:
        db.execute(text("CREATE TABLE another (n INTEGER)"))
        db.execute(text("INSERT INTO another VALUES (1)"))

    def last(db: Connection) -> None:
        db.execute(text("UPDATE another SET n = n + 1"))

    open_store(new).close()
    bases = [Base(new) for _ in range(4)]
    at_once(lambda n: bring_up(bases[n], (*STEPS, step, last)), 4)
    with bases[0].read() as db:
        assert db.execute(text("SELECT n FROM another")).scalars().all() == [2]
        assert db.execute(select(schema.c.version)).scalar() == 3 + len(STEPS)
    with pytest.raises(WrongUsage, match="newer"):
        open_store(new)
    for base in bases:
        base.engine.dispose()


def test_a_database_from_before_the_witness_becomes_one_that_has_it(new: str) -> None:
    base = Base(new)
    with base.write() as db:
        newer = {"server_key", "person_key", "checkpoint", "bundle", "bundle_case"}
        METADATA.create_all(db, tables=[table for table in METADATA.sorted_tables if table.name not in newer])
        db.execute(insert(schema).values(version=1))
        for name in ("change", "decision"):
            db.execute(insert(feed).values(name=name, id=name, head=0, horizon=0))
        db.execute(insert(person).values(name="ana", roles="[]", added_ms=0))
    base.engine.dispose()
    store = open_store(new)
    assert store.logs.key().public.id == store.logs.key().public.id
    assert store.downloads.mine(ANA).bundles == ()
    assert store.add_key("ana", new_key("ana").public.line()).name
    store.close()


def test_a_step_that_fails_leaves_the_database_as_it_was(new: str) -> None:
    def step(db: Connection) -> None:
        db.execute(text("CREATE TABLE another (n INTEGER)"))
        db.execute(insert(schema).values(version=None))

    open_store(new).close()
    base = Base(new)
    with pytest.raises(IntegrityError):
        bring_up(base, (*STEPS, step))
    bring_up(base)
    with base.read() as db:
        assert db.execute(select(schema.c.version)).scalars().all() == [1 + len(STEPS)]
    base.engine.dispose()


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql+asyncpg://x/y", "sqlite://", "sqlite:///:memory:", "x://["])
def test_a_database_that_we_cannot_use_is_refused(url: str) -> None:
    with pytest.raises(WrongUsage):
        open_store(url)


def test_a_database_that_does_not_answer_is_a_server_that_cannot(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(Rejected) as refused:
            open_store(f"postgresql://triage:s3cret@127.0.0.1:{port}/x")
    assert refused.value.problem.kind == "unavailable"
    assert "s3cret" not in str(refused.value) + str(refused.value.problem)
    assert why(open_store, str(tmp_path / "missing" / "server.db")) == "unavailable"
    assert [said.message.rpartition(": ")[2] for said in caplog.records] == ["OperationalError", "SQLITE_CANTOPEN"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("$", ""), ("$.flags[2].id", "/flags/2/id"), ("$.a/b.c~d", "/a~1b/c~0d"), ("$[0]", "/0"), ("$[...]", "/...")],
)
def test_a_path_becomes_a_pointer(path: str, expected: str) -> None:
    assert pointer(path) == expected


def test_a_missing_field_is_told_from_a_bad_one() -> None:
    missing = unreadable(Invalid("$.turns[1]", "Object missing required field `role`"), "/cases/3").problem
    assert (missing.kind, missing.pointer) == ("missing_field", "/cases/3/turns/1/role")
    assert unreadable(Invalid("$.n", "Expected `int`")).problem.kind == "invalid_field"
