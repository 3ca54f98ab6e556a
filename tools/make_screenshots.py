"""Draw the documentation's screenshots: the real program on the sample cases, at three sizes.

Run from the repository: ``.venv/bin/python -m tools.make_screenshots``. The clock stands still, so that the same
program gives the same pictures.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "screens"


def opened(number: str) -> str:
    """The keys that open a sample by its number."""
    return f"slash i d colon s a m p l e minus {number[0]} {number[1]} asterisk enter enter "


PICTURES: Sequence[tuple[str, str, tuple[int, int], str]] = (
    ("queue", "dark", (160, 48), ""),
    ("case", "dark", (160, 48), opened("08") + "n"),
    ("case-100x30", "dark", (100, 30), opened("01")),
    ("case-80x24", "dark", (80, 24), opened("03")),
    ("cause", "dark", (100, 30), opened("03") + "2"),
    ("form", "dark", (100, 30), opened("14") + "x e d 3"),
    ("hostile", "dark", (100, 30), opened("15")),
    ("filter", "dark", (100, 30), "slash c l a u s e colon c"),
    ("help", "dark", (100, 30), opened("03") + "question_mark"),
    ("outbox", "dark", (100, 30), "O"),
    ("conflict", "dark", (100, 30), "O enter"),
    ("light", "light", (100, 30), opened("23") + "n n"),
)
"""Name, theme, size in cells, and the keys that lead there."""

LINKED = {"outbox", "conflict"}
"""Pictures of a workspace that has a source."""


class Stopped:
    """A clock that stands still."""

    def now(self) -> datetime:
        """The noon of the samples' last day."""
        return datetime(2026, 11, 22, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        """No time passes."""
        return 1.0


async def main() -> None:
    """Draw every picture."""
    os.environ.update(TEXTUAL_ANIMATIONS="none", HOME=tempfile.mkdtemp())
    for name, theme, size, keys in PICTURES:
        (FOLDER / f"{name}.svg").write_text(
            await picture(theme, size, keys.split(), linked=name in LINKED), encoding="utf-8"
        )


async def picture(theme: str, size: tuple[int, int], keys: Sequence[str], *, linked: bool) -> str:
    """One screen as SVG."""
    from tools.linked import Still, dispute
    from triage_tui import samples, wiring
    from triage_tui.desk.desk import Desk
    from triage_tui.domain.case import decode_case
    from triage_tui.settings.keymap import keymap
    from triage_tui.settings.model import Settings
    from triage_tui.settings.themes import load_themes
    from triage_tui.storage.opening import open_workspace
    from triage_tui.ui.app import TriageApp
    from triage_tui.ui.commands import COMMANDS
    from triage_tui.ui.setup import Setup

    settings = Settings()
    themes = load_themes().themes
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_workspace(Path(folder, "samples.db"), now=Stopped().now)) as workspace,
    ):
        for pack in samples.policies():
            workspace.add_pack(pack)
        with workspace.taking() as intake:
            for raw in samples.cases():
                intake.take(raw, decode_case(raw), None)
        desk = Desk(workspace, Stopped(), wiring.house_of(settings))
        if linked:
            dispute(workspace, desk)
            desk = Desk(workspace, Stopped(), desk.house, Still(), workspace)
        app = TriageApp(desk, Setup(settings, keymap(COMMANDS, {}), themes, themes[theme]))
        async with app.run_test(size=size) as pilot:
            await pilot.press(*keys)
            await pilot.pause(0.3)
            # Some viewers drop leading blanks without this.
            return app.export_screenshot(title="triage-tui").replace("<text ", '<text xml:space="preserve" ')


if __name__ == "__main__":
    asyncio.run(main())
