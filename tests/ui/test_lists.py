"""Claims: a list that takes long to read holds up nothing, and the one that was wanted last is shown."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual import events

from tests.ui.seat import seated
from triage_tui.domain.filter import Query, parse
from triage_tui.domain.standing import Page
from triage_tui.storage.workspace import Workspace


async def test_a_filter_that_takes_long_holds_up_no_key_and_gives_way_to_the_next(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, typed_on, waited = Workspace.page, Event(), list[bool]()

    def slow(store: Workspace, query: Query, **spot: Any) -> Page:
        if query == parse("e"):
            waited.append(typed_on.wait(5))
        elif query == parse("es"):
            typed_on.set()
        return page(store, query, **spot)

    async with seated(samples) as seat:
        await seat.do("queue.filter")
        monkeypatch.setattr(Workspace, "page", slow)
        for key in "es":
            seat.app.post_message(events.Key(key, key))
        await seat.settled()
        assert waited == [True]
        assert (seat.field, seat.app.queue.asked) == ("es", parse("es"))
        assert seat.rows[1].startswith(" / es ")


async def test_a_filter_is_taken_while_its_list_is_still_read(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, taken, asked = Workspace.page, Event(), list[Query]()

    def slow(store: Workspace, query: Query, **spot: Any) -> Page:
        if query.where is not None and not asked:
            asked.append(query)
            assert taken.wait(5)
        return page(store, query, **spot)

    async with seated(samples) as seat:
        await seat.do("queue.filter")
        monkeypatch.setattr(Workspace, "page", slow)
        for key in ("e", "enter"):
            seat.app.post_message(events.Key(key, key if key == "e" else "\r"))
        while seat.app.screen is not seat.app.queue or not asked:
            await asyncio.sleep(0)
        taken.set()
        await seat.settled()
        assert (asked, seat.app.queue.asked) == ([parse("e")], parse("e"))
        assert seat.rows[1].startswith(" / e ")
