"""Cases and policy packs into the server's database: ``serve load``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from triage_tui.cli.serving import database_option, operator, store_at

if TYPE_CHECKING:
    from triage_tui.formats.found import Bad, Found, FoundPack
    from triage_tui.server.store import Store

_CASES = 200
_BYTES = 8 * 1024 * 1024
"""What is handed in at once, whichever is reached first."""

_WORDS = {
    "new": "new cases",
    "changed": "newer versions of cases",
    "known": "cases that are here already",
    "older": "cases that are here in a newer version",
    "packs": "policy packs",
    "refused": "refused",
}


@click.command(short_help="Read cases and policy packs into the server's database.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--from", "reader", metavar="FORMAT", help="What the files are; `triage-tui formats` lists them.")
@database_option
def load(files: tuple[str, ...], reader: str | None, database: str | None) -> int:
    """Read cases and policy packs into the server's database, in any format that `triage-tui import` reads."""
    from triage_tui.cli.printing import columns, line
    from triage_tui.formats.registry import reader_for
    from triage_tui.formats.source import Source
    from triage_tui.ui.present.text import ours

    counts: Counter[str] = Counter()
    with store_at(database) as store:
        for path in files:
            with Source(path) as source:
                taking = Filling(store, path, counts)
                taking.take(reader_for(source, reader, ()).read(source, ()))
    columns([ours("{:>9,}", counts[key]), line(words)] for key, words in _WORDS.items() if counts[key])
    return 1 if counts["refused"] else 0


class Filling:
    """Hands records in, in batches; what is refused is said and counted, and never stops the rest."""

    def __init__(self, store: Store, path: str, counts: Counter[str]) -> None:
        self._store = store
        self._path = path
        self._counts = counts

    def take(self, records: Iterable[Found | FoundPack | Bad]) -> None:
        """Hand in everything."""
        for batch in _batches(self._cases(records)):
            self._batch(batch)

    def _cases(self, records: Iterable[Found | FoundPack | Bad]) -> Iterator[Found]:
        """The cases; packs are published on the way, before the cases behind them."""
        from triage_tui.formats.found import Bad, FoundPack
        from triage_tui.server.rejected import Rejected

        for record in records:
            if isinstance(record, Bad):
                self._refuse(record.line, record.reason)
            elif isinstance(record, FoundPack):
                try:
                    self._store.publish(operator(), record.raw)
                    self._counts["packs"] += 1
                except Rejected as error:
                    self._refuse(record.line, error.title)
            else:
                yield record

    def _batch(self, batch: list[Found]) -> None:
        from triage_tui.server.rejected import Rejected

        try:
            taken = self._store.take_in(operator(), [one.raw for one in batch])
            self._counts.update(one.status for one in taken.results)
        except Rejected as error:
            if len(batch) == 1:
                self._refuse(batch[0].line, error.title)
                return
            for one in batch:
                self._batch([one])

    def _refuse(self, number: int, why: str) -> None:
        from triage_tui.cli.printing import line

        self._counts["refused"] += 1
        click.echo(line(f"{self._path}:{number}: {why}", 500), err=True)


def _batches(cases: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    length = 0
    for case in cases:
        batch.append(case)
        length += len(case.raw)
        if len(batch) == _CASES or length >= _BYTES:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch
