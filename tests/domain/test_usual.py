"""What is checked in short is never told otherwise than in full: only what is its own canonical form gets through."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from tests.export.logs import TEXT, chained, decision
from triage_tui.domain.decision import Shown, ShownScore
from triage_tui.domain.journal import Head, faults, link
from triage_tui.domain.usual import follow

LOG = "0193c1f0-0000-7000-8000-000000000001"


def forged(body: bytes) -> bytes:
    """A line whose hash fits the bytes of it, whatever they are."""
    digest = sha256(body).hexdigest().encode()
    return body.replace(b'"seq":1}', b'"seq":1,"sha256":"' + digest + b'"}')


def body(**fields: Any) -> bytes:
    scores = (ShownScore(flag_id="f", score=0.25, threshold=0.5),)
    one = msgspec.structs.replace(decision(1), active_seconds=1.5, shown=Shown(scores=scores), **fields)
    return link(one, Head(LOG)).body


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_a_log_that_we_wrote_is_usual(words: list[str]) -> None:
    places = follow(chained(*words), Head(LOG))
    assert places is not None
    assert [one.seq for one in places] == list(range(1, len(words) + 1))


def test_a_forged_line_is_what_the_claims_below_say() -> None:
    assert follow([forged(body())], Head(LOG)) is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"active_seconds":1.5', b'"active_seconds":2.0'),
        (b'"active_seconds":1.5', b'"active_seconds":1.50'),
        (b'"active_seconds":1.5', b'"active_seconds":15e-1'),
        (b'"active_seconds":1.5', b'"active_seconds":1e-05'),
        (b'"active_seconds":1.5', b'"active_seconds":12345678901234567890'),
        (b'"active_seconds":1.5', b'"active_seconds":1e400'),
        (b'"score":0.25', b'"score":3.0'),
        (b'"score":0.25', b'"score":-0.0'),
        (b'"threshold":0.5', b'"threshold":5.0'),
        (b'"outcome":"uphold"', b'"outcome":"overturn","outcome":"uphold"'),
        (b'"outcome":"uphold"', b'"outcome": "uphold"'),
        (b'"outcome":"uphold"', b'"outcome":"\\u0075phold"'),
        (b'"outcome":"uphold"', b'"outcome":"\xff"'),
        (b'"outcome":"uphold"', b'"outcome":"uphold","zz":1,"a":2'),
        (b'"reviewer":"r1"', b'"reviewer":"\\/"'),
        (b'{"active', b' {"active'),
    ],
)
def test_what_is_not_its_own_canonical_form_is_left_to_the_long_way(old: bytes, new: bytes) -> None:
    line = forged(body().replace(old, new))
    assert line != forged(body())
    assert follow([line], Head(LOG)) is None
    assert list(faults([line]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"outcome":"uphold"', b'"outcome":null'),
        (b'"outcome":"uphold"', b'"outcome":"uphold","outcomes":[{"a":-0.5,"b":1e-7}]'),
        (b'"active_seconds":1.5', b'"active_seconds":0.00001'),
        (b'"score":0.25', b'"score":-2.5'),
    ],
)
def test_what_is_whole_but_unusual_is_whole_by_the_long_way(old: bytes, new: bytes) -> None:
    line = forged(body().replace(old, new))
    assert follow([line], Head(LOG)) is None
    assert list(faults([line])) == []


@given(st.floats(1e-4, 1e15))
@example(0.1 + 0.2)
@example(1e15 - 0.5)
def test_fractions_that_are_usual_are_spelt_alike_by_everybody(value: float) -> None:
    if not value.is_integer():
        assert msgspec.json.encode(value) == rfc8785.dumps(value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("".join(map(chr, range(0x250))))
def test_texts_are_spelt_alike_by_everybody(text: str) -> None:
    assert msgspec.json.encode(text) == rfc8785.dumps(text)


def test_what_does_not_follow_is_not_usual() -> None:
    lines = chained("a", "b", "c")
    assert follow(lines[1:], Head(LOG)) is None
    assert follow(lines[::-1], Head(LOG)) is None
    assert follow(lines, Head("another")) is None
    assert follow([lines[0] + b"\n" + lines[1]], Head(LOG)) is None
