"""The key that reviewers' pseudonyms are made with: held by the lead, and made where there is none."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from triage_tui.cli.options import Options
from triage_tui.errors import Refused
from triage_tui.private import read_secret, write

SHORTEST = 32
"""Characters of a key, at least."""
LONGEST = 64 * 1024
"""Bytes of it, at most."""


def key(options: Options) -> bytes:
    """The key in the file that the settings name, else in the data folder."""
    from triage_tui.settings.paths import data_dir

    named = options.settings.export.pseudonym_key_file
    path = Path(named).expanduser() if named else data_dir() / "pseudonyms.key"
    with suppress(FileNotFoundError):
        return _read(path)
    return _made(path)


def _read(path: Path) -> bytes:
    try:
        raw, seen = read_secret(path, LONGEST)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from None
    if seen:
        raise Refused(f"{path}: others may read this key", f"chmod 600 {path}")
    if len(words := raw.strip()) < SHORTEST:
        raise Refused(f"{path}: holds no key of {SHORTEST} characters or more", "delete it, and one is made")
    return words


def _made(path: Path) -> bytes:
    """Make a key. Who loses it cannot give anybody the same pseudonym again."""
    from triage_tui.cli.main import complain

    words = token_hex(32).encode()
    try:
        write(path, words + b"\n", new=True)
    except FileExistsError:
        return _read(path)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None
    complain(
        f"made a key for pseudonyms: {path}", "keep a copy: only with it do later exports have the same pseudonyms"
    )
    return words
