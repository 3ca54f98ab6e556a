"""A pack reads the same from JSON and from TOML, and a changed one is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.formats.reading import FIXTURES, bad, read
from triage_tui.formats.found import FoundPack


def test_a_toml_pack_is_a_json_pack(tmp_path: Path) -> None:
    (toml,) = read(FIXTURES / "pack.toml")
    assert isinstance(toml, FoundPack)
    assert toml.pack.by_id["net.1"].exceptions[0].id == "authorised"
    path = tmp_path / "pack"
    path.write_bytes(toml.raw)
    (again,) = read(path)
    assert again == toml


def test_a_pack_that_was_changed_after_it_was_sealed_is_refused(tmp_path: Path) -> None:
    (pack,) = read(FIXTURES / "pack.toml")
    assert isinstance(pack, FoundPack)
    document = json.loads(pack.raw) | {"sha256": pack.pack.sha256}
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(document, indent=1))
    assert isinstance(read(path)[0], FoundPack)
    document["clauses"][1]["severity"] = 1
    path.write_text(json.dumps(document))
    (one,) = bad(read(path))
    assert one.path == "$.sha256"


@pytest.mark.parametrize(
    ("content", "path", "reason"),
    [
        (b"id = 'x'\n\xff", "$", "UTF-8"),
        (b"id = \n[[clauses]]", "$", "neither JSON nor TOML"),
        (b"id = 'x'\nversion = '1'\n[[clauses]]\nid = 'a'\nparent = 'b'", "$.clauses[0].parent", "'b'"),
        (b"id = 'x'\nversion = 99999999999999999999999999", "$.version", "str"),
        (b'{"id":"x","version":"1","clauses":[{"id":"a"},{"id":"a"}]}', "$.clauses", "twice"),
    ],
)
def test_a_broken_pack_is_named(tmp_path: Path, content: bytes, path: str, reason: str) -> None:
    file = tmp_path / "pack"
    file.write_bytes(content)
    (one,) = bad(read(file, forced="policy"))
    assert one.path == path
    assert reason in one.reason
