"""The saved views: those of the settings, and those saved at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from triage_tui.desk.ports import Store
from triage_tui.domain.filter import FilterError, Query, parse
from triage_tui.settings.model import Settings
from triage_tui.ui.present.queue import COUNTED, View

VIEWS = "views"
"""Under this name the workspace remembers the views saved at the desk."""


def saved_views(store: Store, settings: Settings) -> tuple[View, ...]:
    """All of them; a name saved at the desk goes before the same name in the settings."""
    return tuple(View(name, words) for name, words in {**settings.views, **_own(store)}.items())


def counts(store: Store, views: Sequence[View], needless: Callable[[], bool]) -> dict[str, int]:
    """How many cases match each view, by its name; one whose filter cannot be read says so when it is used."""
    queries = {view.name: query for view in views if (query := _query(view.filter)) is not None}
    found = store.counts_up_to(COUNTED, list(queries.values()), needless)
    return {} if found is None else dict(zip(queries, found, strict=True))


def _query(words: str) -> Query | None:
    try:
        return parse(words)
    except FilterError:
        return None


def save_view(store: Store, name: str, words: str) -> None:
    """Keep a filter under a name."""
    store.remember(VIEWS, msgspec.json.encode({**_own(store), name: words}))


def _own(store: Store) -> dict[str, str]:
    """Those saved at the desk; none where they cannot be read."""
    kept = store.recall(VIEWS)
    try:
        return msgspec.json.decode(kept, type=dict[str, str]) if kept else {}
    except msgspec.DecodeError:
        return {}
