"""A key in the pocket: for workspaces that are encrypted."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from triage_tui.storage.opening import open_workspace


class Pocket(NamedTuple):
    """Who has this key and no other."""

    own: bytes = bytes(range(32))

    def key(self) -> bytes:
        """The key."""
        return self.own

    def made(self) -> bytes:
        """The same."""
        return self.own


def encrypt_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every workspace encrypted that is opened without saying how."""
    defaults = open_workspace.__kwdefaults__
    monkeypatch.setitem(defaults, "keeper", Pocket)
    monkeypatch.setitem(defaults, "encrypt", True)
