"""Claims: the operator's verbs do what they say, and what is missing is told with the cure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import Answer, shell
from tests.rules.test_loaded import loaded
from triage_tui import samples
from triage_tui.domain.wire.signing_in import Token
from triage_tui.server.store import open_store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "server.db"


def serve(database: Path, *arguments: str | Path) -> Answer:
    return shell("serve", *arguments, "--database", database)


def test_a_user_gets_a_token_once(database: Path) -> None:
    token = serve(database, "user", "add", "ana", "--role", "lead", "--queue", "q").text.strip()
    store = open_store(str(database))
    me = store.who(token)
    assert me is not None
    assert (me.reviewer, me.roles) == ("ana", ("lead",))
    store.close()
    assert token.encode() not in database.read_bytes()
    said = serve(database, "user", "list", "--json").objects
    assert said == [{"name": "ana", "roles": ["lead"], "queues": ["q"], "tokens": 1}]
    assert "1 token" in serve(database, "user", "list").text


def test_a_revoked_user_has_none(database: Path) -> None:
    token = serve(database, "user", "add", "ana").text.strip()
    assert serve(database, "user", "revoke", "ana").text == "tokens ended: 1\n"
    store = open_store(str(database))
    assert store.who(token) is None
    store.close()


def test_a_role_that_is_none_is_refused(database: Path) -> None:
    answer = serve(database, "user", "add", "ana", "--role", "king")
    assert answer.status == 1
    assert "king" in answer.errors


def test_a_code_lets_somebody_in(database: Path) -> None:
    serve(database, "user", "add", "ana")
    store = open_store(str(database))
    begun = store.device_begin("test")
    assert serve(database, "approve", begun.user_code, "ana").text == "ana is signed in\n"
    assert isinstance(store.device_redeem(begun.device_code), Token)
    store.close()
    assert serve(database, "approve", "XXXX-XXXX", "ana").status == 1


def test_cases_and_packs_are_loaded_once(database: Path) -> None:
    place = samples.location()
    files = [*sorted((place / "policies").iterdir()), place / "cases.jsonl"]
    first, again = serve(database, "load", *files), serve(database, "load", *files)
    assert (first.status, first.text.split()[0]) == (0, "38")
    assert "new cases" in first.text
    assert "here already" in again.text
    assert "new cases" not in again.text


def test_what_cannot_be_loaded_is_told_and_stops_nothing(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    lines = [{"id": "a"}, {"id": "no spaces"}, {"id": "b", "queue": ""}, {"id": "a", "queue": "other"}, {"id": "c"}]
    file.write_text("".join(json.dumps({"schema": "triage.case/1", **one}) + "\n" for one in lines))
    answer = serve(database, "load", file)
    assert answer.status == 1
    assert [line.split()[:2] for line in answer.text.splitlines()] == [["2", "new"], ["3", "refused"]]
    assert [line.split(":")[1] for line in answer.errors.splitlines()] == ["2", "3", "4"]


def test_a_queue_is_changed_where_something_is_said(database: Path) -> None:
    made = serve(database, "queue", "q", "--mode", "blind", "--requires", "rationale", "--sla-hours", "24").objects[0]
    assert (made["mode"], made["requires"], made["sla_hours"]) == ("blind", ["rationale"], 24)
    titled = serve(database, "queue", "q", "--title", "Quick ones").objects[0]
    assert (titled["title"], titled["mode"], titled["requires"]) == ("Quick ones", "blind", ["rationale"])
    assert serve(database, "queue", "q", "--requires-nothing").objects[0]["requires"] == []
    assert serve(database, "queue", "q").objects[0]["title"] == "Quick ones"
    assert serve(database, "queue", "q", "--requires", "luck").status == 1


def test_the_database_may_be_named_before_the_verb_or_by_a_variable(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shell("serve", "--database", database, "user", "add", "ana").status == 0
    monkeypatch.setenv("TRIAGE_SERVER_DATABASE", str(database))
    assert shell("serve", "user", "list", "--json").objects[0]["name"] == "ana"


def test_a_database_that_is_not_named_is_ours_alone(home: Path) -> None:
    assert shell("serve", "user", "add", "ana").status == 0
    (path,) = home.rglob("server.db")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("line", [["serve", "user", "list"], ["serve"], ["serve", "--demo"]])
def test_a_missing_extra_is_told_with_the_cure(line: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    answer = shell(*line)
    assert answer.status == 2
    assert 'pip install "triage-tui[server]"' in answer.errors


def test_a_demo_has_a_database_of_its_own(database: Path) -> None:
    assert serve(database, "--demo").status == 2
    assert not database.exists()


@pytest.mark.parametrize("line", ["serve --help", "serve user add --help", "serve load --help"])
def test_help_loads_no_server(line: str) -> None:
    server = {"starlette", "uvicorn", "sqlalchemy", "psycopg", "msgspec", "asyncio"}
    assert loaded("-m", "triage_tui", *line.split()) & server == set()


def test_a_password_of_the_database_is_never_said(tmp_path: Path) -> None:
    url = "postgresql://me:canary-7f3a@127.0.0.1:1/none"
    command = [sys.executable, "-m", "triage_tui", "serve", "user", "list", "--database", url]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "canary" not in answer.stdout + answer.stderr
