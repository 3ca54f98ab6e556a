"""Run an app in the terminal and give the exit status it deserves."""

from __future__ import annotations

from textual._context import message_hook

from triage_tui.ui.terminal.app import TerminalApp, note_input
from triage_tui.ui.terminal.driver import TerminalDriver


def run_app(app: TerminalApp, *, mouse: bool = False) -> int:
    """Run to the end: 0, what the app chose, 1 after a crash, 128 and the number after a signal."""
    message_hook.set(note_input)
    try:
        app.run(mouse=mouse)
    finally:
        driver = app._driver
        if isinstance(driver, TerminalDriver):
            driver.stop_application_mode()
            driver.settle()
    return app.return_code or 0
