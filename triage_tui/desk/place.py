"""Where the reviewer was, so that the next start begins there."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from triage_tui.desk.ports import Store
from triage_tui.domain.filter import FilterError, parse
from triage_tui.domain.values import Record

KEY = "place"

Index = Annotated[int, msgspec.Meta(ge=0)]
IndexOrNone = Annotated[int, msgspec.Meta(ge=-1)]


class Place(Record):
    """The screen, the filter, the case, and the spot in it."""

    screen: Literal["queue", "case"] = "queue"
    filter: str = ""
    """As it was typed."""
    case_id: str | None = None
    section: Index = 0
    """Section of the conversation at the top of the view."""
    piece: IndexOrNone = -1
    """Index of the part; -1 for the heading."""
    offset: IndexOrNone = -1
    """Code points into the part's text; -1 for its label."""
    hit: Index = 0
    clause: Index = 0
    zoom: Literal["both", "conversation", "side"] = "both"


def recall_place(store: Store) -> Place:
    """The place of last time; the start of the queue where there is none or it cannot be read."""
    kept = store.recall(KEY)
    try:
        place = msgspec.json.decode(kept, type=Place) if kept is not None else Place()
        parse(place.filter)
    except (msgspec.DecodeError, FilterError):
        return Place()
    return place


def remember_place(store: Store, place: Place) -> None:
    """Keep the place; nothing happens in a read-only workspace."""
    if store.read_only is None:
        store.remember(KEY, msgspec.json.encode(place))
