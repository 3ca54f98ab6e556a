"""Whatever stands where something else should be, a record is read or refused, and never ends an import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.reading import read
from tests.formats.test_tables import FILES, records
from triage_tui.errors import Refused
from triage_tui.formats.found import FoundPack

STRANGE = st.sampled_from(
    ["null", "true", "7", "-1.5", "1" * 30, '"x"', "[]", "{}", '["x"]', "[{}]", "[[[]]]", '{"a":{}}', '{"type":[]}']
).map(json.loads)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value, as what it lies in and its name there."""
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, name
            yield from places(one)


@pytest.mark.parametrize("name", FILES)
@given(data=st.data(), forced=st.booleans())
def test_something_strange_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject, forced: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "unnamed"
    content = records(name)
    for _ in range(2):
        holder, key = data.draw(st.sampled_from(list(places(content))))
        holder[key] = data.draw(STRANGE)
    path.write_text(json.dumps(content))
    with suppress(Refused):
        for one in read(path, forced=name if forced else None):
            assert one.line == 1
            assert not isinstance(one, FoundPack)
