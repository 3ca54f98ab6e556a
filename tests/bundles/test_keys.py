"""Who may open a sealed file, and who has to vouch for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from tests.bundles.age_by_hand import by_passphrase
from tests.bundles.made import ANN, BEN, CASES, EVE, PIECES, by_hand, knowing, manifest, read, sealed, told
from triage_tui.bundles.sealing import seal
from triage_tui.bundles.unsealing import Keys, unsealed
from triage_tui.errors import Refused, WrongUsage
from triage_tui.signing.keys import PublicKey

pytestmark = pytest.mark.usefixtures("at_once")


def _knows_ann(key_id: str) -> PublicKey | None:
    return ANN.public if key_id == ANN.public.id else None


def test_a_file_for_another_key_is_refused(tmp_path: Path) -> None:
    raw = sealed(to=[BEN.public])
    for keys in (knowing(ANN.public, own=EVE), Keys(_knows_ann)):
        with pytest.raises(Refused, match="sealed for other keys than ours"):
            read(tmp_path / "x.triage", raw, keys, allow_unsigned=True)


def test_a_key_of_age_opens_what_was_sealed_for_it(tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "x.triage"
    with path.open("wb") as out:
        seal(out, manifest(), PIECES, key=ANN, recipients=[str(identity.to_public())])
    keys = Keys(_knows_ann, (EVE.pem(), f"# created: today\n\n{identity}\n".encode()))
    assert told(path, keys)[-1] == list(CASES)


@pytest.mark.parametrize("identity", [b"hm", b"\xff", b"-----BEGIN OPENSSH PRIVATE KEY-----\nhm"], ids=repr)
def test_what_is_no_key_is_named_so(tmp_path: Path, identity: bytes) -> None:
    with pytest.raises(Refused, match="one of our keys cannot be used"):
        read(tmp_path / "x.triage", sealed(to=[BEN.public]), Keys(_knows_ann, (identity,)))


@pytest.mark.parametrize("line", ["hm", "age1hm", "ssh-ed25519 hm ann", "ssh-rsa AAAA"])
def test_nothing_is_sealed_for_what_is_no_key(tmp_path: Path, line: str) -> None:
    with (tmp_path / "x.triage").open("wb") as out:
        with pytest.raises(Refused, match="nothing can be sealed for"):
            seal(out, manifest(), PIECES, key=ANN, recipients=[BEN.public.line(), line])
        assert out.tell() == 0


def test_a_passphrase_opens_a_file_and_another_does_not(tmp_path: Path) -> None:
    path = tmp_path / "x.triage"
    path.write_bytes(by_passphrase(sealed(), "correct horse"))
    assert told(path, Keys(_knows_ann, passphrase=lambda: "correct horse"))[-1] == list(CASES)
    with pytest.raises(Refused, match="not opened by this passphrase"):
        told(path, Keys(_knows_ann, passphrase=lambda: "wrong horse"))
    with pytest.raises(Refused, match="nobody to ask"):
        told(path, knowing(ANN.public))


def test_a_passphrase_that_takes_years_to_try_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="passphrase"):
        read(tmp_path / "x.triage", by_passphrase(b"", "hm", work=40), Keys(_knows_ann, passphrase=lambda: "hm"))


@pytest.mark.parametrize("more", [b"", b"A" * 64 + b"\n", b"-> X25519 " + b"A" * 43 + b"\n"], ids=repr)
def test_a_header_without_an_end_is_refused_at_once(tmp_path: Path, more: bytes) -> None:
    header = b"age-encryption.org/v1\n-> X25519 " + b"A" * 43 + b"\n" + more * 10_000
    with pytest.raises(Refused, match="its header has no end"):
        read(tmp_path / "x.triage", header + b"--- x\n" * bool(more), knowing(ANN.public))


def test_a_file_is_sealed_for_so_many_keys_and_no_more(tmp_path: Path) -> None:
    assert read(tmp_path / "x.triage", sealed(to=[EVE.public] * 499 + [BEN.public]), knowing(ANN.public))
    with pytest.raises(Refused, match="500 keys at most"):
        sealed(to=[BEN.public] * 501)


def test_a_file_that_cannot_be_read_is_told_so(tmp_path: Path) -> None:
    memory = Path("/proc/self/mem")  # Its first page is nobody's to read.
    if not memory.exists():
        pytest.skip("there is no /proc here")
    with pytest.raises(Refused, match="cannot be read: Input/output error"):
        told(memory)


def test_a_file_is_sealed_with_a_passphrase_or_for_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # age's own takes two seconds each time, by design.
    monkeypatch.setattr(pyrage.passphrase, "encrypt", by_passphrase)
    path = tmp_path / "x.triage"
    with path.open("wb") as out:
        seal(out, manifest(), PIECES, key=ANN, passphrase="correct horse")
        with pytest.raises(WrongUsage, match="not both"):
            seal(out, manifest(), PIECES, key=ANN, passphrase="hm", recipients=[BEN.public.line()])
    assert told(path, Keys(_knows_ann, passphrase=lambda: "correct horse"))[-1] == list(CASES)


def test_an_unsigned_file_is_refused_but_where_that_is_allowed(tmp_path: Path) -> None:
    raw = sealed(key=None, to=[BEN.public])
    with pytest.raises(Refused, match="not signed") as error:
        read(tmp_path / "x.triage", raw)
    assert "--allow-unsigned" in error.value.hint
    assert read(tmp_path / "x.triage", raw, allow_unsigned=True)[1:3] == (None, ())


def test_a_file_by_an_unknown_key_is_refused_with_the_id_of_it(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=f"not known here: {ANN.public.id}") as error:
        read(tmp_path / "x.triage", sealed(), knowing(EVE.public))
    assert "triage-tui key trust" in error.value.hint
    assert read(tmp_path / "x.triage", sealed(), knowing(EVE.public), allow_unsigned=True)[1:3] == (
        None,
        (ANN.public.id,),
    )


def test_a_file_in_the_name_of_another_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="was sealed by the key"):
        read(tmp_path / "x.triage", _signed_by_eve(), knowing(ANN.public, EVE.public))


def _signed_by_eve() -> bytes:
    """Cases that say they are from Ann, under a good signature by Eve."""
    import io

    import msgspec

    from triage_tui.domain.bundle import ENVELOPE_TYPE
    from triage_tui.signing.dsse import envelop

    made = seal(io.BytesIO(), manifest(), PIECES[:1], key=ANN)
    content = [("cases/00001.jsonl", b"".join(case + b"\n" for case in CASES))]
    return by_hand(content, first=envelop(ENVELOPE_TYPE, msgspec.json.encode(made), EVE))


def test_a_wrong_signature_by_a_known_key_is_refused_even_where_unsigned_files_are_not(tmp_path: Path) -> None:
    false = PublicKey("ann", EVE.public.raw)
    keys = Keys(lambda _: false, (BEN.pem(),))
    with pytest.raises(Refused, match="signature by ann"):
        read(tmp_path / "x.triage", sealed(), keys, allow_unsigned=True)


@pytest.mark.parametrize("act", ["seal", "open"])
def test_without_the_library_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    raw = sealed(to=[BEN.public])
    monkeypatch.setitem(sys.modules, "pyrage", None)
    acts: dict[str, Callable[[], object]] = {
        "seal": lambda: sealed(to=[BEN.public]),
        "open": lambda: read(tmp_path / "x.triage", raw),
    }
    with pytest.raises(WrongUsage) as error:
        acts[act]()
    assert error.value.hint == "pip install 'triage-tui[bundle]'"
    assert read(tmp_path / "y.triage", sealed())[1] == ANN.public


def test_nothing_readable_lies_on_disk_while_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "x.triage"
    path.write_bytes(sealed(to=[BEN.public]))
    with unsealed(path, knowing(ANN.public)) as found:
        assert next(found.lines("cases/")) == CASES[0]
        assert not {one for one in tmp_path.rglob("*") if one.is_file()} - {path}
        opened = {str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()}
        assert any(name.startswith("/memfd:sealed") for name in opened)
