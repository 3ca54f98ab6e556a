"""Any command by its name."""

from __future__ import annotations

from collections.abc import Sequence

from textual.fuzzy import Matcher
from textual.widgets import Input

from triage_tui.ui.commands import COMMANDS, Command
from triage_tui.ui.dialogs.prompt import Prompt
from triage_tui.ui.present.chrome import key_name
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import inline, ours
from triage_tui.ui.screens.base import DeskScreen

SHOWN = 10
"""Commands listed at a time."""


class CommandPalette(Prompt):
    """Answers with the id of a command."""

    def __init__(self, screen: DeskScreen) -> None:
        super().__init__(ours("Commands"), "")
        self._below = screen
        self._cursor = 0

    def _found(self) -> list[Command]:
        here = [one for one in COMMANDS if one.context in (self._below.CONTEXT, "everywhere")]
        words = self.query_one(Input).value
        if not words:
            return here
        matcher = Matcher(words)
        scored = [(2 * matcher.match(one.title) or matcher.match(f"{one.id} {one.help}"), one) for one in here]
        return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score > 0]

    def notes(self) -> Sequence[Line]:
        """The commands that fit what is typed, the best first."""
        found, now = self._found(), self._below.situation()
        self._cursor = min(self._cursor, max(len(found) - 1, 0))
        first = max(self._cursor - SHOWN + 1, 0)
        listed = [self._row(one, one.why_not(now), n == self._cursor) for n, one in enumerate(found)][
            first : first + SHOWN
        ]
        return [*listed, (Run(ours("↑ ↓ choose · Enter runs it · Esc leaves"), "muted"),)]

    def _row(self, command: Command, reason: str | None, current: bool) -> Line:
        keys = " ".join(key_name(key) for key in self.app.keys.by_command[command.id])
        line = (
            Run(ours("▸ ") if current else ours("  "), "key"),
            *fit((Run(inline(keys, 12), "key"),), 13),
            *fit((Run(inline(command.title), "muted" if reason else "text"),), 18),
            Run(inline(command.help if reason is None else f"{command.help} · not now: {reason}", 150), "muted"),
        )
        return tuple(Run(run.text, f"{run.role}@cursor") for run in line) if current else line

    def on_input_changed(self, event: Input.Changed) -> None:
        """List anew."""
        self._cursor = 0
        self.draw()

    def taken(self, words: str) -> None:
        """Answer with the command under the cursor."""
        found = self._found()
        self.dismiss(found[self._cursor].id if found else None)

    def pressed(self, key: str) -> bool:
        """The cursor keys choose."""
        step = {"down": 1, "up": -1}.get(key)
        if step is None:
            return super().pressed(key)
        self._cursor = min(max(self._cursor + step, 0), max(len(self._found()) - 1, 0))
        self.draw()
        return True
