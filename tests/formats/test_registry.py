"""A file's kind is told by what is in it; a person may say otherwise."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.formats.reading import FIXTURES, read
from triage_tui.errors import Refused, WrongUsage
from triage_tui.formats.found import Bad
from triage_tui.formats.registry import READERS, reader_for
from triage_tui.formats.source import Source

KINDS = {
    "cases.jsonl": "triage",
    "pack.toml": "policy",
    "prompts.csv": "csv",
    "moderation.jsonl.gz": "moderation",
    "inspect.eval": "inspect",
    "inspect.json": "inspect",
    "spans.jsonl": "otel",
    "session.jsonl": "claude-code",
    "prompts.json": "json",
    "openai.jsonl": "openai",
    "openai-moderation.json": "openai-moderation",
    "anthropic.jsonl": "anthropic",
    "sharegpt.json": "sharegpt",
    "issues.json": "gh-issues",
}


def kind(path: Path) -> str:
    with Source(str(path)) as source:
        return reader_for(source).name


@pytest.mark.parametrize("name", KINDS)
def test_the_name_does_not_matter(tmp_path: Path, name: str) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes((FIXTURES / name).read_bytes())
    assert kind(path) == kind(FIXTURES / name) == KINDS[name]


@pytest.mark.parametrize("name", ["cases.jsonl", "moderation.jsonl.gz"])
def test_a_broken_first_line_does_not_mislead(tmp_path: Path, name: str) -> None:
    with Source(str(FIXTURES / name)) as source:
        content = source.whole()
    path = tmp_path / "unnamed"
    path.write_bytes(b'{"id":\n' + content)
    assert kind(path) == KINDS[name]
    assert [one.line for one in read(path) if isinstance(one, Bad)] == [1]


def test_a_case_too_long_to_glimpse_is_still_a_case(tmp_path: Path) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes(b'{"id":"c","conversation":{"turns":[{"role":"user","text":"%s"}]}}' % (b"x" * 100_000))
    assert kind(path) == "triage"
    assert len(read(path)) == 1


LONG = st.text(st.sampled_from('ab \\"\n\x00\u00e9\u20ac\U0001f600{[,]}'), min_size=1, max_size=40)


@given(LONG, st.integers(0, 40), st.booleans())
@example("\U0001f600", 3, True)
@example("\U0001f600", 9, True)
def test_a_first_message_too_long_to_glimpse_is_still_a_message(
    tmp_path_factory: pytest.TempPathFactory, words: str, shift: int, ascii_: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "unnamed"
    said = "x" * shift + words * (100_000 // len(words))
    path.write_text(json.dumps({"messages": [{"role": "user", "content": said}]}, ensure_ascii=ascii_))
    assert kind(path) == "openai"


@pytest.mark.parametrize("content", [b"\x7fELF\0\0\1\2", b"PK\x03\x04", b"dear diary", b"[1, 2]"])
def test_a_file_nobody_knows_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes(content)
    with pytest.raises(Refused, match="no reader knows") as refused:
        read(path)
    assert "--from" in refused.value.hint


@pytest.mark.parametrize("words", ["triage.policy/1", 'schema = "triage.policy/1"', "[[clauses]]", '"resourceSpans":'])
def test_a_conversation_about_another_format_is_a_conversation(tmp_path: Path, words: str) -> None:
    path = tmp_path / "unnamed"
    path.write_text(json.dumps([{"role": "user", "content": words}], indent=1))
    assert kind(path) == "openai"
    path.write_text(f'id,prompt\n1,"{words.replace(chr(34), chr(34) * 2)}"\n')
    assert kind(path) == "csv"


def test_a_person_may_say_what_it_is() -> None:
    assert {type(one) for one in read(FIXTURES / "prompts.csv", forced="triage")} == {Bad}
    with pytest.raises(WrongUsage) as wrong:
        read(FIXTURES / "prompts.csv", forced="cvs")
    assert "'csv'" in wrong.value.hint
    with pytest.raises(WrongUsage, match="--map is for tables"):
        read(FIXTURES / "cases.jsonl", forced="triage", mapping=[("a", "text")])


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_whatever_happened_to_a_file_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    content = bytearray((FIXTURES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at, gone = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 9))
        content[at : at + gone] = data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"\r", b"\n", b"1e999"]))
    path = tmp_path_factory.mktemp("any") / "unnamed"
    path.write_bytes(content)
    with suppress(Refused):
        assert all(one.line >= 1 for one in read(path))


def test_every_format_has_a_name_of_its_own() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)
