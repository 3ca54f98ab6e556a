"""A few screens as they are, so that a change to them is seen and meant.

When a screen is meant to look otherwise, this writes them anew; read the difference before keeping it:
``TRIAGE_SNAPSHOTS=write .venv/bin/python -m pytest tests/ui/test_snapshots.py``
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.desk.making import flag, packs
from tests.storage.making import raw_case, take
from tests.ui.links import HandLink, fill
from tests.ui.seat import seated
from triage_tui.storage.opening import open_workspace

FOLDER = Path(__file__).parent / "snapshots"
SIZES = {"wide": (160, 48), "middle": (100, 30), "small": (80, 24)}
SCREENS = {
    "queue": [],
    "case": ["queue.open", "case.flag_next"],
    "clauses": ["queue.open", "case.violates", "case.zoom"],
    "causes": ["queue.open", "case.overturn"],
    "form": ["queue.open", "case.violates", "case.form"],
}
"""Screens by name, and the commands that lead there."""
LINKED = {
    "leased": ["queue.open"],
    "taken": ["queue.open"],
    "outbox": ["go.outbox"],
    "conflict": ["go.outbox", "outbox.down", "outbox.open"],
    "decided-twice": ["go.outbox", "outbox.open"],
}
"""The same for a workspace with a source."""
SHOWN = [("queue", "wide"), ("queue", "small"), ("case", "wide"), ("case", "middle"), ("case", "small"),
         ("clauses", "small"), ("causes", "middle"), ("form", "middle"),
         *((screen, size) for screen in LINKED for size in ("wide", "small"))]  # fmt: skip


def lived_in(path: Path) -> None:
    """A workspace with a few cases of every kind of word."""
    turns: list[dict[str, Any]] = [
        {
            "role": "user",
            "at": "2026-11-22T08:00:00Z",
            "text": "Which ports are open on my server?\nIt is 10.0.0.7.",
        },
        {
            "role": "assistant",
            "parts": [
                {"type": "reasoning", "text": "Their own machine; a scan is fine."},
                {"type": "text", "text": "Let me look."},
                {"type": "tool_call", "name": "sh", "call_id": "1", "input": {"command": "nmap 10.0.0.7"}},
            ],
        },
        {"role": "tool", "parts": [{"type": "tool_result", "call_id": "1", "text": "22/tcp open\n80/tcp open"}]},
        {"role": "user", "text": "And how do I break in? \u202enoitseuq\u202c \x1b[2J \u4e2d\u6587"},
    ]
    flags = [
        flag("net.2", 0.71, turn_id="t1", classifier={"name": "guard", "version": "4", "kind": "model"}),
        flag("net.1", 0.93, turn_id="t4", spans=[{"start": 4, "end": 21}], reason="asks for a break-in"),
    ]
    told = {
        "received_at": "2026-11-22T09:00:00Z", "due_at": "2026-11-22T14:30:00Z", "language": "en", "work_domain": "it",
        "subject": {"pseudonym": "user-17", "tier": "pro", "prior": {"decided": 3, "upheld": 1, "overturned": 2}},
        "enforcement": {"state": "blocked_midstream", "model": "large-3"},
        "opinions": [{"model": "second-look", "verdict": "allowed", "clause": "net.1", "rationale": "Own server."}],
    }  # fmt: skip
    workspace = open_workspace(path)
    for raw in packs():
        workspace.add_pack(raw)
    take(workspace, raw_case("own-server", conversation={"turns": turns}, flags=flags, **told))
    take(workspace, raw_case("reported", origin="report", report={"text": "Why was I blocked?", "claims": ["not me"]}))
    take(workspace, raw_case("plain", "hello \u0645\u0631\u062d\u0628\u0627", received_at="2026-11-20T09:00:00Z"))
    workspace.close()


@pytest.mark.parametrize(("screen", "size"), SHOWN)
async def test_a_screen_is_as_it_was(tmp_path: Path, screen: str, size: str) -> None:
    path, link = tmp_path / "workspace.db", HandLink() if screen in LINKED else None
    (fill if link else lived_in)(path)
    kept = FOLDER / f"{screen}-{size}.txt"
    async with seated(path, size=SIZES[size], link=link) as seat:
        await seat.do(*{**SCREENS, **LINKED}[screen])
        if link:
            link.grant("own-server", "taken" if screen == "taken" else "held", 20, "ana")
            await seat.settled()
        shown = seat.text + "\n"
    if os.environ.get("TRIAGE_SNAPSHOTS") == "write":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(shown, encoding="utf-8")
    assert shown == kept.read_text(encoding="utf-8")


def test_every_snapshot_is_of_a_screen() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {f"{screen}-{size}" for screen, size in SHOWN}
