"""Who may use the server: ``serve user`` and ``serve approve``."""

from __future__ import annotations

import click

from triage_tui.cli.serving import database_option, store_at

_ROLES = "reviewer (the usual), senior, adjudicator, lead, auditor or intake; again for several."


@click.group(short_help="Say who may use the server.")
def user() -> None:
    """Say who may use the server."""


@user.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help=_ROLES)
@click.option("--queue", "queues", multiple=True, metavar="QUEUE", help="Only these queues; none: all.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long the token is good for; none: until revoked.")
@database_option
def add(name: str, roles: tuple[str, ...], queues: tuple[str, ...], days: int | None, database: str | None) -> None:
    """Make NAME known, or change their roles and queues, and print a new token.

    The token is printed once and kept nowhere: hand it over, or let NAME sign in with a code (`triage-tui login`).
    """
    from datetime import timedelta

    from triage_tui.cli.printing import echo, line

    with store_at(database) as store:
        store.add_user(name, roles or ("reviewer",), queues or None)
        token = store.new_token(name, None if days is None else timedelta(days=days))
    echo(line(token))


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@database_option
def list_(as_json: bool, database: str | None) -> None:
    """List everybody who is known, with roles, queues and how many tokens let them in."""
    from triage_tui.cli.printing import columns, line, print_json

    with store_at(database) as store:
        people = store.users()
    if as_json:
        for one in people:
            queues = None if one.queues is None else list(one.queues)
            print_json({"name": one.name, "roles": list(one.roles), "queues": queues, "tokens": one.tokens})
        return
    rows = [
        (
            one.name,
            ", ".join(one.roles),
            "all queues" if one.queues is None else ", ".join(one.queues),
            f"{one.tokens} token{'' if one.tokens == 1 else 's'}",
        )
        for one in people
    ]
    columns([line(cell) for cell in row] for row in rows)


@user.command()
@click.argument("name")
@database_option
def revoke(name: str, database: str | None) -> None:
    """End every token of NAME at once. What they decided stays."""
    from triage_tui.cli.printing import echo
    from triage_tui.ui.present.text import ours

    with store_at(database) as store:
        ended = store.revoke_tokens(name)
    echo(ours("tokens ended: {}", ended))


@click.command(short_help="Let a program in that shows a sign-in code.")
@click.argument("code")
@click.argument("name")
@database_option
def approve(code: str, name: str, database: str | None) -> None:
    """Let the program in that shows CODE, as NAME. Be sure that it is NAME who asks: the code alone says nothing."""
    from triage_tui.cli.printing import echo, line

    with store_at(database) as store:
        store.device_approve(code, name)
    echo(line(f"{name} is signed in"))
