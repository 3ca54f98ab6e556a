"""The verb ``whoami``: who we are at a source, and where the token is."""

from __future__ import annotations

import click

from triage_tui.cli.account import asker, source_meant
from triage_tui.cli.options import Options, pass_options


@click.command(short_help="Say who you are at a source, and where the token is.")
@click.argument("url", required=False)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_options
def command(options: Options, url: str | None, as_json: bool) -> None:
    """Ask the source at URL who you are; without one, the source used last. The token itself is never printed."""
    from triage_tui.cli.printing import columns, line, print_json
    from triage_tui.linking import account

    address = source_meant(options, url)
    us = account(options.settings, address, asker())
    found = us.ask()
    if as_json:
        roles = list(found.me.roles)
        said = {"source": address, "reviewer": found.me.reviewer, "roles": roles, "server": found.server}
        print_json({**said, "token": us.where})
        return
    rows = [
        ("reviewer", found.me.reviewer),
        ("roles", ", ".join(found.me.roles) or "none"),
        ("source", address),
        ("server", found.server),
        ("token", us.where),
    ]
    columns([line(name), line(words, 500)] for name, words in rows)
