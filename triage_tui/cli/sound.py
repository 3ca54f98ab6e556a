"""Whether the desk would start with the settings: their keys and theme against the commands and themes there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triage_tui.settings.model import Settings


def keys_work(settings: Settings) -> None:
    """Raise `BadKeymap` where keys clash or name no command."""
    from triage_tui.settings.keymap import keymap
    from triage_tui.ui.commands import COMMANDS

    keymap(COMMANDS, settings.keys)


def theme_exists(settings: Settings) -> None:
    """Raise `WrongUsage`, naming the themes, where there is none of that name."""
    from triage_tui.settings.paths import user_themes
    from triage_tui.settings.themes import load_themes, suited

    suited(load_themes([user_themes()]).themes, settings.theme, "truecolor")


CHECKS: dict[str, Callable[[Settings], None]] = {"keys": keys_work, "theme": theme_exists}
"""By the setting that is checked."""


def check(settings: Settings) -> None:
    """Raise what stands in the way of starting."""
    for sound in CHECKS.values():
        sound(settings)
