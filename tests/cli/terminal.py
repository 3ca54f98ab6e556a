"""A verb run the way the shell runs it: arguments in, exit status and both streams out."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import msgspec

from triage_tui.cli.main import run

FILES = Path(__file__).parent.parent / "formats" / "fixtures"


@dataclass(frozen=True)
class Answer:
    """What a verb said and how it ended."""

    status: int
    raw: bytes
    """Of standard output."""
    errors: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.raw.decode()

    @property
    def objects(self) -> list[dict[str, object]]:
        """Standard output as JSON lines."""
        return [msgspec.json.decode(line) for line in self.raw.splitlines()]


def shell(*arguments: str | Path, workspace: Path | None = None, stdin: bytes = b"") -> Answer:
    """Run one verb."""
    said: Sequence[str] = [str(one) for one in arguments]
    if workspace is not None:
        said = ["--workspace", str(workspace), *said]
    raw, errors = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(raw, "utf-8")
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(errors):
            status = run(said)
            out.flush()
    finally:
        sys.stdin = before
    return Answer(status, raw.getvalue(), errors.getvalue())
