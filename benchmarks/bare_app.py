"""The least that Textual itself can do for this job: a list of 1,000 rows, and the text of the chosen one."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

WORDS = "\n".join(f"  line {n}: the first promises that a result will come, the second that it has." for n in range(30))


class BareApp(App[None]):
    """Stock widgets, stock settings."""

    CSS = "OptionList { height: 16; border: none; }"

    def compose(self) -> ComposeResult:
        yield OptionList(*(Content(f"row-{n:07}  S2  cyber.2  0.83  open") for n in range(1_000)))
        with VerticalScroll(can_focus=False):
            yield Static()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.query_one(Static).update(Content(f"row-{event.option_index:07}\n{WORDS}"))


if __name__ == "__main__":
    BareApp().run()
