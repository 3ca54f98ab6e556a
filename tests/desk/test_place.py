"""Claims: the place of last time is there again; what cannot be read is the start, not a failure."""

from __future__ import annotations

import pytest

from triage_tui.desk.place import KEY, Place, recall_place, remember_place
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

PLACE = Place(screen="case", filter="is:open sort:-sev", case_id="c1", section=3, piece=1, offset=77, zoom="side")


def test_a_place_survives_the_program(workspace: Workspace) -> None:
    remember_place(workspace, PLACE)
    workspace.close()
    again = open_workspace(workspace.path)
    assert recall_place(again) == PLACE
    again.close()


@pytest.mark.parametrize(
    "kept",
    [
        None,
        b"",
        b"{",
        b"[]",
        b'{"screen":"kitchen"}',
        b'{"offset":"x"}',
        b"\xff",
        b'{"clause":-1}',
        b'{"filter":"sev:loud"}',
    ],
)
def test_what_cannot_be_read_is_the_start(workspace: Workspace, kept: bytes | None) -> None:
    if kept is not None:
        workspace.remember(KEY, kept)
    assert recall_place(workspace) == Place()


def test_a_reader_leaves_no_trace(workspace: Workspace) -> None:
    remember_place(workspace, PLACE)
    reading = open_workspace(workspace.path, True)
    remember_place(reading, Place())
    assert recall_place(reading) == PLACE
    reading.close()
