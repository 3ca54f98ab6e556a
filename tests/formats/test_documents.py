"""Documents are found however a file is laid out, each with its own line, and a broken one is named."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage_tui.domain.values import Invalid
from triage_tui.formats.documents import Document, documents, glimpses
from triage_tui.formats.found import Bad
from triage_tui.formats.source import LIMIT, Source

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(['"', "\\", '\\"', "[{", "},"])
PLAIN = TEXT | st.integers(-99, 99) | st.none()
VALUE = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(TEXT, PLAIN | st.lists(st.lists(PLAIN)), max_size=3)
OBJECTS = st.lists(st.dictionaries(TEXT, VALUE, min_size=1, max_size=3), min_size=1, max_size=6)
LAYOUTS = {
    "lines": lambda values: "\n".join(map(json.dumps, values)),
    "array": json.dumps,
    "tall array": lambda values: json.dumps(values, indent=2),
    "tall objects": lambda values: "\n".join(json.dumps(value, indent=1) for value in values),
    "array of lines": lambda values: "[\n" + ",\n".join(map(json.dumps, values)) + "\n]\n",
}


def read(path: Path, content: bytes) -> list[Document | Bad]:
    path.write_bytes(content)
    with Source(str(path)) as source:
        return list(documents(source))


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=40)
@given(values=OBJECTS, bom=st.booleans())
def test_the_layout_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, layout: str, values: list[Any], bom: bool
) -> None:
    content = LAYOUTS[layout](values).encode()
    file = tmp_path_factory.getbasetemp() / "unnamed"
    read_back = [one for one in read(file, b"\xef\xbb\xbf" * bom + content) if isinstance(one, Document)]
    assert [one.value() for one in read_back] == values
    lines = content.splitlines()
    assert all(one.raw.splitlines()[0] in lines[one.line - 1] for one in read_back)
    assert list(glimpses(content)) == values


@given(values=OBJECTS, cut=st.integers(1, 400))
def test_a_document_that_is_cut_off_is_seen_as_far_as_it_goes(values: list[Any], cut: int) -> None:
    content = json.dumps(values, indent=1).encode()
    seen = glimpses(content[:cut])
    assert len(seen) <= len(values)
    for whole, part in zip(values, seen, strict=False):
        assert not isinstance(part, dict) or part.keys() <= whole.keys()


def test_a_glimpse_is_of_the_first_documents() -> None:
    values = [{"n": n} for n in range(60)]
    assert list(glimpses(json.dumps(values, indent=1).encode())) == values[:50]
    assert list(glimpses("\n".join(map(json.dumps, values)).encode())) == values[:50]


@pytest.mark.parametrize(
    ("content", "numbers", "wrong"),
    [
        (b'[\n{"a":1},\n{"a":},\n{"a":3}]', [1, 3], (3, "$[1]")),
        (b'[{"a":1},\n {"a":2},\n {"a', [1, 2], (3, "$[2]")),
        (b'[{"a":1},\n', [1], (2, "$[1]")),
        (b'{\n"a":1}\n{\n"a"}\n{\n"a":3}', [1, 3], (4, "$")),
        (b'{\n"a":1}\nover', [1], (3, "$")),
        (b'[\n{"a":1}]\n over\n[2]', [1, 3], (3, "$[1]")),
        (b'{"a":1}\n{"a\n{"a":3}', [1, 3], (2, "$")),
    ],
)
def test_a_broken_document_is_named(tmp_path: Path, content: bytes, numbers: list[int], wrong: tuple[int, str]) -> None:
    good, bad = list[int](), list[tuple[int, str]]()
    for one in read(tmp_path / "unnamed", content):
        if isinstance(one, Bad):
            bad.append((one.line, one.path))
            continue
        try:
            one.value()
            good.append(one.number)
        except Invalid as error:
            named = one.bad(error)
            bad.append((named.line, named.path))
    assert (good, bad) == (numbers, [wrong])


def test_a_document_without_an_end_is_not_held_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage_tui.formats.documents.HELD", 1024 * 1024)
    first, endless = read(tmp_path / "unnamed", b'[{"n":1},\n{"text":"' + b"x" * 3 * 1024 * 1024 + b'"}]')
    assert isinstance(first, Document)
    assert isinstance(endless, Bad)
    assert (endless.line, endless.path) == (2, "$[1]")
    assert "does not end within 1,048,576 bytes" in endless.reason


def test_an_array_of_any_length_passes_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "long"
    with path.open("wb") as file:
        file.write(b"[\n")
        file.writelines(b'{"n":%d,"text":"%s"},\n' % (n, b"x" * 10_000) for n in range(4_000))
        file.write(b'{"text":"%s"},\n{"n":"last"}]' % (b"y" * LIMIT))
    tracemalloc.start()
    with Source(str(path)) as source:
        numbers = [one.number if isinstance(one, Document) else one.path for one in documents(source)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert numbers == [*range(1, 4_001), "$[4000]", 4_002]
    assert peak < 6 * LIMIT < 7 * path.stat().st_size
