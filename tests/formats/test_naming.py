"""Names of other tools become ids: the same name the same id, two names never one."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.domain.values import ID_PATTERN
from triage_tui.formats.naming import Ids, slug

NAMES = st.text(min_size=1) | st.from_regex(ID_PATTERN.removesuffix(r"(?!\n)"), fullmatch=True)


@given(st.sets(NAMES, min_size=2, max_size=2))
def test_two_names_never_become_one_id(names: set[str]) -> None:
    ids = {slug(name) for name in names}
    assert len(ids) == len(names)
    assert all(re.fullmatch(ID_PATTERN, one) and len(one) <= 64 for one in ids)


@given(st.lists(st.sampled_from(["a", "b", "t1", "f2", "not an id", "", None, 7])))
def test_an_id_is_taken_once_and_never_looks_like_one_that_is_counted(names: list[object]) -> None:
    ids = Ids()
    taken = [one for name in names if (one := ids.take(name)) is not None]
    assert len(taken) == len(set(taken))
    assert set(taken) == {"a", "b"} & set(names)
