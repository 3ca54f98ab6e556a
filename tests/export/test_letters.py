"""A letter gives the reasons that the law asks for, quotes nobody's words as its own, and names no reviewer."""

from __future__ import annotations

import io
import re

from hypothesis import given
from hypothesis import strategies as st

from tests.export.judging import forgotten, judged
from triage_tui.domain.decision import Remedy
from triage_tui.domain.words import Outcome, RemedyType
from triage_tui.export.letters import House, escaped, fenced, letter, write
from triage_tui.export.veil import PLAIN, Veil

HOUSE = House("Example House", "Write to us within six months.", "A classifier flagged it.")


def test_everything_that_has_to_be_said_is_said() -> None:
    words = letter(judged(remedies=(Remedy(type=RemedyType.LOCK),)), HOUSE, PLAIN)
    for part in (
        "# Statement of reasons", "Example House", "2026-04-21", "the measure stands", "The account was locked.",
        "- The account is locked.", "on our own initiative", "```text\n🔓 there\n```", "A classifier flagged it.",
        "Clause net.1 (Break-ins) of House rules, version 1, was violated.", "Do not break in.",
        "He asks how to break in.", "Write to us within six months.",
    ):  # fmt: skip
        assert part in words
    assert "r1" not in words


def test_of_an_appeal_it_says_how_it_ended_and_that_somebody_else_looked() -> None:
    words = letter(judged(outcome=Outcome.OVERTURN, appeal_of="d-0", case={"origin": "appeal"}), HOUSE, PLAIN)
    assert "# Decision on your appeal" in words
    assert "the measure does not stand" in words
    assert "a person who had not taken the first decision (d-0)" in words
    assert "An appeal led to this review." in words


def test_a_report_is_no_initiative_of_our_own_and_no_machine() -> None:
    words = letter(judged(case={"origin": "report", "flags": []}), HOUSE, PLAIN)
    assert "A report led to this review." in words
    assert "No automated means were used" in words


def test_a_letter_needs_neither_the_case_nor_the_policy() -> None:
    assert "itself is not kept" in letter(forgotten(), HOUSE, PLAIN)
    assert "Clause net.1 of p, version 1," in letter(judged(pack=None), HOUSE, PLAIN)


def test_a_case_under_nda_is_not_quoted_unless_that_is_asked_for() -> None:
    secret = {"retention": {"labels": ["Nda"]}}
    out = io.BytesIO()
    went = write([judged(case=secret)], out, HOUSE, PLAIN)
    assert (went.count, [*went.noted.values()]) == (1, [1])
    assert "🔓" not in out.getvalue().decode()
    assert "🔓" in letter(judged(case=secret, nda=True), HOUSE, PLAIN)


def test_what_is_not_final_gets_no_letter() -> None:
    out = io.BytesIO()
    went = write([judged(outcome=Outcome.ESCALATE), judged(), judged()], out, HOUSE, PLAIN)
    assert (went.count, went.left_out) == (2, {"no final decision": 1})
    assert out.getvalue().decode().count("\n\n---\n\n# Statement") == 1


def test_details_are_masked_in_words_and_quotations() -> None:
    spoken = {"conversation": {"turns": [{"role": "user", "text": "My mail: a@b.example"}]}}
    words = letter(judged(case=spoken, rationale="He is a@b.example"), HOUSE, Veil(redact=True))
    assert "a@b" not in words


@given(st.text())
def test_a_fence_is_longer_than_any_in_it(text: str) -> None:
    first, *inside, last = fenced(text).split("\n")
    fence = first.removesuffix("text")
    assert (fence, set(fence)) == (last, {"`"})
    assert len(fence) >= 3
    assert all(fence not in line for line in inside)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", "\n".join(inside))


@given(st.text())
def test_words_inside_a_line_stay_there_and_mark_nothing(text: str) -> None:
    words = escaped(text)
    assert "\n" not in words
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>#|~]", words)


def test_links_are_none() -> None:
    assert escaped("see https://x.example, www.x.example <b> [a](b) a@b.example") == (
        r"see https\://x.example, www\.x.example \<b\> \[a\]\(b\) a\@b.example"
    )
