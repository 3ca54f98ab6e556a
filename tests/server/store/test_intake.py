"""Cases on their way in: once each, at their newest version, as they were written."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.store.making import ANA, FEED, LEA, Clock, at_once, fill, new_queue, raw_case, refusal, state, why
from triage_tui.domain.wire.capabilities import Me, Queue
from triage_tui.server.store import Store


def statuses(store: Store, *raws: bytes) -> list[str]:
    return [one.status for one in store.take_in(FEED, raws).results]


def test_a_case_is_taken_once_a_version(store: Store) -> None:
    assert statuses(store, raw_case(version=2)) == ["new"]
    again = [raw_case(version=version) for version in (2, 3, 1)]
    assert statuses(store, *again) == ["known", "changed", "older"]
    assert store.case(ANA, "c1") == (raw_case(version=3), 3, True)


def test_a_case_is_kept_as_it_was_written_but_on_one_line(store: Store) -> None:
    raw = b'{\r\n "id" : "c1",\n\t"queue":"q", "later": [1, 2.50], "work_domain": "a\\u0000\\nb" }\n'
    fill(store, raw)
    assert store.case(ANA, "c1")[0] == raw.strip().replace(b"\r\n", b"  ").replace(b"\n", b" ")
    assert list(store.cases(ANA, ["c1"])) == [store.case(ANA, "c1")[0]]
    assert store.rows(ANA, "q", None, "age", 5, None).cases[0].work_domain == "a\ufffd\nb"
    same = b'{"queue":"q","id":"c1","work_domain":"a\\u0000\\nb","later":[1,2.5]}'
    assert statuses(store, raw, same) == ["known", "known"]


def test_another_case_under_a_known_version_refuses_the_whole_request(store: Store) -> None:
    fill(store)
    refused = refusal(store.take_in, FEED, [raw_case("c2"), raw_case(language="pt")])
    assert (refused.kind, refused.pointer) == ("idempotency_mismatch", "/cases/1")
    assert list(store.cases(ANA, ["c1", "c2"])) == [raw_case()]
    assert why(store.take_in, FEED, [raw_case("c3"), raw_case("c3", language="pt")]) == "idempotency_mismatch"


@pytest.mark.parametrize(
    ("raw", "kind", "pointer"),
    [
        (b"{", "invalid_field", "/cases/1"),
        (b"[]", "invalid_field", "/cases/1"),
        (b"\xff", "invalid_field", "/cases/1"),
        (b'{"version": 1}', "missing_field", "/cases/1/id"),
        (raw_case("c2", flags=[{}, {"part": -1}]), "invalid_field", "/cases/1/flags/1/part"),
        (raw_case("c2", queue=""), "invalid_field", "/cases/1/queue"),
        (raw_case("c2", queue="a\0"), "invalid_field", "/cases/1/queue"),
    ],
)
def test_what_is_no_case_is_refused_where_it_stands(store: Store, raw: bytes, kind: str, pointer: str) -> None:
    refused = refusal(store.take_in, FEED, [raw_case(), raw])
    assert (refused.kind, refused.pointer) == (kind, pointer)
    assert list(store.cases(ANA, ["c1"])) == []


def test_reviewers_do_not_hand_cases_in(store: Store) -> None:
    assert why(store.take_in, ANA, [raw_case()]) == "forbidden"
    assert why(store.publish, ANA, b"{}") == "forbidden"
    store.take_in(LEA, [raw_case()])


def test_a_queue_comes_into_being_with_its_first_case(store: Store, clock: Clock) -> None:
    fill(store, raw_case("c1", due_at="2026-04-22T09:00:00Z"), raw_case("c2", queue="r"))
    first, second = store.queues(ANA).queues
    assert (first.id, first.pending, first.due_soon, first.oldest_at) == ("q", 1, 1, clock())
    assert (second.id, second.pending, second.due_soon) == ("r", 1, 0)
    store.set_queue(Queue(id="r", title="Rest", sla_hours=2))
    second = store.queues(ANA).queues[1]
    assert (second.title, second.due_soon) == ("Rest", 1)
    fill(store, raw_case("c3", queue="r"))
    assert store.queues(ANA).queues[1].due_soon == 2
    assert why(store.set_queue, Queue(id="r", requires=("haste",))) == "invalid_field"


def test_who_has_some_queues_sees_no_other(store: Store) -> None:
    store.add_user("ana", ["reviewer"], ["q"])
    fill(store, raw_case("c1"), raw_case("c2", queue="r"))
    assert [queue.id for queue in store.queues(ANA).queues] == ["q"]
    assert [row.id for row in store.rows(ANA, None, None, "age", 9, None).cases] == ["c1"]
    assert store.rows(ANA, "r", None, "age", 9, None).cases == ()
    assert list(store.cases(ANA, ["c1", "c2"])) == [raw_case("c1")]
    assert why(store.case, ANA, "c2") == why(store.case, ANA, "c9") == "not_found"


def test_a_purged_case_is_gone(store: Store) -> None:
    fill(store, raw_case("c1"), raw_case("c2"))
    assert store.purge(["c1", "c9"]) == 1
    assert store.purge(["c1"]) == 0
    assert (state(store), why(store.case, ANA, "c1")) == ("closed", "case_gone")
    assert list(store.cases(ANA, ["c1", "c2"])) == [raw_case("c2")]
    assert statuses(store, raw_case("c1")) == ["known"]


def test_many_who_hand_in_the_same_cases_leave_one_of_each(store: Store) -> None:
    raws = [raw_case(f"c{n}", queue=f"q{n % 3}") for n in range(20)]
    answers = at_once(lambda n: store.take_in(FEED, raws if n % 2 else raws[::-1]))
    said = sorted(one.status for answer in answers for one in answer.results)
    assert said == ["known"] * 140 + ["new"] * 20


@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), max_size=5), max_size=5))
def test_the_newest_version_wins_however_cases_come(lasting: Store, batches: list[list[tuple[str, int]]]) -> None:
    queue = new_queue()
    newest: dict[str, int] = {}
    for batch in batches:
        expected, raws = [], []
        for letter, version in batch:
            case_id = f"{queue}.{letter}"
            before = newest.get(case_id, 0)
            word = "known" if version == before else "older" if version < before else "changed"
            expected.append(word if before else "new")
            raws.append(raw_case(case_id, version, queue=queue))
            newest[case_id] = max(before, version)
        assert statuses(lasting, *raws) == expected
    assert {row.id: row.version for row in lasting.rows(ANA, queue, "open", "age", 9, None).cases} == newest


def test_a_pack_is_published_once(store: Store) -> None:
    raw = msgspec.json.encode({"id": "p", "version": "1", "clauses": [{"id": "A"}]})
    row = store.publish(FEED, raw)
    assert store.publish(LEA, raw) == row
    assert store.packs().policies == (row,)
    assert store.pack("p", "1") == (raw, row.sha256)
    assert why(store.publish, FEED, raw + b" ") == "idempotency_mismatch"
    assert why(store.pack, "p", "2") == why(store.pack, "\0", "\0") == "not_found"
    assert refusal(store.publish, FEED, b'{"id": "p"}').pointer == "/version"


def test_an_operator_who_is_not_in_the_database_sees_all_queues(store: Store) -> None:
    fill(store)
    assert store.case(Me(reviewer="operator"), "c1")[1] == 1
