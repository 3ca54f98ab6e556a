"""Which command a key stands for, where it is pressed."""

from __future__ import annotations

from collections.abc import Mapping

from triage_tui.ui.commands import COMMANDS, Command


class Keys:
    """The keymap in force, turned round."""

    def __init__(self, by_command: Mapping[str, tuple[str, ...]]) -> None:
        """`by_command` gives every command's keys in Textual's spelling, checked."""
        self.by_command = by_command
        self._commands: dict[tuple[str, str], Command] = {
            (command.context, key): command for command in COMMANDS for key in by_command[command.id]
        }
        self._prefixes = {(context, key.split()[0]) for context, key in self._commands if " " in key}

    def command(self, pressed: str, context: str) -> Command | None:
        """The command of a key; the context's own goes before those that hold everywhere."""
        return self._commands.get((context, pressed)) or self._commands.get(("everywhere", pressed))

    def waits(self, pressed: str, context: str) -> bool:
        """Whether a key is a prefix that waits for a second one."""
        return bool({(context, pressed), ("everywhere", pressed)} & self._prefixes)
