"""The feed of changes: nothing that was committed is ever skipped, whoever commits last."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest

from tests.server.store.making import (
    ANA,
    BEN,
    FEED,
    LEA,
    SUE,
    Clock,
    at_once,
    fill,
    offline,
    raw_case,
    raw_decision,
    serve,
    take,
    told,
    why,
)
from triage_tui.domain.wire.capabilities import Me
from triage_tui.server.store import Store, cursors, open_store
from triage_tui.server.store.engine import Base
from triage_tui.server.store.telling import tell
from triage_tui.server.store.telling import told as row


def test_what_is_committed_late_is_told_late_and_not_skipped(url: str, store: Store, clock: Clock) -> None:
    """Two transactions: the one that began first ends last, with a reader between."""
    base = Base(url)
    if not base.postgres:
        pytest.skip("SQLite has one writer at a time")
    _, since = told(store, ANA)
    with base.write() as late:
        tell(late, row("case_new", clock(), case_id="late", case_version=1, queue="q"))
        with base.write() as early:
            tell(early, row("case_new", clock(), case_id="early", case_version=1, queue="q"))
        first, since = told(store, ANA, since)
    second, since = told(store, ANA, since)
    base.engine.dispose()
    assert [change.case_id for change in first] == ["early"]
    assert [change.case_id for change in second] == ["late"]
    assert told(store, ANA, since)[0] == []


def test_a_reader_beside_many_writers_misses_nothing(store: Store) -> None:
    fill(store)
    _, since = told(store, ANA)
    done = Event()

    def work(number: int) -> list[str]:
        if number:
            for n in range(15):
                fill(store, raw_case(f"c{number}.{n}"), raw_case(f"d{number}.{n}"))
            return []
        seen, at = [], since
        while True:
            last = done.is_set()
            changes, at = told(store, ANA, at, 7)
            seen += [change.case_id or "" for change in changes]
            if last:
                return seen

    def run(number: int) -> list[str]:
        try:
            return work(number)
        finally:
            if number and len(finished.append(number) or finished) == 4:
                done.set()

    finished: list[int] = []
    seen = at_once(run, 5)[0]
    assert sorted(seen) == sorted(f"{letter}{w}.{n}" for letter in "cd" for w in range(1, 5) for n in range(15))


def test_the_feed_tells_what_happens_to_a_case(store: Store, clock: Clock) -> None:
    fill(store)
    _, since = told(store, ANA)
    lease = take(store, ANA)
    store.decide(ANA, raw_decision(ANA), lease.fence)
    fill(store, raw_case(version=2))
    fill(store, raw_case(version=3, queue="r"))
    store.purge(["c1"])
    changes, since = told(store, LEA, since, 2)
    assert [(one.kind, one.case_version, one.queue) for one in changes] == [
        ("lease_taken", 1, "q"),
        ("lease_ended", 1, "q"),
        ("case_closed", 1, "q"),
        ("case_changed", 2, "q"),
        ("case_closed", 2, "q"),
        ("case_new", 3, "r"),
        ("case_closed", 3, "r"),
    ]
    assert (changes[0].holder, changes[0].until, changes[0].at) == ("ana", lease.expires_at, clock())


def test_holders_are_for_leads_and_themselves(store: Store) -> None:
    fill(store)
    _, since = told(store, ANA)
    take(store, ANA)
    holders = [told(store, me, since)[0][0].holder for me in (ANA, BEN, SUE, LEA)]
    assert holders == ["ana", None, None, "ana"]


def test_without_a_cursor_the_feed_tells_what_waits(store: Store) -> None:
    store.publish(FEED, b'{"id": "p", "version": "1"}')
    fill(store, *[raw_case(f"c{n}") for n in range(10)])
    store.decide(ANA, raw_decision(ANA, "c3"), None)
    changes, since = told(store, ANA, None, 4)
    assert changes[0].policy_id == "p"
    assert [change.case_id for change in changes[1:]] == [f"c{n}" for n in range(10) if n != 3]
    assert told(store, ANA, since) == ([], since)


def test_what_happens_during_a_first_reading_is_told_at_its_end(store: Store) -> None:
    fill(store, *[raw_case(f"c{n}") for n in range(6)])
    page = store.changes(ANA, None, 3)
    store.decide(ANA, raw_decision(ANA, "c0"), None)
    fill(store, raw_case("a0"))
    rest, _ = told(store, ANA, page.next, 3)
    assert [(one.kind, one.case_id) for one in rest] == [
        *[("case_new", f"c{n}") for n in (3, 4, 5)],
        ("case_closed", "c0"),
        ("case_new", "a0"),
    ]


def test_a_cursor_from_before_what_was_trimmed_is_gone(store: Store, clock: Clock) -> None:
    fill(store)
    _, old = told(store, ANA)
    clock.on(days=1)
    fill(store, raw_case("c2"))
    _, new = told(store, ANA)
    assert store.trim_changes(clock() - timedelta(days=1)) == 0
    assert len(told(store, ANA, old)[0]) == 1
    assert store.trim_changes(clock() + timedelta(seconds=1)) == 2
    assert why(store.changes, ANA, old, 9) == "cursor_gone"
    assert told(store, ANA, new) == ([], new)
    assert [change.case_id for change in told(store, ANA)[0]] == ["c1", "c2"]
    fill(store, raw_case("c3"))
    assert [change.case_id for change in told(store, ANA, new)[0]] == ["c3"]


def test_a_cursor_of_another_database_is_gone(store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = open_store(str(tmp_path_factory.mktemp("other") / "server.db"))
    _, since = told(other, ANA)
    other.close()
    assert why(store.changes, ANA, since, 9) == "cursor_gone"
    _, since = told(store, ANA)
    ahead = cursors.read(since, cursors.Since, "")
    assert why(store.changes, ANA, cursors.written(cursors.Since(ahead.feed, ahead.seq + 1)), 9) == "cursor_gone"
    assert why(store.changes, ANA, "nonsense", 9) == "invalid_field"


def test_nobody_is_told_of_queues_and_cases_of_others(store: Store) -> None:
    store.add_user("ana", ["reviewer"], ["q"])
    fill(store)
    _, since = told(store, ANA)
    fill(store, raw_case("c2", queue="r"))
    fill(store, raw_case("c3", origin="appeal", appeal={"reviewer": "ana"}))
    store.decide(BEN, raw_decision(BEN), None)
    store.decide(SUE, offline(SUE), None)
    assert [(one.kind, one.case_id) for one in told(store, ANA, since)[0]] == [
        ("case_closed", "c3"),
        ("case_closed", "c1"),
        ("case_closed", "c1"),
    ]
    assert [change.case_id for change in told(store, ANA)[0]] == []
    lead = [(one.kind, one.case_id) for one in told(store, LEA)[0]]
    assert lead == [("case_new", "c1"), ("case_new", "c2"), ("case_new", "c3")]
    assert serve(store, LEA)


def test_the_journal_is_in_order_and_each_reads_what_is_theirs(store: Store) -> None:
    fill(store, *[raw_case(f"c{n}") for n in range(6)])
    for n, me in enumerate([ANA, BEN, ANA, ANA, BEN, SUE]):
        store.decide(me, raw_decision(me, f"c{n}", active_seconds=n), None)

    def read(me: Me) -> list[str]:
        cases, since = [], None
        while True:
            page = store.journal(me, since, 2)
            cases += [one.receipt.case_id for one in page.decisions]
            since = page.next
            if not page.more:
                assert store.journal(me, since, 2).decisions == ()
                return cases

    auditor = Me(reviewer="aud", roles=("auditor",))
    everything = [f"c{n}" for n in range(6)]
    assert [read(me) for me in (LEA, auditor, ANA, SUE)] == [everything, everything, ["c0", "c2", "c3"], ["c5"]]
    assert why(store.journal, ANA, told(store, ANA)[1], 5) == "cursor_gone"
