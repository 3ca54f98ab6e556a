"""Where tokens come from and are kept: the first place that has one, and always said which."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from tests.sources.rings import Asking, Locked, PlainFile, Ring, Several
from triage_tui.errors import NotSignedIn, Refused, WrongUsage
from triage_tui.sources.keyrings import Keyring
from triage_tui.sources.secret import Secret
from triage_tui.sources.tokens import MEMORY, TokenStore

SOURCE, OTHER = "https://triage.example.org", "https://other.example.org"
ONE, TWO = Secret("one"), Secret("two")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage_tui.sources.passphrase.ROUNDS", 14)


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    Asking.gone.set()
    keyring.set_keyring(before)


def store(tmp_path: Path, phrase: str | None = None, **options: object) -> TokenStore:
    """A store with nothing of the outside but what is said."""
    ask = None if phrase is None else lambda _: phrase
    return TokenStore(tmp_path / "tokens", {}, ask=ask, **options)  # type: ignore[arg-type]


def test_there_is_no_token_where_nobody_kept_one(tmp_path: Path) -> None:
    assert store(tmp_path).find(SOURCE) is None
    assert store(tmp_path).given == ""


def test_the_file_goes_before_the_environment_and_that_before_the_command(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("of-file\nmore\n")
    file.chmod(0o600)
    command = [sys.executable, "-c", "print('of-command'); print('more')"]
    environ = {"TRIAGE_TOKEN": "of-environment"}
    both = TokenStore(tmp_path, dict(environ), token_file=file, command=command)
    assert both.find(SOURCE) == (Secret("of-file"), f"the file {file}")
    assert both.given == f"the file {file}"
    without = TokenStore(tmp_path, environ, command=command)
    assert without.find(SOURCE) == (Secret("of-environment"), "TRIAGE_TOKEN")
    assert environ == {}
    assert store(tmp_path, command=command).find(SOURCE) == (Secret("of-command"), f"the token command {command[0]}")


def test_a_token_file_that_others_can_read_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("t")
    file.chmod(0o644)
    found = store(tmp_path, token_file=file).find(SOURCE)
    assert found is not None
    assert found.where.endswith("which others can read")


def test_a_token_file_that_is_not_there_or_empty_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="cannot be read"):
        store(tmp_path, token_file=tmp_path / "none").find(SOURCE)
    (tmp_path / "empty").touch()
    with pytest.raises(NotSignedIn, match="nothing"):
        store(tmp_path, token_file=tmp_path / "empty").find(SOURCE)


def test_a_command_is_run_without_a_shell_and_sees_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_TOKEN", "outer")
    code = "import os, sys; print(os.environ.get('TRIAGE_TOKEN', 'none') + '~' + sys.argv[1].replace('$', 'S'))"
    store = TokenStore(tmp_path, os.environ, command=[sys.executable, "-c", code, "$HOME"])
    store._of_environment = None
    assert store.find(SOURCE).token == Secret("none~SHOME")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; sys.exit('secret complaint')", "failed"),
        ("pass", "nothing"),
        ("print('two words')", "is none"),
        ("import os; os.write(1, b'\\xff\\xfe')", "is none"),
        ("import os; os.write(1, b'x' * 1_000_000)", "is none"),
    ],
)
def test_a_command_that_prints_no_token_is_an_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], code: str, words: str
) -> None:
    with pytest.raises(NotSignedIn, match=words):
        store(tmp_path, command=[sys.executable, "-c", code]).find(SOURCE)
    assert capfd.readouterr() == ("", "")


def test_a_command_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage_tui.sources.given.PATIENCE", 0.2)
    code = "import os, signal; os.fork(); signal.pause()"
    with pytest.raises(NotSignedIn, match="did not end"):
        store(tmp_path, command=[sys.executable, "-c", code]).find(SOURCE)


def test_a_command_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    for command in (["no-such-command-4711"], [""], ["a\0b"]):
        with pytest.raises(WrongUsage, match="cannot be run"):
            store(tmp_path, command=command).find(SOURCE)


def test_the_keyring_keeps_a_token_for_each_source(tmp_path: Path) -> None:
    keyring.set_keyring(Ring())
    assert store(tmp_path).keep(SOURCE, ONE) == "the keyring (Secret Service)"
    assert store(tmp_path).keep(OTHER, TWO) == "the keyring (Secret Service)"
    assert store(tmp_path).find(SOURCE) == (ONE, "the keyring (Secret Service)")
    assert store(tmp_path).forget(SOURCE) == ["the keyring (Secret Service)"]
    assert store(tmp_path).forget(SOURCE) == []
    assert store(tmp_path).find(SOURCE) is None
    assert store(tmp_path).find(OTHER) == (TWO, "the keyring (Secret Service)")


def test_of_several_keyrings_the_first_that_encrypts_is_used(tmp_path: Path) -> None:
    plain, good = PlainFile(), Ring()
    keyring.set_keyring(Several(plain, good))
    store(tmp_path).keep(SOURCE, ONE)
    assert plain.kept == {}
    assert list(good.kept.values()) == ["one"]


@pytest.mark.parametrize("ring", [PlainFile, Locked, Asking], ids=lambda ring: ring.__name__)
def test_without_a_good_keyring_a_token_is_sealed_or_stays_in_memory(tmp_path: Path, ring: type[Ring]) -> None:
    Asking.gone.clear()
    keyring.set_keyring(ring())
    memory = store(tmp_path, keyring=Keyring(patience=0.05))
    assert memory.keep(SOURCE, ONE) == MEMORY
    assert memory.find(SOURCE) == (ONE, MEMORY)
    assert memory.forget(SOURCE) == ["memory"]
    sealed = store(tmp_path, "phrase", keyring=Keyring(patience=0.05))
    assert sealed.keep(SOURCE, ONE).startswith("the sealed file ")
    assert getattr(keyring.get_keyring(), "kept", {}) == {}


def test_a_keyring_that_did_not_answer_is_not_asked_again(tmp_path: Path) -> None:
    Asking.gone.clear()
    keyring.set_keyring(ring := Asking())
    one = store(tmp_path, keyring=Keyring(patience=0.05))
    assert one.find(SOURCE) is None
    assert one.find(SOURCE) is None
    assert ring.asked == 1


def test_a_sealed_token_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    where = store(tmp_path, "phrase").keep(SOURCE, ONE)
    assert store(tmp_path, "phrase").find(SOURCE) == (ONE, where)
    assert store(tmp_path, "phrase").find(OTHER) is None
    asked = []
    guessing = TokenStore(tmp_path / "tokens", {}, ask=lambda words: asked.append(words) or "wrong")  # type: ignore[func-returns-value]
    with pytest.raises(NotSignedIn, match="passphrase is wrong"):
        guessing.find(SOURCE)
    assert len(asked) == 3
    with pytest.raises(NotSignedIn, match="nobody can be asked"):
        store(tmp_path).find(SOURCE)


def test_the_passphrase_is_asked_once_and_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "tokens").mkdir(mode=0o755)
    old = os.umask(0)
    try:
        store(tmp_path, "phrase").keep(SOURCE, ONE)
    finally:
        os.umask(old)
    (file,) = (tmp_path / "tokens").iterdir()
    assert [path.stat().st_mode & 0o777 for path in (file, file.parent)] == [0o600, 0o700]
    asked = []
    one = TokenStore(tmp_path / "tokens", {}, ask=lambda words: asked.append(words) or "phrase")  # type: ignore[func-returns-value]
    assert [found and found.token for found in (one.find(SOURCE), one.find(SOURCE))] == [ONE, ONE]
    assert len(asked) == 1


def test_a_sealed_token_is_kept_anew_and_forgotten(tmp_path: Path) -> None:
    store(tmp_path, "phrase").keep(SOURCE, ONE)
    store(tmp_path, "another").keep(SOURCE, TWO)
    assert store(tmp_path, "another").find(SOURCE)[0] == TWO  # type: ignore[index]
    (place,) = store(tmp_path).forget(SOURCE)
    assert place.startswith("the sealed file ")
    assert list((tmp_path / "tokens").iterdir()) == []


def test_a_token_that_moves_into_the_keyring_leaves_no_file(tmp_path: Path) -> None:
    store(tmp_path, "phrase").keep(SOURCE, ONE)
    keyring.set_keyring(Ring())
    store(tmp_path, "phrase").keep(SOURCE, TWO)
    assert list((tmp_path / "tokens").iterdir()) == []
    assert store(tmp_path).find(SOURCE) == (TWO, "the keyring (Secret Service)")


def test_a_sealed_file_in_another_s_place_gives_no_token(tmp_path: Path) -> None:
    sealed = store(tmp_path, "phrase")._sealed
    sealed.keep(SOURCE, ONE).rename(sealed.path(OTHER))
    with pytest.raises(NotSignedIn, match="another source"):
        store(tmp_path, "phrase").find(OTHER)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"\xff", b'{"salt":"","token":"x","rounds":40}', b'{"salt":"!","token":"","rounds":14}']
)
def test_a_damaged_file_is_no_token(tmp_path: Path, raw: bytes) -> None:
    path = store(tmp_path)._sealed.path(SOURCE)
    path.parent.mkdir()
    path.write_bytes(raw)
    with pytest.raises(NotSignedIn):
        store(tmp_path, "phrase").find(SOURCE)


def test_passphrases_that_differ_keep_nothing(tmp_path: Path) -> None:
    phrases = iter(["one", "two"])
    with pytest.raises(Refused, match="not the same"):
        TokenStore(tmp_path / "tokens", {}, ask=lambda _: next(phrases)).keep(SOURCE, ONE)
    with pytest.raises(Refused, match="empty"):
        store(tmp_path, "").keep(SOURCE, ONE)
    assert not (tmp_path / "tokens").exists()


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("in the way")
    with pytest.raises(Refused, match="cannot be written"):
        store(tmp_path, "phrase").keep(SOURCE, ONE)
