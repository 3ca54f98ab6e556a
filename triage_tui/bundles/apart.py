"""Having a sealed file looked at by another process, so that one made to crash or to fill memory ends only that."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

import triage_tui
from triage_tui.bundles.child import Said
from triage_tui.errors import Refused, TriageError

_HOME = str(Path(triage_tui.__file__).parent.parent)
_BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from triage_tui.bundles.child import main; main()"
_LONGEST = 64 * 1024
"""Bytes of a line of what it says, at most."""
_PATIENCE = 5.0
"""Seconds that it may take to end once it says nothing more."""
_NEEDED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What of the environment Python itself may need to start."""


def checked(file: int, watch: Callable[[int], None]) -> str:
    """The hash of the manifest of an open file, once all of the file was looked at; raises `Refused`.

    The other process is a new one, not a fork: it has none of our keys in memory, and it can be begun beside threads.
    """
    command = [sys.executable, "-I", "-S", "-c", _BEGIN, _HOME, *filter(None, sys.path)]
    env = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    words, says = os.pipe()
    try:
        child = subprocess.Popen(command, stdin=file, stdout=says, stderr=subprocess.DEVNULL, env=env)
    except OSError as error:
        os.close(words)
        raise TriageError(f"no process can be begun to read the file: {error.strerror}") from None
    finally:
        os.close(says)
    with open(words, "rb") as heard:
        return _heard(child, heard, watch)


def _heard(child: subprocess.Popen[bytes], heard: IO[bytes], watch: Callable[[int], None]) -> str:
    try:
        while line := heard.readline(_LONGEST):
            said = msgspec.json.decode(line, type=Said)
            if said.refused:
                raise Refused(said.refused, said.hint)
            if said.manifest:
                return said.manifest
            watch(said.done)
        with suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"made the process that reads it say what nobody understands ({error})") from None
    finally:
        child.kill()
        child.wait()
    hint = f"the process that read it ended with status {child.returncode}"
    raise Refused("takes more time or memory to read than a sealed file may, or makes its reader crash", hint)
