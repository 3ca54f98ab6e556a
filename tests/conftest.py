"""Every test sees a machine nobody has used yet: an empty home, and nothing said by the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

FORGOTTEN = ("TRIAGE_", "TEXTUAL_", "XDG_", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLORTERM", "COLUMNS")

for name in [name for name in os.environ if name.startswith(FORGOTTEN) and name != "TRIAGE_SNAPSHOTS"]:
    del os.environ[name]  # here and not in the fixture: Textual reads its variables when it is imported

settings.register_profile("desk", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=100, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME with its XDG folders and a keyring that refuses, for the test and what it starts."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for kind in ("config", "data", "state", "cache"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(home / kind))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return home
