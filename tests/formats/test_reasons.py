"""A reason says what is wrong in words that tell what to do: of a record, and of a file that no reader knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.formats.reading import bad, found, read
from triage_tui.errors import Refused, WrongUsage
from triage_tui.formats import json_rows

GOOD = {
    "triage": '{"id":"c","flags":[]}',
    "openai": '{"messages":[{"role":"user","content":"Hello"}]}',
    "moderation": '{"prompt":"x","S":1}',
    "json": '{"prompt":"x"}',
}


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id":"a","x":%s}' % (b"[" * 100_000), "is nested too deeply"),
        (b'{"id":"a","x":"\\ud800"}', "half a character"),
        (b'{"id":"a","x":NaN}', "holds NaN, which JSON does not have"),
        (b'{"id":"a","x":"\xe9"}', "is not UTF-8 at byte 16"),
        (b'{"id":"a","x":}', "is not JSON at column 15"),
        (b'{"id":"a"', "is not JSON at column 10"),
        (b'{"id":"a', "is not JSON at column 7: Unterminated string"),
    ],
)
def test_a_broken_line_is_told_in_plain_words(tmp_path: Path, name: str, line: bytes, reason: str) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes(GOOD[name].encode() + b"\n" + line + b"\n")
    good, wrong = read(path, forced=name)
    assert len(found([good])) == 1
    assert [(one.line, one.path) for one in bad([wrong])] == [(2, "$")]
    assert reason in bad([wrong])[0].reason


@pytest.mark.parametrize(
    ("number", "reason"),
    [("9" * 5000, "a whole number of more than 4,300 digits"), ("1e999", "a number beyond the largest there is")],
)
def test_a_number_nobody_can_hold_is_refused(tmp_path: Path, number: str, reason: str) -> None:
    path = tmp_path / "unnamed"
    path.write_text('{"messages":[{"role":"user","content":"x"}],"n":' + number + "}")
    (wrong,) = bad(read(path, forced="openai"))
    assert reason in wrong.reason


@pytest.mark.parametrize(
    ("content", "reason", "hint"),
    [
        (b"[]\n", "it holds nothing", "--from"),
        (b'data: {"choices":[]}\n\ndata: [DONE]\n', "a stream of events", "whole"),
        (b'event: message_start\ndata: {"type":"message_start"}\n', "a stream of events", "whole"),
        (b'\n{\n "prompt": "x",\n "label" "y"\n}', "in line 4 it is not JSON at column 10", "--from"),
        (b"a diary,\nwritten at a caf\xe9\n", "not UTF-8, first in line 2", "iconv"),
        (b"\0" * 100, "no reader knows what this is", "--from"),
    ],
)
def test_a_file_nobody_knows_is_refused_with_what_it_looks_like(
    tmp_path: Path, content: bytes, reason: str, hint: str
) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read(path)
    assert reason in refused.value.title
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    "content",
    [
        '{"id":"q1","query":"How do I kill a process?","n":1}\n' * 3,
        'n,query\n1,"How do I kill a process?"\n',
        json.dumps([{"n": 1, "query": "How do I kill a process?"}], indent=1),
        json.dumps({"n": 1, "query": "How do I kill a process?"}, indent=1),
    ],
)
def test_a_table_without_a_known_text_suggests_the_longest_and_guesses_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(content)
    with pytest.raises(Refused, match="no column holds the text, among") as refused:
        read(path)
    assert refused.value.hint.endswith("say --map query=text")
    assert len(found(read(path, mapping=[("query", "text")]))) == max(1, content.count("q1"))


def test_many_columns_are_not_all_named(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps([{f"c{n}": "" for n in range(1000)}]))
    with pytest.raises(Refused, match=r"c7 and 992 more$"):
        read(path)
    path.write_text(json.dumps([{"c" * 1000: ""}]))
    with pytest.raises(Refused, match=r"among c{40}\.\.\.$"):
        read(path)


RATED = {"set": "s1", "prompts": [{"ask": "?"}], "data": {"rows": [{"id": 7, "ask": "Hello there?"}, {"ask": "Hi"}, 3]}}


def test_rows_within_a_document_are_read_from_the_list_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(RATED))
    with pytest.raises(Refused, match=r"the rows may lie in prompts, data\.rows") as refused:
        read(path)
    assert refused.value.hint.endswith("--map data.rows=rows")
    with pytest.raises(Refused) as refused:
        read(path, mapping=[("data.rows", "rows")])
    assert refused.value.hint.endswith("--map ask=text")
    first, second, wrong = read(path, mapping=[("data.rows", "rows"), ("ask", "text")])
    assert [one.case.id for one in found([first, second])] == ["t-7", "t-2"]
    kept = json.loads(found([first])[0].raw)["unmapped"]["$"]
    assert json.loads(kept) == {"set": "s1", "prompts": [{"ask": "?"}]}
    assert [(one.path, one.reason) for one in bad([wrong])] == [("$.data.rows[2]", "is neither an object nor text")]


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(RATED))
    with pytest.raises(WrongUsage, match=r"\$.rows is not an array") as wrong:
        read(path, mapping=[("rows", "rows")])
    assert wrong.value.hint == "lists there are: prompts, data.rows"
    with pytest.raises(WrongUsage, match="rows lie in one list"):
        read(path, mapping=[("prompts", "rows"), ("data.rows", "rows")])


def test_what_a_document_says_beside_its_rows_is_repeated_as_long_as_that_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.json"
    monkeypatch.setattr(json_rows, "COPIES", 12_000)
    for rows, kept in ((2, True), (3, False)):
        path.write_text(json.dumps({"about": "x" * 5000, "rows": [{"prompt": "Hi"}] * rows}))
        cases = found(read(path, mapping=[("rows", "rows")]))
        assert ["unmapped" in json.loads(one.raw) for one in cases] == [kept] * rows
