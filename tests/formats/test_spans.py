"""A span outside its text is said once a case."""

from __future__ import annotations

import pytest

from triage_tui.domain.case import decode_case
from triage_tui.formats.spans import astray


def case(*flags: str) -> bytes:
    turns = '{"role":"user","text":"h\u00e9llo \U0001f600"}'
    return f'{{"id":"c","conversation":{{"turns":[{turns}]}},"flags":[{",".join(flags)}]}}'.encode()


def flag(start: int, end: int, turn: str = "t1", part: int = 0) -> str:
    return f'{{"turn_id":"{turn}","part":{part},"spans":[{{"start":0,"end":1}},{{"start":{start},"end":{end}}}]}}'


@pytest.mark.parametrize("flags", [[], [flag(0, 7)], [flag(6, 7)], ['{"turn_id":"nowhere"}']])
def test_spans_inside_their_text_are_fine(flags: list[str]) -> None:
    assert astray(decode_case(case(*flags))) is None


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ([flag(6, 8)], "$.flags[0]: the span 6-8 lies outside a text of 7 characters"),
        ([flag(3, 3)], "$.flags[0]: the span 3-3"),
        ([flag(0, 1), flag(0, 1, "t2")], "$.flags[1]: there is no turn 't2'"),
        ([flag(0, 1, part=1)], "$.flags[0]: turn 't1' has no part 1"),
        (['{"spans":[{"start":0,"end":1}]}'], "belong to no turn"),
        ([flag(9, 10)] * 3, "and 2 more flags"),
    ],
)
def test_a_span_outside_is_named(flags: list[str], words: str) -> None:
    lost = astray(decode_case(case(*flags)))
    assert lost is not None
    assert words in ": ".join(lost)
