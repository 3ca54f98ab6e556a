"""The pages of the documentation that are written from the program: verbs, keys, settings. See tools/make_docs.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import click
import tomlkit

from triage_tui.cli.front import front
from triage_tui.cli.main import PROGRAM
from triage_tui.cli.verbs import VERBS, load
from triage_tui.settings.defaults import TEMPLATES, VIEWS
from triage_tui.settings.describe import describe
from triage_tui.settings.keymap import keymap
from triage_tui.settings.keynames import shown
from triage_tui.ui.commands import COMMANDS

_EXITS = (
    ("0", "done"),
    ("1", "a check failed, or something was refused"),
    ("2", "wrong usage: the command, an option or a setting"),
    ("3", "the source cannot be reached"),
    ("4", "not signed in, or the source does not accept the token"),
    ("130", "interrupted"),
)


def cli_markdown() -> str:
    """docs/cli.md: options, verbs and exit codes."""
    return _page(
        "# Command line",
        "Without a verb, `triage-tui` opens the desk. Results go to stdout, everything else to stderr.\n"
        "`--json` prints for programs: one value a line, in ASCII.\n\n"
        "The workspace is `--workspace`, else `TRIAGE_WORKSPACE` or the setting. Where none names one, the desk\n"
        "and `status`, `outbox`, `sync`, `log`, `export` and `purge` take the one that the desk showed last, and the\n"
        "other verbs `default.db` in the data folder.",
        _help(front, PROGRAM),
        *(part for name in VERBS for part in _verb(load(name), f"{PROGRAM} {name}", "##")),
        "## Exit codes",
        _table(("code", "meaning"), _EXITS),
    )


def keys_markdown() -> str:
    """docs/keys.md: every act, its keys and its id."""
    keys = keymap(COMMANDS, {})
    parts = [
        "# Keys",
        "`?` shows the ones that hold where you are.\n"
        "The table `[keys]` of the settings gives an act other keys, by its id.",
    ]
    for group, rows in groupby(COMMANDS, key=lambda each: each.group):
        parts += [
            f"## {group.capitalize()}",
            _table(
                ("keys", "act", "what it does", "id"),
                ((_keys(keys[each.id]), each.title, each.help, f"`{each.id}`") for each in rows),
            ),
        ]
    return _page(*parts)


def settings_markdown() -> str:
    """docs/settings.md: every setting, its type, its default and what it means."""
    rows = (
        (f"`{one.path}`", one.kind, "" if one.default is None else f"`{_toml(one.default)}`", one.meaning)
        for one in describe()
    )
    return _page(
        "# Settings",
        _INTRODUCTION,
        _table(("key", "value", "default", "meaning"), rows),
        "## Views that come with the program",
        _table(("view", "filter"), ((name, f"`{words}`") for name, words in VIEWS.items())),
        "## Templates that come with the program",
        _table(
            ("id", "title", "text"),
            ((f"`{name}`", one["title"], one["text"]) for name, one in TEMPLATES.items()),
        ),
    )


_INTRODUCTION = """\
TOML in the file that `triage-tui config path` prints. A variable wins over the file, an option over both.
A key that the program does not know is an error that names the nearest known one, with file and line.

`triage-tui config show` prints what is in force, `config set KEY VALUE` changes one key and leaves your comments,
`config edit` opens the file in your editor and checks it afterwards.
A single value has a variable of its name: `review.auto_advance` is `TRIAGE_REVIEW_AUTO_ADVANCE`.
NAME stands for a name of your own: of a queue (`*`: all others), a view, a template, or the id of a command."""


def _page(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def _verb(command: click.Command, name: str, level: str) -> Iterator[str]:
    yield f"{level} {name}"
    yield _help(command, name)
    if isinstance(command, click.Group):
        for each, inner in command.commands.items():
            yield from _verb(inner, f"{name} {each}", f"{level}#")


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=100, help_option_names=["-h", "--help"])
    return f"```text\n{command.get_help(context)}\n```"


def _keys(keys: Iterable[str]) -> str:
    return ", ".join(f"`{shown(key)}`" for key in keys)


def _toml(value: object) -> str:
    return str(tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, tuple("---" for _ in head), *rows)
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)
