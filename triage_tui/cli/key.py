"""The verb ``key``: our own keys, and those of others that we trust."""

from __future__ import annotations

import click

from triage_tui.cli.given import public_line
from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused


@click.group(short_help="Make a key, and say whose keys you trust.")
def command() -> None:
    """Make a key, and say whose keys you trust.

    Your key signs what you hand on, and opens what others seal for you. Give its public line to them, and take theirs.
    """


@command.command()
@click.argument("name", required=False)
@pass_options
def new(options: Options, name: str | None) -> None:
    """Make a key of your own, and print its public line to hand on. NAME is you at this machine if absent."""
    from triage_tui.cli.printing import echo, line, tell
    from triage_tui.ui.present.text import ours
    from triage_tui.wiring import device_name, key_ring

    ring = key_ring()
    key = ring.new(name or device_name(options.settings))
    echo(line(key.public.line(), 300))
    tell(
        ours("Its id is {}. Hand the line on; it is no secret.", line(key.public.id)),
        ours("The private half lies in {}: it never leaves this machine.", line(str(ring.folder / "own"))),
    )


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """List your own keys, and those of others that you trust."""
    from triage_tui.cli.main import complain
    from triage_tui.cli.printing import columns, line, print_json, tell
    from triage_tui.ui.present.text import ours
    from triage_tui.wiring import key_ring

    ring = key_ring()
    for wrong in ring.damaged():
        complain(wrong.title, wrong.hint or "nothing is believed of it")
    keys = [("own", key) for key in ring.own()] + [("trusted", key) for key in ring.trusted()]
    if as_json:
        for whose, key in keys:
            print_json({"name": key.name, "id": key.id, "whose": whose, "line": key.line()})
    elif keys:
        columns([line(whose), line(key.id), line(key.name), line(key.line())] for whose, key in keys)
    else:
        tell(ours("There are no keys yet. `triage-tui key new` makes yours."))


@command.command()
@click.argument("name", required=False)
def show(name: str | None) -> None:
    """Print the public line of a key, yours if no NAME is given, and nothing else."""
    from triage_tui.cli.printing import echo, line
    from triage_tui.wiring import key_ring

    ring = key_ring()
    key = ring.named(name) if name is not None else next(iter(ring.own()), None)
    if key is None:
        raise Refused(f"there is no key called {name}" if name else "there is no key yet", "`triage-tui key new`")
    echo(line(key.line(), 300))


@command.command()
@click.argument("given", nargs=-1, required=True, metavar="FILE|LINE|-")
@click.option("--name", metavar="NAME", help="What to call the key here, in place of the name on its line.")
def trust(given: tuple[str, ...], name: str | None) -> None:
    """Trust somebody's key: a file with its public line, the line itself, or `-` for standard input."""
    from triage_tui.cli.printing import echo, line, tell
    from triage_tui.ui.present.text import ours
    from triage_tui.wiring import key_ring

    key = key_ring().trust(*_named(_line(given), name))
    echo(ours("{} is trusted as {}", line(key.id), line(key.name)))
    tell(ours("Compare the id with its owner by another way, by telephone for instance: the name proves nothing."))


@command.command()
@click.argument("name")
def forget(name: str) -> None:
    """Do not trust the key NAME any more. What was opened already stays."""
    from triage_tui.cli.printing import echo, line
    from triage_tui.ui.present.text import ours
    from triage_tui.wiring import key_ring

    key_ring().forget(name)
    echo(ours("{} is not trusted any more", line(name)))


def _line(given: tuple[str, ...]) -> str:
    """The public line that was given, in quotes or without."""
    from triage_tui.signing.keys import KIND

    if given[1:] and given[0] != KIND:
        raise Refused("one key is trusted at a time", "put a line with blanks into quotes")
    return public_line(" ".join(given))


def _named(words: str, name: str | None) -> tuple[str, str]:
    """The line, and what to call its key: what the owner calls it is made fit to be a name."""
    from triage_tui.signing.keys import cleaned

    kind, _, rest = words.strip().partition(" ")
    encoded, _, comment = rest.strip().partition(" ")
    return f"{kind} {encoded}", name or cleaned(comment)
