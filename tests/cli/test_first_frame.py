"""The first frame stands before anything is loaded that only later screens, other verbs or the app itself need."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.ptyrun import PtyRun
from triage_tui.desk.origin import Origin, remember_origin
from triage_tui.domain.wire.capabilities import Me
from triage_tui.storage.opening import open_workspace

APP = "triage_tui.ui.app"
"""Is imported once the first frame stands."""

NOWHERE = "http://127.0.0.1:9"

LATER = {
    "textual", "asyncio", "click", "httpx", "keyring", "sqlite_utils", "tomlkit", "rich.console", "rich.text",
    "platformdirs", "dataclasses", "inspect", "rfc8785", "backports.zstd", "triage_tui.ui.present.conversation",
    "triage_tui.storage.intake", "triage_tui.formats", "triage_tui.cli.front",
}  # fmt: skip


def loaded_before(module: str, importtime: str) -> set[str]:
    """What Python says that it imported before it began with a module; what a module imports is told before it."""
    told = [line.rpartition("|")[2] for line in importtime.splitlines() if line.startswith("import time:")]
    names = [name.strip() for name in told]
    end = names.index(module)
    depth = [len(name) - len(name.lstrip()) for name in told]
    while depth[end - 1] > depth[names.index(module)]:
        end -= 1
    return set(names[:end])


@pytest.fixture(params=["local", "source"])
def told(request: pytest.FixtureRequest, samples: Path, tmp_path: Path) -> str:
    """What a start on a terminal imports, as Python tells it: on a local workspace, and on one of a source."""
    if request.param == "source":
        with closing(open_workspace(samples)) as workspace:
            remember_origin(workspace, Origin(address=NOWHERE, me=Me(reviewer="ana")))
            workspace.shelf().take_page(NOWHERE, [], [], "as far as this")
    line = 'exec "$0" -X importtime -m triage_tui --workspace "$1" 2>"$2"'
    command = ["/bin/sh", "-c", line, sys.executable, str(samples), str(tmp_path / "told")]
    with PtyRun(command, size=(100, 30), env={"TERM": "xterm-256color"}) as program:
        program.wait_for("queue")
        program.wait_quiet()
        program.send("Q")
        assert program.wait_exit() == 0
    return (tmp_path / "told").read_text()


def test_the_first_frame_waits_for_nothing_that_it_does_not_need(told: str) -> None:
    before = loaded_before(APP, told)
    assert "triage_tui.ui.present.queue" in before
    assert before & LATER == set()


def test_what_comes_later_is_seen_to_come(told: str) -> None:
    assert {"textual", "asyncio"} <= {line.rpartition("|")[2].strip() for line in told.splitlines()}
