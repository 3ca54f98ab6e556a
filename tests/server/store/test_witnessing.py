"""The witness of logs: none gets shorter or is written anew, and whose it is stays so."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.store.making import ANA, AUDITOR, BEN, LEA, START, Clock, at_once, refusal, why
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.checkpoints import GivenCheckpoint, Witnessed
from triage_tui.server.rejected import Rejected
from triage_tui.server.store import Store
from triage_tui.signing.keys import PrivateKey, new_key, read_public
from triage_tui.signing.note import Checkpoint, note_of, read_note

DEVICE, OTHER = new_key("ana@desk"), new_key("ana@desk")
LOG = "0193521c-0000-7000-8000-000000000001"


def note(size: int, digest: str = "ab", key: PrivateKey = DEVICE, at: datetime = START, log_id: str = LOG) -> str:
    """A signed checkpoint, as a desk sends it."""
    return note_of(Checkpoint(log_id, size, digest * 32 if size else "", at), key).raw().decode()


def given_note(*note_of: object, told: PrivateKey | None = None, **said: object) -> GivenCheckpoint:
    """The same, with the key that is said to have signed it."""
    return GivenCheckpoint(note=note(*note_of, **said), key=told.public.line() if told else "")


def post(store: Store, size: int, digest: str = "ab", me: Me = ANA, **said: object) -> Witnessed:
    """Have a checkpoint witnessed."""
    return store.logs.take(me, given_note(size, digest, **said))


def test_a_checkpoint_comes_back_with_the_servers_signature_and_time(store: Store, clock: Clock) -> None:
    clock.on(seconds=90)
    said = post(store, 3)
    server = read_public(said.key)
    found = read_note(said.note.encode())
    assert found.text == read_note(note(3).encode()).text
    assert [(one.key.raw, one.at) for one in found.vouched([server])] == [(server.raw, clock.moment)]
    assert [one.at for one in found.vouched([DEVICE.public])] == [None]
    assert store.logs.newest(ANA, LOG) == said
    assert store.logs.key().public.line() == said.key


def test_the_same_again_is_answered_the_same(store: Store, clock: Clock) -> None:
    first = post(store, 3)
    clock.on(hours=1)
    assert post(store, 3) == first
    later = post(store, 3, at=clock.moment)
    assert later != first
    assert store.logs.newest(ANA, LOG) == later


@pytest.mark.parametrize("said", [(2, "ab"), (3, "cd"), (0, "")])
def test_a_log_that_got_shorter_or_was_written_anew_is_refused_with_what_was_seen(
    store: Store, said: tuple[int, str]
) -> None:
    seen = post(store, 3)
    problem = refusal(post, store, *said)
    assert (problem.kind, problem.note) == ("checkpoint_conflict", seen.note)
    assert store.logs.newest(ANA, LOG) == seen
    assert post(store, 4, "cd").note != seen.note


def test_an_empty_log_has_a_checkpoint_too(store: Store) -> None:
    post(store, 0)
    assert post(store, 1).note


def test_a_log_is_its_reviewers(store: Store) -> None:
    seen = post(store, 3)
    assert why(store.logs.take, BEN, given_note(4)) == "forbidden"
    assert why(store.logs.newest, BEN, LOG) == why(store.logs.newest, ANA, "another") == "not_found"
    assert store.logs.newest(LEA, LOG) == store.logs.newest(AUDITOR, LOG) == seen


def test_the_key_that_a_log_began_with_stays_its_key(store: Store) -> None:
    store.add_user("ana", ["reviewer"])
    post(store, 1, told=DEVICE)
    assert why(store.logs.take, ANA, given_note(2, key=OTHER)) == "invalid_field"
    assert why(store.logs.take, ANA, given_note(2, key=OTHER, told=OTHER)) == "invalid_field"
    post(store, 2)
    store.add_key("ana", OTHER.public.line())
    post(store, 3, key=OTHER)
    assert why(store.logs.take, ANA, given_note(4)) == "invalid_field"


def test_a_key_that_did_not_sign_is_refused(store: Store) -> None:
    assert why(store.logs.take, ANA, given_note(1, told=OTHER)) == "invalid_field"
    forged = note(1).replace("triage-tui/log/0193521c", "triage-tui/log/0193521d")
    assert why(store.logs.take, ANA, GivenCheckpoint(note=forged, key=DEVICE.public.line())) == "invalid_field"


@pytest.mark.parametrize(
    "text",
    ["", "hello", note(1).rpartition("—")[0], note(1, log_id="a b"), note(1).replace("\ntime", "\n\0time"), "\ud800"],
)
def test_what_is_no_checkpoint_is_refused(store: Store, text: str) -> None:
    problem = refusal(store.logs.take, ANA, GivenCheckpoint(note=text))
    assert (problem.kind, problem.pointer) == ("invalid_field", "/note")


def test_a_key_that_is_none_is_refused(store: Store) -> None:
    problem = refusal(store.logs.take, ANA, GivenCheckpoint(note=note(1), key="ssh-rsa AAAA x"))
    assert (problem.kind, problem.pointer) == ("invalid_field", "/key")


def test_of_two_at_the_same_moment_the_server_has_one_key_and_the_log_one_state(store: Store) -> None:
    def one(number: int) -> str:
        try:
            return post(store, 1, f"a{number}").key
        except Rejected as refused:
            return refused.problem.kind

    said = list(at_once(one, 4))
    assert sorted(said)[:3] == ["checkpoint_conflict"] * 3
    assert read_public(sorted(said)[3]).id == store.logs.key().public.id


def test_a_key_belongs_to_one_person(store: Store) -> None:
    store.add_user("ana", ["reviewer"])
    store.add_user("ben", ["reviewer"])
    line = DEVICE.public.line()
    assert store.add_key("ana", line) == store.add_key("ana", line)
    assert why(store.add_key, "ben", line) == "idempotency_mismatch"
    assert why(store.add_key, "nobody", OTHER.public.line()) == "not_found"
    assert why(store.add_key, "ana", "no key") == "invalid_field"
    found = store.whose(DEVICE.public.id)
    assert found is not None
    assert (found.name, found.raw) == ("ana", DEVICE.public.raw)
    assert why(store.forget_key, "ben", line) == "not_found"
    store.forget_key("ana", line)
    assert store.whose(DEVICE.public.id) is None


def test_the_time_is_whole_seconds_by_the_servers_clock(store: Store, clock: Clock) -> None:
    clock.moment = datetime(2026, 4, 21, 9, 30, 0, 999_999, tzinfo=UTC)
    said = read_note(post(store, 1).note.encode()).vouched([store.logs.key().public])
    assert [one.at for one in said] == [clock.moment.replace(microsecond=0)]


_names = count()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["aa", "bb"])), max_size=8))
def test_the_newest_never_goes_back(lasting: Store, said: list[tuple[int, str]]) -> None:
    log_id, newest = f"log-{next(_names)}", None
    for size, digest in said:
        head = (size, digest if size else "")
        note = given_note(size, digest, log_id=log_id)
        if newest is None or size > newest[0] or head == newest:
            lasting.logs.take(ANA, note)
            newest = head
        else:
            assert why(lasting.logs.take, ANA, note) == "checkpoint_conflict"
    if newest is not None:
        kept = read_note(lasting.logs.newest(ANA, log_id).note.encode()).checkpoint()
        assert (kept.size, kept.sha256[:2]) == newest
