"""The verb ``serve``: the reference server of the Case API, and what its operator does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

import click

from triage_tui.cli.serve_bundles import bundle
from triage_tui.cli.serve_filling import load
from triage_tui.cli.serve_keys import key, user_key
from triage_tui.cli.serve_people import approve, user
from triage_tui.cli.serve_purging import purge
from triage_tui.cli.serve_queue import queue
from triage_tui.cli.serving import database_of, database_option, installed
from triage_tui.errors import WrongUsage

PORT = 8787
Say = Callable[[str], None]
"""Told the address once requests are taken in."""


@click.group(invoke_without_command=True, short_help="Serve the Case API, so that many reviewers share one queue.")
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any that is free.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="So many processes; needs PostgreSQL.")
@click.option("--behind-proxy", is_flag=True, help="A proxy in front does TLS and passes requests on.")
@click.option("--demo", is_flag=True, help="The sample cases in a database that is gone afterwards.")
@click.pass_context
def command(
    ctx: click.Context, database: str | None, host: str, port: int, workers: int, behind_proxy: bool, demo: bool
) -> None:
    """Serve the Case API until Ctrl-C or SIGTERM; what was begun is finished first.

    The server speaks plain HTTP: for other machines put a proxy with TLS in front. Its log goes to standard error, one
    JSON object a line.
    """
    if ctx.invoked_subcommand is not None:
        return
    if demo and database:
        raise WrongUsage("--demo has a database of its own", "leave --database out")
    installed()
    from triage_tui.server.bounds import Bounds
    from triage_tui.server.run import Running, serve

    with _demo() if demo else nullcontext((database_of(database), _say)) as (place, say):
        bounds = Bounds(behind_proxy=behind_proxy)
        serve(Running(database=place, host=host, port=port, workers=workers, bounds=bounds), say)


@contextmanager
def _demo() -> Iterator[tuple[str, Say]]:
    """The samples in a database, and what is said once they are served."""
    from triage_tui.cli.serve_demo import demo_database, say_how_to_begin

    with demo_database() as (path, tokens):
        yield path, partial(say_how_to_begin, tokens)


def _say(address: str) -> None:
    from triage_tui.cli.printing import line

    click.echo(line(f"serving at {address}"), err=True)


user.add_command(user_key, "key")
for _verb in (user, approve, load, queue, purge, key, bundle):
    command.add_command(_verb)
