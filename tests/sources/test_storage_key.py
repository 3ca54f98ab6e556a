"""The key of encrypted workspaces: one, in the best place there is, and never in one that others can read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from tests.sources.rings import Asking, PlainFile, Ring
from triage_tui.errors import Locked
from triage_tui.sources import storage_key
from triage_tui.sources.keyrings import Keyring
from triage_tui.sources.passphrase import TRIES, Ask
from triage_tui.sources.storage_key import VARIABLE, StorageKey


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("triage_tui.sources.passphrase.ROUNDS", 14)
    before = keyring.get_keyring()
    yield
    Asking.gone.set()
    keyring.set_keyring(before)
    storage_key._remembered.clear()


def keeper(tmp_path: Path, ask: Ask | None = None, **environ: str) -> StorageKey:
    return StorageKey(tmp_path / "storage.key", environ, ask, Keyring(0.5))


def forgetful() -> None:
    """As if the program had ended."""
    storage_key._remembered.clear()


def test_a_good_keyring_keeps_it_and_gives_it_back(tmp_path: Path) -> None:
    keyring.set_keyring(Ring())
    key = keeper(tmp_path).made()
    assert len(key) == 32
    assert keeper(tmp_path).key() == keeper(tmp_path).made() == key
    assert "Secret Service" in keeper(tmp_path).where()
    assert [*tmp_path.glob("*.key")] == []


@pytest.mark.parametrize("ring", [PlainFile, Asking])
def test_without_a_good_keyring_a_passphrase_seals_it(tmp_path: Path, ring: type[Ring]) -> None:
    keyring.set_keyring(ring())
    asked: list[str] = []

    def ask(words: str) -> str:
        asked.append(words)
        return "phrase"

    key = keeper(tmp_path, ask).made()
    file = tmp_path / "storage.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert key.hex().encode() not in file.read_bytes()
    forgetful()
    asked.clear()
    assert keeper(tmp_path, ask).key() == keeper(tmp_path, ask).key() == key
    assert len(asked) == 1, "nobody is asked twice"
    assert "passphrase" in keeper(tmp_path).where()


def test_of_two_programs_that_make_a_key_at_once_the_second_destroys_nothing(tmp_path: Path) -> None:
    keyring.set_keyring(PlainFile())
    first: list[bytes] = []

    def slow(_words: str) -> str:
        if not first:
            first.append(keeper(tmp_path, lambda _: "first").made())
            forgetful()
        return "second"

    with pytest.raises(Locked, match="another program has just made the key"):
        keeper(tmp_path, slow).made()
    assert keeper(tmp_path, lambda _: "first").made() == first[0]


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    keyring.set_keyring(PlainFile())
    keeper(tmp_path, lambda _: "phrase").made()
    forgetful()
    asked: list[str] = []
    with pytest.raises(Locked, match="passphrase is wrong"):
        keeper(tmp_path, lambda words: [asked.append(words), "another"][1] or "").key()
    assert len(asked) == TRIES


def test_what_cannot_be_had_is_said(tmp_path: Path) -> None:
    keyring.set_keyring(PlainFile())
    with pytest.raises(Locked, match="its key is not here"):
        keeper(tmp_path).key()
    with pytest.raises(Locked, match="nobody to choose"):
        keeper(tmp_path).made()
    phrases = iter(["one", "two"])
    with pytest.raises(Locked, match="not the same"):
        keeper(tmp_path, lambda _: next(phrases)).made()
    keeper(tmp_path, lambda _: "phrase").made()
    forgetful()
    with pytest.raises(Locked, match="nobody can be asked"):
        keeper(tmp_path).key()
    (tmp_path / "storage.key").write_bytes(b"{}")
    with pytest.raises(Locked, match="cannot be read"):
        keeper(tmp_path, lambda _: "phrase").key()
    keyring.set_keyring(Ring())
    (tmp_path / "storage.key").unlink()
    with pytest.raises(Locked, match="has no key for it"):
        keeper(tmp_path).key()


def test_a_file_that_the_environment_names_goes_first_and_is_made_where_it_is_new(tmp_path: Path) -> None:
    keyring.set_keyring(Ring())
    file = tmp_path / "k"
    said = {VARIABLE: str(file)}
    with pytest.raises(Locked, match="cannot be read"):
        keeper(tmp_path, **said).key()
    tmp_path.chmod(0o755)
    key = keeper(tmp_path, **said).made()
    assert tmp_path.stat().st_mode & 0o777 == 0o755  # a folder that somebody named is theirs
    assert keeper(tmp_path, **said).key() == keeper(tmp_path, **said).made() == key
    assert file.read_text() == f"{key.hex()}\n"
    assert keeper(tmp_path).made() != key
    file.chmod(0o640)
    with pytest.raises(Locked, match="others can read"):
        keeper(tmp_path, **said).key()


@pytest.mark.parametrize("words", ["", "00" * 31, "00" * 33, "0" * 63, "é" * 32, "g" * 64])
def test_what_is_no_key_is_refused_and_not_repeated(tmp_path: Path, words: str) -> None:
    file = tmp_path / "k"
    file.write_text(words)
    file.chmod(0o600)
    with pytest.raises(Locked, match="is no key") as told:
        keeper(tmp_path, **{VARIABLE: str(file)}).key()
    assert not words or words not in f"{told.value.title} {told.value.hint}"
