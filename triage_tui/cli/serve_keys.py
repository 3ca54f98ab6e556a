"""Whose key is whose: ``serve key`` and ``serve user key``."""

from __future__ import annotations

import click

from triage_tui.cli.given import public_line
from triage_tui.cli.serving import database_option, store_at


@click.command(short_help="Print the server's public key, to seal for and to trust.")
@database_option
def key(database: str | None) -> None:
    """Print the server's public key: with it the server witnesses logs, and for it files of decisions are sealed."""
    from triage_tui.cli.printing import echo, line

    with store_at(database) as store:
        echo(line(store.logs.key().public.line(), 500))


@click.command(short_help="Register the key with which somebody seals decisions.")
@click.argument("name")
@click.argument("said", metavar="FILE|LINE|-")
@click.option("--forget", is_flag=True, help="Do not take it for NAME's any more.")
@database_option
def user_key(name: str, said: str, forget: bool, database: str | None) -> None:
    """Register the public key of NAME, as `triage-tui key show` prints it there; by it a file of decisions is believed.

    Let NAME read the id out: whoever gives you another line can hand in decisions as NAME.
    """
    from triage_tui.cli.printing import echo, line

    with store_at(database) as store:
        if forget:
            store.forget_key(name, public_line(said))
            return
        echo(line(f"{name} seals with the key {store.add_key(name, public_line(said)).id}"))
