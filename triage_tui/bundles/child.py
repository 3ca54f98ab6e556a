"""The process that looks at a sealed file first: it may take so long and so much, and nothing else is in its memory."""

from __future__ import annotations

import os
import resource
import signal

import msgspec
from msgspec import Struct

from triage_tui.bundles.checking import check
from triage_tui.errors import Refused

SECONDS = 60
"""Of computing."""
MEMORY = 1024**3
"""Bytes of address space."""
LONGEST = 2000
"""Characters of a reason: it may quote what is wrong."""


class Said(Struct, frozen=True, omit_defaults=True):
    """What it says, a line of JSON each."""

    done: int = 0
    """Bytes of the file."""
    manifest: str = ""
    """Hash of the manifest in its envelope, once all is looked at and nothing is wrong."""
    refused: str = ""
    """What is wrong; untrusted text."""
    hint: str = ""


def main() -> None:
    """Check the file on standard input."""
    _limit()
    try:
        say(Said(manifest=check(0, lambda done: say(Said(done=done)))))
    except Refused as error:
        say(Said(refused=error.title[:LONGEST], hint=error.hint))


def say(said: Said) -> None:
    """Tell the process that began this one."""
    os.write(1, msgspec.json.encode(said) + b"\n")


def _limit() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    wanted = {
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, limit))
