"""What a pattern can tell is masked, what only looks like it stays, and what was masked is counted."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.export.masking import KINDS, details, masked
from triage_tui.export.veil import PLAIN, Veil

FOUND = {
    "email": (
        "ana.b+c@mail.example.org",
        "x@y.co",
        "Ana.Müller@exämple.de",
        "u\u0308@b.de",
        "иван@почта.рф",
        "a＠b.de",
    ),
    "phone": ("+49 30 901820-0", "(030) 9018 2000", "0049-151-12345678"),
    "card": ("4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005"),
    "iban": ("DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "de89370400440532013000"),
    "ip": ("192.168.10.254", "2001:db8::8a2e:370:7334", "::1"),
    "token": ("sk-abcdefghijklmnop1234", "ghp_" + "a1" * 18, "AKIAIOSFODNN7EXAMPLE"),
    "key": ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",),
}
STAYS = (
    "version 4.2.0", "2026-04-21", "2026-04-21 09:30", "09:30:12", "chapter 12", "4111 1111 1111 1112", "999.9.1.1",
    "t1/0:4-40", "5f0c1f5e-8d5c-4c64-9a52-0a7c6a3f8b11", "a@b", "std::vector", "fe: fi", "1234567",
    "872ffcb159a7c80afd8d722f87c595d5687794d41153bcbaa77633119c87fe12",
)  # fmt: skip


@pytest.mark.parametrize(("kind", "words"), [(kind, each) for kind, some in FOUND.items() for each in some])
def test_what_is_masked(kind: str, words: str) -> None:
    masks: Counter[str] = Counter()
    assert masked(f"Write to {words}, please.", masks) == f"Write to [{kind}], please."
    assert masks == {kind: 1}


def test_where_nothing_parts_words_those_around_an_address_stay() -> None:
    assert masked("请写信给ana@example.com谢谢", Counter()) == "请写信给[email]谢谢"


@pytest.mark.parametrize("words", STAYS)
def test_what_stays(words: str) -> None:
    assert details(f"See {words} there.") == {}


def test_all_kinds_are_tried() -> None:
    assert {kind.name for kind in KINDS} == FOUND.keys()


@given(st.text())
def test_what_is_masked_once_is_not_masked_again(text: str) -> None:
    once = masked(text, Counter())
    assert masked(once, Counter()) == once


@pytest.mark.parametrize("text", ["1" * 50_000, "a@" * 25_000, "-----BEGIN PRIVATE KEY-----" * 2_000, "1 " * 25_000])
def test_long_text_is_looked_at_in_little_time(text: str) -> None:
    masked(text, Counter())


def test_a_pseudonym_is_the_same_under_one_key_and_another_under_the_next() -> None:
    one, same, other = Veil(key=b"k" * 32), Veil(key=b"k" * 32), Veil(key=b"j" * 32)
    assert one.name("ana") == same.name("ana") != other.name("ana")
    assert one.name("ana") != one.name("ben")
    assert "ana" not in one.name("ana")
    assert (one.key_id, one.key_id != other.key_id) == (same.key_id, True)


def test_without_a_veil_nothing_changes() -> None:
    assert (PLAIN.name("ana"), PLAIN.words("ana@example.org"), PLAIN.hides) == ("ana", "ana@example.org", False)
    assert Veil(redact=True).every({"a": ["x@y.org", 1, None]}) == {"a": ["[email]", 1, None]}
