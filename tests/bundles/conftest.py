"""What the tests of sealed files share."""

from __future__ import annotations

import pytest

from triage_tui.bundles import unsealing
from triage_tui.bundles.checking import check


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at files in this process: the same function, thousands of times."""
    monkeypatch.setattr(unsealing, "checked", check)
