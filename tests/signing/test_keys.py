"""Keys are what OpenSSH and age take them for, and a line from anywhere is a key or is refused."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from triage_tui.errors import Refused
from triage_tui.signing.keys import NAME, PublicKey, cleaned, new_key, read_private, read_public

KEY = new_key("ada@desk")


def line(raw: bytes, comment: str = "x") -> str:
    return PublicKey(comment, raw).line()


def test_a_key_comes_back_from_both_its_forms() -> None:
    assert read_public(KEY.public.line()) == KEY.public
    assert read_private(KEY.pem(), "ada@desk").public == KEY.public


def test_openssh_takes_it_for_a_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_bytes(KEY.pem())
    try:
        said = subprocess.run(["ssh-keygen", "-y", "-f", path], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("ssh-keygen is not installed")
    assert said.stdout.split()[:2] == KEY.public.line().split()[:2]


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_only_its_owner_signs(message: bytes, other: bytes) -> None:
    signature = KEY.sign(message)
    assert KEY.public.verifies(message, signature)
    assert KEY.public.verifies(other, signature) is (other == message)
    assert not KEY.public.verifies(message, other)
    assert not new_key("eve").public.verifies(message, signature)


@given(st.text(max_size=200))
@example(KEY.public.line().replace("ssh-ed25519", "ssh-rsa"))
@example(KEY.public.line() + "\n" + KEY.public.line())
@example("ssh-ed25519 " + base64.b64encode(b"\x00" * 51).decode())
@example(line(KEY.public.raw[:31]))
@example(line(b"\x01" + b"\x00" * 31))
@example(line(b"\xec" + b"\xff" * 31))
def test_what_is_no_key_is_refused(words: str) -> None:
    with pytest.raises(Refused):
        read_public(words)


@given(st.text(max_size=90))
@example("../../etc/passwd")
@example("..")
@example("a.pub")
@example("A.PUB")
@example("-rf")
@example("a\x1b[2Jb")
@example("x" * 70 + ".pub")
def test_a_name_from_anywhere_becomes_one_that_can_be_a_file(comment: str) -> None:
    name = cleaned(comment)
    assert NAME.fullmatch(name)
    assert Path(name).name == name
    assert name[0] not in ".-"
    assert not name.lower().endswith(".pub")
    assert cleaned(name) == name
    line = f"{KEY.public.bare} {comment}".strip()
    if len(line.splitlines()) == 1:
        assert NAME.fullmatch(read_public(line).name)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "a.pub", "é", "x" * 65, "a\n", ".a", "-a"])
def test_a_name_that_was_chosen_is_refused_where_it_cannot_be_one(name: str) -> None:
    with pytest.raises(Refused):
        new_key(name)


@pytest.mark.parametrize(
    "pem", [b"", b"\xff", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"]
)
def test_what_is_no_private_key_is_refused(pem: bytes) -> None:
    with pytest.raises(Refused):
        read_private(pem, "x")


@given(st.data())
def test_a_damaged_private_key_is_refused_or_is_the_same(data: st.DataObject) -> None:
    pem = bytearray(KEY.pem())
    where = data.draw(st.integers(0, len(pem) - 1))
    pem[where] ^= data.draw(st.integers(1, 255))
    try:
        read = read_private(bytes(pem), "ada@desk")
    except Refused:
        return
    assert read.public.verifies(b"x", read.sign(b"x"))


def test_a_key_of_another_kind_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    with pytest.raises(Refused, match="no Ed25519 key"):
        read_private(pem, "x")
