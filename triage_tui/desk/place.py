"""Where the reviewer was, so that the next start begins there."""

from __future__ import annotations

from typing import Literal

import msgspec

from triage_tui.desk.ports import Store
from triage_tui.domain.values import Record

KEY = "place"


class Place(Record):
    """The screen, the filter, the case, and the spot in it."""

    screen: Literal["queue", "case"] = "queue"
    filter: str = ""
    """As it was typed."""
    case_id: str | None = None
    section: int = 0
    """Section of the conversation at the top of the view."""
    piece: int = -1
    """Index of the part; -1 for the heading."""
    offset: int = -1
    """Code points into the part's text; -1 for its label."""
    hit: int = 0
    clause: int = 0
    zoom: Literal["both", "conversation", "side"] = "both"


def recall_place(store: Store) -> Place:
    """The place of last time; the start of the queue where there is none or it cannot be read."""
    kept = store.recall(KEY)
    try:
        return msgspec.json.decode(kept, type=Place) if kept is not None else Place()
    except msgspec.DecodeError:
        return Place()


def remember_place(store: Store, place: Place) -> None:
    """Keep the place; nothing happens in a read-only workspace."""
    if store.read_only is None:
        store.remember(KEY, msgspec.json.encode(place))
