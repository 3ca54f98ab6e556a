"""Whatever stands where something else should be, a record is read or refused, and never ends an import."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.reading import read
from tests.formats.test_tables import FILES, records
from triage_tui.errors import Refused
from triage_tui.formats.found import FoundPack

STRANGE = st.sampled_from([None, True, 7, -1.5, 10**30, "x", [], {}, ["x"], [{}], [[[]]], {"a": {}}, {"type": []}])


def changed(draw: Any, value: Any) -> Any:
    """The value with something strange in one place."""
    if not value or not isinstance(value, dict | list) or draw(st.integers(0, 5)) == 0:
        return draw(STRANGE)
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        return [changed(draw, one) if n == at else one for n, one in enumerate(value)]
    key = draw(st.sampled_from(sorted(value)))
    return value | {key: changed(draw, value[key])}


@pytest.mark.parametrize("name", FILES)
@given(data=st.data(), forced=st.booleans())
def test_something_strange_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject, forced: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "unnamed"
    path.write_text(json.dumps([changed(data.draw, one) for one in records(name)]))
    with suppress(Refused):
        for one in read(path, forced=name if forced else None):
            assert one.line == 1
            assert not isinstance(one, FoundPack)
