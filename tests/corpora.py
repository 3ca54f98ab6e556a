"""Texts that were written to harm: terminal sequences, markup, bidi, hidden characters, padding.

Never print one as it is.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "corpus"


@cache
def named() -> dict[str, str]:
    """Our own texts by what they try."""
    return dict(_load("hostile"))


def hostile() -> list[str]:
    """Our own texts, some with lone surrogates."""
    return list(named().values())


def blns() -> list[str]:
    """The Big List of Naughty Strings."""
    return list(_load("blns"))


def trojan_source() -> list[str]:
    """Lines of source code that bidi controls make look like other code."""
    return list(_load("trojan-source"))


def everything() -> list[str]:
    """All of them."""
    return hostile() + blns() + trojan_source()


def _load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
