"""Where the cases of a workspace come from, and who we are there."""

from __future__ import annotations

import msgspec

from triage_tui.desk.ports import Store
from triage_tui.domain.rules import Requirement
from triage_tui.domain.values import Record
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.words import Mode, Role

KEY = "source"


class Origin(Record):
    """The source that a workspace belongs to, and the reviewer: for as long as the workspace is there."""

    address: str
    """In the one spelling of `sources.address`."""
    me: Me
    """As the source told last."""
    requires: dict[str, tuple[Requirement, ...]] = {}
    """What its queues want of a decision, by their names."""
    modes: dict[str, Mode] = {}
    """How much its queues show at first, by their names; one that is not here shows everything."""

    def role(self, wanted: Role) -> Role:
        """As what we review: the role that is wanted where the source grants it, else the first one that it grants."""
        granted = [role for role in Role if role in self.me.roles]
        return wanted if wanted in granted or not granted else granted[0]


def recall_origin(store: Store) -> Origin | None:
    """The source of a workspace; none for a local one."""
    kept = store.recall(KEY)
    try:
        return msgspec.json.decode(kept, type=Origin) if kept is not None else None
    except msgspec.DecodeError:
        return None


def remember_origin(store: Store, origin: Origin) -> None:
    """Keep it; nothing happens in a read-only workspace."""
    if store.read_only is None:
        store.remember(KEY, msgspec.json.encode(origin))
