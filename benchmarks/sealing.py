"""Sealing cases for somebody and opening them again, beside Python's own zip and JSON, each in a process of its own.

`python -m benchmarks.sealing ACT LINES FILE` is one such process: it says how long it took, and what it held.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.figures import paired
from benchmarks.inputs import ROOT, Inputs
from benchmarks.served import peak
from benchmarks.table import Row, Target
from triage_tui import samples
from triage_tui.bundles.sealing import case_pieces, seal
from triage_tui.bundles.unsealing import Keys, unsealed
from triage_tui.domain.bundle import Manifest, Party
from triage_tui.domain.ids import uuid7
from triage_tui.signing.keys import PrivateKey, new_key, read_private

SLOWEST = 1 / 0.7
"""How many times longer than zip and JSON alone it may take."""
MEMBER = 2_000
"""Cases in a member of the plain file."""
FILES = {"seal": "sealed.triage", "open": "sealed.triage", "zip": "plain.zip", "unzip": "plain.zip"}
"""What each act writes or reads."""
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def rates(inputs: Inputs, count: int, rounds: int) -> Iterator[Row]:
    """Sealing for a key, and opening with it, in turn with writing and reading the same cases unprotected."""
    lines, key = inputs.folder / f"seal-{count}.jsonl", inputs.folder / "key"
    with lines.open("wb") as file:
        file.writelines(line + b"\n" for line in samples.generate(count))
    key.write_bytes(new_key("bench").pem())
    taken: dict[str, list[tuple[float, float]]] = {act: [] for act in ACTS}
    for _ in range(rounds):
        for act, ran in taken.items():
            ran.append(_ran(inputs, act, lines))
    for ours, theirs, words in (("seal", "zip", "seal"), ("open", "unzip", "open")):
        yield from _rows(f"{words} {count:,} cases", taken[ours], taken[theirs])
    lines.unlink()


def _rows(job: str, ours: list[tuple[float, float]], theirs: list[tuple[float, float]]) -> Iterator[Row]:
    (took, held), (plain, less) = zip(*ours, strict=True), zip(*theirs, strict=True)
    ratio = paired(took, plain)
    promised = Target(">= 0.7x the rate", ratio.middle <= SLOWEST)
    yield Row(job, "triage-tui", took)
    yield Row(job, "zipfile and json", plain, ours=ratio, targets=(promised,))
    yield Row(f"{job}, peak memory", "triage-tui", held, "MB")
    yield Row(f"{job}, peak memory", "zipfile and json", less, "MB")


def _ran(inputs: Inputs, act: str, lines: Path) -> tuple[float, float]:
    argv = [sys.executable, "-m", "benchmarks.sealing", act, str(lines), str(inputs.folder / FILES[act])]
    found = subprocess.run(argv, env=inputs.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.split()
    return float(found[0]), float(found[1])


def _key(lines: Path) -> PrivateKey:
    return read_private(lines.with_name("key").read_bytes(), "bench")


def _seal(lines: Path, path: Path) -> None:
    key = _key(lines)
    us = Party(key_id=key.public.id)
    manifest = Manifest(
        id=uuid7(1), kind="cases", issuer=us, audience=(us,), made_at=NOW, expires_at=NOW + timedelta(9),
        sequence=1, members=(),
    )  # fmt: skip
    with lines.open("rb") as file, path.open("wb") as out:
        seal(out, manifest, case_pieces(line[:-1] for line in file), key=key, recipients=[key.public.line()])


def _open(lines: Path, path: Path) -> None:
    key = _key(lines)
    with unsealed(path, Keys(lambda _: key.public, (key.pem(),))) as found:
        assert sum(1 for _ in found.lines("cases/")) == found.manifest.cases


def _zip(lines: Path, path: Path) -> None:
    with lines.open("rb") as file, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        number = 0
        while some := list(islice(file, MEMBER)):
            number += 1
            with archive.open(f"cases/{number:05}.jsonl", "w") as member:
                member.writelines(json.dumps(case).encode() + b"\n" for case in map(json.loads, some))


def _unzip(lines: Path, path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                assert all(json.loads(line) for line in member)


ACTS: dict[str, Callable[[Path, Path], None]] = {"seal": _seal, "zip": _zip, "open": _open, "unzip": _unzip}


def main(act: str, lines: str, path: str) -> None:
    """Do it once; say the milliseconds, and the most megabytes that this process or the one it began held."""
    began = time.perf_counter()
    ACTS[act](Path(lines), Path(path))
    took = (time.perf_counter() - began) * 1000
    # What Python says of this process itself begins with what the one held that began it.
    print(took, max(peak(os.getpid()), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))


if __name__ == "__main__":
    main(*sys.argv[1:])
