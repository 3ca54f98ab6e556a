"""The verb ``conformance``: what a server keeps of the Case API."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import NotSignedIn, Refused, WrongUsage

if TYPE_CHECKING:
    from triage_tui.conformance.calling import Caller
    from triage_tui.conformance.ground import Ground
    from triage_tui.conformance.rule import Result

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Try every rule of the Case API on a server.")
@click.argument("url")
@click.option("--token-file", type=_FILE, help="A reviewer's token; it should hand cases in, too.")
@click.option("--second-token-file", type=_FILE, help="Another reviewer's token, for what takes two.")
@click.option("--queue", "queues", multiple=True, metavar="ID", help="A queue to use; any, if none is named.")
@click.option("--group", "groups", multiple=True, metavar="NAME", help="Only the rules of this group.")
@click.option("--yes", is_flag=True, help="Leave cases and decisions of a test on the server, without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_options
def command(
    options: Options,
    url: str,
    token_file: Path | None,
    second_token_file: Path | None,
    queues: tuple[str, ...],
    groups: tuple[str, ...],
    yes: bool,
    as_json: bool,
) -> int:
    """Try every rule of the Case API on the server at URL, as one reviewer or two.

    Cases and decisions of the test stay on the server: name a queue that is meant for them. Where the token may hand
    cases in, the suite brings its own into the queue `conformance`, or into those that are named; where it may not,
    it decides cases that wait. The exit status is 1 when a rule is broken.
    """
    from triage_tui.conformance.suite import greet, results

    _known(groups)
    with _ground(options, url, token_file, second_token_file, queues) as ground:
        server = greet(ground)
        if not yes:
            _agree(url, queues)
        found: list[Result] = []
        for one in results(ground, *groups):
            _print(one, as_json, first=not found or found[-1].group != one.group)
            found.append(one)
        counts = Counter[str](one.state for one in found)
        if not as_json:
            _sum_up(server, counts, len(ground.left))
    return 1 if counts["broken"] else 0


def _known(groups: Sequence[str]) -> None:
    from triage_tui.conformance.suite import RULES
    from triage_tui.errors import nearest

    known = dict.fromkeys(rule.group for rule in RULES)
    for group in groups:
        if group not in known:
            near = nearest(group, known)
            raise WrongUsage(f"there is no group {group!r}", f"did you mean {near!r}?" if near else ", ".join(known))


@contextmanager
def _ground(
    options: Options, url: str, token_file: Path | None, second: Path | None, queues: Sequence[str]
) -> Iterator[Ground]:
    """What the rules stand on, with its connections."""
    from triage_tui.conformance.ground import Ground
    from triage_tui.sources.address import normalised

    address = normalised(url)
    tokens = [_token(options, address, token_file), _token(options, address, second) if second else None, ""]
    with ExitStack() as stack:
        callers = [None if token is None else _caller(options, address, token) for token in tokens]
        for caller in callers:
            if caller is not None:
                stack.callback(caller.close)
        first, other, stranger = callers
        assert first is not None
        assert stranger is not None
        yield Ground(first, other, stranger, queues)


def _token(options: Options, address: str, file: Path | None) -> str:
    import os

    from triage_tui.settings.paths import data_dir
    from triage_tui.sources.tokens import TokenStore

    command = options.settings.source.token_command
    found = TokenStore(data_dir() / "tokens", os.environ, token_file=file, command=command).find(address)
    if found is None:
        raise NotSignedIn("there is no token for this server", "--token-file names a file with one")
    return found.token.reveal()


def _caller(options: Options, address: str, token: str) -> Caller:
    import ssl

    from triage_tui.conformance.calling import Caller

    trusted = options.settings.source.ca_file
    try:
        verify = ssl.create_default_context(cafile=str(Path(trusted).expanduser())) if trusted else True
    except (OSError, ssl.SSLError) as error:
        raise WrongUsage(f"source.ca_file: {trusted} holds no certificates: {error.strerror}") from None
    return Caller(address, token, verify=verify)


def _agree(url: str, queues: Sequence[str]) -> None:
    """Go on only when the operator knows what stays behind."""
    from triage_tui.cli.printing import line
    from triage_tui.ui.present.text import ours

    where = ", ".join(queues) or "its own queue, or any that has cases"
    words = ours("This leaves test cases and test decisions on {} for good, in {}.", line(url, 300), line(where, 300))
    if not sys.stdin.isatty():
        raise WrongUsage(words, "--yes agrees to that")
    click.echo(words, err=True)
    if not click.confirm("Go on?", err=True):
        raise Refused("Nothing was tried.")


def _print(one: Result, as_json: bool, first: bool) -> None:
    from msgspec import to_builtins

    from triage_tui.cli.printing import echo, line, print_json

    if as_json:
        print_json(to_builtins(one))
        return
    if first:
        echo(line(one.group))
    echo(line(f"  {one.state:<11}  {one.id.partition('/')[2]:<28}  {one.what}", 300))
    if one.detail:
        echo(line(f"{'':15}{one.detail}", 500))


def _sum_up(server: str, counts: Counter[str], left: int) -> None:
    from triage_tui.cli.printing import echo, line
    from triage_tui.ui.present.text import ours

    told = [f"{counts[state]} {state}" for state in ("held", "broken", "not offered") if counts[state]]
    echo(ours("{}: {}. Decisions that stay behind: {}.", line(server), line(", ".join(told)), left))
