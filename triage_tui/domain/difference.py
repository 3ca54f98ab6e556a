"""What has changed from one version of a case to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from triage_tui.domain.case import Case, Flag
from triage_tui.domain.conversation import Turn

One = TypeVar("One")

ALIGNED = 400
"""Turns up to which the best alignment is looked for; it costs the square of their number."""


class Change(Struct, Generic[One], frozen=True):
    """Something that one version has and the other has not, or has otherwise."""

    kind: Literal["added", "removed", "changed"]
    index: int
    """Its place in the newer version; of what was removed, in the older one."""
    before: One | None
    after: One | None


class Difference(Struct, frozen=True):
    """Everything that tells two versions of a case apart."""

    turns: tuple[Change[Turn], ...] = ()
    flags: tuple[Change[Flag], ...] = ()
    fields: tuple[str, ...] = ()
    """Names of the case's other fields that differ."""

    @property
    def nothing(self) -> bool:
        """Whether they say the same."""
        return not (self.turns or self.flags or self.fields)


def difference(before: Case, after: Case) -> Difference:
    """What is new, gone or otherwise in `after`."""
    named = [name for name in Case.__struct_fields__ if name not in ("conversation", "flags", "version", "schema")]
    return Difference(
        tuple(_aligned(before.turns, after.turns)),
        tuple(_matched(before.flags, after.flags)),
        tuple(name for name in named if getattr(before, name) != getattr(after, name)),
    )


def _aligned(before: Sequence[Turn], after: Sequence[Turn]) -> Iterator[Change[Turn]]:
    """Turns have an order: the same ones are found in it, and what lies between them has changed."""
    head = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    room = min(len(before), len(after)) - head
    tail = next((n for n in range(room) if before[-1 - n] != after[-1 - n]), room)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    for a, a_end, b, b_end in _stretches(old, new):
        for n in range(max(a_end - a, b_end - b)):
            was = old[a + n] if a + n < a_end else None
            now = new[b + n] if b + n < b_end else None
            if was != now:
                yield _change(was, now, head + (b + n if now is not None else a + n))


def _stretches(old: Sequence[Turn], new: Sequence[Turn]) -> Iterator[tuple[int, int, int, int]]:
    if len(old) + len(new) > ALIGNED:
        yield 0, len(old), 0, len(new)
        return
    was, now = ([repr(turn) for turn in turns] for turns in (old, new))
    for kind, a, a_end, b, b_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield a, a_end, b, b_end


def _matched(before: Sequence[Flag], after: Sequence[Flag]) -> Iterator[Change[Flag]]:
    """Flags have no order: equal ones are the same, and of the others those about one clause belong together."""
    gone = [(n, flag) for n, flag in enumerate(before) if flag not in after]
    for index, flag in enumerate(after):
        if flag in before:
            continue
        was = next((one for one in gone if (one[1].clause, one[1].policy_id) == (flag.clause, flag.policy_id)), None)
        if was is not None:
            gone.remove(was)
        yield _change(was[1] if was else None, flag, index)
    for index, flag in gone:
        yield _change(flag, None, index)


def _change(before: One | None, after: One | None, index: int) -> Change[One]:
    return Change("added" if before is None else "removed" if after is None else "changed", index, before, after)
