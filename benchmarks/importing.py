"""How fast cases come in, beside a program that only stores lines, and how fast many are asked for."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from benchmarks.figures import paired
from benchmarks.inputs import ROOT, TRIAGE, Inputs
from benchmarks.table import Row, Target
from triage_tui import samples
from triage_tui.domain.filter import parse
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

SQLITE_UTILS = (sys.executable, "-m", "sqlite_utils")
WORDLESS = (
    sys.executable,
    "-c",
    "from triage_tui.__main__ import main; from triage_tui.storage import shelving;"
    " shelving.MOVES = shelving.MOVES[:-1]; main()",
)
"""The same program with no text index, as nobody can run it otherwise: to see what that index costs."""
FILTERS = (
    "",
    "is:open",
    "clause:cyber.2",
    "clause:nothing",
    "sev:>=3",
    "lang:de",
    "is:overdue",
    "is:tagged",
    "the",
    "clause:cyber.2 sev:>=3 lang:en",
    "is:overdue sort:-due",
    "has:hidden",
    "label:none",
    "library",
    '"the loop"',
    "queue:appeals lang:ja",
    "over:>.9",
)
"""What is asked for; the empty one is the whole queue."""
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def rates(inputs: Inputs, count: int, rounds: int) -> Iterator[Row]:
    """Taking a file in: checked, compressed, listed in every order and searchable, beside `sqlite-utils insert`."""
    lines = inputs.folder / f"import-{count}.jsonl"
    with lines.open("wb") as file:
        file.writelines(line + b"\n" for line in samples.generate(count))
    path = str(inputs.folder / "import.db")
    ours, wordless, plain, searchable = list[float](), list[float](), list[float](), list[float]()
    for _ in range(rounds):
        for program, taken in ((TRIAGE, ours), (WORDLESS, wordless)):
            taken.append(_took(inputs, [*program, "--workspace", path, "import", str(lines)]))
            _forget(inputs)
        plain.append(_took(inputs, [*SQLITE_UTILS, "insert", path, "cases", str(lines), "--nl", "--pk", "id"]))
        searchable.append(plain[-1] + _took(inputs, [*SQLITE_UTILS, "enable-fts", path, "cases", "conversation"]))
        _forget(inputs)
    lines.unlink()
    job = f"import {count:,} cases"
    yield Row(job, "triage-tui", tuple(ours))
    yield Row(job, "sqlite-utils insert, enable-fts", tuple(searchable), ours=paired(ours, searchable))
    yield _beside(job, ours, plain, 1)
    yield Row(f"{job}, no text index", "triage-tui", tuple(wordless))
    yield _beside(f"{job}, no text index", wordless, plain, 0.5)


def _beside(job: str, ours: Sequence[float], plain: Sequence[float], most: float) -> Row:
    ratio = paired(ours, plain)
    promised = Target(f"<= {most}x", ratio.middle <= most)
    return Row(job, "sqlite-utils insert", tuple(plain), ours=ratio, targets=(promised,))


def answers(inputs: Inputs, count: int, rounds: int) -> Iterator[Row]:
    """A page of a queue, and the page behind it, for each of several filters."""
    workspace = open_workspace(inputs.queue(count), True, reviewer="bench", now=lambda: NOW)
    try:
        for words in FILTERS:
            taken = tuple(_answered(workspace, words, rounds))
            row = Row(f"{count:,} cases: {words or 'all'}", "triage-tui", taken)
            promised = Target("p99 < 20 ms", row.at(0.99) < 20)
            yield Row(row.job, row.program, taken, targets=(promised,))
    finally:
        workspace.close()


def _answered(workspace: Workspace, words: str, rounds: int) -> Iterator[float]:
    query, behind = parse(words), None
    for _ in range(rounds):
        before = time.perf_counter()
        page = workspace.page(query, after=behind)
        yield (time.perf_counter() - before) * 1000
        behind = page.heads[-1].n if page.more_after else None


def _took(inputs: Inputs, argv: Sequence[str]) -> float:
    """Milliseconds until a command is through."""
    before = time.perf_counter()
    subprocess.run(argv, env=inputs.environment, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return (time.perf_counter() - before) * 1000


def _forget(inputs: Inputs) -> None:
    for each in inputs.folder.glob("import.db*"):
        each.unlink()
