"""What a conversion lost: texts of a record that no text of its cases holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.formats.reading import found, read
from tests.formats.tables import texts

MARK = "\u00a4"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(MARK.__add__)
"""Anything a person might write, marked to be told from the words of a format."""


def lost(folder: Path, records: list[dict[str, Any]], forced: str) -> list[str]:
    """The marked texts that are gone once a file of these records was read."""
    path = folder / "unnamed"
    path.write_text(json.dumps(records), encoding="utf-8")
    kept = [text for one in found(read(path, forced=forced)) for text in texts(json.loads(one.raw))]
    said = [text for text in texts(records) if text.startswith(MARK)]
    return [text for text in said if not any(text in one or _escaped(text) in one for one in kept)]


def _escaped(text: str) -> str:
    """The text as it stands in JSON: how a block of a type nobody knows is described."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
