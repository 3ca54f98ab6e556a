"""What the verbs about a source share: which source is meant, and how a person is asked for a secret."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options
from triage_tui.errors import WrongUsage

if TYPE_CHECKING:
    from triage_tui.domain.wire.capabilities import Me
    from triage_tui.sources.passphrase import Ask


def asker() -> Ask | None:
    """Asks the person at the terminal for something nobody may see; none where there is no terminal."""
    return _ask if sys.stdin.isatty() and sys.stderr.isatty() else None


def _ask(words: str) -> str:
    from triage_tui.cli.printing import line

    try:
        typed = click.prompt(line(words), hide_input=True, default="", show_default=False, err=True)
    except click.Abort:
        raise KeyboardInterrupt from None
    return str(typed)


def source_meant(options: Options, typed: str | None) -> str:
    """The address that was typed, else that of the workspace the desk showed last, else the one signed in to last."""
    from triage_tui.settings.paths import source_used_last
    from triage_tui.sources.address import normalised

    address = typed or source_of_workspace(options) or source_used_last()
    if address is None:
        raise WrongUsage("no source was named, and none was used before", "name one: https://...")
    return normalised(address)


def source_of_workspace(options: Options) -> str | None:
    """The source of the workspace that is meant; none where that is a local one, or there is none."""
    from triage_tui.cli.seat import last_used, opened
    from triage_tui.desk.origin import recall_origin

    options = last_used(options)
    if not options.workspace_path.exists():
        return None
    with opened(options, read_only=True) as workspace:
        origin = recall_origin(workspace)
    return origin.address if origin is not None else None


def named(me: Me) -> str:
    """A reviewer with their roles, to be shown; untrusted."""
    return f"{me.reviewer} ({', '.join(me.roles)})" if me.roles else me.reviewer
