"""docs/offline.md: its commands, one after the other, take cases from Ana to Ben and the decisions back."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.people import Person
from triage_tui.cli.bundle_create import command as create

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "offline.md").read_text(encoding="utf-8")
SESSION = b"next\nescalate\nnext\nuphold\nquit\n"


def commands(title: str) -> list[list[str]]:
    """What a section tells to type to the program, word by word."""
    (section,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    typed = "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))
    return [
        words[1:] for line in typed.splitlines() if (words := shlex.split(line, comments=True))[:1] == ["triage-tui"]
    ]


def test_the_page_can_be_followed_word_by_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben = Person("ana", tmp_path / "ana"), Person("ben", tmp_path / "ben")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sample_cases").symlink_to(ROOT / "sample_cases")
    assert commands("Once: whose keys are whose") == [["key", "new"], ["key", "trust", "ana.pub"]]
    ana.did("key", "trust", ben.key.line(), "--name", "ben@laptop")
    ben.trusts(ana)
    for words in commands("Ana seals"):
        files = [
            found for word in words for found in (sorted(map(str, tmp_path.glob(word))) if "*" in word else [word])
        ]
        ana.did(*files)
    for words in [*commands("Ben reviews")]:
        ben.did(*(["--plain", *words] if words == ["look.triage"] else words), stdin=SESSION)
    merged = [ana.did(*words) for words in commands("Ana merges")]
    assert "2  taken" in merged[0].text
    assert "faults:  0" in merged[1].text


def test_every_option_of_create_is_explained() -> None:
    said = {option for param in create.params for option in param.opts if option.startswith("--")}
    assert said - {"--output", "--force", "--json"} - {*re.findall(r"--[a-z-]+", PAGE)} == set()
