"""Decisions as Parquet: the columns of the CSV table with their types, lists as lists, text as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from triage_tui.errors import WrongUsage
from triage_tui.export.told import DECISION, FINDING, LISTS, NUMBERS, TIMES, Told, Value, rows

if TYPE_CHECKING:
    from triage_tui.export.account import Weighed

GROUP = 50_000
"""Rows of a row group: what is in memory at a time."""


def write(decisions: Iterable[Told], out: Weighed) -> int:
    """Write every decision; how many."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise WrongUsage("Parquet needs pyarrow", "pip install 'triage-tui[parquet]'") from None
    schema = pa.schema([(name, _type(pa, name)) for name in (*DECISION, *FINDING)])
    counted = _Counted(decisions)
    cells = chain.from_iterable(map(rows, counted))
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for columns in _groups(cells):
            writer.write_table(pa.table([_array(pa, *one) for one in zip(schema, columns, strict=True)], schema=schema))
    return counted.count


def _groups(cells: Iterator[tuple[Value, ...]]) -> Iterator[list[tuple[Value, ...]]]:
    while group := list(islice(cells, GROUP)):
        yield list(zip(*group, strict=True))


def _type(pa: Any, name: str) -> Any:
    if name in LISTS:
        return pa.list_(pa.string())
    if name in TIMES:
        return pa.timestamp("us", "UTC")
    return {int: pa.int64(), float: pa.float64()}[NUMBERS[name]] if name in NUMBERS else pa.string()


def _array(pa: Any, field: Any, column: tuple[Value, ...]) -> Any:
    """Times are read from their text by Arrow itself, which is quicker than we are."""
    return pa.array(column, pa.string()).cast(field.type) if field.name in TIMES else pa.array(column, field.type)


class _Counted:
    """Decisions, counted as they pass."""

    def __init__(self, decisions: Iterable[Told]) -> None:
        self._decisions = decisions
        self.count = 0

    def __iter__(self) -> Iterator[Told]:
        for one in self._decisions:
            self.count += 1
            yield one
