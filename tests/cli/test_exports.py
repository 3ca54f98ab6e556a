"""What leaves says how much it is and what was left out of it, and the log keeps its hash."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.cli.deciding import decided
from tests.cli.terminal import shell
from triage_tui.cli.exporting import FORMATS
from triage_tui.desk.carried import Carried, remember_carried
from triage_tui.domain.bundle import Manifest, Party
from triage_tui.domain.words_aloud import aloud
from triage_tui.storage.opening import open_workspace

DSA = '[export.dsa]\nterritorial_scope = ["DE"]\nterms_url = "https://example.org/terms"\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return decided(tmp_path / "w.db", c1="Write to ana@example.org", c2="withdrawn", c3="fine")


def meta(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(Path(f"{path}.meta.json").read_text())
    return said


def exports(workspace: Path) -> list[dict[str, Any]]:
    """What the log says of exports."""
    lines = shell("export", "decisions", workspace=workspace).objects
    return [one for one in lines if one.get("type") == "export"]


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_says_what_it_is_and_the_log_keeps_its_hash(kind: str, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "home/config/triage-tui").mkdir(parents=True)
    (tmp_path / "home/config/triage-tui/settings.toml").write_text(DSA)
    path = tmp_path / "out"
    answer = shell("export", "decisions", "--format", kind, "-o", path, workspace=workspace)
    assert (answer.status, answer.raw) == (0, b"")
    said = meta(path)
    assert said["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert (said["bytes"], said["format"], said["file"]) == (path.stat().st_size, kind, "out")
    (event,) = exports(workspace)
    assert (event.get("count", 0), event["sha256"]) == (said["count"], said["sha256"])
    assert event["note"] == f"decisions as {kind}: {said['count']} written"
    assert stat.S_IMODE(Path(f"{path}.meta.json").stat().st_mode) == 0o600


def test_counts_add_up(workspace: Path, tmp_path: Path) -> None:
    shell("export", "decisions", "--format", "reasons", "-o", tmp_path / "letters.md", workspace=workspace)
    said = meta(tmp_path / "letters.md")
    assert (said["count"], said["left_out"], said["whole"]) == (2, {"withdrawn": 1}, False)


def test_a_whole_log_comes_with_a_checkpoint_that_verifies(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    shell("export", "decisions", "-o", path, workspace=workspace)
    assert "checkpoints: 1, the newest at entry 4" in shell("log", "verify", path).text
    log = meta(path)["log"]
    assert json.loads(path.read_bytes().splitlines()[-1])["log"]["sha256"] == log["sha256"]
    assert log["words"] == aloud(log["sha256"])
    for part in (["--since", "2026-04-21"], ["--redact"], ["--filter", "id:c1"]):
        shell("export", "decisions", *part, "--force", "-o", tmp_path / "part", workspace=workspace)
        assert not (tmp_path / "part.checkpoint").exists()


def test_on_standard_output_the_account_follows_on_standard_error(workspace: Path) -> None:
    answer = shell("export", "decisions", "--format", "csv", workspace=workspace)
    said = json.loads(answer.errors)
    assert (said["count"], said["sha256"]) == (3, sha256(answer.raw).hexdigest())


def test_what_stands_beside_is_not_overwritten_unasked(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "out.meta.json").write_text("mine")
    answer = shell("export", "decisions", "-o", tmp_path / "out", workspace=workspace)
    assert (answer.status, (tmp_path / "out").exists()) == (1, False)
    assert (tmp_path / "out.meta.json").read_text() == "mine"


def test_redacted_lines_are_no_log_and_say_so(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "out"
    shell("export", "decisions", "--redact", "-o", path, workspace=workspace)
    assert b"ana@" not in path.read_bytes()
    first = json.loads(path.read_bytes().splitlines()[0])
    assert (first["rationale"], "log" in first) == ("Write to [email]", False)
    assert meta(path)["redacted"] == {"best_effort": True, "masked": {"email": 1}}
    assert shell("log", "verify", path).status == 1


@pytest.mark.parametrize("kind", ["jsonl", "csv", "sqlite"])
def test_a_name_goes_out_in_no_format_under_a_pseudonym(kind: str, workspace: Path, tmp_path: Path) -> None:
    path, named = tmp_path / "out", re.compile(rb"\br1\b")
    assert named.search(shell("export", "decisions", "--filter", "r1 OR by:r1 OR id:c1", workspace=workspace).raw)
    answer = shell("export", "decisions", "--format", kind, "--pseudonyms", "-o", path, workspace=workspace)
    assert answer.status == 0
    assert meta(path)["pseudonyms"]["key"]
    assert not named.search(path.read_bytes())


def test_the_key_of_pseudonyms_is_made_once_and_nobody_else_reads_it(workspace: Path, tmp_path: Path) -> None:
    first = shell("export", "decisions", "--pseudonyms", workspace=workspace)
    again = shell("export", "decisions", "--pseudonyms", workspace=workspace)
    key = tmp_path / "home/data/triage-tui/pseudonyms.key"
    assert "keep a copy" in first.errors
    assert "keep a copy" not in again.errors
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert again.objects[0]["reviewer"] == first.objects[0]["reviewer"] != "r1"
    key.chmod(0o644)
    answer = shell("export", "decisions", "--pseudonyms", workspace=workspace)
    assert (answer.status, answer.raw) == (1, b"")
    assert "others may read this key" in answer.errors


def test_one_case(workspace: Path) -> None:
    answer = shell("export", "decisions", "--case", "c3", workspace=workspace)
    assert [one["case_id"] for one in answer.objects] == ["c3"]


@pytest.mark.parametrize("label", ["nda", "NDA"])
def test_cases_under_nda_stay_and_are_counted(label: str, tmp_path: Path) -> None:
    under = json.dumps({"id": "n1", "retention": {"labels": [label]}})
    (tmp_path / "cases.jsonl").write_text(under + '\n{"id":"n2"}\n')
    workspace = tmp_path / "w.db"
    shell("import", tmp_path / "cases.jsonl", workspace=workspace)
    answer = shell("export", "cases", workspace=workspace)
    assert [one["id"] for one in answer.objects] == ["n2"]
    assert json.loads(answer.errors)["left_out"] == {"labelled nda": 1}
    assert len(shell("export", "cases", "--include-nda", workspace=workspace).objects) == 2
    assert shell("export", "cases", "--filter", "id:n1 OR id:n2", workspace=workspace).objects == answer.objects


def test_of_what_was_forgotten_the_decisions_go_out_and_no_words(workspace: Path) -> None:
    assert shell("purge", "--case", "c1", workspace=workspace).status == 0
    cases = shell("export", "cases", workspace=workspace)
    assert [one["id"] for one in cases.objects] == ["c2", "c3"]
    assert json.loads(cases.errors)["left_out"] == {"text was forgotten": 1}
    letter = shell("export", "decisions", "--format", "reasons", "--case", "c1", workspace=workspace)
    assert "The conversation itself is not kept." in letter.text
    tasks = shell("export", "decisions", "--format", "label-studio", "--case", "c1", workspace=workspace)
    assert json.loads(tasks.raw) == []


def test_a_bundle_says_what_may_leave(workspace: Path) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    manifest = Manifest(
        id="b", kind="cases", issuer=Party(key_id="k"), audience=(), made_at=at, expires_at=at, sequence=1, members=(),
        allows=("reasons",),
    )  # fmt: skip
    store = open_workspace(workspace)
    remember_carried(store, Carried(manifest=manifest, reviewer="r7"))
    store.close()
    refused = shell("export", "cases", workspace=workspace)
    assert (refused.status, refused.raw) == (1, b"")
    assert "does not allow it" in refused.errors
    assert shell("export", "decisions", "--format", "label-studio", workspace=workspace).status == 1
    assert shell("export", "decisions", "--format", "reasons", workspace=workspace).status == 0


@pytest.mark.parametrize(
    "options",
    [["--format", "sqlite"], ["--format", "parquet"], ["--croissant"], ["--format", "dsa"],
     ["--format", "label-studio", "--redact"], ["--format", "reasons", "--croissant", "-o", "x"]],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_before_anything_is_written(options: list[str], workspace: Path) -> None:
    answer = shell("export", "decisions", *options, workspace=workspace)
    assert (answer.status, answer.raw) == (2, b"")
    assert exports(workspace) == []


def test_parquet_without_its_extra_says_what_to_install(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = shell("export", "decisions", "--format", "parquet", "-o", tmp_path / "x", workspace=workspace)
    assert (answer.status, list(tmp_path.glob("*x*"))) == (2, [])
    assert "pip install 'triage-tui[parquet]'" in answer.errors


def test_what_was_broken_off_is_in_the_log(workspace: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    argv = [sys.executable, "-m", "triage_tui", "--workspace", str(workspace), "export", "decisions"]
    ran = subprocess.run(argv, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, b"")
    (event,) = exports(workspace)
    assert event["note"].startswith("decisions as jsonl: broken off after")


@pytest.mark.parametrize("words", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-13-01", "soon"])
def test_what_is_no_time_is_said(words: str, workspace: Path) -> None:
    answer = shell("export", "decisions", "--since", words, workspace=workspace)
    assert (answer.status, answer.raw) == (2, b"")
    assert f"--since {words}: is no time" in answer.errors
