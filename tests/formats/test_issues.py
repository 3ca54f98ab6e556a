"""Issues become report cases: request ids and duplicates as written, and never guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.losing import WORDS, lost
from tests.formats.reading import FIXTURES, bad, found, read
from triage_tui.domain.case import Case

PEOPLE = st.none() | st.fixed_dictionaries({"login": WORDS, "name": WORDS})
ISSUES = st.fixed_dictionaries(
    {"number": st.integers(1, 99), "title": WORDS, "body": st.none() | WORDS},
    optional={
        "author": PEOPLE,
        "labels": st.lists(st.fixed_dictionaries({"name": WORDS})),
        "comments": st.lists(st.fixed_dictionaries({"body": WORDS, "author": PEOPLE, "url": WORDS})),
        "stateReason": WORDS,
    },
)


@given(records=st.lists(ISSUES, min_size=1, max_size=3))
def test_nothing_said_is_lost(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> None:
    assert lost(tmp_path_factory.getbasetemp(), records, "gh-issues") == []


def issue(path: Path, **fields: Any) -> Case:
    url = "https://github.com/example/assistant/issues/12"
    path.write_text(json.dumps([{"number": 12, "title": "t", "url": url, **fields}]))
    (one,) = found(read(path))
    return one.case


def test_an_issue_is_a_report() -> None:
    case = found(read(FIXTURES / "issues.json"))[0].case
    assert (case.id, case.origin, case.flags) == ("example/assistant/issues/12", "report", ())
    assert case.report is not None
    assert case.report.text.startswith("Refused while I was reading my own core dump\n\nThe answer stopped.\r\n")
    assert case.report.request_ids == tuple(f"req_fixture00000000{n}" for n in ("12", "11", "07"))
    assert [(one.case_id, one.why) for one in case.related] == [("example/assistant/issues/7", "duplicate")]


@pytest.mark.parametrize(
    ("words", "related"),
    [
        ("Duplicate of #7", ["example/assistant/issues/7"]),
        ("text\n- duplicate of: other/place#3", ["other/place/issues/3"]),
        ("Closing as duplicate of https://github.com/example/assistant/issues/9.", ["example/assistant/issues/9"]),
        ("This is a duplicate of #7 and is a duplicate of #7", ["example/assistant/issues/7"]),
        ("This is not a duplicate of #7", []),
        ("possible duplicate of #7", []),
        ("Duplicate of #12", []),
        ("see #7", []),
    ],
)
def test_a_duplicate_is_what_is_said_to_be_one(tmp_path: Path, words: str, related: list[str]) -> None:
    case = issue(tmp_path / "i.json", comments=[{"body": words}])
    assert [one.case_id for one in case.related] == related


@pytest.mark.parametrize("words", ["req_id", "req_", "prereq_abcdefgh1", "req_short"])
def test_what_only_looks_like_a_request_id_is_none(tmp_path: Path, words: str) -> None:
    report = issue(tmp_path / "i.json", body=words).report
    assert report is not None
    assert report.request_ids == ()


def test_a_later_export_is_a_newer_version(tmp_path: Path) -> None:
    first = issue(tmp_path / "i.json", updatedAt="2026-04-21T09:30:00Z")
    later = issue(tmp_path / "i.json", updatedAt="2026-04-21T09:30:01Z")
    assert later.version == first.version + 1
    assert issue(tmp_path / "i.json").version == 1


def test_an_issue_without_its_address_is_named_after_the_file(tmp_path: Path) -> None:
    case = issue(tmp_path / "i.json", url="", body="Duplicate of #7")
    assert (case.id, case.related[0].case_id) == ("i-12", "i-7")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"number": None}, "$[0].number"),
        ({"number": "12"}, "$[0].number"),
        ({"body": []}, "$[0].body"),
        ({"comments": ["x"]}, "$[0].comments[0]"),
        ({"updatedAt": "yesterday"}, "$[0].updatedAt"),
        ({"createdAt": "yesterday"}, "$[0].createdAt"),
        ({"comments": [{"body": "x", "createdAt": "2026-04-21"}]}, "$[0].comments[0].createdAt"),
        ({"comments": 3}, "$[0].comments"),
    ],
)
def test_a_broken_issue_is_named_and_the_next_is_taken(tmp_path: Path, change: dict[str, Any], path: str) -> None:
    file = tmp_path / "i.json"
    file.write_text(
        json.dumps([{"number": 1, "title": "t", "body": "b"} | change, {"number": 2, "title": "t", "body": ""}])
    )
    wrong, right = read(file)
    assert [one.path for one in bad([wrong])] == [path]
    assert [one.case.id for one in found([right])] == ["i-2"]
