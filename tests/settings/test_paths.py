"""Claims: folders are made for their owner alone; the workspace is where it was asked for."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.settings.model import Settings
from triage_tui.settings.paths import (
    config_file,
    data_dir,
    remember_workspace,
    state_dir,
    user_themes,
    workspace,
    workspace_used_last,
)  # fmt: skip


def test_the_workspace_lies_in_the_platforms_place_and_is_not_made_by_asking(home: Path) -> None:
    assert workspace(Settings()) == data_dir() / "default.db"
    assert data_dir().is_relative_to(home)
    assert not data_dir().exists()


def test_the_workspace_asked_for_wins(tmp_path: Path) -> None:
    assert workspace(Settings(workspace=str(tmp_path / "w.db"))) == tmp_path / "w.db"


def test_own_themes_lie_beside_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_CONFIG", str(tmp_path / "s.toml"))
    assert config_file() == tmp_path / "s.toml"
    assert user_themes() == tmp_path / "themes"


def test_the_workspace_used_last_is_remembered_while_it_is_there(tmp_path: Path) -> None:
    assert workspace_used_last() is None
    file = tmp_path / "w.db"
    file.touch()
    remember_workspace(file)
    assert workspace_used_last() == file
    assert state_dir().stat().st_mode & 0o777 == 0o700
    file.unlink()
    assert workspace_used_last() is None


HOMES = st.sampled_from(["", "/", "/people/x", "/people/x/", "home", "~", "//x", "/a b/\u00e9"])


@given(HOMES, st.none() | HOMES)
def test_the_folders_are_those_that_platformdirs_names(home: str, named: str | None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", home)
        for kind in ("CONFIG", "DATA", "STATE"):
            patch.delenv(f"XDG_{kind}_HOME", raising=False)
            if named is not None:
                patch.setenv(f"XDG_{kind}_HOME", named)
        patch.delenv("TRIAGE_CONFIG", raising=False)
        assert config_file().parent == platformdirs.user_config_path("triage-tui", False)
        assert data_dir() == platformdirs.user_data_path("triage-tui", False)
        assert state_dir() == platformdirs.user_state_path("triage-tui", False)
