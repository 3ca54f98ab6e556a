"""Identifiers sort by the time they were made."""

from __future__ import annotations

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.domain.ids import uuid7

MOMENTS = st.integers(0, 2**48 - 1)


@given(MOMENTS)
def test_an_id_says_its_time_version_and_variant(ms: int) -> None:
    made = UUID(uuid7(ms))
    assert (made.int >> 80, made.version, made.variant) == (ms, 7, RFC_4122)


@given(MOMENTS, MOMENTS)
def test_ids_sort_by_time(one: int, two: int) -> None:
    assert (uuid7(one) < uuid7(two)) == (one < two) or one == two


def test_ids_of_one_moment_differ_in_all_their_random_bits() -> None:
    made = [UUID(uuid7(0)).int for _ in range(200)]
    assert len(set(made)) == 200
    ever, always = 0, (1 << 128) - 1
    for one in made:
        ever, always = ever | one, always & one
    random = ((1 << 12) - 1) << 64 | (1 << 62) - 1
    assert ever & random == random
    assert always & random == 0
