"""Entries of a log in their usual form, checked many at a time and as bytes.

What `triage_tui.domain.journal.faults` says about a line, it says after taking the line apart and writing it again in
canonical form, which takes long. Here a batch of lines is read as records whose fields stand in canonical order, and
written again: where that gives the very same bytes, each line is its own canonical form, and its hash is that of the
line without the member ``sha256``. Whatever is unusual (another member, one that is written twice, a number that two
libraries might spell differently, a character whose place in the order they dispute) is left to the long way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, inspect

from triage_tui.domain.decision import Decision
from triage_tui.domain.journal import Event, Head

_Whole = Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)]
"""Beyond these a canonical form has no whole numbers."""
_Fraction = Annotated[float, Meta(ge=1e-4, le=1e15)]
"""Between these everybody writes the same digits and no exponent."""
_FRACTIONS = frozenset({"active_seconds", "score", "threshold"})
"""The fields that may hold one; see `_odd`."""
_Name = Annotated[str, Meta(pattern=r"^[ -~]*$")]


class Place(Struct, forbid_unknown_fields=True, gc=False):
    """The place of an entry in its log, as it is exported."""

    log_id: str
    prev_sha256: str
    seq: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    sha256: str


def follow(lines: Sequence[bytes], before: Head) -> list[Place] | None:
    """Their places where all of these are usual, are as they were hashed, and follow one another behind `before`.

    None where any is not, or may not be: `faults` can tell.
    """
    decoder, encoder = _coders()
    block = b"\n".join(lines) + b"\n"
    try:
        entries = decoder.decode_lines(block)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if len(entries) != len(lines) or encoder.encode_lines(entries) != block:
        return None
    log_id, digest, seq, places = before.log_id, before.sha256, before.seq, []
    for line, entry in zip(lines, entries, strict=True):
        place = entry.log
        seq += 1
        if place.seq != seq or place.prev_sha256 != digest or place.log_id != log_id or _odd(entry):
            return None
        digest = place.sha256
        # The member may stand elsewhere too, with another hash in front of it; not with its own, which depends on it.
        start, _, rest = line.partition(b',"sha256":"%b"' % digest.encode())
        if sha256(start + rest).hexdigest() != digest:
            return None
        places.append(place)
    return places


def _odd(entry: Any) -> bool:
    """Whether a fraction is a whole number, which is written without a point."""
    seconds, shown = entry.active_seconds, entry.shown
    if type(seconds) is float and seconds.is_integer():
        return True
    if shown is UNSET or shown.scores is UNSET:
        return False
    for each in shown.scores:
        score, limit = each.score, each.threshold
        if (type(score) is float and score.is_integer()) or (type(limit) is float and limit.is_integer()):
            return True
    return False


@cache
def _coders() -> tuple[msgspec.json.Decoder[Any], msgspec.json.Encoder]:
    decision, event = inspect.type_info(Decision), inspect.type_info(Event)
    assert isinstance(decision, inspect.StructType)
    assert isinstance(event, inspect.StructType)
    fields = _fields((*event.fields, *decision.fields))
    fields["log"] = Place
    return msgspec.json.Decoder(_record("Entry", fields)), msgspec.json.Encoder(order="deterministic")


def _fields(known: Iterable[inspect.Field]) -> dict[str, Any]:
    return {one.encode_name: _usual(one.type, one.encode_name) | UnsetType for one in known}


def _record(name: str, fields: dict[str, Any]) -> Any:
    """A record type with its fields in canonical order; those that may be absent say so."""
    told = [(one, kind) if kind is Place else (one, kind, UNSET) for one, kind in sorted(fields.items())]
    return msgspec.defstruct(name, told, forbid_unknown_fields=True, gc=False, kw_only=True)


def _usual(known: inspect.Type, name: str) -> Any:
    """What is usual in the place of a type that the log knows: any text for a word or a time, and no null."""
    match known:
        case inspect.UnionType(types):
            kinds = [_usual(one, name) for one in types if not isinstance(one, inspect.NoneType)]
            joined = kinds[0]
            for kind in kinds[1:]:
                joined = joined | kind
            return joined
        case inspect.StructType(fields=fields):
            return _record(known.cls.__name__, _fields(fields))
        case inspect.VarTupleType(item) | inspect.ListType(item):
            return list[_usual(item, name)]  # type: ignore[misc] # a type that is made here
        case inspect.DictType():
            return dict[_Name, str | bool | _Whole]
        case inspect.BoolType():
            return bool
        case inspect.IntType():
            return _Whole
        case inspect.FloatType():
            return _Whole | _Fraction if name in _FRACTIONS else _Whole
    return str
