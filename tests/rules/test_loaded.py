"""What a program really loads, told by Python itself: help answers at once, and pure modules stay pure."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCREEN = {"textual"}
NETWORK = {"httpx", "keyring"}
EXTRAS = {"cryptography", "pyrage", "pyarrow", "sqlcipher3"}
STORE = {"sqlite_utils", "sqlite3"}
HELP = SCREEN | NETWORK | STORE | EXTRAS | {"rich", "asyncio", "msgspec"}

PROGRAMS = {
    "--help": HELP,
    "--version": HELP,
    "cases --help": HELP,
    "import --help": HELP,
    "decide --help": HELP - {"msgspec"},
    "keys": SCREEN | NETWORK | STORE,
    "formats": SCREEN | NETWORK | STORE,
    "cases": SCREEN | NETWORK | EXTRAS,
}
"""Command lines, and the packages they do without."""

MODULES = {
    "triage_tui.domain.rules": HELP - {"msgspec"},
    "triage_tui.desk.desk": HELP - {"msgspec"},
    "triage_tui.export": HELP - {"msgspec"},
    "triage_tui.signing.ring": SCREEN | NETWORK | STORE | EXTRAS,
    "triage_tui.settings.load": HELP - {"msgspec"},
    "triage_tui.sources.tokens": SCREEN | NETWORK | STORE | {"cryptography", "asyncio"},
    "triage_tui.storage.opening": SCREEN | NETWORK | EXTRAS,
    "triage_tui.ui.commands": HELP - {"msgspec"},
    "triage_tui.ui.present.text": SCREEN | NETWORK | STORE,
}
"""Modules, and the packages that importing them does without."""


def loaded(*arguments: str) -> set[str]:
    """The top-level packages that a successful run of Python imports, soon or late."""
    command = [sys.executable, "-X", "importtime", *arguments]
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
    lines = [line for line in answer.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


@pytest.mark.parametrize("line", PROGRAMS)
def test_a_command_loads_only_what_it_needs(line: str) -> None:
    packages = loaded("-m", "triage_tui", *line.split())
    assert "click" in packages
    assert packages & PROGRAMS[line] == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_loads_only_what_it_needs(module: str) -> None:
    packages = loaded("-c", f"import {module}")
    assert "triage_tui" in packages
    assert packages & MODULES[module] == set()


def test_late_imports_are_seen() -> None:
    assert "textual" in loaded("-c", "def late(): import textual.color\nlate()")
