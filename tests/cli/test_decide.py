"""Claims: ``decide`` keeps the rules of the screen, names the option that is missing, and can replace a decision."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.cli.terminal import Answer, shell
from triage_tui.storage.schema import VERSION

CASE = "sample-29-heist-novel"


def decide(workspace: Path, *arguments: str) -> Answer:
    return shell("decide", CASE, *arguments, workspace=workspace)


def outcome(workspace: Path) -> object:
    (head,) = shell("cases", f"id:{CASE}", "--json", workspace=workspace).objects
    return head["outcome"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["overturn"], "say why the flag was wrong\n  --cause CAUSE"),
        (["uphold", "--verdict", "violence.2=does_not_violate"], "no clause is marked as violated"),
        (["modify"], "--verdict CLAUSE=VERDICT"),
        (["uphold", "--verdict", "cyber.9=violates"], "no finding can be made on 'cyber.9'"),
        (["uphold", "--verdict", "violence.2=bad"], "'violence.2=bad' is not CLAUSE=VERDICT"),
        (["uphold", "--cause", "other"], "was not wrong, and has no --cause"),
        (["upheld"], "'upheld' is not one of"),
    ],
)  # fmt: skip
def test_what_the_rules_forbid_is_refused_with_the_option(samples: Path, arguments: list[str], words: str) -> None:
    answer = decide(samples, *arguments)
    assert answer.status != 0
    assert words in answer.errors
    assert outcome(samples) is None


def test_a_decision_carries_what_was_said(samples: Path) -> None:
    said = ["overturn", "--cause", "benign_dual_use", "--rationale", "a novel", "--confidence", "4"]
    (decision,) = decide(samples, *said, "--verdict", "violence.2=allowed_in_context", "--json").objects
    assert (decision["outcome"], decision["rationale"], decision["confidence"]) == ("overturn", "a novel", 4)
    assert decision["root_causes"] == ["benign_dual_use"]
    assert [one["verdict"] for one in decision["findings"]] == ["allowed_in_context"]  # type: ignore[attr-defined] # JSON
    assert outcome(samples) == "overturn"


def test_a_decision_in_force_is_only_replaced_when_asked(samples: Path) -> None:
    decide(samples, "overturn", "--cause", "other")
    refused = decide(samples, "uphold")
    assert refused.status == 1
    assert "already decided: overturn" in refused.errors
    assert decide(samples, "uphold", "--replace").status == 0
    assert outcome(samples) == "uphold"


def test_what_a_queue_requires_is_required_here(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "s.toml"
    file.write_text("[queues.sample]\nrequires = ['rationale']")
    monkeypatch.setenv("TRIAGE_CONFIG", str(file))
    assert "--rationale TEXT" in decide(samples, "uphold").errors
    assert decide(samples, "uphold", "--rationale", "because").status == 0


def test_read_only_decides_nothing(samples: Path) -> None:
    answer = shell("--read-only", "decide", CASE, "uphold", workspace=samples)
    assert answer.status == 1
    assert "--read-only" in answer.errors
    assert "--replace" not in answer.errors
    assert outcome(samples) is None


@pytest.mark.parametrize("more", [(), ("--replace",)])
def test_a_workspace_of_a_newer_program_says_so_and_is_left_alone(samples: Path, more: tuple[str, ...]) -> None:
    decide(samples, "overturn", "--cause", "other")
    db = Database(samples)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    answer = decide(samples, "uphold", *more)
    assert answer.status == 1
    assert "was written by a newer triage-tui" in answer.errors
    assert "--replace" not in answer.errors
    assert outcome(samples) == "overturn"


@pytest.mark.parametrize("verb", [("cases",), ("decide", CASE, "uphold"), ("import", "x.jsonl"), ("status",), ()])
def test_a_folder_is_no_workspace(tmp_path: Path, verb: tuple[str, ...]) -> None:
    tmp_path.chmod(0o755)
    answer = shell("--plain", *verb, workspace=tmp_path)
    assert answer.status == 1
    assert "is a folder, not a workspace file" in answer.errors
    assert tmp_path.stat().st_mode & 0o777 == 0o755
