"""One line to type: a name, a search, a filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from triage_tui.domain.filter import FilterError
from triage_tui.domain.filter.complete import Completion
from triage_tui.errors import TriageError
from triage_tui.ui.dialogs.base import Dialog
from triage_tui.ui.present.frame import Frame, rule
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import Safe, inline, ours

Suggest = Callable[[str, int], Sequence[Completion]]
"""What could stand at a column of a filter."""


class Prompt(Dialog[str]):
    """Answers with what was typed, or none when it was left."""

    DEFAULT_CSS = """
    Prompt { layers: base over; }
    Prompt > Board { layer: base; }
    Prompt > Input { layer: over; dock: bottom; height: 1; border: none; padding: 0 1; }
    Prompt > Input:focus { border: none; }
    """

    def __init__(self, title: Safe, before: str, *, hint: Safe | None = None) -> None:
        super().__init__()
        self._title = title
        self._before = before
        self._hint = hint or ours("Enter takes it · Esc leaves")

    def compose(self) -> ComposeResult:
        """The board, and the line to type on in its last row."""
        yield from super().compose()
        line = Input(self._before, select_on_focus=False)
        line.cursor_blink = False
        yield line

    def on_mount(self) -> None:
        """Type at the end of what is there."""
        self.query_one(Input).focus()

    def notes(self) -> Sequence[Line]:
        """What is said above the line."""
        return [(Run(self._hint, "muted"),)]

    def over(self, behind: Frame, width: int, height: int) -> Frame:
        """The title as a rule, the notes, and room for the line."""
        notes = [fit((Run(ours(" "), "text"), *line), width) for line in self.notes()][: max(height - 3, 0)]
        return [*behind[: height - len(notes) - 2], rule(width, Run(self._title, "heading")), *notes, fit((), width)]

    def on_key(self, event: events.Key) -> None:
        """Keys that are not typing."""
        if self.pressed(event.key):
            event.stop()
            event.prevent_default()

    def pressed(self, key: str) -> bool:
        """Do what a key stands for; whether it stands for something. Escape leaves without an answer."""
        if key == "escape":
            self.dismiss(None)
        return key == "escape"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes what was typed."""
        event.stop()
        self.taken(event.value)

    def taken(self, words: str) -> None:
        """Answer with what was typed."""
        self.dismiss(words)


class FilterPrompt(Prompt):
    """A filter, tried out while it is typed; the last one that could be read stays in view."""

    def __init__(self, before: str, attempt: Callable[[str], TriageError | None], suggest: Suggest) -> None:
        super().__init__(ours("Filter"), before)
        self._attempt = attempt
        self._suggest = suggest
        self._error: TriageError | None = None

    def notes(self) -> Sequence[Line]:
        """Where it cannot be read, else what could come next."""
        offers = self._offers()[:6] if self._error is None else ()
        if self._error is not None:
            return [(Run(_told(self._error), "warning"),)]
        listed: list[Line] = [
            (
                Run(ours("{:<24} ", inline(one.text, 24)), "key-label"),
                Run(ours("{:>7} ", one.count) if one.count is not None else ours("{:>7} ", ours("")), "muted"),
                Run(inline(one.title, 60), "muted"),
            )
            for one in offers
        ]
        return [*listed, (Run(ours("Tab completes · Enter takes it · Esc leaves · fields: docs/filters.md"), "muted"),)]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Try what is typed."""
        self._error = self._attempt(event.value)
        self.draw()

    def taken(self, words: str) -> None:
        """Answer with a filter that can be read."""
        if self._error is None:
            self.dismiss(words)

    def pressed(self, key: str) -> bool:
        """Tab takes the first offer."""
        if key == "tab":
            self._complete()
            return True
        return super().pressed(key)

    def _offers(self) -> Sequence[Completion]:
        line = self.query_one(Input)
        try:
            return self._suggest(line.value, line.cursor_position)
        except TriageError as error:
            self._error = error
            return ()

    def _complete(self) -> None:
        line = self.query_one(Input)
        if offers := self._offers():
            first = offers[0]
            line.value = line.value[: first.start] + first.text + line.value[line.cursor_position :]
            line.cursor_position = first.start + len(first.text)


def _told(error: TriageError) -> Safe:
    """What is wrong; under the place where it is, if it has one."""
    hint = ours(" · {}", inline(error.hint)) if error.hint else ours("")
    if not isinstance(error, FilterError):
        return ours("{}{}", inline(error.title), hint)
    return ours("{:{}}^ {}{}", ours(""), min(error.column, 120), inline(error.reason), hint)
