"""``key`` makes, lists, shows, trusts and forgets keys; names and lines of others reach no terminal raw."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import shell
from triage_tui.signing.keys import new_key, read_public


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_new_key_is_printed_as_one_line_and_kept_for_its_owner_alone(home: Path) -> None:
    answer = shell("key", "new", "ana@home")
    key = read_public(answer.text)
    assert answer.text.strip() == key.line()
    assert key.id in answer.errors
    private = home / "triage-tui" / "keys" / "own" / "ana@home"
    assert private.stat().st_mode & 0o777 == 0o600
    assert str(private.parent) in answer.errors
    assert shell("key", "show").text == answer.text
    assert shell("key", "new", "ana@home").status == 1


@pytest.mark.parametrize("how", ["file", "line", "words", "stdin"])
def test_a_key_is_trusted_however_it_comes(tmp_path: Path, how: str) -> None:
    key = new_key("ben@work").public
    (tmp_path / "ben.pub").write_text(f"# from Ben\n{key.line()}\n")
    given = {"file": [tmp_path / "ben.pub"], "line": [key.line()], "words": key.line().split(), "stdin": ["-"]}[how]
    answer = shell("key", "trust", *given, stdin=key.line().encode())
    assert answer.status == 0
    assert key.id in answer.text
    assert "by another way" in answer.errors
    assert [(one["name"], one["id"], one["whose"]) for one in shell("key", "list", "--json").objects] == [
        ("ben@work", key.id, "trusted")
    ]
    assert shell("key", "show", "ben@work").text.strip() == key.line()
    assert shell("key", "forget", "ben@work").status == 0
    assert shell("key", "list").text == ""


def test_what_a_key_calls_its_owner_is_made_fit_to_be_a_name() -> None:
    line = new_key("x").public.line().replace(" x", " \x1b[2J../../Ana\u202e <ana@home>")
    answer = shell("key", "trust", line)
    assert answer.status == 0
    assert "\x1b" not in answer.text
    (known,) = shell("key", "list", "--json").objects
    assert "/" not in known["name"]
    assert shell("key", "trust", line, "--name", "../evil").status == 1


@pytest.mark.parametrize("junk", ["", "ssh-rsa AAAA x", "ssh-ed25519 AAAA x", "\x00\xff"])
def test_what_is_no_public_key_is_refused(tmp_path: Path, junk: str) -> None:
    (tmp_path / "junk.pub").write_text(junk)
    answer = shell("key", "trust", tmp_path / "junk.pub")
    assert answer.status == 1
    assert "no public key" in answer.errors
    assert shell("key", "trust", tmp_path / "absent.pub").status == 1


def test_a_file_that_is_no_key_any_more_is_named_in_the_list(home: Path) -> None:
    assert shell("key", "trust", new_key("ben").public.line()).status == 0
    (path,) = home.rglob("ben.pub")
    path.write_text("junk")
    answer = shell("key", "list")
    assert (answer.status, answer.text) == (0, "")
    assert str(path) in answer.errors


def test_another_key_does_not_take_a_known_name() -> None:
    assert shell("key", "trust", new_key("ben").public.line()).status == 0
    assert shell("key", "trust", new_key("ben").public.line()).status == 1
    assert shell("key", "trust", new_key("ben").public.line(), "--name", "ben-2").status == 0
