"""What people install holds what the program opens: its themes, its sample cases, and nothing of the workshop."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from tests.rules.house import ROOT


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of a wheel built now."""
    folder, here = tmp_path_factory.mktemp("wheel"), Path.cwd()
    os.chdir(ROOT)
    try:
        name = build_wheel(str(folder))
    finally:
        os.chdir(here)
    with zipfile.ZipFile(folder / name) as wheel:
        return set(wheel.namelist())


@pytest.mark.parametrize(("folder", "inside"), [("themes", "_themes"), ("sample_cases", "_sample_cases")])
def test_the_wheel_holds_what_the_program_opens(names: set[str], folder: str, inside: str) -> None:
    kept = [path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*.*") if path.is_file()]
    assert {f"triage_tui/{inside}/{path.as_posix()}" for path in kept if path.name != ".gitkeep"} - names == set()
    assert any(name.startswith(f"triage_tui/{inside}/") for name in names)


def test_the_wheel_holds_the_program_and_its_licence(names: set[str]) -> None:
    assert {"triage_tui/__main__.py", "triage_tui/py.typed"} <= names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"triage_tui"}
