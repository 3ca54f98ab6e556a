"""The verb ``bundle``: cases that leave sealed, and decisions that come back. Each of its verbs is a module."""

from __future__ import annotations

from importlib import import_module

import click

VERBS: dict[str, str] = {
    "create": "bundle_create",
    "show": "bundle_show",
    "verify": "bundle_verify",
    "open": "bundle_open",
    "return": "bundle_return",
    "merge": "bundle_merge",
    "get": "bundle_get",
    "send": "bundle_send",
}
"""The module that holds each as ``command``, in the order of ``--help``."""


class Verbs(click.Group):
    """The verbs of the table, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, imported now."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"triage_tui.cli.{VERBS[cmd_name]}").command
        return command


@click.group(cls=Verbs, short_help="Seal cases for somebody, review them offline, and hand the decisions back.")
def command() -> None:
    """Seal cases for somebody, review them without a network, and hand the decisions back."""
