"""What opens a sealed file on this machine: our keys, an age identity, a passphrase."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from triage_tui.cli.given import content

if TYPE_CHECKING:
    from triage_tui.bundles.unsealing import Keys
    from triage_tui.signing.ring import KeyRing


def identity_option(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The option that names an identity file of age."""
    words = "Where the age key lies that it was sealed for, unless it is yours of `triage-tui key`."
    return click.option("--identity", metavar="FILE", help=words)(verb)


def keys_of(ring: KeyRing, identity: str | None = None) -> Keys:
    """Everything that we can open a file with, and by which we know who sealed it."""
    from triage_tui.bundles.unsealing import Keys
    from triage_tui.cli.account import asker

    ask = asker()
    own = (ring.private(key.id) for key in ring.own())
    identities = [key.pem() for key in own if key is not None]
    if identity is not None:
        identities.append(content(identity))
    passphrase = None if ask is None else (lambda: ask("Passphrase of the bundle"))
    return Keys(find=ring.find, identities=tuple(identities), passphrase=passphrase)


@contextmanager
def watched(file: str) -> Iterator[Callable[[int], None]]:
    """Show how much of a sealed file was looked at, where that takes long."""
    from triage_tui.cli.progress import Bar

    with Bar("checking") as bar:
        size = os.stat(file).st_size if os.path.isfile(file) else None
        yield lambda done: bar.at(done, size)
