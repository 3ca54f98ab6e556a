"""What the verbs of the server share: its database, its extra, and who acts on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from triage_tui.errors import WrongUsage

if TYPE_CHECKING:
    from triage_tui.domain.wire.capabilities import Me
    from triage_tui.server.store import Store

Verb = TypeVar("Verb", bound=Callable[..., object])

_EXTRA = ("starlette", "uvicorn", "sqlalchemy", "psycopg")
_VARIABLE = "TRIAGE_SERVER_DATABASE"


def database_option(verb: Verb) -> Verb:
    """Let a verb be told which database it is about."""
    meaning = f"A file, or postgresql://... (also {_VARIABLE}, where no list of programs shows a password)."
    return click.option("--database", metavar="PATH|URL", envvar=_VARIABLE, help=meaning)(verb)


def installed() -> None:
    """Raise `WrongUsage` where the libraries of the server are missing."""
    missing = [name for name in _EXTRA if find_spec(name) is None]
    if missing:
        raise WrongUsage(f"the server needs {', '.join(missing)}", 'pip install "triage-tui[server]"')


def database_of(said: str | None) -> str:
    """The database that was named, else ``server.db`` in the data folder; a file is its owner's alone."""
    from triage_tui.settings.paths import data_dir
    from triage_tui.storage.files import make_private

    if said and "://" in said:
        return said
    path = Path(said).expanduser() if said else data_dir() / "server.db"
    make_private(path)
    return str(path)


@contextmanager
def store_at(said: str | None) -> Iterator[Store]:
    """The server's store for the length of one verb; the server may run meanwhile."""
    installed()
    from triage_tui.server.store import open_store

    store = open_store(database_of(said or said_before()))
    try:
        yield store
    finally:
        store.close()


def operator() -> Me:
    """Whoever may open the database, and so do everything."""
    from triage_tui.domain.wire.capabilities import Me

    return Me(reviewer="operator", roles=("lead", "intake"))


def said_before() -> str | None:
    """What ``--database`` said before the verb's own name."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if said := context.params.get("database"):
            return str(said)
        context = context.parent
    return None
