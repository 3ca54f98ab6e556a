"""The verbs of the command line, one row each; a verb's module is imported only when it runs."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click


class Verb(NamedTuple):
    """One verb: the module that holds it as ``command``, and its line in ``--help``."""

    module: str
    title: str
    """The same sentence as the command's own short help."""


VERBS = {
    "demo": Verb("demo", "Open the sample cases in a throw-away workspace."),
    "import": Verb("import_", "Read cases and policy packs into the workspace."),
    "cases": Verb("cases", "List the cases a filter matches."),
    "show": Verb("show", "Print one case, safely."),
    "decide": Verb("decide", "Decide one case, by the same rules as the screen."),
    "status": Verb("status", "Say what waits, what is decided and what is on its way out."),
    "sync": Verb("sync", "Pull cases from a source, and push decisions to it."),
    "outbox": Verb("outbox", "List the decisions that wait or are in trouble, with the reason."),
    "login": Verb("login", "Sign in to a source, and keep the token."),
    "logout": Verb("logout", "Forget the token of a source."),
    "whoami": Verb("whoami", "Say who you are at a source, and where the token is."),
    "export": Verb("export", "Write decisions or cases to a file."),
    "key": Verb("key", "Make a key, and say whose keys you trust."),
    "bundle": Verb("bundle", "Seal cases for somebody, review them offline, and hand the decisions back."),
    "purge": Verb("purge", "Forget the text of cases whose time is over."),
    "log": Verb("log", "Verify the decision log, and say where it stands."),
    "policy": Verb("policy", "List, show, check and compare policy packs."),
    "formats": Verb("formats", "List the file formats that import reads."),
    "schema": Verb("schema", "Print the JSON Schema of a format."),
    "serve": Verb("serve", "Serve the Case API, so that many reviewers share one queue."),
    "conformance": Verb("conformance", "Try every rule of the Case API on a server."),
    "encrypt": Verb("encrypt", "Encrypt the workspace, so that it opens with your key only."),
    "decrypt": Verb("decrypt", "Decrypt the workspace, so that it opens without a key."),
    "keys": Verb("keys", "List every key and the act it stands for."),
    "themes": Verb("themes", "List the themes, and the ones that could not be loaded."),
    "config": Verb("config", "Show, check or change the settings."),
    "doctor": Verb("doctor", "Look at the terminal, the workspace and the machine, and say what could be better."),
    "completion": Verb("completion", "Print the shell's completion script."),
}
"""In the order of ``--help``."""


def load(name: str) -> click.Command:
    """The command behind a verb of the table."""
    command = import_module(f"triage_tui.cli.{VERBS[name].module}").command
    assert isinstance(command, click.Command)
    return command
