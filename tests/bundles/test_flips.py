"""A file that was touched is refused, or nothing that is read of it is different."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bundles.made import ANN, BEN, knowing, read, sealed, told
from triage_tui.bundles.sealing import Piece
from triage_tui.errors import Refused

SMALL = (
    Piece("cases/00001.jsonl", (b'{"id":"a","text":"hm hm hm hm hm hm hm hm"}',)),
    Piece("checkpoint.note", (b"n",)),
)
PLAIN, SECRET = sealed(SMALL), sealed(SMALL, to=[BEN.public])

PARTS = [PLAIN[at : at + length] for at in range(0, len(PLAIN), 40) for length in (22, 46, 80)]
"""Headers, names and sizes of the file itself, about."""

pytestmark = pytest.mark.usefixtures("at_once")


BOTH = pytest.mark.parametrize("raw", [PLAIN, SECRET], ids=["plain", "encrypted"])


@BOTH
def test_every_flipped_bit_is_refused_or_changes_nothing(tmp_path: Path, raw: bytes) -> None:
    path, keys, taken = tmp_path / "x.triage", knowing(ANN.public), list[int]()
    whole = read(path, raw, keys)
    with path.open("r+b", buffering=0) as file:
        for at, bit in product(range(len(raw)), range(8) if raw == PLAIN else (0,)):
            os.pwrite(file.fileno(), bytes([raw[at] ^ 1 << bit]), at)
            try:
                assert told(path, keys) == whole, at
                taken.append(at)
            except Refused:
                pass
            os.pwrite(file.fileno(), raw[at : at + 1], at)
    # When and by which version a zip file was packed, with which mode: what nobody reads.
    assert len(set(taken)) in (range(1) if raw == SECRET else range(20, 80))


@BOTH
def test_every_shorter_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    path, keys = tmp_path / "x.triage", knowing(ANN.public)
    path.write_bytes(raw)
    for length in reversed(range(len(raw))):
        os.truncate(path, length)
        with pytest.raises(Refused):
            told(path, keys)


@BOTH
@pytest.mark.parametrize("more", [b"\0", b"PK\x05\x06" + bytes(18)], ids=["a byte", "another end"])
def test_a_longer_file_is_refused(tmp_path: Path, raw: bytes, more: bytes) -> None:
    with pytest.raises(Refused):
        read(tmp_path / "x.triage", raw + more)
    with pytest.raises(Refused):
        read(tmp_path / "x.triage", more + raw)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(PLAIN)), cut=st.integers(0, 80), put=st.binary(max_size=60) | st.sampled_from(PARTS))
def test_whatever_is_put_into_a_file_is_refused_or_changes_nothing(
    tmp_path: Path, at: int, cut: int, put: bytes
) -> None:
    path = tmp_path / "x.triage"
    whole = read(path, PLAIN)
    with suppress(Refused):
        assert read(path, PLAIN[:at] + put + PLAIN[at + cut :]) == whole


def test_a_member_of_another_file_by_the_same_issuer_is_refused(tmp_path: Path) -> None:
    other = sealed([SMALL[0]._replace(lines=(b'{"id":"b","text":"hm hm hm hm hm hm hm hm"}',)), SMALL[1]])
    start, stop = PLAIN.index(b"cases/00001.jsonl"), PLAIN.index(b"checkpoint.note")
    mixed = PLAIN[:start] + other[other.index(b"cases/00001.jsonl") : other.index(b"checkpoint.note")] + PLAIN[stop:]
    with pytest.raises(Refused, match=r"described in two ways|differ"):
        read(tmp_path / "x.triage", mixed, knowing(ANN.public))
