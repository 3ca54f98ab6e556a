"""The samples are found where the program was installed, and missed with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage_tui.errors import TriageError
from triage_tui.samples import files


def test_an_installed_package_has_its_own_copy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inside = tmp_path / "triage_tui" / "_sample_cases"
    beside = tmp_path / "sample_cases"
    for folder in (inside, beside):
        folder.mkdir(parents=True)
        (folder / "cases.jsonl").write_text("")
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "triage_tui")
    assert files.location() == inside


def test_a_checkout_uses_the_folder_beside_the_package() -> None:
    assert (files.location() / "policies").is_dir()


def test_missing_samples_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "triage_tui")
    with pytest.raises(TriageError, match="not installed") as caught:
        files.location()
    assert "Reinstall" in caught.value.hint
