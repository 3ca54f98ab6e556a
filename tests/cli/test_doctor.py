"""Claims: the doctor looks at everything without touching anything, and tells whole from broken."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.terminal import shell
from triage_tui.cli.checks.terminal import results
from triage_tui.cli.options import Options
from triage_tui.storage.engine import log_reset_is_safe

NAMES = {"terminal", "colours", "clipboard", "encoding", "workspace", "modes", "lock", "journal", "integrity", "SQLite"}


def states(workspace: Path) -> dict[object, object]:
    return {one["name"]: one["state"] for one in shell("doctor", "--json", workspace=workspace).objects}


def test_a_sound_workspace_is_sound(samples: Path) -> None:
    before = samples.read_bytes()
    assert set(states(samples)) >= NAMES
    assert "broken" not in states(samples).values()
    assert shell("doctor", workspace=samples).status == 0
    assert samples.read_bytes() == before


def test_a_workspace_others_may_read_is_told_with_the_cure(samples: Path) -> None:
    samples.chmod(0o644)
    assert f"chmod go-rwx {samples}" in shell("doctor", workspace=samples).text
    assert states(samples)["modes"] == "better"


def test_a_damaged_workspace_is_broken(samples: Path) -> None:
    db = sqlite3.connect(samples)
    db.execute("PRAGMA writable_schema = ON")
    db.execute("DELETE FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
    db.commit()
    db.close()
    with samples.open("r+b") as file:
        file.seek(16384 * 4)
        file.write(b"\xff" * 16384)
    assert states(samples)["integrity"] == "broken"
    assert shell("doctor", workspace=samples).status == 1


def test_a_file_that_is_no_workspace_is_broken(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"hello" * 1000)
    assert states(tmp_path / "x.db")["integrity"] == "broken"


@pytest.mark.parametrize(
    ("environ", "name", "words"),
    [
        ({"TERM": "dumb"}, "terminal", "--plain"),
        ({"TERM": "screen", "TMUX": "x"}, "colours", "tmux-256color"),
        ({"TERM": "xterm"}, "colours", "--color 256"),
        ({"TERM": "screen", "TMUX": "x"}, "clipboard", "set-clipboard on"),
        ({"TERM": "xterm-256color"}, "colours", ""),
    ],
)
def test_a_poor_terminal_is_told_how_to_become_better(environ: dict[str, str], name: str, words: str) -> None:
    hints = {one.name: one.hint for one in results(Options(), environ)}
    assert words in hints[name]
    assert bool(words) == bool(hints[name])


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 7), True),
     ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True)],
)  # fmt: skip
def test_the_releases_without_the_fault_are_known(version: tuple[int, ...], safe: bool) -> None:
    assert log_reset_is_safe(version) is safe


@pytest.mark.parametrize("wrong", ['[keys]\n"case.uphold" = "2"\n', 'theme = "nowhere"\n'])
def test_settings_the_desk_would_refuse_are_broken(
    wrong: str, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "triage-tui").mkdir()
    (tmp_path / "triage-tui" / "settings.toml").write_text(wrong)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert states(samples)["settings"] == "broken"
    assert shell("doctor", workspace=samples).status == 1
