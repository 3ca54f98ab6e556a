"""The verb ``config``: where the settings are, what is in force, and changing them."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import Any

import click
import msgspec

from triage_tui.cli.options import Options, pass_options
from triage_tui.cli.printing import block, echo, line, print_json
from triage_tui.cli.sound import CHECKS, check
from triage_tui.errors import TriageError, WrongUsage
from triage_tui.settings.paths import config_file


@click.group(invoke_without_command=True, short_help="Show, check or change the settings.")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show, check or change the settings. Without a verb of its own: show."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@command.command()
def path() -> None:
    """Print where the settings file is, or would be."""
    echo(line(str(config_file()), 4096))


@command.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_options
def show(options: Options, as_json: bool = False) -> None:
    """Print the settings in force: file, environment and options together, checked."""
    check(options.settings)
    document = _said(msgspec.to_builtins(options.settings))
    if as_json:
        print_json(document)
        return
    import tomlkit

    echo(block(tomlkit.dumps(document).rstrip()))


@command.command(name="set")
@click.argument("key")
@click.argument("value")
def set_(key: str, value: str) -> None:
    """Set one setting in the file, as in `config set reviewer.name reviewer-7`; comments stay."""
    from triage_tui.settings.change import change

    change(config_file(), key, value, CHECKS.get(key.partition(".")[0]))


@command.command()
def edit() -> None:
    """Open the settings file in your editor, then check it."""
    from triage_tui.settings.change import STARTER, replace
    from triage_tui.settings.load import load

    file = config_file()
    if not file.exists():
        replace(file, STARTER.encode())
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        status = subprocess.call([*shlex.split(editor), str(file)])
    except (OSError, ValueError) as error:
        raise WrongUsage(f"the editor {editor!r} cannot be started: {error}", "set EDITOR") from None
    if status:
        raise TriageError(f"the editor ended with status {status}", "the file may be unchanged")
    check(load(os.environ))


def _said(value: Any) -> Any:
    """The document without what is absent: TOML has no word for nothing."""
    if isinstance(value, dict):
        return {key: _said(each) for key, each in value.items() if each is not None}
    return value
