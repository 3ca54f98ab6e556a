"""docs/filters.md says what the language does: every example reads, and the tables are the program's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from triage_tui.domain.filter import parse
from triage_tui.domain.filter.scan import CONDITIONS, DEPTH, LENGTH
from triage_tui.domain.filter.words import FIELDS, MUTT, NAMES, SORTS
from triage_tui.domain.filter.write import print_query

PAGE = (Path(__file__).parents[2] / "docs" / "filters.md").read_text(encoding="utf-8")
BLOCKS = [line for block in re.findall(r"^```filter\n(.*?)^```", PAGE, re.M | re.S) for line in block.splitlines()]
INLINE = [
    words
    for words in re.findall(r"`([^`\n]+)`", PAGE)
    if re.match(r"[(-]?[a-z]+:.", words) or words.startswith(("~", "a ", "-a", "-(", "word", '"t', "wor*"))
]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[2:]]


@pytest.mark.parametrize("words", [*BLOCKS, *INLINE])
def test_every_example_reads(words: str) -> None:
    assert parse(print_query(parse(words))) == parse(words)


def test_examples_ask_for_every_field() -> None:
    asked = {name for words in [*BLOCKS, *INLINE] for name in re.findall(r"([a-z]+):", words)}
    unasked = set(FIELDS) - {NAMES[name].name for name in asked if name in NAMES}
    assert unasked <= {"id", "model", "text"}


def test_the_table_of_fields_is_the_programs() -> None:
    kinds = {
        "name": "text",
        "severity": "severity",
        "number": "number",
        "age": "duration",
        "moment": "duration from now, or day",
        "day": "day",
        "text": "words",
    }
    assert rows("Fields") == [
        [
            ", ".join(f"`{name}`" for name in (field.name, *field.also)),
            field.title,
            " ".join(f"`{word}`" for word in field.words) or kinds[field.kind],
        ]
        for field in FIELDS.values()
    ]


def test_the_table_of_orders_is_the_programs() -> None:
    assert [cells[0] for cells in rows("Order and number")][:-2] == [f"`sort:{sort}`" for sort in SORTS]
    assert parse("").sort == "due"


def test_the_short_forms_are_the_programs() -> None:
    short = rows("Shorter, for those used to mutt")
    assert [cells[0][2] for cells in short] == list(MUTT)
    for typed, meant in short:
        assert parse(typed.strip("`")) == parse(meant.strip("`"))


def test_what_binds_closer_is_as_the_page_says() -> None:
    assert parse("a b OR c") == parse("(a b) OR c")
    assert parse("a b OR c") != parse("a (b OR c)")


def test_the_limits_are_the_programs() -> None:
    assert f"at most {LENGTH:,} characters, {CONDITIONS} values and {DEPTH} levels" in " ".join(PAGE.split())
