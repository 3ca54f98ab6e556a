"""Having a sealed file looked at by another process, so that one made to crash or to fill memory ends only that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

import triage_tui
from triage_tui.bundles.child import Said
from triage_tui.errors import Refused

_HOME = str(Path(triage_tui.__file__).parent.parent)
_BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from triage_tui.bundles.child import main; main()"
_LONGEST = 64 * 1024
"""Bytes of a line of what it says, at most."""


def checked(file: int, watch: Callable[[int], None]) -> str:
    """The hash of the manifest of an open file, once all of the file was looked at; raises `Refused`.

    The other process is a new one, not a fork: it has none of our keys in memory, and it can be begun beside threads.
    """
    command = [sys.executable, "-I", "-S", "-c", _BEGIN, _HOME, *filter(None, sys.path)]
    child = subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={})
    assert child.stdout is not None
    try:
        while line := child.stdout.readline(_LONGEST):
            said = msgspec.json.decode(line, type=Said)
            if said.refused:
                raise Refused(said.refused, said.hint)
            if said.manifest:
                return said.manifest
            watch(said.done)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"made the process that reads it say what nobody understands ({error})") from None
    finally:
        child.kill()
        child.stdout.close()
        child.wait()
    raise Refused("takes more time or memory to read than a sealed file may, or makes its reader crash")
