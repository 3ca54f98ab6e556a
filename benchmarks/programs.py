"""The programs that are measured, each ready to be started on its input."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs import ROOT, Inputs
from benchmarks.line import NEAR, Line
from benchmarks.terminal import WIDE, Size, Terminal

SECOND_ROW = r"\A(?:.*\n){4} \S "
"""A mark before the second case of the queue."""


@dataclass(frozen=True, slots=True)
class Program:
    """How to start a program, and how to tell that it is there."""

    name: str
    argv: tuple[str, ...]
    ready: str
    """A regular expression that its first useful screen matches."""
    environment: Mapping[str, str]
    step: bytes = b"j"
    """The key that moves one on."""
    moved: str | None = None
    """A regular expression that the screen matches then; none where only colours change."""
    size: Size = WIDE
    """Of its terminal."""
    line: Line = NEAR
    """Between it and its terminal."""

    def start(self) -> Terminal:
        """Start it in a terminal of its own."""
        return Terminal(self.argv, self.environment, self.size, self.line)


def triage(inputs: Inputs, workspace: Path, ready: str = r"demo-\d{7}") -> Program:
    """This program on a workspace."""
    # Held decisions that go out change the screen, and no other key should be blamed for that.
    environment = {**inputs.environment, "TRIAGE_REVIEW_UNDO_WINDOW_S": "3600"}
    argv = (str(Path(sys.executable).with_name("triage-tui")), "--workspace", str(workspace))
    return Program("triage-tui", argv, ready, environment, moved=SECOND_ROW)


def bare(inputs: Inputs) -> Program:
    """The least that Textual can do."""
    argv = (sys.executable, str(ROOT / "benchmarks" / "bare_app.py"))
    return Program("bare Textual", argv, r"row-0000005", inputs.environment, b"\x1b[B", r"(?m)^ *row-0000001\s*$")


def neomutt(inputs: Inputs, mail: Path, size: Size = WIDE) -> Program | None:
    """neomutt on a Maildir, a third of the rows for the index above the message; none where it is not installed."""
    if shutil.which("neomutt") is None:
        return None
    settings = inputs.folder / f"neomuttrc-{size}"
    settings.write_text(
        f'set header_cache="{inputs.folder}/headers"\nset folder="{inputs.folder}"\nset quit=yes\nset mail_check=3600\n'
        f"set pager_index_lines={size.rows // 3}\nset pager_stop=yes\nset timeout=600\nset sort=reverse-mailbox-order\n"
        'set index_format="%4C %Z %s"\nunset mark_old\nset read_inc=0\n'
        "bind index,pager ] next-entry\nbind pager j next-line\nbind pager k previous-line\n",
        encoding="utf-8",
    )
    argv = ("neomutt", "-n", "-F", str(settings), "-f", str(mail))
    return Program("neomutt", argv, r"(demo|long)-\w+", inputs.environment, size=size)


def less(inputs: Inputs, text: Path) -> Program | None:
    """less on a text file; none where it is not installed."""
    if shutil.which("less") is None:
        return None
    return Program("less", ("less", str(text)), "Turn 2", {**inputs.environment, "LESS": "", "LESSHISTFILE": "-"})
