"""The verb ``bundle verify``: every byte of a sealed file, and whether it is meant for us."""

from __future__ import annotations

from pathlib import Path

import click

from triage_tui.cli.bundle_keys import identity_option, watched


@click.command(short_help="Check every byte of a sealed file, and who signed it.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@identity_option
@click.option("--allow-unsigned", is_flag=True, help="Do not mind that nobody known vouches for it.")
def command(files: tuple[str, ...], identity: str | None, allow_unsigned: bool) -> int:
    """Check every byte of a sealed file: signature, members, hashes, every line. Nothing is kept.

    What is wrong is said exactly, and the exit status is 1. That one has expired, or is meant for others, is no fault
    of the file: `triage-tui bundle show` tells.
    """
    from triage_tui.bundles.unsealing import unsealed
    from triage_tui.cli.bundle_keys import keys_of
    from triage_tui.cli.bundle_show import signed
    from triage_tui.cli.main import complain
    from triage_tui.cli.printing import echo, line
    from triage_tui.errors import Refused
    from triage_tui.ui.present.text import ours
    from triage_tui.wiring import key_ring

    keys, wrong = keys_of(key_ring(), identity), 0
    for file in files:
        try:
            with (
                watched(file) as watch,
                unsealed(Path(file), keys, allow_unsigned=allow_unsigned, watch=watch) as sealed,
            ):
                members = len(sealed.manifest.members)
                echo(ours("{}: good · {} members · {}", line(file), members, signed(sealed)))
        except Refused as error:
            wrong += 1
            complain(error.title, error.hint)
    return 1 if wrong else 0
