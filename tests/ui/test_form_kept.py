"""Claims: what is put into the form is kept, however the form ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import events

from tests.ui.seat import seated
from triage_tui.storage.opening import open_workspace

WORDS = "theendisnear"


def rationale(path: Path, case_id: str) -> str:
    """What the draft on disk gives as reasons."""
    workspace = open_workspace(path, True)
    opened = workspace.open_case(case_id)
    workspace.close()
    return opened.draft.rationale if opened and opened.draft else ""


async def test_what_was_typed_last_is_kept_when_the_end_comes_from_outside(samples: Path) -> None:
    async with seated(samples) as seat:
        case = seat.ids()[0]
        await seat.do("queue.open", "case.form")
        await seat.press("shift+tab")
        for letter in WORDS:
            seat.app.post_message(events.Key(letter, letter))
        while seat.field != WORDS:
            await asyncio.sleep(0)
        seat.app.exit(129)
    assert rationale(samples, case) == WORDS


async def test_leaving_while_much_is_being_kept_cancels_nothing(samples: Path) -> None:
    async with seated(samples) as seat:
        case = seat.ids()[0]
        await seat.do("queue.open", "case.form")
        await seat.press("shift+tab")
        for letter in WORDS:
            seat.app.post_message(events.Key(letter, letter))
        await seat.press("escape")
        assert (seat.in_front, rationale(samples, case)) == (case, WORDS)
