"""What a chain alone does not show, a checkpoint does: a log that was cut off or written anew. Two verifiers agree."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.export import independent_verifier
from tests.export.logs import chained
from triage_tui.export.verify import Tally, verify
from triage_tui.export.vouched import Claim, asked, claimed, unmet
from triage_tui.signing.keys import PublicKey, new_key
from triage_tui.signing.note import Checkpoint, note_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA, EVE = new_key("ada"), new_key("eve")
LINES = chained(*"abcdefgh")


def mark(lines: list[bytes]) -> bytes:
    """A checkpoint at the end of these."""
    log = json.loads(lines[-1])["log"]
    return note_of(Checkpoint(log["log_id"], log["seq"], log["sha256"], NOON), ADA).raw()


def check(
    lines: list[bytes], *marks: bytes, part: bool = False, keys: tuple[PublicKey, ...] = (ADA.public,)
) -> tuple[list[str], list[str]]:
    """What is wrong with the chain, and with the checkpoints."""
    read, wrong = claimed([Claim("here", raw) for raw in marks], keys)
    tally = Tally(asked=asked(read))
    chain = [fault.reason for fault in verify(lines, tally, part=part)]
    return chain, [*wrong, *unmet(read, tally, part=part)]


def both(lines: list[bytes], *marks: bytes) -> tuple[bool, bool]:
    """Whether chain and checkpoints are whole, as both verifiers say."""
    chain, held = check(lines, *marks)
    faults, _ = independent_verifier.verify(lines, [raw.decode() for raw in marks])
    assert bool(chain) is any(line for line, _ in faults)
    assert bool(held) is any(not line for line, _ in faults)
    return not chain, not held


def anew(lines: list[bytes], where: int, word: str) -> list[bytes]:
    """The log as somebody writes it who can write all of it: one entry is another, and the rest follows it."""
    made, before = list[bytes](), ""
    for number, raw in enumerate(lines):
        entry = json.loads(raw)
        if number == where:
            entry["reviewer"] = word
        del entry["log"]["sha256"]
        entry["log"]["prev_sha256"] = before
        before = sha256(rfc8785.dumps(entry)).hexdigest()
        entry["log"]["sha256"] = before
        made.append(rfc8785.dumps(entry))
    return made


@given(st.integers(1, 8), st.integers(1, 8))
def test_a_log_meets_what_was_true_of_it(some: int, more: int) -> None:
    assert both(LINES[: max(some, more)], mark(LINES[:some]), mark(LINES[:more])) == (True, True)


@given(st.data())
def test_a_log_that_was_cut_off_is_whole_but_for_the_checkpoint(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 8))
    left = data.draw(st.integers(0, size - 1))
    assert both(LINES[:left], mark(LINES[:size])) == (True, False)
    said = f"after entry {left}" if left else "before its first"
    assert said in check(LINES[:left], mark(LINES[:size]))[1][0]


@given(st.data())
def test_a_log_that_was_written_anew_is_whole_but_for_the_checkpoint(data: st.DataObject) -> None:
    size, where = data.draw(st.integers(1, 8)), data.draw(st.integers(0, 7))
    forged = anew(LINES, where, "eve")
    assert both(forged, mark(LINES[:size])) == (True, where >= size)
    if where < size:
        assert f"entry {size}, or one before it, was rewritten" in check(forged, mark(LINES[:size]))[1][0]


@given(st.data())
def test_what_is_changed_dropped_or_swapped_is_a_fault_of_the_chain(data: st.DataObject) -> None:
    where = data.draw(st.integers(0, 6))
    lines = list(LINES)
    match data.draw(st.sampled_from(["change", "drop", "swap", "double"])):
        case "change":
            lines[where] = lines[where].replace(b'"reviewer":"r1"', b'"reviewer":"r2"')
        case "drop":
            del lines[where]
        case "swap":
            lines[where : where + 2] = lines[where : where + 2][::-1]
        case "double":
            lines.insert(where, lines[where])
    assert both(lines, mark(LINES))[0] is False


def test_a_part_is_held_against_what_it_has() -> None:
    marks = [mark(LINES[:size]) for size in (3, 5, 8)]
    assert check(LINES[2:6], *marks, part=True) == ([], [])
    assert len(check(anew(LINES, 0, "eve")[2:6], *marks, part=True)[1]) == 2


def test_a_checkpoint_of_another_log_is_a_fault() -> None:
    other = note_of(Checkpoint("another", 1, "ab" * 32, NOON), ADA).raw()
    assert "about another log" in check(LINES, other)[1][0]
    assert both(LINES, other) == (True, False)


def test_who_signed_is_told_and_a_wrong_signature_is_a_fault() -> None:
    raw = mark(LINES)
    (known,), _ = claimed([Claim("here", raw)], [EVE.public, ADA.public])
    assert ([one.key for one in known.vouched], known.unknown) == ([ADA.public], ())
    (stranger,), _ = claimed([Claim("here", raw)], [EVE.public])
    assert (stranger.vouched, stranger.unknown) == ((), ("ada",))
    moved = raw.replace(b"\n8\n", b"\n7\n")
    assert "the signature by ada is wrong" in check(LINES, moved)[1][0]
    assert "worth nothing" in check(LINES, b"junk")[1][0]
    assert check(LINES[:5], raw, keys=())[1]


def test_the_second_verifier_looks_at_the_signature(tmp_path: Path) -> None:
    note, key = tmp_path / "note", tmp_path / "key.pub"
    note.write_bytes(mark(LINES))
    script = [sys.executable, "-I", str(Path(independent_verifier.__file__)), str(note), str(key)]

    def said(log: list[bytes], public: PublicKey) -> int:
        key.write_text(public.line())
        return subprocess.run(script, input=b"\n".join(log), capture_output=True, check=False).returncode

    assert said(LINES, ADA.public) == 0
    assert said(LINES, EVE.public) == 1
    assert said(LINES[:7], ADA.public) == 1


def test_the_second_verifier_is_short() -> None:
    assert len(Path(independent_verifier.__file__).read_text().splitlines()) < 100


@pytest.mark.parametrize("size", [63, 64, 65, 130])
def test_faults_are_found_on_their_line_in_a_long_log(size: int) -> None:
    lines = chained(*["x"] * size)
    raw = mark(lines[: size - 1])
    assert check(lines, raw) == ([], [])
    for where in {0, size // 2, size - 1}:
        changed = [*lines]
        changed[where] = changed[where].replace(b'"reviewer":"r1"', b'"reviewer":"r2"')
        assert [fault.line for fault in verify(changed, Tally())] == [where + 1]
