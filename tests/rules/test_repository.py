"""The repository stands on its own: it names no place outside itself, and every document says what is true."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from tests.rules.house import ROOT

ELSEWHERE = re.compile("|".join([r"\.\./sha" + "red", "/wo" + "rk/", "/tmp/br" + "ief", "/home/[a-z]", "/Us" + "ers/"]))
"""Places of one machine; written so that this file does not name them."""

MAKE_WORD = re.compile(r"\bmake ([a-z]+)\b")


def kept_files() -> list[str]:
    """Paths under version control, or everything of ours where there is no version control."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]
    ours = ("triage_tui", "tests", "docs", "tools", "themes", "sample_cases", "benchmarks")
    return [str(path.relative_to(ROOT)) for folder in ours for path in (ROOT / folder).rglob("*.*") if path.is_file()]


def test_nothing_names_a_place_outside_the_repository() -> None:
    texts = {path: (ROOT / path).read_text(encoding="utf-8", errors="replace") for path in kept_files()}
    assert "Makefile" in texts or "triage_tui/__init__.py" in texts
    assert [path for path, text in texts.items() if ELSEWHERE.search(text)] == []


@pytest.mark.parametrize("page", ["README.md", "docs/contributing.md", ".ci/run"])
def test_documents_name_words_that_make_knows(page: str) -> None:
    said = set(MAKE_WORD.findall(_code(page)))
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert "test" in said
    assert said <= known


def test_build_machines_run_what_the_readme_says() -> None:
    last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().splitlines()[-1]
    assert last in _code("README.md").splitlines()


def _code(page: str) -> str:
    """The lines of a page that are code: indented, fenced or between backticks; a script is all code."""
    text = (ROOT / page).read_text(encoding="utf-8")
    if not page.endswith(".md"):
        return text
    fenced = "\n".join(re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    commands = re.sub(r"[ \t]+#.*", "", fenced)
    return commands + "\n" + "\n".join(re.findall(r"`([^`\n]+)`", text))


def test_the_license_is_the_one_the_package_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text(encoding="utf-8")
