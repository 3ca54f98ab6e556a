"""The verb ``login``: sign in to a source, by a code entered in any browser or with a token that somebody gave us."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage_tui.cli.account import asker, named
from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from triage_tui.sources.reach import Reach
    from triage_tui.sources.secret import Secret
    from triage_tui.sources.signing_in import Prompt
    from triage_tui.sources.tokens import TokenStore


@click.command(short_help="Sign in to a source, and keep the token.")
@click.argument("url")
@click.option("--token-file", type=click.Path(path_type=Path), help="Take the token from the first line of a file.")
@click.option("--token-stdin", is_flag=True, help="Take the token from the first line of standard input.")
@pass_options
def command(options: Options, url: str, token_file: Path | None, token_stdin: bool) -> None:
    """Sign in to the source at URL, and keep the token in the keyring, else in a file sealed with a passphrase.

    Without a token it prints an address and a code to enter there, in a browser on any machine, and waits; Ctrl-C ends
    that. The token is tried before it is kept, and never printed.
    """
    from triage_tui.cli.printing import echo, line
    from triage_tui.linking import Account, reach_of, token_store
    from triage_tui.settings.paths import remember_source
    from triage_tui.sources.address import host_of, normalised
    from triage_tui.sources.tokens import Found

    if token_file is not None and token_stdin:
        raise WrongUsage("a token comes from --token-file or from --token-stdin", "leave one of them out")
    address, reach = normalised(url), reach_of(options.settings)
    store = token_store(options.settings, asker())
    token = _given(token_file) if token_file is not None or token_stdin else _granted(store, address, reach)
    me = Account(address, Found(token, ""), reach).ask().me
    where = _kept(store, address, token)
    remember_source(address)
    echo(line(f"You are signed in to {host_of(address)} as {named(me)}.", 500))
    echo(line(f"The token is kept in {where}.", 500))
    if store.given:
        echo(line(f"As long as {store.given} is set, that goes before it.", 500))


def _given(path: Path | None) -> Secret:
    """The token of a file, or of standard input, which is asked for out of sight where a person types it."""
    from triage_tui.sources.given import from_file
    from triage_tui.sources.secret import LONGEST, Secret

    if path is not None:
        return from_file(path)[0]
    ask = asker()
    return Secret((ask("Token") if ask else sys.stdin.readline(LONGEST + 2)).strip())


def _granted(store: TokenStore, address: str, reach: Reach) -> Secret:
    """Sign in by a code; nobody is asked to enter one for a token that would be lost."""
    from triage_tui.sources.calling import Caller
    from triage_tui.sources.once import once
    from triage_tui.sources.signing_in import sign_in

    if not store.keeps(address):
        raise _nowhere()
    return once(Caller(address, None, reach), lambda caller: sign_in(caller, _show))


def _show(prompt: Prompt) -> None:
    """Everything in it is the source's word."""
    from triage_tui.cli.printing import line, tell
    from triage_tui.ui.present.text import ours

    tell(
        ours("Open this address in a browser, on any machine:"),
        ours("  {}", line(prompt.uri, 500)),
        ours("and enter this code, if you began this yourself:"),
        ours("  {}", line(prompt.code)),
        ours("Waiting for {} minutes at most; Ctrl-C ends it.", max(round(prompt.seconds / 60), 1)),
    )


def _kept(store: TokenStore, address: str, token: Secret) -> str:
    from triage_tui.sources.tokens import MEMORY

    where = store.keep(address, token)
    if where == MEMORY:
        raise _nowhere()
    return where


def _nowhere() -> Refused:
    return Refused(
        "nothing here keeps the token: there is no keyring, and no terminal to ask for a passphrase at",
        "set TRIAGE_TOKEN or source.token_command instead, or sign in at a terminal",
    )
