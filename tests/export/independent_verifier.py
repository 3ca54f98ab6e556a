"""A second verifier of exported logs, written from docs/decision-log.md alone: standard library only.

    python independent_verifier.py < decisions.jsonl

It prints one line a fault and ends with status 1, or prints the head and ends with 0.
"""

import hashlib
import json
import math
import re
import sys

ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def canonical(value):
    """RFC 8785: members by UTF-16 code units, the shortest escapes, numbers as ECMAScript writes them."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(string(key) + ":" + canonical(one) for key, one in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(one) for one in value) + "]"
    if isinstance(value, str):
        return string(value)
    if isinstance(value, float):
        return number(value)
    return (
        {True: "true", False: "false", None: "null"}[value]
        if not isinstance(value, int) or isinstance(value, bool)
        else str(value)
    )


def string(text):
    """A string with only what must be escaped escaped."""
    return '"' + re.sub(r'["\\\x00-\x1f]', lambda c: ESCAPES.get(c[0], f"\\u{ord(c[0]):04x}"), text) + '"'


def number(value):
    """A float as ECMAScript's Number::toString gives it."""
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    if abs(value) < 2**53 and value == int(value):
        return str(int(value))
    digits, _, exponent = repr(abs(value)).partition("e")
    whole, _, rest = digits.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = (whole + rest).lstrip("0")
    point -= len(whole + rest) - len(digits)
    digits = digits.rstrip("0")
    sign = "-" if value < 0 else ""
    if 0 < point <= 21:
        return sign + digits[:point].ljust(point, "0") + ("." + digits[point:] if digits[point:] else "")
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    mantissa = digits[0] + ("." + digits[1:] if digits[1:] else "")
    return f"{sign}{mantissa}e{point - 1:+d}"


def verify(lines):
    """The faults as (line, reason), and the head as (log, number, hash)."""
    faults, log_id, seq, digest = [], None, 0, ""
    for line, raw in enumerate(lines, 1):
        try:
            entry = json.loads(raw)
            log = entry["log"]
            stated = log.pop("sha256")
            log.pop("signature", None)
            actual = hashlib.sha256(canonical(entry).encode()).hexdigest()
            log_id = log_id or log["log_id"]
            right = (log["log_id"], log["seq"], log["prev_sha256"]) == (log_id, seq + 1, digest)
            seq, digest = log["seq"], stated
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            faults.append((line, f"no entry: {type(error).__name__}"))
            continue
        if stated != actual:
            faults.append((line, "changed"))
        if not right:
            faults.append((line, "out of order"))
    return faults, (log_id, seq, digest)


if __name__ == "__main__":
    found, head = verify(sys.stdin.buffer.read().splitlines())
    for where, reason in found:
        print(f"line {where}: {reason}")
    if not found:
        print(*head)
    sys.exit(bool(found))
