"""``export`` writes the log as it is, or a part of it, or a table; the log keeps that it was done."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.deciding import decided
from tests.cli.terminal import FILES, Answer, shell
from tests.export import independent_verifier
from triage_tui.storage.opening import open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return decided(tmp_path / "w.db", c1="=1+1\n\x1b[2J", c2="withdrawn", c3="fine")


def decisions(answer: Answer) -> list[str]:
    return [str(one["case_id"]) for one in answer.objects if one.get("schema") != "triage.event/1"]


def test_the_log_comes_out_whole_and_verifies_alone(workspace: Path) -> None:
    answer = shell("export", "decisions", workspace=workspace)
    assert answer.status == 0
    assert decisions(answer) == ["c1", "c2", "c3"]
    assert [one.get("type") for one in answer.objects] == [None, None, "withdraw", None]
    assert independent_verifier.verify(answer.raw.splitlines())[0] == []


def test_a_part_is_what_the_filter_of_the_queue_says(workspace: Path) -> None:
    assert decisions(shell("export", "decisions", "--filter", "queue:appeals", workspace=workspace)) == ["c2"]
    since = shell("export", "decisions", "--since", "2026-04-21T10:30:00Z", workspace=workspace)
    assert decisions(since) == ["c2", "c3"]
    assert decisions(shell("export", "decisions", "--since", "2099-01-01", workspace=workspace)) == []


def test_a_table_has_a_row_a_finding_and_marks_what_was_withdrawn(workspace: Path) -> None:
    answer = shell("export", "decisions", "--format", "csv", workspace=workspace)
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [(row["case_id"], row["state"], row["clause"]) for row in rows] == [
        ("c1", "held", "net.1"),
        ("c2", "withdrawn", "net.1"),
        ("c3", "held", "net.1"),
    ]
    assert rows[0]["rationale"] == "'=1+1\n\\u001b[2J"
    assert b"\x1b" not in answer.raw


def test_a_file_appears_and_is_not_overwritten_unasked(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert shell("export", "decisions", "-o", path, workspace=workspace).raw == b""
    first = path.read_bytes()
    again = shell("export", "decisions", "-o", path, workspace=workspace)
    assert (again.status, path.read_bytes()) == (1, first)
    assert "--force" in again.errors
    assert shell("export", "decisions", "-o", path, "--force", workspace=workspace).status == 0
    assert path.read_bytes().startswith(first)


def test_the_log_keeps_that_something_was_exported(workspace: Path) -> None:
    shell("export", "cases", "--filter", "queue:appeals", workspace=workspace)
    last = shell("export", "decisions", workspace=workspace).objects[-1]
    assert (last["type"], last["note"]) == ("export", "cases as jsonl: 1 written --filter queue:appeals")
    assert last["reviewer"]


def test_a_workspace_in_use_is_read_and_the_gap_is_said(workspace: Path) -> None:
    desk = open_workspace(workspace)
    answer = shell("export", "decisions", workspace=workspace)
    desk.close()
    assert answer.status == 0
    assert len(answer.objects) == 4
    assert "the log does not say that this was exported" in answer.errors


def test_cases_come_out_byte_for_byte_and_read_again(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    assert shell("export", "cases", "-o", path, workspace=workspace).status == 0
    assert sorted(path.read_bytes().splitlines()) == sorted(
        filter(None, (FILES / "cases.jsonl").read_bytes().splitlines())
    )
    assert shell("import", path, "--json", workspace=workspace).objects[-1]["same"] == 3


@pytest.mark.parametrize("option", [["--since", "yesterday"], ["--filter", "colour:red"], ["--format", "xml"]])
def test_an_option_that_makes_no_sense_is_refused(workspace: Path, option: list[str]) -> None:
    answer = shell("export", "decisions", *option, workspace=workspace)
    assert (answer.status, answer.raw) == (2, b"")


def test_what_is_exported_fits_the_schema(workspace: Path) -> None:
    from tests.formats.json_schema import fits

    schema = json.loads(shell("schema", "decision").raw)
    for one in shell("export", "decisions", workspace=workspace).objects:
        assert one.get("schema") == "triage.event/1" or fits(one, schema, schema)


def test_a_mistyped_workspace_is_named_and_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "no.db"
    for verb in (["export", "decisions"], ["export", "cases"], ["decide", "c1", "uphold"]):
        answer = shell(*verb, workspace=missing)
        assert answer.status == 1
        assert f"there is no workspace at {missing}" in answer.errors
        assert not missing.exists()
