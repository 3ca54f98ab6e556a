"""The rows of the result: what was measured, beside whom, and what this version promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.figures import Ratio, percentile


@dataclass(frozen=True, slots=True)
class Target:
    """What this version promises of a row."""

    what: str
    """In words: `p50 <= 2x`."""
    kept: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that one program was measured doing."""

    job: str
    program: str
    values: tuple[float, ...]
    """In the order of measuring."""
    unit: str = "ms"
    sent: int | None = None
    """Bytes a key, the median."""
    cpu: float | None = None
    """Milliseconds of processor time a key, the median."""
    ours: Ratio | None = None
    """How many times more triage-tui took for the same, in the same turn."""
    targets: tuple[Target, ...] = ()

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def at(self, share: float) -> float:
        """A percentile."""
        return percentile(self.values, share)

    def as_json(self) -> dict[str, Any]:
        """Everything, for a program to read."""
        figures = {"p50": self.middle, "p95": self.at(0.95), "p99": self.at(0.99)}
        return {**asdict(self), **figures, "ours": self.ours and self.ours._asdict()}


HEADINGS = ("job", "program", "p50", "p95", "p99", "unit", "bytes", "cpu ms", "triage-tui is", "target")
NUMBERS = frozenset({"p50", "p95", "p99", "bytes", "cpu ms"})


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The table as text, in Markdown."""
    cells = [HEADINGS, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rule = tuple(
        "-" * (width - 1) + (":" if name in NUMBERS else "-") for name, width in zip(HEADINGS, widths, strict=True)
    )
    for line in (cells[0], rule, *cells[1:]):
        yield f"| {' | '.join(_aligned(*one) for one in zip(HEADINGS, line, widths, strict=True))} |"


def _aligned(heading: str, cell: str, width: int) -> str:
    return cell.rjust(width) if heading in NUMBERS else cell.ljust(width)


def _cells(row: Row) -> Sequence[str]:
    tail = (_number(row.at(0.95)), _number(row.at(0.99))) if len(row.values) > 1 else ("", "")
    return (
        row.job, row.program, _number(row.middle), *tail, row.unit,
        "" if row.sent is None else f"{row.sent:,}", "" if row.cpu is None else f"{row.cpu:.1f}",
        f"{row.ours} x" if row.ours else "",
        ", ".join(f"{one.what}: {'kept' if one.kept else 'MISSED'}" for one in row.targets),
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
