"""The saved views: those of the settings, and those saved at the desk."""

from __future__ import annotations

import msgspec

from triage_tui.desk.ports import Store
from triage_tui.settings.model import Settings
from triage_tui.ui.present.queue import View

VIEWS = "views"
"""Under this name the workspace remembers the views saved at the desk."""


def saved_views(store: Store, settings: Settings) -> tuple[View, ...]:
    """All of them; a name saved at the desk goes before the same name in the settings."""
    return tuple(View(name, words) for name, words in {**settings.views, **_own(store)}.items())


def save_view(store: Store, name: str, words: str) -> None:
    """Keep a filter under a name."""
    store.remember(VIEWS, msgspec.json.encode({**_own(store), name: words}))


def _own(store: Store) -> dict[str, str]:
    kept = store.recall(VIEWS)
    return msgspec.json.decode(kept, type=dict[str, str]) if kept else {}
