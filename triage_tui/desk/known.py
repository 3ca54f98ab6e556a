"""What the cases here have to filter by: values, how often, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from triage_tui.desk.ports import Store
from triage_tui.errors import TriageError


class KnownValues:
    """The values of each field, asked for once; counting those of a million cases takes too long for a key."""

    def __init__(self, store: Store, ask: Callable[[str], object]) -> None:
        """`ask` is told a field of which nothing is known yet; it has it learnt, at once or beside the screen."""
        self._store = store
        self._ask = ask
        self._known: dict[str, list[tuple[str, int, str]]] = {}
        self._failed: TriageError | None = None

    def values(self, field: str) -> Iterable[tuple[str, int, str]]:
        """Values of a field, how many cases have each, and a title where there is one; none before it was learnt.

        Raises what went wrong when it was to be learnt.
        """
        if self._failed is not None:
            raise self._failed
        if field not in self._known:
            self._known[field] = []
            self._ask(field)
        return self._known[field]

    def learn(self, field: str) -> None:
        """Ask the store; `values` tells what went wrong."""
        try:
            titles = self._titles() if field == "clause" else {}
            self._known[field] = [(value, count, titles.get(value, "")) for value, count in self._store.values(field)]
        except TriageError as error:
            self._failed = error

    def _titles(self) -> dict[str, str]:
        packs = [self._store.pack(*name) for name in self._store.packs()]
        return {clause.id: clause.title for pack in packs if pack is not None for clause in pack.clauses}
