"""``policy`` shows packs, finds what is wrong with one, and says what changed between two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import FILES, shell

PACK = FILES / "pack.toml"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    path = tmp_path / "newer.toml"
    text = PACK.read_text().replace("2026.1", "2026.2").replace("severity = 3", "severity = 2")
    path.write_text(f'{text}\n[[clauses]]\nid = "net.2"\ntitle = "Scans \\u001b[2J"\n')
    return path


@pytest.fixture
def workspace(tmp_path: Path, newer: Path) -> Path:
    assert shell("import", PACK, newer, workspace=tmp_path / "w.db").status == 0
    return tmp_path / "w.db"


def test_packs_are_listed_oldest_first(workspace: Path) -> None:
    answer = shell("policy", "list", workspace=workspace)
    assert [line.split()[0] for line in answer.text.splitlines()] == ["fixture-policy@2026.1", "fixture-policy@2026.2"]
    assert [one["version"] for one in shell("policy", "list", "--json", workspace=workspace).objects] == [
        "2026.1",
        "2026.2",
    ]


def test_a_pack_shows_its_clauses_and_a_clause_everything(workspace: Path) -> None:
    newest = shell("policy", "show", "fixture-policy", workspace=workspace)
    assert "net.2" in newest.text
    assert "\x1b" not in newest.text
    assert "net.2" not in shell("policy", "show", "fixture-policy@2026.1", workspace=workspace).text
    clause = shell("policy", "show", "fixture-policy@2026.1", "net.1", workspace=workspace).text
    for words in ("Other people's systems", "severity 3", "dual use", "free 0.8", "without leave", "authorised: Work"):
        assert words in clause
    (same,) = shell("policy", "show", PACK, "net.1", "--json").objects
    assert same["severity"] == 3


def test_what_is_not_there_is_named_with_the_nearest(workspace: Path) -> None:
    answer = shell("policy", "show", "fixture-policy", "net.11", workspace=workspace)
    assert answer.status == 2
    assert "net.1" in answer.errors
    assert shell("policy", "show", "other", workspace=workspace).status == 2
    assert shell("policy", "show", "fixture-policy@3", workspace=workspace).status == 2


def test_a_difference_is_named_field_by_field(workspace: Path, newer: Path) -> None:
    expected = [("fixture-policy", "version"), ("net.1", "severity"), ("net.2", "")]
    for old, new in (("fixture-policy@2026.1", "fixture-policy"), (PACK, newer)):
        changes = shell("policy", "diff", old, new, "--json", workspace=workspace).objects
        assert [(one["where"], one["field"]) for one in changes] == expected
    words = shell("policy", "diff", PACK, newer).text
    assert "net.1  severity\n  - 3\n  + 2\n" in words
    assert "net.2  is new" in words
    assert shell("policy", "diff", PACK, PACK) == shell("policy", "diff", newer, newer)


def test_lint_tells_faults_from_advice(tmp_path: Path) -> None:
    good = shell("policy", "lint", PACK)
    assert good.status == 0
    assert "advice: $.clauses[0].text: net: is empty" in good.text
    bad = tmp_path / "bad.toml"
    bad.write_text("id = 'p'\nversion = '1'\n[[clauses]]\nid = 'a'\nparent = 'b'")
    answer = shell("policy", "lint", bad, "--json")
    assert answer.status == 1
    assert answer.objects == [
        {"type": "refused", "path": "$.clauses[0].parent", "reason": "there is no clause 'b' in this pack"}
    ]


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("parent = 'a'", "its own ancestor"),
        ("dual_use = true", "none, though the clause is dual use"),
        ("thresholds = { free = 3.0 }", "no probability"),
        ("elements = [{ id = 'x', text = '' }, { id = 'x', text = '' }]", "an id is used twice"),
        ("title = 'A clause'", "cannot sort by it"),
    ],
)
def test_advice_names_what_costs_a_reviewer_time(tmp_path: Path, clause: str, words: str) -> None:
    path = tmp_path / "pack.toml"
    path.write_text(f"id = 'p'\nversion = '1'\n[[clauses]]\nid = 'a'\n{clause}")
    answer = shell("policy", "lint", path)
    assert answer.status == 0
    assert words in answer.text
