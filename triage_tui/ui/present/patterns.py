"""Where to look closer: regular expressions that skip over text that can be shown as it is."""

from __future__ import annotations

import re
from functools import cache

from triage_tui.ui.present import _unicode_tables as tables
from triage_tui.ui.present.unicode import KINDS, kind_class, table_class

ODD_ASCII = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
"""The characters of an ASCII text that cannot be shown as they are."""

ODD = re.compile(
    "[^\n -~\u00a1-\u00a8\u00aa-\u00ac\u00af-\u02ff\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u203b\u20a0-\u20bf]"
)
"""Any but these, which can be shown as they are; so can many others, but a class of few is compiled sooner."""

TAB = 4
"""Distance of tab stops, in cells."""

MAX_SPACES = 200
"""Spaces in a row, a tab counted as four, that are shown one by one."""

MARKS, INDIC_MARKS = 4, 10
"""Marks shown on one letter: any, and those of scripts that stack deep."""

MAX_BLANK_LINES = 5
"""Blank lines in a row that are shown one by one."""


@cache
def _spaces() -> str:
    return f"[ \t\u3000{kind_class('space')}]"


@cache
def _long(count: int) -> re.Pattern[str]:
    return re.compile(f"{_spaces()}{{{count}}}")


@cache
def _empty() -> re.Pattern[str]:
    return re.compile(f"\n(?:{_spaces()[:-1]}\r]*+\n){{{MAX_BLANK_LINES}}}")


def may_fold(raw: str) -> bool:
    """Whether there may be more spaces or blank lines in a row than are shown one by one."""
    many = _long(MAX_SPACES // TAB + 1 if "\t" in raw else MAX_SPACES + 1)
    return many.search(raw) is not None or _empty().search(raw) is not None


def is_plain(raw: str, *, fold: bool) -> bool:
    """Whether a text is seen at a glance to be one that can be shown as it is; most are."""
    return not (ODD_ASCII if raw.isascii() else ODD).search(raw) and not (fold and may_fold(raw))


@cache
def suspects(*, ascii_text: bool, fold: bool, one_line: bool) -> re.Pattern[str]:
    """Finds the next character that needs a decision; the groups `lines` and `spaces` find padding."""
    odd = ODD_ASCII.pattern if ascii_text else _odd()
    if one_line:
        odd = f"\n|{odd}"
    if fold:
        spaces = _spaces()
        odd = f"(?P<spaces>(?<!{spaces}){spaces}{{{MAX_SPACES // TAB + 1},}}+)|{odd}"
    if fold and not one_line:
        odd = f"(?P<lines>^(?:{spaces}*+\r?\n){{{MAX_BLANK_LINES + 1},}}+)|{odd}"
    return re.compile(odd, re.DOTALL | re.MULTILINE)


def _odd() -> str:
    """One class first, so that the search is a scan in C; what follows lets harmless marks pass.

    A mark needs a decision when more marks follow than usual, or when nothing that it could sit on comes before.
    Characters beyond U+FFFF are all looked at: a class with their many ranges would slow down the scan.
    """
    common_marks = kind_class("mark", below=0x10000)
    special = kind_class(*set(KINDS.values()) - {"plain", "mark"}, below=0x10000) + "\U00010000-\U0010ffff"
    crowded = f"(?=[{kind_class('mark')}]{{4}})"
    return f"[{special}{common_marks}](?:(?<![{common_marks}])|{crowded}|(?<=\\A.)|(?<=[\n{special}].))"


@cache
def _run(kind: str) -> re.Pattern[str]:
    if kind == "control":  # a carriage return may be half of a line end
        return re.compile("\t+|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
    return re.compile(f"[{kind_class(kind)}]+")


def run_end(kind: str, text: str, start: int) -> int:
    """Where the characters of one kind end that start at an offset."""
    found = _run(kind).match(text, start)
    return found.end() if found else start + 1


@cache
def _stack() -> re.Pattern[str]:
    return re.compile(f"[{table_class(tables.INDIC)}]{{0,{INDIC_MARKS}}}")


def marks_kept(text: str, start: int, end: int) -> int:
    """How far into a run of marks they are shown: more of them if they are the script's own."""
    own = _stack().match(text, start, end)
    return max(own.end() if own else start, min(end, start + MARKS))


@cache
def orthography() -> re.Pattern[str]:
    """ZWJ or ZWNJ between letters and marks of a script that is spelt with them, a letter on one side at least."""
    written = table_class(tables.JOINING)
    marks = f"[{kind_class('mark')}]"
    return re.compile(f"(?<=[{written}])[\u200c\u200d](?=[{written}])(?:(?!{marks})|(?<!{marks}.))", re.DOTALL)
