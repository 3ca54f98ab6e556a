"""The verb ``bundle open``: the desk on a bundle. ``triage-tui FILE.triage`` is the same."""

from __future__ import annotations

from pathlib import Path

import click

from triage_tui.cli.bundle_keys import identity_option
from triage_tui.cli.options import Options, pass_options


@click.command(short_help="Review the cases of a bundle, without a network.")
@click.argument("file")
@identity_option
@click.option("--allow-unsigned", is_flag=True, help="Open it although nobody known vouches for it.")
@pass_options
def command(options: Options, file: str, identity: str | None, allow_unsigned: bool) -> int:
    """Open the desk on a FILE.triage: its cases, its policy packs, and nothing that is sent anywhere.

    It is checked as a whole first, and gets a workspace of its own. Opened again, it goes on where you left; until it
    expires. `triage-tui bundle return` makes the file with your decisions that goes back.
    """
    return open_bundle(options, file, identity=identity, allow_unsigned=allow_unsigned)


def open_bundle(options: Options, file: str, *, identity: str | None = None, allow_unsigned: bool = False) -> int:
    """Sit down at the desk on a bundle; the exit status."""
    from triage_tui.cli.opening import open_desk
    from triage_tui.cli.unpacking import arrive

    return open_desk(*arrive(options, Path(file), identity=identity, allow_unsigned=allow_unsigned))
