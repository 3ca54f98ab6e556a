"""What a log is held against when it is verified: checkpoints of the workspace, of files, and of the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from triage_tui.cli.given import content, public_line
from triage_tui.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from triage_tui.cli.options import Options
    from triage_tui.export.vouched import Claim
    from triage_tui.signing.keys import PublicKey
    from triage_tui.storage.workspace import Workspace

OWN = "source"
"""What is said in place of an address for the source that the workspace belongs to."""


class Held(NamedTuple):
    """What is verified, and what it is held against."""

    lines: Iterator[bytes] | None
    """The log; none where it is the lines of the file that was named."""
    claims: list[Claim]
    keys: list[PublicKey]
    """By which signatures are known."""


def claim_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The options that name what a log is held against."""
    for option in (
        click.option(
            "--witness", metavar="URL", help="Ask a source what it saw last; `source` is the workspace's own."
        ),
        click.option(
            "--key", "keys", multiple=True, metavar="FILE", help="A public line by which signatures are known."
        ),
        click.option("--checkpoint", "checkpoints", multiple=True, metavar="FILE", help="A checkpoint to be met."),
    ):
        verb = option(verb)
    return verb


@contextmanager
def held_against(
    options: Options, file: str | None, checkpoints: tuple[str, ...], keys: tuple[str, ...], witness: str | None
) -> Iterator[Held]:
    """Everything that was named, read; a decisions file is opened for as long as this is entered."""
    from triage_tui.cli.seat import last_used
    from triage_tui.export.vouched import Claim
    from triage_tui.signing.keys import read_public

    options = last_used(options)
    claims = [Claim(path, content(path)) for path in checkpoints]
    more = [read_public(public_line(given)) for given in keys]
    with _opened(options, file) as held:
        if witness is not None:
            held = _asked(options, held, witness)
        yield held._replace(claims=[*held.claims, *claims], keys=[*more, *held.keys])


def kept_in(workspace: Workspace) -> list[Claim]:
    """The checkpoints that a workspace keeps."""
    from triage_tui.export.vouched import Claim

    return [Claim("in the workspace", one.raw) for one in workspace.ledger.checkpoints()]


def keys_at_hand(workspace: Workspace | None) -> list[PublicKey]:
    """The keys that are known here, and those of the sources that have witnessed a log, as these said themselves."""
    from triage_tui.signing.keys import read_public
    from triage_tui.wiring import key_ring

    known = key_ring().known()
    for said in workspace.ledger.witnesses() if workspace is not None else ():
        with suppress(Refused):
            known.append(read_public(said, "the-source"))
    return known


@contextmanager
def _opened(options: Options, file: str | None) -> Iterator[Held]:
    from triage_tui.export.vouched import Claim

    if file is None:
        from triage_tui.cli.seat import opened

        with opened(options, read_only=True) as workspace:
            yield Held(workspace.ledger.lines(), kept_in(workspace), keys_at_hand(workspace))
    elif file.endswith(".triage-decisions"):
        from triage_tui.bundles.returned import LOG, NOTE, holds_a_log
        from triage_tui.bundles.unsealing import unsealed
        from triage_tui.cli.bundle_keys import keys_of, watched
        from triage_tui.wiring import key_ring

        ring = key_ring()
        with watched(file) as at, unsealed(Path(file), keys_of(ring), allow_unsigned=True, watch=at) as sealed:
            try:
                holds_a_log(sealed)
            except Refused as error:
                raise Refused(f"{file}: {error.title}", error.hint) from None
            claims = [Claim("in the file", sealed.member(NOTE) or b"")]
            yield Held(sealed.lines(LOG), claims, ring.known())
    else:
        beside = Path(f"{file}.checkpoint")
        claims = [Claim(str(beside), content(str(beside)))] if file != "-" and beside.is_file() else []
        yield Held(None, claims, keys_at_hand(None))


def _asked(options: Options, held: Held, witness: str) -> Held:
    """The same with what a source saw last of the log of the workspace."""
    from triage_tui.cli.account import asker
    from triage_tui.cli.seat import opened
    from triage_tui.desk.origin import recall_origin
    from triage_tui.export.vouched import Claim
    from triage_tui.linking import account
    from triage_tui.signing.keys import read_public
    from triage_tui.sources.address import normalised
    from triage_tui.sources.once import once

    with opened(options, read_only=True) as workspace:
        log_id, origin = workspace.ledger.head().log_id, recall_origin(workspace)
    if witness == OWN and origin is None:
        raise WrongUsage(f"{options.workspace_path} has no source", "name one: --witness https://...")
    address = origin.address if witness == OWN and origin is not None else normalised(witness)
    us = account(options.settings, address, asker())
    said = once(us.api(), lambda api: api.checkpoint(log_id))
    if said is None:
        raise Refused(f"{address} has never seen the log {log_id}", "`triage-tui sync` shows it")
    claim = Claim(address, said.note.encode())
    return held._replace(claims=[*held.claims, claim], keys=[*held.keys, read_public(said.key, "the-source")])
