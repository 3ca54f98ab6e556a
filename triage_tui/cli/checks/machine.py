"""The machine: Python, SQLite, the settings file, the themes and the keyring."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Iterator

from triage_tui import __version__
from triage_tui.cli.checks.result import BETTER, BROKEN, OK, Result
from triage_tui.cli.options import Options
from triage_tui.cli.sound import check
from triage_tui.errors import WrongUsage
from triage_tui.settings.paths import config_file, user_themes
from triage_tui.settings.themes import load_themes

_PATIENCE = 3.0
"""Seconds that a keyring has to answer."""


def results(options: Options) -> Iterator[Result]:
    """Look at what the program stands on."""
    yield Result(OK, "program", f"triage-tui {__version__}, Python {platform.python_version()}, {platform.platform()}")
    yield _sqlite()
    yield _settings(options)
    for theme, reason in load_themes([user_themes()]).failed:
        yield Result(BETTER, "theme", reason if str(theme) in reason else f"{theme}: {reason}", "it is skipped")
    yield _keyring()


def _settings(options: Options) -> Result:
    path = config_file()
    try:
        check(options.settings)
    except WrongUsage as error:
        return Result(BROKEN, "settings", f"{path}: {error.title}", error.hint)
    return Result(OK, "settings", f"{path}" if path.exists() else f"none yet at {path}")


def _sqlite() -> Result:
    from triage_tui.storage.engine import VERSION, log_reset_is_safe

    found = ".".join(map(str, VERSION))
    if log_reset_is_safe():
        return Result(OK, "SQLite", found)
    hint = "3.51.3, 3.50.7 and 3.44.6 mend a rare fault of the write-ahead log; update Python or SQLite when you can"
    return Result(BETTER, "SQLite", found, hint)


def _keyring() -> Result:
    ask = "import keyring; print(keyring.get_keyring().name)"
    try:
        answer = subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return Result(BETTER, "keyring", "it did not answer within three seconds")
    if answer.returncode:
        return Result(BETTER, "keyring", (answer.stderr.strip().splitlines() or ["it cannot be loaded"])[-1])
    return Result(OK, "keyring", answer.stdout.strip())
