"""Claims: what is said to have changed has, what has changed is said, and nothing is said of what is the same."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.domain.case import Case, Flag
from triage_tui.domain.conversation import Conversation, Text, Turn
from triage_tui.domain.difference import ALIGNED, difference

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8)


def case(words: list[str], **fields: Any) -> Case:
    """A case in which these words are said."""
    turns = tuple(Turn(role="user", parts=(Text(text=one),)) for one in words)
    return Case(id="c", conversation=Conversation(turns=turns), **fields)


def said(turn: Turn | None) -> str | None:
    """The words of a turn."""
    if turn is None:
        return None
    (part,) = turn.content
    assert isinstance(part, Text)
    return part.text


@given(WORDS)
def test_the_same_is_no_difference(words: list[str]) -> None:
    assert difference(case(words), case(words, version=2)).nothing


@given(WORDS, WORDS)
def test_what_is_told_leads_from_one_version_to_the_other(before: list[str], after: list[str]) -> None:
    found = difference(case(before), case(after)).turns
    gone = [said(one.before) for one in found if one.before is not None]
    come = [said(one.after) for one in found if one.after is not None]
    for word in "abcd":
        assert before.count(word) - gone.count(word) == after.count(word) - come.count(word)
    assert all(after[one.index] == said(one.after) for one in found if one.after is not None)
    assert all(before[one.index] == said(one.before) for one in found if one.kind == "removed" and not come)


def test_a_turn_put_in_between_leaves_the_others_as_they_were() -> None:
    (only,) = difference(case(["a", "b", "c"]), case(["a", "x", "b", "c"])).turns
    assert (only.kind, only.index, said(only.after)) == ("added", 1, "x")


def test_a_turn_that_says_something_else_is_told_with_both_wordings() -> None:
    (only,) = difference(case(["a", "b", "c"]), case(["a", "x", "c"])).turns
    assert (only.kind, only.index, said(only.before), said(only.after)) == ("changed", 1, "b", "x")


def test_long_conversations_are_told_apart_turn_by_turn() -> None:
    many = [str(n) for n in range(ALIGNED)]
    found = difference(case(["x", *many, "y"]), case(["z", *many, "w"])).turns
    assert [(one.index, said(one.after)) for one in found] == [(0, "z"), (ALIGNED + 1, "w")]


def test_flags_are_matched_by_their_clause_whatever_their_order() -> None:
    old = (Flag(clause="a", score=0.5), Flag(clause="b", score=0.6), Flag(clause="c", score=0.7))
    new = (Flag(clause="c", score=0.7), Flag(clause="a", score=0.9), Flag(clause="d", score=0.1))
    found = difference(case([], flags=old), case([], flags=new)).flags
    assert [(one.kind, one.index) for one in found] == [("changed", 1), ("added", 2), ("removed", 1)]
    assert [one.before and one.before.clause for one in found] == ["a", None, "b"]


def test_other_fields_are_named() -> None:
    found = difference(case([], priority=1.0), case([], priority=2.0, language="fr", version=2))
    assert found.fields == ("priority", "language")
