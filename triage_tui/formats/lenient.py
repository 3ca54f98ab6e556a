"""JSON as other tools write it, with NaN and Infinity, which JSON does not have; and where a text is no JSON, why."""

from __future__ import annotations

import json
import math
import sys
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


DEEP = "is nested too deeply"
HALF = "holds half a character (a lone surrogate), which is no text"
_LONGEST = sys.get_int_max_str_digits()


@contextmanager
def sound(path: str = "$") -> Iterator[None]:
    """Name what JSON can say and no case can hold: any depth, and half a character; raises `Invalid`."""
    try:
        yield
    except RecursionError:
        raise Invalid(path, DEEP) from None
    except UnicodeEncodeError:
        raise Invalid(path, HALF) from None


def decoded(raw: bytes) -> Any:
    """Any value of JSON as the standard has it; raises `Malformed`."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise broken(raw) or Malformed(1, str(error)) from None


def broken(raw: bytes) -> Malformed | None:
    """Why a text is no JSON, in words and with the line; none where it is JSON."""
    try:
        msgspec.json.decode(raw)
    except RecursionError:
        return Malformed(1, DEEP)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            json.dumps(_slowly(raw, strict=True), ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return Malformed(1, HALF)
        except Malformed as why:
            return why
        return Malformed(1, str(error))
    return None


def loads(raw: bytes) -> Any:
    """Any JSON value, or one with NaN in it; raises `Malformed`."""
    try:
        return msgspec.json.decode(raw)
    except RecursionError:
        raise Malformed(1, DEEP) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _slowly(raw)


def _slowly(raw: bytes, *, strict: bool = False) -> Any:
    """The same by the standard library, which knows NaN and says where a text breaks."""
    try:
        named, real = (_refused, _bounded) if strict else (str, _finite)
        return json.loads(raw.decode(), parse_constant=named, parse_float=real)
    except UnicodeDecodeError as error:
        before = raw[: error.start].rpartition(b"\n")[2]
        line = raw.count(b"\n", 0, error.start) + 1
        raise Malformed(line, f"is not UTF-8 at byte {len(before) + 1}") from None
    except json.JSONDecodeError as error:
        why = error.msg.removesuffix(" at").removesuffix(" starting")
        raise Malformed(error.lineno, f"is not JSON at column {error.colno}: {why}") from None
    except RecursionError:
        raise Malformed(1, DEEP) from None
    except _NoNumber as error:
        raise Malformed(1, str(error)) from None
    except ValueError:
        raise Malformed(1, f"holds a whole number of more than {_LONGEST:,} digits") from None


class _NoNumber(ValueError):
    """A name where a number should be."""


def _refused(name: str) -> None:
    raise _NoNumber(f"holds {name}, which JSON does not have")


def _bounded(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        raise _NoNumber("holds a number beyond the largest there is")
    return number


def _finite(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits
