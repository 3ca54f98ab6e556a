"""The desk as a dialogue of lines: for screen readers, dumb terminals and transcripts. No escape is ever printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click

from triage_tui.cli.printing import echo, line
from triage_tui.cli.talk import Leave, Talk
from triage_tui.cli.talk_acts import ACTS
from triage_tui.desk.desk import Desk
from triage_tui.errors import TriageError
from triage_tui.settings.keymap import keymap
from triage_tui.settings.keynames import shown
from triage_tui.settings.model import Settings
from triage_tui.ui.commands import BY_ID, COMMANDS
from triage_tui.ui.present.text import ours


def talk(desk: Desk, settings: Settings, notice: str = "", lines: Iterable[str] | None = None) -> int:
    """Read acts line by line until the reviewer quits or the input ends; the exit status."""
    if notice:
        echo(line(notice))
    talk, keys = Talk(desk, settings), keys_of(settings)
    talk.greet()
    for words in _typed() if lines is None else lines:
        name, _, rest = words.strip().partition(" ")
        try:
            obey(talk, keys.get(name, name), rest.strip())
        except Leave:
            break
        except TriageError as error:
            echo(ours("Not done: {}.", line(error.title)))
            if error.hint:
                echo(ours("Hint: {}", line(error.hint)))
    echo(ours("Everything is saved."))
    return 0


def keys_of(settings: Settings) -> dict[str, str]:
    """The reviewer's keys of one character, for the acts that stand for the same commands; the first act has them."""
    pressed = keymap(COMMANDS, settings.keys)
    found: dict[str, str] = {}
    for name, act in ACTS.items():
        for key in map(shown, pressed.get(act.command, ())):
            if len(key) == 1:
                found.setdefault(key, name)
    return found


def obey(talk: Talk, name: str, rest: str) -> None:
    """Do the act of this name with the rest of the line; say why where it cannot be done."""
    if not name:
        return
    act = ACTS.get(name)
    if act is None:
        echo(ours("There is no act {}. help lists them.", line(name)))
        return
    command = BY_ID.get(act.command)
    reason = command.why_not(talk.situation()) if command is not None else None
    if reason is not None:
        echo(ours("Not possible: {}.", line(reason)))
        return
    act.do(talk, rest)


def _typed() -> Iterator[str]:
    """Lines of standard input, each asked for; the end of the input ends them."""
    while True:
        click.echo("triage> ", nl=not sys.stdin.isatty())
        typed = sys.stdin.readline()
        if not typed:
            click.echo()
            return
        yield typed.encode("utf-8", "replace").decode()
