"""Personal details and secrets that a pattern can tell, masked. Best effort: a name or a street is none of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of detail."""

    name: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool
    """Whether what the pattern found really is one."""


def _luhn(words: str) -> bool:
    digits = [int(one) for one in words if one.isdigit()]
    doubled = [sum(divmod(2 * one, 10)) for one in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _iban(words: str) -> bool:
    plain = words.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1


def _address(words: str) -> bool:
    try:
        ip_address(words)
    except ValueError:
        return False
    return True


def _dialled(words: str) -> bool:
    digits = sum(one.isdigit() for one in words)
    dated = re.fullmatch(r"\d{4}-\d\d-\d\d[ .\d-]*", words) is not None
    return 8 <= digits <= 15 and not dated


_LETTERS = "A-Za-z\u00c0-\u024f\u0300-\u052f"
"""Latin, Greek and Cyrillic; scripts that put no blanks between words would take the words around along."""
KINDS = (
    Kind("key", re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:.{0,10000}?-----END [A-Z ]{0,40}-----)?", re.S)),
    Kind(
        "token",
        re.compile(
            r"\b(?:sk-[A-Za-z0-9_-]{16,200}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}"
            r"|xox[abprs]-[A-Za-z0-9-]{10,200}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{35}|glpat-[A-Za-z0-9_-]{20,100}"
            r"|eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{4,2000}"
            r"|AGE-SECRET-KEY-1[A-Z0-9]{40,80})"
        ),
    ),
    Kind(
        "email",
        re.compile(rf"[{_LETTERS}0-9._%+-]{{1,64}}[@＠][{_LETTERS}0-9-]{{1,63}}(?:\.[{_LETTERS}0-9-]{{1,63}}){{1,8}}"),
    ),
    Kind(
        "iban",
        re.compile(
            r"\b(?:[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?|[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{11,30})\b"
        ),
        _iban,
    ),
    Kind("ip", re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)"), _address),
    Kind("ip", re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{2,39}(?![\w:])"), lambda words: ":" in words and _address(words)),
    Kind("card", re.compile(r"(?<![\w-])[1-9](?:[ -]?\d){12,18}(?![\w-])"), _luhn),
    Kind(
        "phone",
        re.compile(
            r"(?<![\w.+-])(?<!\d[ ./()])(?:\+|00)?(?:\(\d{1,5}\)|\d)(?:[ ./()-]{0,2}\d){6,14}(?![\w-]|[ ./()]\d)"
        ),
        _dialled,
    ),
)
"""In the order in which they are looked for: what was masked once is not looked at again."""


def masked(text: str, masks: Counter[str]) -> str:
    """The text with ``[email]`` in place of an address and so on; what was masked is counted."""
    for kind in KINDS:
        text = kind.pattern.sub(partial(_mask, kind, masks), text)
    return text


def _mask(kind: Kind, masks: Counter[str], match: re.Match[str]) -> str:
    if not kind.holds(match[0]):
        return match[0]
    masks[kind.name] += 1
    return f"[{kind.name}]"


def details(text: str) -> Counter[str]:
    """What of this would be masked, by kind."""
    masks: Counter[str] = Counter()
    masked(text, masks)
    return masks
