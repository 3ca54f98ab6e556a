"""Where the log stands: its head, in hexadecimal and to read out, and who vouches for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from triage_tui.cli.options import Options, pass_options

if TYPE_CHECKING:
    from triage_tui.export.vouched import Claimed
    from triage_tui.storage.workspace import Workspace
    from triage_tui.ui.present.text import Safe


@click.command(short_help="Say where the log stands, in words to read out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_options
def head(options: Options, as_json: bool) -> None:
    """Print the number and the hash of the newest entry, eight words that stand for it, and who vouches for the log."""
    from triage_tui.cli.log_claims import kept_in, keys_at_hand
    from triage_tui.cli.printing import echo, line, print_json
    from triage_tui.cli.seat import last_used, opened
    from triage_tui.export.vouched import claimed
    from triage_tui.ui.present.text import ours

    with opened(last_used(options), read_only=True) as workspace:
        now = workspace.ledger.head()
        read, _ = claimed(kept_in(workspace)[-1:], keys_at_hand(workspace))
    if as_json:
        where = {"log_id": now.log_id, "seq": now.seq, "sha256": now.sha256, "words": words_of(now.sha256)}
        print_json({**where, "checkpoints": [document(one) for one in read]})
        return
    if not now.seq:
        echo(ours("The log is empty."))
        return
    echo(ours("entry: {} of log {}", now.seq, line(now.log_id)), ours("hash:  {}", line(now.sha256)))
    echo(ours("words: {}", line(words_of(now.sha256))))
    for one in read:
        echo(ours("checkpoint at entry {}", one.about.size), *signers(one))
    if not read:
        echo(ours("Nobody vouches for it yet: `triage-tui log checkpoint` does."))


@click.command(short_help="Vouch for where the log stands now.")
@click.option("-o", "--output", metavar="FILE", help="Where to write it; standard output if absent.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there already.")
@pass_options
def checkpoint(options: Options, output: str | None, force: bool) -> None:
    """Sign where the log stands with this machine's key, keep that in the workspace, and write it.

    Whoever has the file and your public line (`triage-tui key list`) can tell later whether the log still has what it
    has now: `triage-tui log verify --checkpoint FILE --key KEYFILE`.
    """
    from triage_tui.cli.outgoing import place
    from triage_tui.cli.seat import last_used, missing, opened

    options = last_used(options)
    with opened(options, read_only=missing(options)) as workspace, place(output, force) as out:
        out.write(made(options, workspace))


def made(options: Options, workspace: Workspace) -> bytes:
    """A checkpoint of where the log stands, as it is handed on; kept where anything can be written."""
    from datetime import UTC, datetime

    from triage_tui.wiring import device_key

    return workspace.ledger.vouch(device_key(options.settings), datetime.now(UTC)).raw()


def words_of(sha256: str) -> str:
    """The words of a head; none for one that is no hash, which a file may claim."""
    from triage_tui.domain.words_aloud import aloud

    try:
        return aloud(sha256)
    except ValueError:
        return ""


def signers(one: Claimed) -> Iterator[Safe]:
    """Who vouches for a checkpoint, a line each."""
    from triage_tui.cli.printing import line
    from triage_tui.domain.values import rfc3339
    from triage_tui.ui.present.text import ours

    for by in one.vouched:
        when = ours("signed {}", line(rfc3339(one.about.at)))
        if by.at is not None:
            when = ours("witnessed {}", line(rfc3339(by.at)))
        yield ours("  {} by {} (key {})", when, line(by.key.name), line(by.key.id))
    for name in one.unknown:
        yield ours("  said to be signed by {}, whose key is not known here", line(name))


def document(one: Claimed) -> dict[str, Any]:
    """A checkpoint for a program to read."""
    from triage_tui.domain.values import rfc3339

    by = [
        {"name": each.key.name, "key": each.key.id, "at": rfc3339(each.at or one.about.at), "witness": bool(each.at)}
        for each in one.vouched
    ]
    about = {"seq": one.about.size, "sha256": one.about.sha256, "at": rfc3339(one.about.at), "where": one.where}
    return {**about, "signed_by": by, "unknown": list(one.unknown)}
