"""Claims: a workspace is encrypted and decrypted from the command line, works as before, and the doctor says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import shell
from triage_tui import samples as sample_cases
from triage_tui.storage.engine import is_encrypted


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIAGE_KEY_FILE", str(tmp_path / "key"))
    return tmp_path / "key"


def test_an_encrypted_workspace_works_as_before_and_comes_back(samples: Path, key: Path) -> None:
    before = shell("cases", workspace=samples).text
    said = shell("encrypt", workspace=samples)
    assert said.status == 0
    assert str(key) in said.text
    assert is_encrypted(samples)
    assert shell("cases", workspace=samples).text == before
    case = shell("cases", "--json", workspace=samples).objects[0]["id"]
    assert shell("decide", str(case), "overturn", workspace=samples).status in (0, 1)
    assert shell("log", "verify", workspace=samples).status == 0
    assert shell("export", "cases", workspace=samples).status == 0
    assert shell("decrypt", workspace=samples).status == 0
    assert not is_encrypted(samples)
    assert shell("log", "verify", workspace=samples).status == 0


def test_what_is_done_already_is_refused(samples: Path, key: Path) -> None:
    assert "not encrypted" in shell("decrypt", workspace=samples).errors
    shell("encrypt", workspace=samples)
    assert "encrypted already" in shell("encrypt", workspace=samples).errors
    assert "no workspace" in shell("encrypt", workspace=samples.with_name("none.db")).errors
    assert not samples.with_name("none.db").exists()


def test_without_its_key_it_stays_shut(samples: Path, key: Path) -> None:
    shell("encrypt", workspace=samples)
    before = samples.read_bytes()
    key.write_text("00" * 32)
    for verb in ("cases", "decrypt"):
        refused = shell(verb, workspace=samples)
        assert (refused.status, refused.text) == (1, "")
        assert "the key does not open" in refused.errors
    key.unlink()
    assert "cannot be read" in shell("cases", workspace=samples).errors
    assert samples.read_bytes() == before


def test_new_workspaces_are_encrypted_where_the_settings_say_so(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIAGE_STORAGE_ENCRYPT", "true")
    file, path = tmp_path / "cases.jsonl", tmp_path / "new.db"
    file.write_bytes(b"\n".join(sample_cases.cases()))
    assert shell("import", file, workspace=path).status == 0
    assert is_encrypted(path)
    monkeypatch.delenv("TRIAGE_STORAGE_ENCRYPT")
    assert shell("status", workspace=path).status == 0


def test_the_doctor_says_what_is_protected(samples: Path, key: Path) -> None:
    def told() -> dict[object, tuple[object, object]]:
        return {
            one["name"]: (one["state"], one["found"]) for one in shell("doctor", "--json", workspace=samples).objects
        }

    state, found = told()["at rest"]
    assert state == "better"
    assert "not encrypted" in str(found)
    shell("encrypt", workspace=samples)
    state, found = told()["at rest"]
    assert state == "ok"
    assert str(key) in str(found)
    assert {"swap", "scrollback"} <= told().keys()
    key.unlink()
    assert told()["integrity"][0] == "broken"


def test_a_table_of_a_strangers_file_is_taken_once(tmp_path: Path) -> None:
    file, path = tmp_path / "prompts.db", tmp_path / "w.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("CREATE TABLE asked (prompt, score, picture)")
        db.execute(
            "INSERT INTO asked VALUES ('how do I open a port?', 0.5, x'ff00'), (NULL, 1, NULL), ('two', 2, NULL)"
        )
        db.execute("CREATE TABLE other (x)")
    said = shell("import", file, workspace=path)
    assert (said.status, "1  new cases" in said.text) == (1, True)
    assert "prompts.db:2: $: holds no text" in said.errors
    assert "prompts.db:3: score: is no probability" in said.errors
    (case,) = shell("export", "cases", workspace=path).objects
    assert case["id"] == "prompts-asked-1"
    assert case["unmapped"] == {"picture": "(2 bytes)"}
    assert "1  cases that are here already" in shell("import", file, workspace=path).text


def test_a_column_of_whole_cases_is_taken_byte_for_byte(tmp_path: Path) -> None:
    file, path = tmp_path / "x.sqlite", tmp_path / "w.db"
    cases = [one for one in sample_cases.cases() if b"-nda-" not in one]
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("CREATE TABLE c (n INTEGER PRIMARY KEY, body TEXT)")
        db.executemany("INSERT INTO c (body) VALUES (?)", [(one.decode(),) for one in cases])
    assert shell("import", file, workspace=path).status == 0
    raw = shell("export", "cases", workspace=path).raw
    assert {*raw.splitlines()} == {*cases}


def test_the_table_is_the_one_that_was_named_or_has_a_text(tmp_path: Path) -> None:
    file, path = tmp_path / "x.sqlite", tmp_path / "w.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for name in ("one", "two"):
            db.execute(f"CREATE TABLE {name} (prompt)")
            db.execute(f"INSERT INTO {name} VALUES ('{name}')")
        db.execute("CREATE TABLE three (words)")
        db.execute("INSERT INTO three VALUES ('x')")
        db.execute("CREATE VIEW v AS SELECT * FROM one")
    assert "one, two, three" in shell("import", file, workspace=path).errors
    assert "is a view" in shell("import", file, "--table", "v", workspace=path).errors
    assert "did you mean 'three'" in shell("import", file, "--table", "threee", workspace=path).errors
    assert shell("import", file, "--table", "two", workspace=path).status == 0
    assert shell("import", file, "--map", "words=text", workspace=path).status == 0
    assert shell("import", file, "--table", "x", "--from", "csv", workspace=path).status != 0


def test_a_workspace_and_exported_decisions_are_no_cases(samples: Path, tmp_path: Path) -> None:
    assert "is a workspace" in shell("import", samples, workspace=tmp_path / "w.db").errors
    file = tmp_path / "decisions.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for name in ("decision", "finding", "evidence"):
            db.execute(f"CREATE TABLE {name} (id, text)")
    assert "holds decisions" in shell("import", file, workspace=tmp_path / "w.db").errors
