"""``import`` takes what is good, names what is not, counts both, and can be stopped at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import FILES, shell
from triage_tui.domain.filter import ALL, parse
from triage_tui.storage.opening import open_workspace

FORMS = ["cases.jsonl", "prompts.csv", "moderation.jsonl.gz", "pack.toml"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "w.db"


def heads(workspace: Path) -> dict[str, str]:
    """The cases and their queues."""
    store = open_workspace(workspace, read_only=True)
    found = {head.id: head.queue for head in store.page(ALL, limit=1000).heads}
    store.close()
    return found


def test_every_kind_of_file_needs_one_command_and_no_options(workspace: Path) -> None:
    answer = shell("import", *(FILES / name for name in FORMS), workspace=workspace)
    assert answer.status == 0
    assert answer.errors == ""
    assert [line.split(maxsplit=1) for line in answer.text.splitlines()] == [
        ["10", "new cases"],
        ["1", "policy packs"],
    ]
    assert heads(workspace) == dict.fromkeys(
        ["c1", "c3", *(f"prompts-{n}" for n in ("1", "2", "3", "v2-4")), *(f"moderation-{n}" for n in (1, 2, 3))],
        "default",
    ) | {"c2": "appeals"}


def test_the_same_file_again_changes_nothing(workspace: Path) -> None:
    files = [FILES / name for name in FORMS]
    shell("import", *files, workspace=workspace)
    again = shell("import", *files, "--json", workspace=workspace)
    assert again.status == 0
    assert again.objects == [
        {"type": "total", "new": 0, "refused": 0, "same": 10, "same packs": 1, "interrupted": False}
    ]


def test_bytes_come_out_as_they_went_in(workspace: Path) -> None:
    shell("import", FILES / "cases.jsonl", workspace=workspace)
    lines = [line for line in (FILES / "cases.jsonl").read_bytes().splitlines() if line]
    assert sorted(shell("export", "cases", workspace=workspace).raw.splitlines()) == sorted(lines)


def test_a_bad_record_is_named_and_the_rest_is_taken(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b'{"id":"a","flags":[]}\n{"id":"b","schema":"\\u001b[2J"}\n\n{"id":"c","flags":[]}\n')
    answer = shell("import", path, tmp_path, tmp_path / "gone", workspace=workspace)
    assert answer.status == 1
    first, folder, gone = answer.errors.splitlines()
    assert f"{path}:2: $.schema:" in first
    assert "is a folder" in folder
    assert "no such file" in gone
    assert "\x1b" not in answer.errors
    assert answer.text.split() == ["2", "new", "cases", "3", "refused"]
    assert set(heads(workspace)) == {"a", "c"}


def test_troubles_are_objects_for_programs_and_cut_short_for_people(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b'{"id":""}\n' * 30)
    assert len(shell("import", path, "--from", "triage", workspace=workspace).errors.splitlines()) == 21
    *troubles, total = shell("import", path, "--from", "triage", "--json", workspace=workspace).objects
    assert [one["line"] for one in troubles] == list(range(1, 31))
    assert {(one["type"], one["file"], one["path"]) for one in troubles} == {("refused", str(path), "$.id")}
    assert total["refused"] == 30


def test_a_span_outside_its_text_is_a_warning_once(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    flag = b'{"turn_id":"t1","spans":[{"start":0,"end":9}]}'
    path.write_bytes(
        b'{"id":"a","conversation":{"turns":[{"role":"user","text":"short"}]},"flags":[%s,%s]}' % (flag, flag)
    )
    answer = shell("import", path, workspace=workspace)
    assert answer.status == 0
    assert answer.errors.count("\n") == 1
    assert "$.flags[0]: the span 0-9 lies outside a text of 5 characters" in answer.errors
    assert shell("import", path, workspace=workspace).errors == ""


def test_other_text_under_a_known_version_is_refused(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    for text in (b'{"id":"a","flags":[]}', b'{"id":"a","flags":[], "x":1}'):
        path.write_bytes(text)
        answer = shell("import", path, workspace=workspace)
    assert answer.status == 1
    assert "version 1 is here already with other text" in answer.errors
    pack = tmp_path / "pack.toml"
    for title in ("one", "two"):
        pack.write_text(
            f"schema = 'triage.policy/1'\nid = 'p'\nversion = '1'\ntitle = '{title}'\n[[clauses]]\nid = 'a'"
        )
        answer = shell("import", pack, workspace=workspace)
    assert answer.status == 1
    assert "stored already with other text" in answer.errors


def test_a_dry_run_keeps_nothing(workspace: Path) -> None:
    answer = shell("import", "--dry-run", *(FILES / name for name in FORMS), workspace=workspace)
    assert answer.status == 0
    assert not workspace.exists()
    assert "10  cases that can be read" in answer.text


def test_the_queue_can_be_said(workspace: Path) -> None:
    shell("import", FILES / "cases.jsonl", "--queue", "night", workspace=workspace)
    assert set(heads(workspace).values()) == {"night"}


def test_a_pack_can_be_said_for_flags_that_name_none(workspace: Path) -> None:
    unknown = shell("import", FILES / "cases.jsonl", "--policy", "fixture-policy", workspace=workspace)
    assert unknown.status == 2
    assert "there is no policy pack 'fixture-policy'" in unknown.errors
    shell("import", FILES / "pack.toml", FILES / "cases.jsonl", "--policy", "fixture-policy", workspace=workspace)
    store = open_workspace(workspace, read_only=True)
    assert store.count(parse("sev:3")) == 2
    store.close()


def test_columns_can_be_mapped(workspace: Path) -> None:
    options = ["--map", "note=text", "--map", "prompt=flag.reason"]
    answer = shell("import", FILES / "prompts.csv", *options, "--json", workspace=workspace)
    assert [(one["line"], one["reason"]) for one in answer.objects[:-1]] == [(3, "holds no text"), (6, "holds no text")]
    assert answer.objects[-1]["new"] == 2
    assert shell("import", FILES / "prompts.csv", "--map", "note", workspace=workspace).status == 2


def test_a_mapping_fits_or_stops_and_files_before_it_are_kept(workspace: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.write_text("what,else\nHi,x\n")
    assert shell("import", bare, workspace=workspace).status == 1
    answer = shell("import", bare, FILES / "cases.jsonl", "--map", "what=text", workspace=workspace)
    assert answer.status == 2
    assert "there is no column 'what'" in answer.errors
    assert "1  new cases" in answer.text
    assert set(heads(workspace)) == {"bare-2"}
    answer = shell("import", FILES / "cases.jsonl", "--from", "triage", "--map", "what=text", workspace=workspace)
    assert (answer.status, "--map is for tables" in answer.errors) == (2, True)


@pytest.mark.parametrize("name", FORMS)
def test_standard_input_is_a_file_like_any_other(workspace: Path, name: str) -> None:
    answer = shell("import", "-", workspace=workspace, stdin=(FILES / name).read_bytes())
    assert (answer.status, answer.errors) == (0, "")


def test_interrupting_leaves_whole_cases_and_says_how_many(workspace: Path) -> None:
    command = [sys.executable, "-m", "triage_tui", "--workspace", str(workspace), "import", "-", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ) as importing:
        assert importing.stdin is not None
        assert importing.stdout is not None
        importing.stdin.write(b"{}\n")
        for n in range(6000):
            importing.stdin.write(b'{"id":"c%d","report":{"text":"%s"}}\n' % (n, b"x" * 200))
        importing.stdin.flush()
        assert b'"line":1' in importing.stdout.readline()  # it is at work, and will wait for more
        importing.send_signal(signal.SIGINT)
        out, _ = importing.communicate()
    assert importing.returncode == 130
    store = open_workspace(workspace)
    assert store.care.check() == []
    kept = store.count(ALL)
    store.close()
    assert f'"new":{kept},'.encode() in out
    assert b'"interrupted":true' in out
