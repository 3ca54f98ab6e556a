"""Write the pages of docs/ that come from the program itself; a test fails when they are out of step."""

from __future__ import annotations

from pathlib import Path

from triage_tui.cli import reference

PAGES = {
    "cli.md": reference.cli_markdown,
    "keys.md": reference.keys_markdown,
    "settings.md": reference.settings_markdown,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (Path(__file__).parent.parent / "docs" / name).write_text(page(), encoding="utf-8")
