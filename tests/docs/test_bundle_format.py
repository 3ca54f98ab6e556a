"""docs/bundle-format.md says what a sealed file is: every field, every limit, and how to check one without us."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature

from tests.bundles.made import ANN, EVE, sealed
from triage_tui.bundles import child, limits
from triage_tui.bundles.sealing import LONGEST
from triage_tui.domain.bundle import ENVELOPE_TYPE, Manifest, Member, Party

PAGE = (Path(__file__).parents[2] / "docs" / "bundle-format.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([^`\n]+)`", PAGE))


@pytest.fixture
def check() -> Callable[[str, bytes], dict[str, Any]]:
    (program,) = re.findall(r"```python\n(.*?)\n```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(program, names)
    found: Callable[[str, bytes], dict[str, Any]] = names["check"]
    return found


def test_every_field_is_explained() -> None:
    fields = {field for record in (Manifest, Member, Party) for field in record.__struct_encode_fields__}
    assert fields - {word for words in WORDS for word in words.split(", ")} == set()
    assert ENVELOPE_TYPE in WORDS


def test_the_limits_are_those_of_the_program() -> None:
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE))
    gib, mib = 1024**3, 1024**2
    assert rows["the file, and the same decrypted"].startswith(f"{limits.FILE // gib} GiB")
    assert f"{limits.SECRET // mib} MiB" in rows["the file, and the same decrypted"]
    assert rows["members"] == f"{limits.MEMBERS:,}"
    assert rows["a member"] == f"{limits.MEMBER // mib} MiB, and {limits.RATIO} times its packed size"
    assert rows["all members"] == f"{limits.EXPANDED // gib} GiB"
    assert rows["a line, or a document"] == f"{limits.LINE // mib} MiB"
    assert f"`{limits.NAME.pattern}`" in rows["the name of a member"]
    assert rows["objects and arrays around a value"] == str(limits.DEPTH)
    assert f"{child.SECONDS} seconds of computing and {child.MEMORY // gib} GiB" in PAGE
    assert f"some {LONGEST // mib} MiB" in PAGE


def test_the_program_on_the_page_checks_a_file(tmp_path: Path, check: Callable[[str, bytes], dict[str, Any]]) -> None:
    path = tmp_path / "x.triage"
    path.write_bytes(sealed())
    assert msgspec.convert(check(str(path), ANN.public.line().encode()), Manifest).cases == 5
    with pytest.raises(InvalidSignature):
        check(str(path), EVE.public.line().encode())
