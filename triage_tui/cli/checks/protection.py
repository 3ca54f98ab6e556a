"""What keeps others from reading what is here, and what nothing keeps them from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from triage_tui.cli.checks.result import BETTER, OK, Result
from triage_tui.cli.options import Options

SWAPS = Path("/proc/swaps")
"""Linux's list of them; elsewhere nobody says."""
_DISK = "whether the disk is encrypted cannot be seen from here"


def results(options: Options, environ: Mapping[str, str] = os.environ) -> Iterator[Result]:
    """Look at what is encrypted, where the key is, who may read the keys, and where text stays behind."""
    path = options.workspace_path
    if path.exists():
        yield _at_rest(path)
        yield from _copies(path)
    yield from _keys()
    yield _swap()
    yield _behind(environ)


def _at_rest(path: Path) -> Result:
    from triage_tui.storage.engine import is_encrypted
    from triage_tui.wiring import storage_key

    if not is_encrypted(path):
        hint = "`triage-tui encrypt` encrypts it; on an encrypted disk that is not needed"
        return Result(BETTER, "at rest", f"the workspace is not encrypted; {_DISK}", hint)
    where = storage_key().where()
    if not where:
        return Result(BETTER, "at rest", "encrypted, and its key is nowhere to be found", "TRIAGE_KEY_FILE can name it")
    return Result(OK, "at rest", f"encrypted; the key is in {where}")


def _copies(path: Path) -> Iterator[Result]:
    from triage_tui.storage.backup import copies
    from triage_tui.storage.engine import is_encrypted

    there = copies(path)
    unlocked = [one for one in there if not is_encrypted(one)]
    if not there:
        return
    if unlocked and is_encrypted(path):
        yield Result(BETTER, "copies", f"{len(unlocked)} copies in {there[0].parent} are not encrypted", "remove them")
    else:
        yield Result(OK, "copies", f"{len(there)} in {there[0].parent}, {len(there) - len(unlocked)} of them encrypted")


def _keys() -> Iterator[Result]:
    from triage_tui.settings.paths import data_dir

    secret = [data_dir() / "storage.key", data_dir() / "keys", *(data_dir() / "keys").rglob("*")]
    there = [one for one in secret if one.exists()]
    seen = [one for one in there if one.stat().st_mode & 0o077]
    if seen:
        hint = "\n".join(f"chmod go-rwx {one}" for one in seen[:10])
        yield Result(BETTER, "keys", "others on this machine may look at your keys", hint)
    elif there:
        yield Result(OK, "keys", f"in {data_dir()}, only you may read them")


def _swap() -> Result:
    try:
        places = [line.split()[0] for line in SWAPS.read_text("utf-8", "replace").splitlines()[1:]]
    except OSError:
        return Result(OK, "swap", "whether memory is written to the disk cannot be seen from here")
    kept = [one for one in places if "zram" not in one]
    if not kept:
        return Result(OK, "swap", "none on a disk: memory stays memory")
    hint = "encrypt it, or turn it off: nothing here can keep text that was on the screen out of it"
    return Result(BETTER, "swap", f"memory may be written to {', '.join(kept)}", hint)


def _behind(environ: Mapping[str, str]) -> Result:
    """What the terminal keeps: the desk draws where most terminals keep nothing, the verbs print where they do."""
    found = "what verbs and --plain print stays in the terminal's scrollback; the desk's screens do not in most"
    if environ.get("TMUX"):
        hint = "after printing a case: `tmux clear-history`, also before `tmux capture-pane` logs are kept"
        return Result(OK, "scrollback", f"{found}, and tmux keeps its own history", hint)
    return Result(OK, "scrollback", found)
