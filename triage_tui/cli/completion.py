"""The verb ``completion``: the script that makes a shell complete verbs and options."""

from __future__ import annotations

import click

_WHERE = {
    "bash": 'eval "$(triage-tui completion bash)"    in ~/.bashrc',
    "zsh": 'eval "$(triage-tui completion zsh)"     in ~/.zshrc, after compinit',
    "fish": "triage-tui completion fish > ~/.config/fish/completions/triage-tui.fish",
}


@click.command(
    short_help="Print the shell's completion script.",
    epilog="\b\n" + "\n".join(_WHERE.values()),
)
@click.argument("shell", type=click.Choice(list(_WHERE)))
def command(shell: str) -> None:
    """Print the completion script of a shell; put it where that shell looks."""
    from click.shell_completion import get_completion_class

    from triage_tui.cli.front import front
    from triage_tui.cli.main import COMPLETE, PROGRAM

    script = get_completion_class(shell)
    assert script is not None
    click.echo(script(front, {}, PROGRAM, COMPLETE).source())
