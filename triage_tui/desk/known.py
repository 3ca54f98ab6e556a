"""What the cases here have to filter by: values, how often, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable

from triage_tui.desk.ports import Store


class KnownValues:
    """The values of each field, asked for once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: dict[str, list[tuple[str, int, str]]] = {}

    def values(self, field: str) -> Iterable[tuple[str, int, str]]:
        """Values of a field, how many cases have each, and a title where there is one."""
        if field not in self._asked:
            titles = self._titles() if field == "clause" else {}
            counted = self._store.values(field)
            self._asked[field] = [(value, count, titles.get(value, "")) for value, count in counted]
        return self._asked[field]

    def _titles(self) -> dict[str, str]:
        packs = [self._store.pack(*name) for name in self._store.packs()]
        return {clause.id: clause.title for pack in packs if pack is not None for clause in pack.clauses}
