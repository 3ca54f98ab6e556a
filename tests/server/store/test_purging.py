"""Claims: what is due is found, a legal hold stands against it, nothing of the text is left, and zero is never kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.server.store.making import LEA, Clock
from tests.storage.canaries import canaries, canary, talking
from triage_tui.server.rejected import Rejected
from triage_tui.server.store import Store, open_store


def expiring(case_id: str, clock: Clock, hours: int, **retention: Any) -> bytes:
    """A case whose time is over in so many hours."""
    return talking(case_id, retention={"expires_at": (clock() + timedelta(hours=hours)).isoformat(), **retention})


def left(folder: Path, words: list[str]) -> set[str]:
    raw = b"".join(path.read_bytes() for path in folder.glob("server.db*"))
    return {word for word in words if word.encode() in raw}


def test_what_is_due_is_what_the_source_said_and_no_case_under_hold(store: Store, clock: Clock) -> None:
    held = expiring("held", clock, -1, legal_hold=True)
    store.take_in(LEA, [expiring("over", clock, -1), expiring("later", clock, 1), held, talking("always")])
    assert [*store.due()] == ["over"]
    assert store.held(["held", "over", "nobody"]) == ["held"]
    clock.on(days=40)
    assert [*store.due(30)] == ["always", "later", "over"]
    assert [*store.due(41)] == ["later", "over"]
    store.purge(["over"])
    assert [*store.due(30)] == ["always", "later"]


def test_no_word_of_it_is_left_in_the_files(tmp_path: Path, clock: Clock) -> None:
    store = open_store(str(tmp_path / "server.db"), now=clock)
    store.take_in(LEA, [talking("gone"), talking("stays")])
    store.take_in(LEA, [talking("gone", version=2)])
    assert left(tmp_path, canaries("gone")) == set(canaries("gone"))
    assert (store.purge(["gone"]), store.wash()) == (1, "")
    assert left(tmp_path, canaries("gone")) == set()
    assert left(tmp_path, canaries("stays")) == set(canaries("stays"))
    store.close()


def test_both_databases_are_written_anew(store: Store) -> None:
    store.take_in(LEA, [talking("gone")])
    store.purge(["gone"])
    assert store.wash() == ""
    with pytest.raises(Rejected, match="closed or purged"):
        store.case(LEA, "gone")


def test_of_a_case_that_may_not_be_kept_only_what_has_no_words_is(store: Store) -> None:
    zero = talking("z1", retention={"class": "zero"})
    assert [store.take_in(LEA, [zero]).results[0].status for _ in range(2)] == ["new", "known"]
    seen = store.case(LEA, "z1").body
    assert b"cyber.1" in seen
    assert not [word for word in canaries("z1") if word.encode() in seen]
    assert canary("z1", "user").encode() in zero
