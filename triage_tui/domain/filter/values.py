"""Single values of a filter: severities, numbers, durations, days and fixed words, read and written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from math import isfinite

from triage_tui.domain.filter.tree import FilterError, Value
from triage_tui.domain.filter.words import Field
from triage_tui.errors import nearest

MINUTES = {"w": 10_080, "d": 1_440, "h": 60, "m": 1}
"""Minutes in each unit of a duration, longest first."""

_DURATION = re.compile(r"([0-9]{1,6})([mhdw])")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_value(field: Field, text: str, column: int) -> Value:
    """One value as its field writes it; raises `FilterError`."""
    match field.kind:
        case "word":
            return _word(field, text, column)
        case "severity":
            return _severity(text, column)
        case "number":
            return _number(field, text, column)
        case "age" | "moment" | "day":
            return _time(field, text, column)
        case _:
            return text


def _word(field: Field, text: str, column: int) -> str:
    if text in field.words:
        return text
    raise FilterError(column, f"{field.name}: knows no {text!r}", nearest(text.lower(), field.words, 0.5))


def _severity(text: str, column: int) -> int:
    if text in ("0", "1", "2", "3", "4"):
        return int(text)
    raise FilterError(column, "a severity is 0, 1, 2, 3 or 4")


def _number(field: Field, text: str, column: int) -> float:
    if _NUMBER.fullmatch(text) and isfinite(number := float(text)):
        return number
    raise FilterError(column, f"{field.name}: takes a number, such as >.8")


def _time(field: Field, text: str, column: int) -> timedelta | date:
    if field.kind != "day" and (found := _DURATION.fullmatch(text)):
        return timedelta(minutes=int(found[1]) * MINUTES[found[2]])
    if field.kind != "age" and _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise FilterError(column, f"there is no day {text}") from None
    forms = {"age": ">2d (m h d w)", "moment": "<12h (m h d w) or 2026-11-20", "day": ">=2026-11-20"}
    raise FilterError(column, f"{field.name}: is written like {forms[field.kind]}")


def write_value(value: Value) -> str:
    """A severity, number, duration or day so that it reads back as the same."""
    if isinstance(value, timedelta):
        minutes = round(value / timedelta(minutes=1))
        unit = next(unit for unit, size in MINUTES.items() if minutes % size == 0)
        return f"{minutes // MINUTES[unit]}{unit}"
    return value.isoformat() if isinstance(value, date) else str(value).removesuffix(".0")


def rank(value: Value) -> float:
    """A number that orders values of one type: seconds of a duration, the day's number, the number itself."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.toordinal() if isinstance(value, date) else float(value)


def day_starts(day: date) -> datetime:
    """The first moment of a day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
