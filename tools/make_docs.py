"""Write the pages that come from the program itself; a test fails when they are out of step."""

from __future__ import annotations

from pathlib import Path

from tools import api_page
from triage_tui.cli import reference
from triage_tui.server import openapi

PAGES = {
    "api.md": api_page.written,
    "cli.md": reference.cli_markdown,
    "keys.md": reference.keys_markdown,
    "settings.md": reference.settings_markdown,
}
"""Of docs/."""

ROOT = Path(__file__).parent.parent

if __name__ == "__main__":
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8")
    (ROOT / "triage_tui" / "server" / "openapi.json").write_text(openapi.written(), encoding="utf-8")
