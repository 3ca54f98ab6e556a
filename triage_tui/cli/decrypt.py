"""The verb ``decrypt``: the workspace in the open again."""

from __future__ import annotations

import click

from triage_tui.cli.options import Options, pass_options


@click.command(short_help="Decrypt the workspace, so that it opens without a key.")
@pass_options
def command(options: Options) -> None:
    """Write the workspace without encryption; copies in `backups` stay encrypted, and the key stays where it is.

    A checked copy takes the workspace's place; until then it is as it was.
    """
    from triage_tui.cli.printing import echo, line
    from triage_tui.cli.recoding import keeper, recode
    from triage_tui.ui.present.text import ours

    path = recode(options, "decrypt", keeper())
    echo(
        ours("Decrypted: {}", line(str(path), 500)),
        ours("Copies in backups beside it stay encrypted, and the key stays where it is."),
    )
