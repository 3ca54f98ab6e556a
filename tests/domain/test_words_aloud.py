"""Eight words for a hash: told apart by ear and by eye, and another hash has others."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.domain.words_aloud import COUNT, WORDS, aloud

HASH = st.binary(min_size=32, max_size=32)


def test_there_is_a_word_for_every_byte() -> None:
    assert len(set(WORDS)) == 256
    assert all(word.isascii() and word.islower() and word.isalpha() and 4 <= len(word) <= 11 for word in WORDS)


def test_no_two_words_are_easily_taken_for_each_other() -> None:
    for one, other in combinations(WORDS, 2):
        same = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
        assert max(len(one), len(other)) - same >= 2
        assert not other.startswith(one)


@given(HASH, HASH)
def test_the_words_say_the_first_64_bits(one: bytes, other: bytes) -> None:
    assert (aloud(one.hex()) == aloud(other.hex())) is (one[:8] == other[:8])
    assert bytes(map(WORDS.index, aloud(one.hex()).split())) == one[:COUNT]


def test_an_empty_log_has_nothing_to_say() -> None:
    assert aloud("") == ""


def test_the_words_stay_what_they_are() -> None:
    assert aloud("00017f80feff") == "acrobat alarm island isotope wolf zigzag"
