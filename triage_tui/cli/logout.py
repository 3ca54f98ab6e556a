"""The verb ``logout``: forget the token of a source."""

from __future__ import annotations

import click

from triage_tui.cli.account import asker
from triage_tui.cli.options import Options, pass_options


@click.command(short_help="Forget the token of a source.")
@click.argument("url")
@pass_options
def command(options: Options, url: str) -> None:
    """Forget the token for the source at URL. The cases and decisions that are here stay; the source is not told."""
    from triage_tui.cli.printing import echo, line
    from triage_tui.linking import token_store
    from triage_tui.sources.address import host_of, normalised

    address, store = normalised(url), token_store(options.settings, asker())
    places = store.forget(address)
    for place in places:
        echo(line(f"The token for {host_of(address)} is removed from {place}.", 500))
    if not places:
        echo(line(f"No token was kept for {host_of(address)}."))
    if store.given:
        echo(line(f"{store.given} still gives one.", 500))
