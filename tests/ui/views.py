"""Cases as a screen looks at them, made on a real desk without an app."""

from __future__ import annotations

from triage_tui.desk.desk import Desk
from triage_tui.ui.present.case import CaseView, case_frame, panes
from triage_tui.ui.present.chrome import Desktop
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import Line, width
from triage_tui.ui.present.looking import fitted, look
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, cells, inline, ours
from triage_tui.ui.situation import Situation
from triage_tui.ui.terminal.scrub import scrub

SIZES = [(160, 48), (100, 30), (80, 24), (60, 15), (20, 6)]
"""Columns and rows."""


def words_of(line: Line) -> str:
    """A line without its roles."""
    return "".join(run.text for run in line)


def text_of(frame: Frame) -> str:
    """A frame as text."""
    return "\n".join(words_of(line).rstrip() for line in frame)


def looked_at(desk: Desk, case_id: str, caps: Capabilities = CONSERVATIVE) -> CaseView:
    """A case as it first comes up; tool output is not folded."""
    return look(desk.open(case_id), desk.clock.now(), caps, 0)


def situation(view: CaseView) -> Situation:
    """What is in front."""
    return Situation(head=view.sitting.opened.head, sitting=view.sitting, clause=view.clause)


def drawn(view: CaseView, size: tuple[int, int]) -> Frame:
    """The case screen at a size."""
    columns, rows = size
    view = fitted(view, panes(columns, rows, view.zoom))
    desktop = Desktop((ours("queue"), inline(view.sitting.opened.case.id, 40)))
    return case_frame(view, situation(view), desktop, columns, rows)


def fault(frame: Frame, size: tuple[int, int]) -> str:
    """What is wrong with a frame of this size, in one sentence; empty when nothing is."""
    columns, rows = size
    if len(frame) != rows:
        return f"{len(frame)} rows instead of {rows}"
    for y, line in enumerate(frame):
        if (wide := width(line)) != columns or cells(words_of(line)) != columns:
            return f"row {y} is {wide} cells wide instead of {columns}: {words_of(line)!a}"
        if scrub(words_of(line)) != words_of(line):
            return f"row {y} holds what no terminal may see: {words_of(line)!a}"
    return ""
