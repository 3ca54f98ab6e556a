"""A small program for the tests: it shows a text, decides on digits, and tells what happened.

python -m tests.terminal.decider [--text TEXT] [--guard] [--probe] [--mouse] [--flood FRAMES] [--patience SECONDS]
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import ClassVar

import click

from triage_tui.ui.terminal.colours import decide, prepare_environment
from triage_tui.ui.terminal.probe import Measured, measure


@click.command()
@click.option("--text", default="", help="What the case says, with Python escapes.")
@click.option("--guard", is_flag=True, help="Let decisions pass burst rule and arrival guard.")
@click.option("--probe", is_flag=True, help="Measure the terminal first.")
@click.option("--mouse", is_flag=True, help="Take the mouse.")
@click.option("--flood", default=200, help="How many frames a flood has.")
@click.option("--patience", type=float, help="Seconds that a frame waits for an answer.")
@click.option("--state", type=click.Path(path_type=Path), help="Folder for crash reports and clips.")
def main(
    text: str, guard: bool, probe: bool, mouse: bool, flood: int, patience: float | None, state: Path | None
) -> None:
    colours = decide(os.environ)
    prepare_environment(os.environ, colours)
    measured = measure(os.environ) if probe else Measured()
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import Binding, BindingType
    from textual.content import Content
    from textual.screen import Screen
    from textual.widgets import Static

    from triage_tui.ui.terminal import pace
    from triage_tui.ui.terminal.app import TerminalApp
    from triage_tui.ui.terminal.run import run_app

    pace.PATIENCE = pace.PATIENCE if patience is None else patience

    class Desk(Screen[None]):
        async def on_key(self, event: events.Key) -> None:
            if event.key == "s":
                await asyncio.sleep(0.5)
            elif event.key in "123456abr":
                app.decide(event.key)
            elif not event.is_printable:
                app.tell(event.key)

    class Decider(TerminalApp):
        BINDINGS: ClassVar[list[BindingType]] = [
            Binding("n", "next"),
            Binding("q", "leave"),
            Binding("c", "crash"),
            Binding("e", "edit"),
            Binding("h", "hang"),
            Binding("f", "flood"),
            Binding("y", "yank"),
            Binding("w", "write"),
            Binding("ctrl+z", "suspend_process"),
        ]
        said: list[str]

        def compose(self) -> ComposeResult:
            self.said = []
            self.count = 0
            yield Static(Content(text.encode().decode("unicode_escape")), id="case")
            yield Static(Content("said: "), id="said")
            yield Static(Content(f"probe {measured.answers} {measured.capabilities.zwj}"))
            yield Static(Content(""), id="flood")

        def on_mount(self) -> None:
            self.tell("ready")

        def tell(self, words: str) -> None:
            self.said.append(words)
            size = f"{self.size.width}x{self.size.height}"
            self.query_one("#said", Static).update(Content(f"said: {' '.join(self.said)} {size}"))

        def on_paste(self, event: events.Paste) -> None:
            self.tell(f"pasted({len(event.text)})")

        def get_default_screen(self) -> Screen[None]:
            return Desk()

        def decide(self, key: str) -> None:
            if guard:
                self.admit(lambda: self.tell(f"DECIDED:{key}"), lambda why: self.tell(f"refused:{why.split()[0]}"))
            else:
                self.tell(f"DECIDED:{key}")

        def action_next(self) -> None:
            self.count += 1
            self.query_one("#case", Static).update(Content(f"case number {self.count}"))
            self.expect_frame()

        def action_leave(self) -> None:
            self.exit(return_code=7)

        def action_crash(self) -> None:
            secret = "a-secret-in-a-local"  # noqa: F841 - must not be printed
            raise ValueError(f"a secret in a message {text}")

        def action_edit(self) -> None:
            with self.suspend():
                subprocess.run(["sh", "-c", "echo editing; read line; echo read-$line"], check=False)
            self.tell("edited")

        def action_hang(self) -> None:
            self.tell("hanging")
            until = time.monotonic() + 30
            self.call_after_refresh(lambda: [None for _ in iter(lambda: time.monotonic() < until, False)])

        def action_flood(self) -> None:
            """Draw many full frames, then say so where the terminal plays no part."""
            self.count += 1
            self.query_one("#flood", Static).update(Content("\n".join([f"{self.count} " * 18] * 15)))
            if self.count < flood:
                self.set_timer(0.001, self.action_flood)
            elif state is not None:
                (state / "flooded").write_text("done")

        def action_write(self) -> None:
            self._send_sequence(text.encode().decode("unicode_escape"))
            self.tell("wrote")

        def action_yank(self) -> None:
            self.tell(self.copy_text("copied text").way.name)

    app = Decider(measured=measured, colours=colours, state_folder=state)
    sys.exit(run_app(app, mouse=mouse))


if __name__ == "__main__":
    main()
