"""A note says what was signed and by whom, whatever bytes it is made of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from triage_tui.domain.values import Invalid
from triage_tui.signing.dsse import envelop, opened
from triage_tui.signing.keys import PublicKey, new_key
from triage_tui.signing.note import Checkpoint, Note, note_of, read_note

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA, EVE, SERVER = new_key("ada"), new_key("eve"), new_key("server")
SAID = Checkpoint("log", 7, "ab" * 32, NOON)
NOTE = note_of(SAID, ADA)
SEEN = NOTE.witnessed(SERVER, NOON)


def test_a_checkpoint_comes_back_with_who_vouches_for_it() -> None:
    read = read_note(SEEN.raw())
    assert read.checkpoint() == SAID
    assert [(one.key.name, one.at) for one in read.vouched([SERVER.public, ADA.public])] == [
        ("ada", None),
        ("server", NOON),
    ]
    assert read.vouched([EVE.public]) == ()


def test_the_form_is_that_of_signed_notes() -> None:
    text, below = NOTE.raw().decode().split("\n\n")
    assert text.split("\n") == [
        "triage-tui/log/log",
        "7",
        "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=",
        "time 2026-11-22T12:00:00Z",
    ]
    assert below.startswith("— ada ")
    assert below.endswith("\n")


@given(st.data())
def test_no_byte_of_a_note_can_be_changed(data: st.DataObject) -> None:
    raw = bytearray(SEEN.raw())
    where = data.draw(st.integers(0, len(raw) - 1))
    raw[where] ^= data.draw(st.integers(1, 255))
    try:
        read = read_note(bytes(raw))
        vouched = read.vouched([ADA.public, SERVER.public])
    except Invalid:
        return
    assert len(vouched) < 2 or (read.checkpoint() == SAID and raw != SEEN.raw())
    if read.text != SEEN.text:
        assert vouched == ()


@given(st.binary(max_size=300))
@example(b"")
@example(b"\n\n")
@example(b"\xff\n\n")
@example(NOTE.raw() + "— eve AAAA\n".encode())
@example(NOTE.raw() + b"x" * 9000)
@example(NOTE.raw().replace(b"7", b"\x1b[2J"))
@example(NOTE.raw().replace(b"\n7\n", "\n7\u2028\n".encode()))
def test_what_is_no_note_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid):
        read_note(raw)


@given(st.text(max_size=80))
@example("triage-tui/log/x\n7\nAAAA\ntime 2026-11-22T12:00:00Z")
@example("triage-tui/log/x\n007\n" + "q6ur" * 10 + "q6s=\ntime 2026-11-22T12:00:00Z")
@example("triage-tui/log/x\n7\n" + "q6ur" * 10 + "q6s=\ntime 2026-11-22T12:00:00")
@example("triage-tui/log/x\n7\n" + "q6ur" * 10 + "q6s=\n2026-11-22T12:00:00Z")
@example("triage-tui/log/x\n99999999999999999999\n" + "q6ur" * 10 + "q6s=\ntime 2026-11-22T12:00:00Z")
@example("other/log/x\n7\n" + "q6ur" * 10 + "q6s=\ntime 2026-11-22T12:00:00Z")
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Note(text + "\n", ()).checkpoint()


def test_a_signature_under_another_text_is_wrong() -> None:
    moved = Note(note_of(Checkpoint("log", 8, "cd" * 32, NOON), EVE).text, SEEN.signatures)
    for key in (ADA, SERVER):
        with pytest.raises(Invalid, match="is wrong"):
            moved.vouched([key.public])


def test_a_witness_is_no_signer_and_cannot_be_made_one() -> None:
    (name, blob), (_, seen) = SEEN.signatures
    for forged in (
        (name, blob[:4] + seen[4:]),
        (name, blob[:20]),
        ("server", seen[:4] + blob[4:]),
        ("server", seen[:9]),
    ):
        with pytest.raises(Invalid, match="is wrong"):
            Note(SEEN.text, (forged,)).vouched([ADA.public, SERVER.public])
    assert Note(SEEN.text, (("mallory", blob),)).vouched([ADA.public]) == ()


def test_an_empty_log_has_a_checkpoint() -> None:
    none = Checkpoint("log", 0, "", NOON)
    assert read_note(note_of(none, ADA).raw()).checkpoint() == none


def known(key_id: str) -> PublicKey | None:
    return next((key.public for key in (ADA, SERVER) if key.public.id == key_id), None)


@given(st.binary(max_size=40))
def test_an_envelope_gives_its_payload_and_who_signed(payload: bytes) -> None:
    signed = opened(envelop("a/b", payload, ADA), "a/b", known)
    assert (signed.payload, signed.by, signed.claimed) == (payload, ADA.public, (ADA.public.id,))
    stranger = opened(envelop("a/b", payload, EVE), "a/b", known)
    assert (stranger.payload, stranger.by, stranger.claimed) == (payload, None, (EVE.public.id,))
    assert opened(envelop("a/b", payload, None), "a/b", known).claimed == ()


@given(st.data())
def test_no_byte_of_an_envelope_can_be_changed(data: st.DataObject) -> None:
    raw = bytearray(envelop("a/b", b'{"x":1}', ADA))
    where = data.draw(st.integers(0, len(raw) - 1))
    raw[where] ^= data.draw(st.integers(1, 255))
    try:
        signed = opened(bytes(raw), "a/b", known)
    except Invalid:
        return
    assert signed.by is None or signed.payload == b'{"x":1}'


@given(st.binary(max_size=200))
@example(b"[" * 5000)
@example(b'{"payload":"","payloadType":"a/b","signatures":[' + b",".join([b'{"sig":""}'] * 9) + b"]}")
@example(envelop("other", b"", ADA))
def test_what_is_no_envelope_of_this_kind_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid):
        opened(raw, "a/b", known)
