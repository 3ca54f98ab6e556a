"""From one machine to another and back, as real processes: sealed, reviewed without a network, handed back, merged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.offline import OFFLINE
from tests.cli.people import Person, events
from triage_tui.desk.house import SystemClock
from triage_tui.domain.filter import parse


def run(person: Person, *arguments: str | Path, stdin: str = "") -> str:
    """Run a verb on somebody's machine in a process of its own, without a network; what it printed."""
    answer = subprocess.run(
        [sys.executable, "-c", OFFLINE, *map(str, arguments)],
        input=stdin,
        env={**os.environ, **person.environment, "HOME": str(person.home)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout + answer.stderr


def test_the_hook_sees_a_socket(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_TOKEN", "token")
    with pytest.raises(AssertionError, match="socket"):
        run(ana, "whoami", "http://127.0.0.1:9")


def test_cases_go_out_and_decisions_come_back_without_a_network(ana: Person, ben: Person, tmp_path: Path) -> None:
    there, back = tmp_path / "look.triage", tmp_path / "look.triage-decisions"
    assert "sealed for ben@home" in run(ana, "bundle", "create", "limit:5", "-o", there, "--for", "ben@home")

    # Ben decides two of five, takes one back and decides it anew, and skips one.
    words = ["next", "escalate", "undo", "uphold", "next", "escalate", "next", "skip 1", "quit"]
    assert "2 of 5 cases decided" in run(ben, "--plain", there, stdin="\n".join(words))
    assert "2 decisions for ana@home" in run(ben, "bundle", "return", there, "-o", back)
    (path,) = ben.workspaces()
    assert "faults:  0" in run(ben, "--workspace", path, "log", "verify")
    assert "faults:  0" in run(ana, "log", "verify", back)

    merged = run(ana, "bundle", "merge", back)
    assert "2  taken" in merged
    assert "faults:  0" in run(ana, "log", "verify")
    with ana.looking(ana.files / "default.db") as workspace:
        assert workspace.count(parse("by:ben@home is:decided")) == 2
        assert [len(events(workspace, kind)) for kind in ("seal", "merge")] == [1, 1]
    with ben.looking(path) as workspace:
        assert [len(events(workspace, kind)) for kind in ("open", "return", "withdraw", "skip")] == [1, 1, 1, 1]


def test_what_was_decided_is_handed_back_after_the_bundle_has_expired(
    ana: Person, ben: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, late = tmp_path / "look.triage", tmp_path / "late.triage"
    ana.did("bundle", "create", "limit:2", "-o", there, "--for", "ben@home", "--expires", "1h")
    shutil.copy(there, late)
    ben.did("--plain", there, stdin=b"next\nescalate\nquit\n")
    with monkeypatch.context() as later:
        now = SystemClock().now() + timedelta(hours=2)
        later.setattr(SystemClock, "now", lambda _: now)
        answer = ben.did("--plain", there, stdin=b"next\nescalate\nquit\n")
    assert "The bundle expired on" in answer.text
    assert "hands back what is decided" in answer.text
    ben.did("bundle", "return", late, "-o", tmp_path / "b")
    assert "1  taken" in ana.did("bundle", "merge", tmp_path / "b").text
