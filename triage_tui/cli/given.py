"""What is given on a command line: small files, of which no more than a bound is read, keys and times."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from triage_tui.errors import Refused, WrongUsage

LONGEST = 64 * 1024
"""Bytes of such a file that are looked at."""


def content(path: str) -> bytes:
    """What is in a file; `-` is standard input."""
    try:
        with click.open_file(str(Path(path).expanduser()), "rb") as file:
            raw: bytes = file.read(LONGEST)
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from None
    return raw


def public_line(given: str) -> str:
    """The line of a public key that was given as itself, or as a file that has it beside comments and blank lines."""
    from triage_tui.signing.keys import KIND

    if given == KIND or given.startswith(f"{KIND} "):
        return given
    lines = content(given).decode("utf-8", "replace").splitlines()
    return next((one for one in lines if one.strip() and not one.startswith("#")), "")


def moment(option: str, words: str, like: str) -> datetime:
    """A time; one without a zone is in UTC. `like` shows how it may be written."""
    try:
        found = datetime.fromisoformat(words)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # of the first and the last day there is
        raise WrongUsage(f"{option} {words}: is no time", f"write it as {like}") from None
