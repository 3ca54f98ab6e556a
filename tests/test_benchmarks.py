"""The measurements run to their end on a small scale; what they find is not judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.figures import paired, percentile
from benchmarks.inputs import ROOT

OURS = {
    "first case on screen", "first key answered", "--help", "move in the queue", "next case", "decide, then next case",
    "scroll a row", "scroll a page", "peak memory", "import 100 cases", "400 cases: all", "queue: first case",
    "queue: first key answered", "queue: row", "queue: page", "queue: end and top", "case: open",
    "case: first time to the end", "case: row", "case: page",
}  # fmt: skip


def test_a_quick_run_measures_everything(tmp_path: Path) -> None:
    result = tmp_path / "figures.json"
    subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json", str(result)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    rows = json.loads(result.read_text(encoding="utf-8"))["rows"]
    assert OURS - {row["job"] for row in rows} == set()
    assert {"triage-tui", "bare Textual", "python -c pass"} <= {row["program"] for row in rows}
    assert all(value > 0 for row in rows if row["unit"] == "ms" for value in row["values"])
    assert all(row["sent"] > 0 for row in rows if row["sent"] is not None)


def test_a_percentile_lies_between_its_neighbours() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0, 2.0], 0.99) == pytest.approx(1.99)
    assert percentile([7.0], 0.95) == 7.0


def test_ratios_are_taken_press_by_press() -> None:
    ratio = paired([2.0, 20.0, 200.0], [1.0, 10.0, 100.0])
    assert ratio == (2.0, 2.0, 2.0)
    noisy = paired([1.0, 2.0, 3.0, 4.0] * 10, [1.0] * 40)
    assert noisy.low <= noisy.middle <= noisy.high
    assert noisy.low < noisy.high
