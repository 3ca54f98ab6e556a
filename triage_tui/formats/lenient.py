"""JSON as other tools write it: with NaN and Infinity, which JSON does not have."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from triage_tui.domain.values import Invalid

UNKNOWN = frozenset({"NaN", "Infinity", "-Infinity"})
"""How a number that is none comes out: its own name, as text."""


class Malformed(Invalid):
    """A text that is not JSON: where it breaks, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__("$", reason)
        self.line = line
        """From 1."""


@contextmanager
def sound(path: str = "$") -> Iterator[None]:
    """Name what JSON can say and no case can hold: any depth, and half a character; raises `Invalid`."""
    try:
        yield
    except RecursionError:
        raise Invalid(path, "is nested too deeply") from None
    except UnicodeEncodeError:
        raise Invalid(path, "holds half a character (a lone surrogate), which is no text") from None


def loads(raw: bytes) -> Any:
    """Any JSON value; raises `Malformed`."""
    try:
        return msgspec.json.decode(raw)
    except RecursionError:
        raise Malformed(1, "is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _slowly(raw)


def _slowly(raw: bytes) -> Any:
    """The same by the standard library, which knows NaN and says where a text breaks."""
    try:
        return json.loads(raw.decode(), parse_constant=str, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise Malformed(raw.count(b"\n", 0, error.start) + 1, f"is not UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise Malformed(error.lineno, f"is not JSON at column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Malformed(1, "is nested too deeply") from None
    except ValueError as error:
        raise Malformed(1, str(error)) from None


def _finite(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits
