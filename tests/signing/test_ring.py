"""The keys on a machine: nobody else reads them, none is ever written over, and odd files do not stop the rest."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from triage_tui.errors import Refused
from triage_tui.signing.keys import new_key
from triage_tui.signing.ring import KeyRing


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    """No key yet."""
    return KeyRing(tmp_path / "data" / "keys")


def modes(folder: Path) -> set[tuple[bool, int]]:
    return {(path.is_dir(), path.stat().st_mode & 0o777) for path in [folder, *folder.rglob("*")]}


def test_what_is_kept_is_its_owner_s_alone_whatever_the_umask(ring: KeyRing) -> None:
    before = os.umask(0)
    try:
        ring.new("ada")
        ring.trust(new_key("bob").public.line())
        ring.saw("k", 1)
    finally:
        os.umask(before)
    assert modes(ring.folder) == {(True, 0o700), (False, 0o600)}


def test_nothing_is_made_before_there_is_something_to_keep(ring: KeyRing) -> None:
    assert (ring.known(), ring.private(), ring.find("x"), ring.last_seen("x")) == ([], None, None, 0)
    assert not ring.folder.exists()


def test_our_oldest_key_is_the_machine_s(ring: KeyRing) -> None:
    first = ring.device("ada@desk")
    os.utime(ring.folder / "own" / "ada@desk.pub", ns=(1, 1))
    ring.new("another")
    assert ring.device("whatever").public == first.public
    assert [key.name for key in ring.own()] == ["ada@desk", "another"]
    assert ring.private("another") is not None
    assert ring.private(first.public.id) is not None
    assert ring.private("nobody") is None


def test_programs_that_begin_at_once_have_the_same_key(ring: KeyRing) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ring.device("ada"), range(16)))
    assert {key.public for key in made} == set(ring.own())
    assert len(ring.own()) == 1


def test_a_machine_that_died_between_the_halves_goes_on_with_its_key(ring: KeyRing) -> None:
    before = ring.device("ada")
    (ring.folder / "own" / "ada.pub").unlink()
    assert ring.device("ada").public == before.public
    assert ring.own() == [before.public]


def test_no_key_is_written_over(ring: KeyRing) -> None:
    before = ring.new("ada")
    with pytest.raises(Refused, match="already"):
        ring.new("ada")
    (ring.folder / "own" / "ada.pub").unlink()
    with pytest.raises(Refused, match="already"):
        ring.new("ada")
    assert ring.device("ada").public == before.public


def test_trust_is_given_once_and_taken_back(ring: KeyRing) -> None:
    bob = new_key("bob").public
    assert ring.trust(bob.line()) == ring.trust(bob.line()) == bob
    assert ring.find(bob.id) == ring.named("bob") == ring.named(bob.id) == bob
    with pytest.raises(Refused, match="as bob"):
        ring.trust(bob.line(), "rob")
    with pytest.raises(Refused, match="another key"):
        ring.trust(new_key("bob").public.line())
    ring.forget("bob")
    assert ring.trusted() == []
    with pytest.raises(Refused):
        ring.forget("bob")


def test_two_names_that_differ_in_what_a_disk_may_not_tell_apart_are_no_two_files(ring: KeyRing) -> None:
    ring.trust(new_key("bob").public.line())
    os.link(ring.folder / "trusted" / "bob.pub", ring.folder / "trusted" / "Bob.pub")
    with pytest.raises(Refused):
        ring.trust(new_key("Bob").public.line())


def test_odd_files_among_the_trusted_are_not_trusted_and_told(ring: KeyRing) -> None:
    bob = ring.trust(new_key("bob").public.line())
    folder = ring.folder / "trusted"
    (folder / "a b.pub").write_text(bob.line())
    (folder / "junk.pub").write_bytes(b"\xff\x00")
    (folder / "empty.pub").touch()
    (folder / "folder.pub").mkdir()
    (folder / "gone.pub").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.pub")
    (folder / ".half.pub").write_text("ssh-ed25519")
    assert ring.trusted() == [bob]
    assert len(ring.damaged()) == 6


def test_an_own_key_that_is_damaged_is_said_and_not_replaced(ring: KeyRing) -> None:
    ring.new("ada")
    (ring.folder / "own" / "ada.pub").write_text("junk")
    for act in (ring.own, ring.private, lambda: ring.device("ada"), lambda: ring.find("x")):
        with pytest.raises(Refused, match=r"ada\.pub"):
            act()


def test_halves_that_do_not_belong_together_sign_nothing(ring: KeyRing) -> None:
    ring.new("ada")
    (ring.folder / "own" / "ada.pub").write_text(new_key("ada").public.line())
    with pytest.raises(Refused, match="do not belong together"):
        ring.private()


@pytest.mark.parametrize("odd", ["others", "folder", "gone", "pipe"])
def test_a_private_half_that_is_no_file_of_ours_alone_is_refused(ring: KeyRing, odd: str) -> None:
    ring.new("ada")
    path = ring.folder / "own" / "ada"
    if odd == "others":
        path.chmod(0o640)
    else:
        path.unlink()
    if odd == "folder":
        path.mkdir()
    if odd == "pipe":
        os.mkfifo(path, 0o600)
    with pytest.raises(Refused):
        ring.private()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys").touch()
    with pytest.raises(Refused, match="cannot be written"):
        KeyRing(tmp_path / "keys").device("ada")


def test_the_highest_number_seen_stays(ring: KeyRing) -> None:
    for number in (3, 7, 5):
        ring.saw("k", number)
    assert (ring.last_seen("k"), ring.last_seen("other")) == (7, 0)
    (ring.folder / "seen.json").write_text("[1]")
    with pytest.raises(Refused, match=r"seen\.json"):
        ring.last_seen("k")
