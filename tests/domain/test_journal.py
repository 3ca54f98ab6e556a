"""Whatever is done to an exported log shows; a log that nothing was done to is whole."""

from __future__ import annotations

import hashlib
import json
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.made import decision
from tests.export.independent_verifier import canonical, verify
from triage_tui.domain.decision import Decision, decode_decision
from triage_tui.domain.journal import Entry, Event, Head, faults, link

EMPTY = Head("log")
AT = decision().decided_at
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
DECISIONS = st.builds(
    lambda words, seconds, confidence: decision(rationale=words, active_seconds=seconds, confidence=confidence),
    WORDS,
    st.none() | st.floats(0, allow_nan=False, allow_infinity=False),
    st.none() | st.integers(1, 5),
)
EVENTS = st.builds(Event, id=st.just("e1"), type=st.just("skip"), at=st.just(AT), reviewer=WORDS, reason=WORDS)
RECORDS = st.lists(DECISIONS | EVENTS, min_size=1, max_size=6)


def chain(records: list[Decision | Event], head: Head = EMPTY) -> list[Entry]:
    entries = []
    for record in records:
        entries.append(link(record, head))
        head = Head(head.log_id, entries[-1].seq, entries[-1].sha256)
    return entries


def lines(records: list[Decision | Event]) -> list[bytes]:
    return [entry.line() for entry in chain(records)]


LOGS = RECORDS.map(lines)


@given(RECORDS)
def test_each_entry_follows_the_one_before(records: list[Decision | Event]) -> None:
    before = ""
    for seq, entry in enumerate(chain(records), 1):
        log = json.loads(entry.body)["log"]
        assert (entry.seq, log) == (seq, {"log_id": "log", "seq": seq, "prev_sha256": before})
        assert entry.sha256 == hashlib.sha256(entry.body).hexdigest()
        before = entry.sha256


@given(RECORDS)
def test_the_canonical_form_is_the_one_others_compute(records: list[Decision | Event]) -> None:
    for entry in chain(records):
        assert entry.body == canonical(json.loads(entry.body)).encode()
        said = json.loads(entry.line())
        assert said["log"].pop("sha256") == entry.sha256
        assert canonical(said).encode() == entry.body


@given(DECISIONS)
def test_a_decision_in_the_log_is_the_decision(record: Decision) -> None:
    [line] = lines([record])
    document = json.loads(line)
    assert document.pop("log")["seq"] == 1
    assert decode_decision(json.dumps(document).encode()) == record


@given(LOGS)
def test_a_whole_log_has_no_faults(log: list[bytes]) -> None:
    assert list(faults(log)) == []
    assert verify(log)[0] == []


@given(LOGS, st.data())
def test_any_changed_byte_is_found(log: list[bytes], data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(log) - 1))
    at = data.draw(st.integers(0, len(log[n]) - 1))
    changed = log[n][:at] + bytes([log[n][at] ^ data.draw(st.integers(1, 255))]) + log[n][at + 1 :]
    assume(meaning(changed) != meaning(log[n]))
    assert n + 1 in {fault.line for fault in faults([*log[:n], changed, *log[n + 1 :]])}


def meaning(line: bytes) -> object:
    try:
        return json.loads(line.decode())
    except ValueError:
        return None


@given(LOGS, st.data())
def test_a_changed_entry_with_its_hash_made_right_breaks_the_chain(log: list[bytes], data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(log) - 1))
    document = json.loads(log[n])
    document["outcome"] = "x"
    document["log"].pop("sha256")
    document["log"]["sha256"] = hashlib.sha256(canonical(document).encode()).hexdigest()
    found = [fault.line for fault in faults([*log[:n], canonical(document).encode(), *log[n + 1 :]])]
    assert found == ([n + 2] if n + 1 < len(log) else [])


@given(LOGS, st.data())
def test_a_line_left_out_cut_short_or_repeated_is_found(log: list[bytes], data: st.DataObject) -> None:
    assume(len(log) > 1)
    n = data.draw(st.integers(0, len(log) - 2))
    short = log[n][: data.draw(st.integers(0, len(log[n]) - 1))]
    assert [fault.line for fault in faults([*log[:n], *log[n + 1 :]])] == [n + 1]
    assert [fault.line for fault in faults([*log[:n], short, *log[n + 1 :]])] == [n + 1]
    assert [fault.line for fault in faults([*log[: n + 1], *log[n:]])] == [n + 2]


@given(LOGS, st.randoms())
def test_a_new_order_is_found(log: list[bytes], random: Random) -> None:
    mixed = list(log)
    random.shuffle(mixed)
    assert bool(list(faults(mixed))) == (mixed != log)


def test_a_log_cut_off_at_its_end_is_whole_up_to_there() -> None:
    log = lines([decision(), decision(), decision()])
    assert list(faults(log[:2])) == []


def test_an_entry_of_another_log_is_found() -> None:
    ours, theirs = lines([decision(), decision()]), chain([decision()], Head("other", 1, "0" * 64))
    assert [fault.reason for fault in faults([ours[0], theirs[0].line()])] == ["belongs to another log"]


def test_a_number_out_of_turn_is_found_even_where_the_hashes_follow() -> None:
    [first] = chain([decision()])
    later = link(decision(), Head("log", 5, first.sha256))
    assert [fault.reason for fault in faults([first.line(), later.line()])] == ["is entry 6 where 2 was due"]


def test_a_signature_is_no_part_of_what_is_hashed() -> None:
    [line] = lines([decision()])
    document = json.loads(line)
    document["log"]["signature"] = "made with a key"
    assert list(faults([json.dumps(document).encode()])) == []


def test_a_member_that_is_written_twice_is_a_fault() -> None:
    [line] = lines([decision(outcome="uphold")])
    assert list(faults([line])) == []
    assert [fault.line for fault in faults([b'{"outcome":"overturn",' + line[1:]])] == [1]


ODD = [
    b"",
    b"x",
    b"[]",
    b"1",
    b"null",
    b'"x"',
    b"{}",
    b"\xff",
    b'{"a":"\xff"}',
    b'{"log":"x"}',
    b'{"log":null}',
    b'{"log":[1]}',
    b'{"log":{}}',
    b'{"log":{"seq":true,"log_id":"log","prev_sha256":"","sha256":""}}',
    b'{"log":{"seq":1,"log_id":1,"prev_sha256":"","sha256":""}}',
    b'{"log":{"seq":1,"log_id":"log","sha256":""}}',
    b'{"log":{"seq":1,"log_id":"log","prev_sha256":""}}',
    b'{"log":{"seq":1,"log_id":"log","prev_sha256":"","sha256":""},"x":"\\ud800"}',
    b'{"log":{"seq":1,"log_id":"log","prev_sha256":"","sha256":""},"x":1e999}',
    b'{"log":{"seq":1,"log_id":"log","prev_sha256":"","sha256":""},"x":NaN}',
    b'{"log":{"seq":1,"log_id":"log","prev_sha256":"","sha256":""},"x":' + b"9" * 5_000 + b"}",
    b"[" * 100_000,
    "{}".encode("utf-16"),
]


@pytest.mark.parametrize("line", ODD, ids=range(len(ODD)))
def test_what_is_no_entry_is_a_fault_and_the_rest_is_checked(line: bytes) -> None:
    log = lines([decision(), decision()])
    assert [fault.line for fault in faults([line])] == [1]
    assert [fault.line for fault in faults([log[0], line, log[1]])] == [2]


@given(st.lists(st.binary() | st.sampled_from(ODD)))
def test_no_log_is_too_odd_to_be_checked(log: list[bytes]) -> None:
    assert {fault.line for fault in faults(log)} == set(range(1, len(log) + 1))
