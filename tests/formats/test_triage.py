"""Cases of our own keep every byte; a broken one costs itself and is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.reading import FIXTURES, bad, found, read
from triage_tui.formats.found import Found

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
CASES = st.lists(
    st.fixed_dictionaries(
        {
            "conversation": st.fixed_dictionaries(
                {"turns": st.lists(st.fixed_dictionaries({"role": st.just("user"), "text": TEXT}), max_size=3)}
            )
        },
        optional={"x_unknown": st.recursive(st.none() | st.integers(-(2**53), 2**53) | TEXT, st.lists, max_leaves=5)},
    ),
    min_size=1,
    max_size=8,
)


def written(cases: list[dict[str, Any]], indent: bool) -> list[bytes]:
    separators = (" ,  ", " : ") if indent else (",", ":")
    return [
        json.dumps({"id": f"c{n}", **case}, ensure_ascii=indent, separators=separators).encode()
        for n, case in enumerate(cases)
    ]


@given(CASES, st.booleans(), st.booleans())
def test_nothing_is_lost_and_every_byte_is_kept(
    tmp_path_factory: pytest.TempPathFactory, cases: list[dict[str, Any]], indent: bool, newline: bool
) -> None:
    path = tmp_path_factory.mktemp("cases") / "any.name"
    raws = written(cases, indent)
    path.write_bytes(b"\n".join(raws) + b"\n" * newline)
    records = found(read(path, forced="triage"))
    assert [one.raw for one in records] == raws
    assert [one.line for one in records] == list(range(1, len(raws) + 1))
    assert [[turn.text for turn in one.case.turns] for one in records] == [
        [turn["text"] for turn in case["conversation"]["turns"]] for case in cases
    ]


@given(st.data(), CASES)
def test_a_broken_line_is_named_and_the_others_are_taken(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, cases: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.mktemp("cases") / "cases.jsonl"
    raws = written(cases, False)
    broken = data.draw(st.integers(0, len(raws) - 1))
    breaks = [
        lambda raw: raw[:-1],
        lambda raw: raw + b"}",
        lambda raw: raw.replace(b'"id":"c', b'"id":"c \xff'),
        lambda raw: raw.replace(b'"id":', b'"version":0,"id":'),
        lambda raw: b"[" * 5_000 + raw,
        lambda raw: b"\0" + raw,
        lambda _: b"null",
    ]
    lines = [*raws]
    lines[broken] = data.draw(st.sampled_from(breaks))(raws[broken])
    path.write_bytes(b"\n".join(lines))
    records = read(path, forced="triage")
    assert [one.line for one in bad(records)] == [broken + 1]
    assert [one.raw for one in records if isinstance(one, Found)] == [raw for n, raw in enumerate(raws) if n != broken]


@pytest.mark.parametrize(
    ("line", "path", "reason"),
    [
        (b'{"flags":[]}', "$", "`id`"),
        (b'{"id":"c1","flags":[{"score":0.5,"threshold":"x"}]}', "$.flags[0].threshold", "`str`"),
        (b'{"id":"c 1"}', "$.id", "regex"),
        (b'{"id":"c1","x":"\xe9"}', "$", "UTF-8 at byte 17"),
        (b'{"id":"c1","schema":"triage.decision/1"}', "$.schema", "triage.decision/1"),
        (b'{"id":"c1","flags":[{"id":"f"},{"id":"f"}]}', "$.flags[1].id", "twice"),
    ],
)
def test_a_refusal_says_where_and_why(tmp_path: Path, line: bytes, path: str, reason: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(line)
    (one,) = bad(read(file, forced="triage"))
    assert (one.line, one.path) == (1, path)
    assert reason in one.reason


def test_the_fixture_reads_as_what_it_says() -> None:
    c1, c2, c3 = found(read(FIXTURES / "cases.jsonl"))
    assert (c1.line, c2.line, c3.line) == (1, 2, 4)
    assert c2.case.version == 3
    assert b'"x_unknown":{"kept":true}' in c2.raw
    assert c3.case.report is not None
