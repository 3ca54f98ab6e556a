"""Scores of other tools as flags: their own name, value and scale, and never a clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from triage_tui.formats.lenient import UNKNOWN
from triage_tui.formats.naming import Ids, slug


def flags(name: str, value: object, beside: dict[str, Any], ids: Ids) -> Iterator[dict[str, Any]]:
    """A flag for a score; one for each of its values where it has several, by their keys or places.

    ``beside`` are the fields of the flag that the source says besides. A value that is not a number though it
    should be, as NaN, is unknown; its name stays under ``unmapped``.
    """
    if isinstance(value, dict | list) and value:
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flags(f"{name}.{key}", one, beside, ids)
        return
    flag = {"classifier": {"name": name}, **_measured(value), **beside}
    if (own := ids.take(slug(name))) is not None:
        flag["id"] = own
    if "score" not in flag and value is not None:
        flag["unmapped"] = {**beside.get("unmapped", {}), "score": value}
    yield flag


def _measured(value: object) -> dict[str, Any]:
    """The value with its scale; a number counts steps without an end, for nobody says that it is a share."""
    if isinstance(value, bool):
        return {"score": value, "scale": "boolean"}
    if isinstance(value, int | float):
        return {"score": value, "scale": {"type": "ordinal"}}
    if isinstance(value, str) and value not in UNKNOWN:
        return {"score": value, "scale": "label"}
    return {"scale": {"type": "ordinal"}}
