"""Claims: a case's bytes come back as they went in, however long they are and whichever way they are asked for."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.storage.packing import PIECE, pack, unpack, unpacked

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError
else:
    from backports.zstd import ZstdError

LENGTHS = st.integers(0, 300) | st.sampled_from([n * PIECE + by for n in (1, 2, 40) for by in (-1, 0, 1)])


@given(seed=st.binary(min_size=1, max_size=60), length=LENGTHS)
def test_what_was_packed_comes_back(seed: bytes, length: int) -> None:
    raw = (seed * (length // len(seed) + 1))[:length]
    packed = pack(raw)
    assert unpack(packed) == unpacked(packed) == raw


@pytest.mark.parametrize("length", [100, 3 * PIECE])
def test_what_was_cut_off_is_told_and_not_waited_for(length: int) -> None:
    packed = pack(random.Random(1).randbytes(length))
    for cut in (packed[:-1], packed[: len(packed) // 2]):
        with pytest.raises(ZstdError):
            unpacked(cut)
