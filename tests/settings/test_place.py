"""Claim: the line of a key is the line of the statement that sets it, however the file is written."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.settings.place import line_of

name = st.sampled_from("abcdef")
value = st.sampled_from(["1", "true", "'x'", '"""\nlong\n\n"""', "[\n  1,\n  # two\n  2,\n]", "{ q = 1 }"])
padding = st.sampled_from(["", "\n", "# note\n", "\n\n# [z]\n\n"])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[tuple[str, ...], int]]:
    """A TOML text and the line, counted while writing, of every key in it."""
    text, lines = "", {}
    for table in [(), *draw(st.lists(st.tuples(name, name), unique=True, max_size=4))]:
        text += draw(padding) + (f"[{'.'.join(table)}]\n" if table else "")
        for key in draw(st.lists(name.map(str.upper), unique=True, max_size=3)):
            text += draw(padding)
            lines[(*table, key)] = text.count("\n") + 1
            text += f"{key} = {draw(value)}\n"
    return text, lines


@given(documents())
def test_every_key_is_found_on_its_line(document: tuple[str, dict[tuple[str, ...], int]]) -> None:
    text, lines = document
    tomllib.loads(text)
    assert {path: line_of(text, path) for path in lines} == lines
