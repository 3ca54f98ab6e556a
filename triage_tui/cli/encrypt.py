"""The verb ``encrypt``: a workspace that only opens with a key."""

from __future__ import annotations

import click

from triage_tui.cli.options import Options, pass_options


@click.command(short_help="Encrypt the workspace, so that it opens with your key only.")
@pass_options
def command(options: Options) -> None:
    """Encrypt the workspace and the copies of it in `backups`; the key is made and kept where there is none.

    A checked copy takes the workspace's place; until then it is as it was. The key is kept in the keyring, else in a
    file that a passphrase opens, or in the file that TRIAGE_KEY_FILE names. Without it nobody can read the workspace,
    nor can you. Whether the disk still holds the bytes from before is up to the disk: an encrypted one is the way out.
    """
    from triage_tui.cli.printing import echo, line
    from triage_tui.cli.recoding import keeper, recode
    from triage_tui.ui.present.text import ours

    ours_now = keeper()
    path = recode(options, "encrypt", ours_now)
    echo(
        ours("Encrypted: {}", line(str(path), 500)),
        ours("The key is in {}. Without it the workspace cannot be read.", line(ours_now.where(), 500)),
        ours("Copies in backups beside it, where there were any, made way for an encrypted one."),
        ours("What the disk keeps of deleted files, swap and the terminal's history are not covered."),
    )
