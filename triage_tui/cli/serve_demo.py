"""``serve --demo``: the sample cases on a server for three people who do not exist."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PEOPLE = {"ana": "reviewer", "ben": "reviewer", "lea": "lead"}
"""Who shares the queue, and as what."""


@contextmanager
def demo_database() -> Iterator[tuple[str, Mapping[str, str]]]:
    """A database with the samples and the token of each person; gone afterwards."""
    from triage_tui import samples
    from triage_tui.cli.serving import operator, store_at

    with tempfile.TemporaryDirectory(prefix="triage-tui-serve-") as folder:
        path = str(Path(folder) / "server.db")
        with store_at(path) as store:
            for pack in samples.policies():
                store.publish(operator(), pack)
            store.take_in(operator(), list(samples.cases()))
            for name, role in PEOPLE.items():
                store.add_user(name, [role])
            tokens = {name: store.new_token(name) for name in PEOPLE}
        yield path, tokens


def say_how_to_begin(tokens: Mapping[str, str], address: str) -> None:
    """For each person the line that opens the desk on the server."""
    from triage_tui.cli.printing import echo, line

    echo(line("The sample cases are served until you press Ctrl-C. Open a desk in another terminal:"))
    for name, token in tokens.items():
        echo(line(f"as {name}, {PEOPLE[name]}:"), line(f"  TRIAGE_TOKEN={token} triage-tui {address}"))
