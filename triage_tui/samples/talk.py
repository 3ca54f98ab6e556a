"""Generated conversations: a flagged request in its place among ordinary turns."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from triage_tui.samples.chatter import EXCHANGES, FILES, HOSTS, LOG_LINES, NAMES, TOOLS
from triage_tui.samples.dice import Dice
from triage_tui.samples.scenes import Scene

LONGEST = 400
"""Ordinary exchanges in the longest conversation."""
LONGEST_OUTPUT = 2_000
"""Lines in the longest tool output."""
REFUSAL = "This request was stopped because it may go against our usage policy."


class Talk(NamedTuple):
    """A conversation and where its flagged words stand."""

    turns: list[dict[str, Any]]
    flagged: str
    """Id of the turn that was flagged."""
    start: int
    """First code point of the flagged words."""
    end: int
    """One past their last code point."""


def talk(dice: Dice, scene: Scene, state: str, ended: datetime) -> Talk:
    """A conversation about the scene that ended then, in the way its enforcement state asks for."""
    names = {
        "file": dice.pick(FILES),
        "host": dice.pick(HOSTS),
        "name": dice.pick(NAMES),
        "n": 2 + dice.heavy(9_000),
    }
    turns: list[dict[str, Any]] = []
    for _ in range(dice.heavy(LONGEST) - 1 if dice.chance(0.6) else 0):
        asked, answered = dice.pick(EXCHANGES[scene.language])
        turns.append({"role": "user", "text": asked.format_map(names)})
        turns.append({"role": "assistant", "text": answered.format_map(names)})
    if dice.chance(0.12):
        turns += _tool_use(dice, names["file"])
    lead = scene.ask.format_map(names)
    turns.append({"role": "user", "text": lead + scene.mark + scene.rest.format_map(names)})
    flagged = f"t{len(turns)}"
    turns.append(_reply(scene.answer.format_map(names), state))
    _stamp(dice, turns, ended)
    return Talk(turns, flagged, len(lead), len(lead) + len(scene.mark))


def _tool_use(dice: Dice, file: object) -> list[dict[str, Any]]:
    tool = dice.pick(TOOLS)
    lines = "\n".join([dice.pick(LOG_LINES) for _ in range(dice.heavy(LONGEST_OUTPUT))])
    call = {"type": "tool_call", "call_id": "c1", "name": tool, "input": {"target": file, "limit": 100}}
    result = {"type": "tool_result", "call_id": "c1", "text": lines, "is_error": dice.chance(0.1)}
    return [{"role": "assistant", "parts": [call]}, {"role": "tool", "name": tool, "parts": [result]}]


def _reply(answer: str, state: str) -> dict[str, Any]:
    refusal = {"type": "refusal", "text": REFUSAL}
    if state == "blocked_midstream":
        half = {"type": "text", "text": answer[: len(answer) // 2]}
        return {"role": "assistant", "parts": [half, refusal]}
    if state in ("fallback_served", "warned", "logged_only"):
        return {"role": "assistant", "text": answer}
    return {"role": "assistant", "parts": [refusal]}


def _stamp(dice: Dice, turns: list[dict[str, Any]], ended: datetime) -> None:
    pace = timedelta(seconds=8 + dice.below(90))
    at = ended - pace * len(turns)
    for turn in turns:
        turn["at"] = at = at + pace
