"""The reviewer's own editor, for a longer text."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App

from triage_tui.errors import Refused


def edited(app: App[int], text: str) -> str:
    """Let $VISUAL or $EDITOR change a text; the file is private and gone afterwards. Raises `Refused` on failure."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="triage-tui-") as folder:
        path = Path(folder, "rationale.txt")
        path.write_text(text, encoding="utf-8")
        with app.suspend():
            try:
                status = subprocess.run([*command, str(path)], check=False).returncode
            except OSError as error:
                raise Refused(
                    f"the editor {command[0]} could not be started: {error.strerror}", "set $EDITOR"
                ) from None
        if status != 0:
            raise Refused(f"the editor {command[0]} ended with status {status}; the rationale is as it was")
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
