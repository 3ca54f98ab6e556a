"""A choice from a list: one key a row."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct
from textual import events

from triage_tui.ui.dialogs.base import Dialog
from triage_tui.ui.present.frame import Frame, centred
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import Safe, inline, ours

KEYS = "1234567890abcdefghi"
"""Keys of the rows, in order; further rows are reached with the cursor."""


class Choice(Struct, frozen=True):
    """One row."""

    value: str
    """What the menu answers with."""
    label: Safe
    detail: Safe | None = None


class Menu(Dialog[str]):
    """Answers with the value of the row that was chosen, or none."""

    def __init__(
        self, title: Safe, choices: Sequence[Choice], *, marked: Collection[str] = (), hint: Line = ()
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._marked = marked
        self._hint = hint
        self._cursor = 0

    def over(self, behind: Frame, width: int, height: int) -> Frame:
        """A box in the middle; as many rows as fit, the cursor's among them."""
        room = max(height - 7, 1)
        first = min(max(self._cursor - room + 1, 0), max(len(self._choices) - room, 0))
        rows = [self._row(n) for n in range(first, min(first + room, len(self._choices)))]
        hint = self._hint or (Run(ours("Enter chooses · Esc or q leaves"), "muted"),)
        return centred(behind, (Run(self._title, "heading"),), [*rows, (), hint], min(width - 4, 72))

    def _row(self, n: int) -> Line:
        choice = self._choices[n]
        key = Run(ours("{} ", inline(KEYS[n])) if n < len(KEYS) else ours("  "), "key")
        current = n == self._cursor
        mark = Run(ours("✓ ") if choice.value in self._marked else ours("  "), "ok")
        detail = (Run(ours("  {}", choice.detail), "muted"),) if choice.detail else ()
        line = (Run(ours("▸ ") if current else ours("  "), "key"), key, mark, Run(choice.label, "text"), *detail)
        return tuple(Run(run.text, f"{run.role}@cursor") for run in fit(line, 68)) if current else line

    def on_key(self, event: events.Key) -> None:
        """A row's key chooses it; the cursor keys move; Enter takes the row under the cursor."""
        event.stop()
        if event.character is not None and event.character in KEYS[: len(self._choices)]:
            self.dismiss(self._choices[KEYS.index(event.character)].value)
        elif event.key == "enter" and self._choices:
            self.dismiss(self._choices[self._cursor].value)
        elif event.key in ("escape", "q"):
            self.dismiss(None)
        elif event.key in ("down", "j", "up", "k"):
            step = 1 if event.key in ("down", "j") else -1
            self._cursor = (self._cursor + step) % max(len(self._choices), 1)
            self.draw()
