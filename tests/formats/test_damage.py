"""Whatever stands in place of a value, a file is read or refused with a reason: nothing else ever comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.reading import FIXTURES, bad, read
from triage_tui.errors import Refused

FILES = {"inspect.json": "inspect", "spans.jsonl": "otel", "session.jsonl": "claude-code"}
ODD = st.sampled_from([None, True, 0, -1, 1e300, 10**25, float("nan"), "", "\ud800", "t1", [], {}, ["x"], {"a": [1]}])


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container within with each of its keys or indexes."""
    if isinstance(value, dict | list):
        for key, one in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from places(one)


@given(st.data(), st.sampled_from(sorted(FILES)))
def test_an_odd_value_anywhere_is_survived(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    text = (FIXTURES / name).read_text()
    documents = [json.loads(text)] if name.endswith(".json") else [json.loads(line) for line in text.splitlines()]
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(list(places(documents))))
        container[key] = deepcopy(data.draw(ODD))
    path = tmp_path_factory.mktemp("odd") / "unnamed"
    path.write_text("\n".join(json.dumps(one) for one in documents))
    with suppress(Refused):
        for one in bad(read(path, forced=FILES[name])):
            assert one.path.startswith("$")
            assert one.reason
            assert not one.path.startswith("$.conversation")
