"""Decisions that come back in a sealed file are taken as if their reviewer had posted them, and never twice."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

import httpx
import msgspec
import pytest

from tests.server import sealed
from tests.server.serving import Person, Place, kind
from tests.server.store.making import Me, id_of, new_queue, offline, raw_case
from triage_tui.domain.journal import Event
from triage_tui.domain.wire.bundles import SEALED, Report
from triage_tui.domain.wire.checkpoints import GivenCheckpoint
from triage_tui.signing.keys import PrivateKey, PublicKey, new_key
from triage_tui.signing.note import Checkpoint, note_of


class Desk:
    """A reviewer who works without a line: a key that is registered, and decisions."""

    def __init__(self, place: Place, *roles: str) -> None:
        self.place, self.person, self.key = place, place.person(*roles), new_key("device")
        self.me = Me(reviewer=self.person.name)
        place.store.add_key(self.person.name, self.key.public.line())

    def decides(self, case_id: str, **fields: object) -> bytes:
        """A decision."""
        return offline(self.me, case_id=case_id, **fields)

    def file(self, *records: bytes | Event, key: PrivateKey | None = None, to: PublicKey | None = None) -> bytes:
        """What they hand back."""
        return sealed.returned(key or self.key, self.me.reviewer, records, to or server(self.place))

    def hands_back(self, *records: bytes | Event, by: Person | None = None) -> Report:
        """What the server says of it."""
        answer = post(by or self.person, self.file(*records))
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Report)


def server(place: Place) -> PublicKey:
    """Whom files are sealed for."""
    return place.store.logs.key().public


def post(person: Person, raw: bytes, media: str = SEALED) -> httpx.Response:
    """Hand a file in."""
    return person.http.post("/v1/decision-files", content=raw, headers={"Content-Type": media}, timeout=60)


def results(report: Report) -> list[str]:
    """What became of each."""
    return [one.result for one in report.results]


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place)


def test_each_decision_is_taken_by_the_rules_and_reported(place: Place, desk: Desk) -> None:
    first, second, third, gone = (place.case(queue=new_queue()) for _ in range(4))
    other = place.person()
    place.store.decide(Me(reviewer=other.name), offline(Me(reviewer=other.name), case_id=second), None)
    place.store.take_in(Me(reviewer="x", roles=("lead",)), [raw_case(third, version=2, queue=new_queue())])
    back = desk.decides(gone)
    records = [desk.decides(first), desk.decides(second), desk.decides(third), back, desk.decides("no-such-case")]
    report = desk.hands_back(*records, sealed.withdrawal(id_of(back), desk.me.reviewer))
    assert report.reviewer == desk.me.reviewer
    assert results(report) == ["taken", "double", "conflict", "refused", "withdrawn"]
    assert [one.problem.kind for one in report.results if one.problem is not None] == ["version_conflict", "not_found"]
    assert all(one.problem is None or one.problem.case is msgspec.UNSET for one in report.results)
    receipts = [place.store.receipt(desk.me, id_of(one)) for one in records if isinstance(one, bytes)]
    assert [receipt is not None for receipt in receipts] == [True, True, False, False, False]


def test_handed_back_again_nothing_changes(place: Place, desk: Desk) -> None:
    cases = [place.case(queue=new_queue()) for _ in range(2)]
    decisions = [desk.decides(one) for one in cases]
    raw = desk.file(*decisions)
    assert results(msgspec.json.decode(post(desk.person, raw).content, type=Report)) == ["taken", "taken"]
    assert results(msgspec.json.decode(post(desk.person, raw).content, type=Report)) == ["already", "already"]
    later = place.case(queue=new_queue())
    assert results(desk.hands_back(*decisions, desk.decides(later))) == ["already", "already", "taken"]


def test_what_was_pushed_online_is_the_same_decision(place: Place, desk: Desk) -> None:
    decision = desk.decides(place.case(queue=new_queue()))
    (pushed,) = sealed.logged([decision], "the log of the machine that was online")
    assert place.store.decide(desk.me, pushed.body, None)
    assert results(desk.hands_back(decision)) == ["already"]


def test_a_correction_comes_with_what_it_corrects(place: Place, desk: Desk) -> None:
    case = place.case(queue=new_queue())
    first = desk.decides(case)
    assert results(desk.hands_back(first, desk.decides(case, supersedes=id_of(first)))) == ["taken", "taken"]


def test_a_lead_hands_in_for_others_and_nobody_else_does(place: Place, desk: Desk) -> None:
    decision = desk.decides(place.case(queue=new_queue()))
    assert kind(post(place.person("senior"), desk.file(decision))) == "forbidden"
    assert results(desk.hands_back(decision, by=place.person("lead"))) == ["taken"]


def test_the_key_says_whose_decisions_they_are(place: Place, desk: Desk) -> None:
    case = place.case(queue=new_queue())
    other = Desk(place)
    forged = sealed.returned(other.key, desk.me.reviewer, [desk.decides(case)], server(place))
    assert kind(post(other.person, forged)) == "forbidden"
    assert kind(post(place.person("lead"), forged)) == "forbidden"
    mixed = other.file(desk.decides(case))
    assert results(msgspec.json.decode(post(other.person, mixed).content, type=Report)) == ["refused"]


def test_what_cannot_be_believed_is_refused_as_a_whole(place: Place, desk: Desk) -> None:
    decision = desk.decides(place.case(queue=new_queue()))
    whole = desk.file(decision)
    files: Sequence[tuple[bytes, str]] = [
        (b"", "no sealed file"),
        (b"PK\x03\x04 and so on", ""),
        (whole[:-40], ""),
        (desk.file(decision, key=new_key("unknown")), "not known here"),
        (desk.file(decision, to=new_key("elsewhere").public), ""),
        (sealed.returned(desk.key, desk.me.reviewer, [decision], new_key("x").public, plain=True), "meant for"),
        (sealed.bundle(desk.key, [raw_case()], server(place))[1], "it holds cases"),
    ]
    for raw, why in files:
        answer = post(desk.person, raw)
        assert kind(answer) == "invalid_field"
        assert why in answer.json()["reason"]
        assert "/tmp" not in answer.text
    assert place.store.receipt(desk.me, id_of(decision)) is None


def test_a_log_that_is_another_than_was_witnessed_is_refused(place: Place, desk: Desk) -> None:
    decisions = [desk.decides(place.case(queue=new_queue())) for _ in range(2)]
    log_id = f"log-of-{desk.me.reviewer}"
    entries = sealed.logged(decisions, log_id)
    note = note_of(Checkpoint(log_id, 1, entries[0].sha256, sealed.NOW), desk.key)
    place.store.logs.take(desk.me, GivenCheckpoint(note=note.raw().decode()))

    def handed(*records: bytes) -> httpx.Response:
        raw = sealed.returned(desk.key, desk.me.reviewer, records, server(place), log_id=log_id)
        return post(desk.person, raw)

    refused = handed(*reversed(decisions))
    assert kind(refused) == "invalid_field"
    assert "written anew" in refused.json()["detail"]
    assert handed(*decisions).status_code == 200


def test_only_sealed_files_of_a_bounded_length_are_read(place: Place, desk: Desk) -> None:
    assert kind(post(desk.person, b"{}", "application/json")) == "unsupported_media"
    bomb = gzip.compress(bytes(64 * 1024 * 1024 + 1), 1)
    packed = {"Content-Type": SEALED, "Content-Encoding": "gzip"}
    assert kind(desk.person.http.post("/v1/decision-files", content=bomb, headers=packed)) == "too_large"
