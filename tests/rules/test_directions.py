"""Imports go one direction: the contracts of pyproject.toml, and what the domain may know."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.rules.house import ROOT, Breach, Source, called, imported, judge, sources, why

KNOWN = {*sys.stdlib_module_names, "msgspec", "rfc8785", "triage_tui"}
"""What the domain may know: Python, records, the canonical JSON that hashes are taken of, and itself."""

OUTSIDE_WORLD = {
    *("asyncio", "subprocess", "threading", "multiprocessing", "signal", "os", "sys", "io", "pathlib", "shutil"),
    *("socket", "ssl", "urllib", "http", "sqlite3", "logging", "time", "tempfile", "locale", "random"),
}

WALLS = [
    ("domain", "triage_tui.desk"),
    ("domain", "textual"),
    ("desk", "triage_tui.storage"),
    ("storage", "triage_tui.desk"),
    ("storage", "triage_tui.formats"),
    ("formats", "triage_tui.export"),
    ("export", "sqlite3"),
    ("settings", "triage_tui.ui"),
    ("ui", "triage_tui.storage"),
    ("ui", "triage_tui.cli"),
    ("ui", "sqlite_utils"),
    ("ui", "httpx"),
    ("cli", "textual"),
    ("desk", "keyring"),
    ("export", "triage_tui.cli"),
    ("sources", "triage_tui.sync"),
    ("sources", "triage_tui.settings"),
    ("sync", "triage_tui.sources"),
    ("cli", "keyring"),
]
"""A room, and what nothing in it may import."""


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """Judge the package in this folder by the house's contracts."""
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache", "--no-logo"]
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", lint, *options], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_imports_keep_their_direction() -> None:
    answer = contracts(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_contracts_can_fail(tmp_path: Path) -> None:
    for source in sources(["triage_tui"]):
        (tmp_path / source.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / source.path).touch()
    for number, (room, name) in enumerate(WALLS):
        (tmp_path / "triage_tui" / room / f"wall_{number}.py").write_text(f"import {name}\n", encoding="utf-8")
    (tmp_path / "triage_tui" / "shed.py").touch()
    said = contracts(tmp_path).stdout
    assert [wall for number, wall in enumerate(WALLS) if f"{wall[0]}.wall_{number} -> {wall[1]}" not in said] == []
    assert "shed" in said, "a new room has no place in the layers, and nobody noticed"


def alone(source: Source) -> Iterator[Breach]:
    """What the domain may not know: other rooms, other libraries, the world outside, and what time it is."""
    for node in source.nodes:
        for name in imported(node):
            first = name.split(".")[0]
            foreign = first == "triage_tui" and not name.startswith(("triage_tui.domain", "triage_tui.errors"))
            if foreign or first in OUTSIDE_WORLD or first not in KNOWN:
                yield Breach(source.path, node.lineno, f"the domain stands alone: it does not know {name}")
        if isinstance(node, ast.Call) and called(node) in {"now", "utcnow", "today", "open", "input"}:
            yield Breach(source.path, node.lineno, f"{called(node)}() is for those who call the domain")


def test_the_domain_stands_alone() -> None:
    judge(alone, ["triage_tui/domain"])


def test_the_rule_on_the_domain_can_fail() -> None:
    assert why(alone, "import os.path")
    assert why(alone, "from rich import box")
    assert why(alone, "from triage_tui import desk")
    assert why(alone, "from datetime import datetime\nat = datetime.now()")
    assert why(alone, "def f(path): return open(path)")
    assert not why(alone, "import re, msgspec\nfrom triage_tui.domain.case import Case")
