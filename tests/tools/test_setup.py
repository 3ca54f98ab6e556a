"""The first thing a newcomer meets: `tools/setup` works alone, or says what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EVERYWHERE = ("sh", "dirname", "cat", "rm", "printf")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose path holds spaces, with no more than the setup reads."""
    folder = tmp_path / "a check out"
    (folder / "tools").mkdir(parents=True)
    for name in ("pyproject.toml", "tools/setup", "tools/constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """The only folder of PATH: a shell's own tools, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in EVERYWHERE:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder


def add(programs: Path, name: str, script: str) -> None:
    """Put a program of ours on the PATH."""
    (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (programs / name).chmod(0o755)


def setup(checkout: Path, programs: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the setup as the first word on a new machine does."""
    environment = {"HOME": os.environ["HOME"], "PATH": str(programs), **variables}
    return subprocess.run(
        ["/bin/sh", "tools/setup"], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )


OLD = 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac'
WITHOUT_VENV = f'case "$2" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'


def test_a_machine_without_python_is_told_how_to_get_it(checkout: Path, programs: Path) -> None:
    add(programs, "apt-get", "exit 1")
    answer = setup(checkout, programs)
    assert answer.returncode == 1
    assert "Python 3.11 or newer is needed; found: none." in answer.stderr
    assert "apt-get install python3 python3-venv" in answer.stderr


def test_an_old_python_is_named(checkout: Path, programs: Path) -> None:
    add(programs, "python3", OLD)
    assert "found: Python 3.9.2." in setup(checkout, programs).stderr


def test_debians_missing_venv_is_named_with_its_package(checkout: Path, programs: Path) -> None:
    add(programs, "python3.11", WITHOUT_VENV)
    add(programs, "python3", OLD)
    add(programs, "apt-get", "exit 1")
    assert "apt-get install python3.11-venv" in setup(checkout, programs).stderr


def test_a_failed_setup_says_so_and_is_not_taken_for_a_finished_one(checkout: Path, programs: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "ready").write_text("yesterday", encoding="utf-8")
    add(programs, "python3", f'exec "{sys.executable}" "$@"')
    answer = setup(checkout, programs, PIP_NO_INDEX="1", PIP_USER="1", PYTHONDONTWRITEBYTECODE="1")
    assert answer.returncode == 1
    assert "PIP_INDEX_URL" in answer.stderr
    assert (checkout / ".venv" / "bin" / "python").exists()
    assert not (checkout / ".venv" / "ready").exists()
