"""The measurements run to their end on a small scale; what they find is not judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.far import LINES
from benchmarks.figures import paired, percentile
from benchmarks.inputs import ROOT
from benchmarks.line import NEAR, Line, Way
from benchmarks.terminal import Terminal

OURS = {
    "first case on screen", "first key answered", "--help", "move in the queue", "next case", "decide, then next case",
    "scroll a row, 160x48", "scroll a page, 160x48", "scroll a row, 80x24", "scroll a page, 80x24", "peak memory",
    "import 100 cases", "400 cases: all", "queue: first case", "queue: first key answered", "queue: row",
    "queue: page", "queue: end and top", "start in a case", "case: open", "case: first time to the end", "case: row",
    "case: page",
}  # fmt: skip
PRESSED = ("move in the queue", "next case", "scroll a row, 160x48", "scroll a row, 80x24")
FAR = {"first case on screen", "first key answered", *PRESSED, *(f"{key} held, lag after release" for key in PRESSED)}

SERVED = {
    "SQLite: 4 reviewers, 0.05 s a case: lease", "SQLite: 4 reviewers, no pause: decisions", "SQLite: served twice",
    "SQLite: acknowledged and not kept", "pull 600 cases", "push 20 decisions", "on the wire: a case pulled",
    "server at 150 ms: first case on screen", "server that stalls: decide, then next case",
}  # fmt: skip

OFFLINE = {
    "seal 100 cases", "seal 100 cases, peak memory", "open 100 cases", "open 100 cases, peak memory",
    "export 100 decisions as CSV", "export 100 decisions as JSON lines", "export 100 decisions, peak memory",
}  # fmt: skip


def test_a_quick_run_measures_everything(tmp_path: Path) -> None:
    result = tmp_path / "figures.json"
    subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json", str(result)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    rows = json.loads(result.read_text(encoding="utf-8"))["rows"]
    jobs = {row["job"] for row in rows}
    assert OURS - jobs == set()
    assert {f"{LINES[-1]}: {job}" for job in FAR} - jobs == set()
    assert all(value > 40 for row in rows if row["job"].startswith("80 ms") for value in row["values"])
    assert {"triage-tui", "bare Textual", "python -c pass"} <= {row["program"] for row in rows}
    assert all(value > 0 for row in rows if row["unit"] == "ms" for value in row["values"])
    assert all(row["sent"] > 0 for row in rows if row["sent"] is not None)


def test_a_quick_run_of_the_server_measures_everything(tmp_path: Path) -> None:
    result = tmp_path / "figures.json"
    subprocess.run(
        [sys.executable, "-m", "benchmarks", "--server", "--quick", "--json", str(result)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    rows = {row["job"]: row for row in json.loads(result.read_text(encoding="utf-8"))["rows"]}
    assert SERVED - rows.keys() == set()
    kept = [row for job, row in rows.items() if job.endswith(("served twice", "acknowledged and not kept"))]
    assert {value for row in kept for value in row["values"]} == {0}
    assert all(value > 0 for job, row in rows.items() if row not in kept for value in row["values"])


def test_a_quick_run_of_what_leaves_the_machine_measures_everything(tmp_path: Path) -> None:
    result = tmp_path / "figures.json"
    subprocess.run(
        [sys.executable, "-m", "benchmarks", "--offline", "--quick", "--json", str(result)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    rows = json.loads(result.read_text(encoding="utf-8"))["rows"]
    assert OFFLINE - {row["job"] for row in rows} == set()
    assert all(value > 0 for row in rows for value in row["values"])


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


def test_without_a_line_all_bytes_are_there_at_once() -> None:
    way = Way(NEAR)
    way.send(5.0, b"x" * 100_000)
    assert way.arrived(5.0) == (5.0, b"x" * 100_000)
    assert way.arrived(9.0) is None


@given(st.lists(st.tuples(st.floats(0, 2), st.binary(max_size=5_000))), st.floats(0, 1), st.floats(1_000, 1e6))
def test_a_line_keeps_order_its_delay_and_its_rate(
    sent: list[tuple[float, bytes]], round_trip: float, rate: float
) -> None:
    way, at = Way(Line(round_trip, rate)), 0.0
    for pause, piece in sent:
        at += pause
        way.send(at, piece)
    assert way.arrived(round_trip / 2 - 1e-9) is None
    came = list(iter(lambda: way.arrived(1e9), None))
    assert b"".join(piece for _, piece in came) == b"".join(piece for _, piece in sent)
    for (before, _), (after, piece) in pairwise(came):
        assert after - before >= len(piece) / rate - 1e-6


def test_bytes_wait_for_those_before_them() -> None:
    way = Way(Line(0.08, 1_000))
    way.send(0.0, b"a" * 500)
    way.send(0.1, b"b" * 500)
    way.send(9.0, b"c" * 100)
    came = [arrived for _ in range(3) if (arrived := way.arrived(99.0))]
    assert [piece for _, piece in came] == [b"a" * 500, b"b" * 500, b"c" * 100]
    assert [at for at, _ in came] == pytest.approx([0.54, 1.04, 9.14])


def test_an_answer_crosses_the_line_both_ways() -> None:
    with Terminal(("cat",), os.environ, line=Line(0.05)) as terminal:
        press = terminal.press(b"x")
    assert (press.first >= 50, press.sent) == (True, 1)
