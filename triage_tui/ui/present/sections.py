"""What a reviewer reads, as one list of sections: report and appeal first, then the turns in order."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage_tui.domain.case import Case
from triage_tui.domain.conversation import Media, Part, Reasoning, RefusalPart, ToolCall, ToolResult, Turn, part_text
from triage_tui.ui.present.line import Line, Run
from triage_tui.ui.present.text import Safe, inline, ours


class Piece(Struct, frozen=True):
    """One part of a section: its own label row, if any, and its untrusted text."""

    label: Line
    """Drawn above the text; empty for plain words."""
    text: str
    role: str
    """Theme role of the text."""
    foldable: bool = False
    """Whether long text is folded at first: what tools were given and gave back."""


class Section(Struct, frozen=True):
    """A heading and its pieces."""

    turn: int | None
    """Index of the turn; none for what precedes the conversation."""
    role: str
    """Theme role of the heading."""
    heading: Line
    pieces: tuple[Piece, ...]


class Sections:
    """Everything there is to read about a case; a turn's section is made when it is first asked for."""

    def __init__(self, case: Case) -> None:
        before = list(_before(case))
        self._case = case
        self._before = len(before)
        self._made: list[Section | None] = [*before, *(None for _ in case.turns)]

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Iterator[Section]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> Section:
        made = self._made[number]
        if made is None:
            turn = number - self._before
            made = self._made[number] = _turn(turn, self._case.turn_ids[turn], self._case.turns[turn])
        return made


def _before(case: Case) -> Iterator[Section]:
    if case.report is not None and (case.report.text or case.report.claims or case.report.request_ids):
        claims = ", ".join((*case.report.claims, *case.report.request_ids))
        label = (Run(ours("claims and requests: {}", inline(claims)), "muted"),) if claims else ()
        yield Section(
            None,
            "user",
            _heading(ours("report by the user"), case.report.reporter),
            (Piece(label, case.report.text, "text"),),
        )
    if case.appeal is not None:
        new = (
            Piece((Run(ours("new: {}", inline(one.title)), "heading"),), one.text, "text")
            for one in case.appeal.new_information
        )
        pieces = (Piece((), case.appeal.statement, "text"), *new)
        yield Section(None, "user", _heading(ours("appeal"), case.appeal.decision_id), pieces)


def _heading(words: Safe, detail: str) -> Line:
    title = Run(words, "user")
    return (title, Run(ours("  {}", inline(detail)), "muted")) if detail else (title,)


def _turn(index: int, turn_id: str, turn: Turn) -> Section:
    role = turn.role
    heading = [Run(ours("{} #{}", inline(role), index + 1), role)]
    if turn.name:
        heading.append(Run(ours("  {}", inline(turn.name)), role))
    if turn_id != f"t{index + 1}":
        heading.append(Run(ours("  {}", inline(turn_id)), "muted"))
    if turn.at is not None:
        heading.append(Run(ours("  {}", inline(turn.at.strftime("%Y-%m-%d %H:%M"))), "muted"))
    return Section(index, role, tuple(heading), tuple(_piece(part, role) for part in turn.content))


def _piece(part: Part, role: str) -> Piece:
    text = part_text(part)
    match part:
        case ToolCall():
            return Piece(
                (Run(ours("→ call {}", inline(part.name or part.call_id)), "tool"),), text, "text", foldable=True
            )
        case ToolResult():
            words = (
                ours("← error {}", inline(part.call_id)) if part.is_error else ours("← result {}", inline(part.call_id))
            )
            return Piece((Run(words, "error" if part.is_error else "tool"),), text, "text", foldable=True)
        case Reasoning():
            return Piece((Run(ours("reasoning"), "reasoning"),), text, "reasoning")
        case Media():
            size = ours("  {:,} bytes", part.bytes) if part.bytes is not None else ours("")
            return Piece((Run(ours("[{}{}]", inline(part.media_type or "media"), size), "muted"),), text, "muted")
        case RefusalPart():
            return Piece((Run(ours("refused: {}", inline(part.category or "no category")), "warning"),), text, "text")
    return Piece((), text, "text", foldable=role == "tool")
