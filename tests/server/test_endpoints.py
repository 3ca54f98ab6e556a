"""Claims: every line of the Case API does what it says, for those who may."""

from __future__ import annotations

from hashlib import sha256

import msgspec
import pytest

from tests.server.serving import Person, Place, json_of, kind
from tests.server.store.making import FEED, Me, id_of, new_queue, raw_case, raw_decision
from triage_tui import samples
from triage_tui.domain.ids import uuid7
from triage_tui.domain.wire.capabilities import Capabilities, Queue, Queues
from triage_tui.domain.wire.cases import Changes, Rows
from triage_tui.domain.wire.leases import Lease
from triage_tui.domain.wire.receipts import Answers, Journal, Receipt
from triage_tui.domain.words import Mode
from triage_tui.server.routes import ACTS

JSON = {"Content-Type": "application/json"}


def decision(person: Person, case_id: str, **fields: object) -> bytes:
    return raw_decision(Me(reviewer=person.name), case_id, **fields)


def lease(person: Person, **wish: object) -> Lease:
    answer = person.http.post("/v1/leases", json=wish)
    assert answer.status_code == 201, answer.text
    return msgspec.json.decode(answer.content, type=Lease)


def test_capabilities_say_who_asks(place: Place) -> None:
    lea = place.person("lead", "auditor")
    found = msgspec.json.decode(lea.http.get("/v1/capabilities").content, type=Capabilities)
    assert (found.me.reviewer, found.me.roles) == (lea.name, ("lead", "auditor"))
    assert found.features.idempotent
    assert found.features.lease == "exclusive"


def test_queues_are_the_reviewers_own(place: Place) -> None:
    queue, other = new_queue(), new_queue()
    place.case(queue=queue)
    place.case(queue=other)
    answer = place.person(queues=(queue,)).http.get("/v1/queues")
    assert [one.id for one in msgspec.json.decode(answer.content, type=Queues).queues] == [queue]


def test_a_list_pages_to_its_end(place: Place) -> None:
    queue, ana = new_queue(), place.person()
    names = {place.case(queue=queue) for _ in range(5)}
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = ana.http.get("/v1/cases", params={"queue": queue, "limit": 2, "order": "age", **cursor})
        page = msgspec.json.decode(answer.content, type=Rows)
        seen += [row.id for row in page.cases]
        if page.next is None:
            break
        cursor = {"cursor": page.next}
    assert len(seen) == 5
    assert set(seen) == names


@pytest.mark.parametrize("name", ["a/b", "a//b", "x/skips", "..", ".", "a:b@c/", "x%2Fy".replace("%", "-")])
def test_an_id_may_hold_whatever_an_id_may_hold(place: Place, name: str) -> None:
    ana = place.person()
    place.case(id=name, queue=new_queue())
    quoted = name.replace("/", "%2F").replace(".", "%2E")
    assert ana.http.get(f"/v1/cases/{quoted}").json()["id"] == name
    said = {"id": uuid7(1), "text": "look again"}
    assert ana.http.post(f"/v1/cases/{quoted}/notes", json=said).status_code == 204


def test_cases_come_as_lines_in_the_order_asked_for(place: Place) -> None:
    queue, ana = new_queue(), place.person()
    names = [place.case(queue=queue) for _ in range(60)]
    asked = [names[7], "nobody", *reversed(names)]
    answer = ana.http.post("/v1/cases:batchGet", json={"ids": asked})
    assert answer.headers["content-type"] == "application/jsonl"
    assert [json_of(line)["id"] for line in answer.content.splitlines()] == [one for one in asked if one != "nobody"]


def test_changes_go_on_behind_their_cursor(place: Place) -> None:
    queue, ana = new_queue(), place.person()
    page = msgspec.json.decode(ana.http.get("/v1/changes?limit=500").content, type=Changes)
    while page.more:
        page = msgspec.json.decode(ana.http.get(f"/v1/changes?limit=500&since={page.next}").content, type=Changes)
    name = place.case(queue=queue)
    news = msgspec.json.decode(ana.http.get(f"/v1/changes?since={page.next}").content, type=Changes)
    assert name in {change.case_id for change in news.changes}
    assert kind(ana.http.get("/v1/changes?since=nonsense")) in {"invalid_field", "cursor_gone"}


def test_a_pack_is_byte_for_byte_what_was_published(place: Place) -> None:
    ana = place.person()
    for raw in samples.policies():
        place.store.publish(FEED, raw)
    for row in ana.http.get("/v1/policies").json()["policies"]:
        answer = ana.http.get(f"/v1/policies/{row['id']}/versions/{row['version']}")
        assert sha256(answer.content).hexdigest() == row["sha256"]
        assert answer.headers["etag"] == f'"{row["sha256"]}"'
    assert ana.http.get("/v1/policies/nobody/versions/1").status_code == 404


def test_a_case_goes_from_lease_to_receipt(place: Place) -> None:
    queue, ana, ben = new_queue(), place.person(), place.person()
    name = place.case(queue=queue)
    mine = lease(ana, queue=queue, ttl_s=60)
    assert (mine.case_id, json_of(bytes(mine.case))["id"]) == (name, name)
    assert ben.http.post("/v1/leases", json={"queue": queue}).status_code == 204
    assert kind(ben.http.post("/v1/leases", json={"case_id": name})) == "lease_held"
    renewed = ana.http.post(f"/v1/leases/{mine.lease_id}/renew", json={"ttl_s": 120})
    assert renewed.json()["fence"] == mine.fence
    body = decision(ana, name)
    headers = {"Idempotency-Key": id_of(body), "Lease-Fence": str(mine.fence), **JSON}
    first = ana.http.post("/v1/decisions", content=body, headers=headers)
    again = ana.http.post("/v1/decisions", content=body, headers=headers)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    receipt = msgspec.json.decode(first.content, type=Receipt)
    assert msgspec.json.decode(ana.http.get(f"/v1/decisions/{id_of(body)}").content, type=Receipt) == receipt
    journal = msgspec.json.decode(ana.http.get("/v1/decisions").content, type=Journal)
    assert [one.receipt for one in journal.decisions] == [receipt]
    assert kind(ben.http.post("/v1/decisions", content=decision(ben, name), headers=JSON)) == "already_decided"


def test_a_lease_is_given_back(place: Place) -> None:
    queue, ana, ben = new_queue(), place.person(), place.person()
    place.case(queue=queue)
    assert ana.http.delete(f"/v1/leases/{lease(ana, queue=queue).lease_id}").status_code == 204
    lease(ben, queue=queue)


@pytest.mark.parametrize("wish", [{}, {"queue": "q", "case_id": "c"}, {"queue": "q", "ttl_s": 0}, {"queue": 7}])
def test_a_wish_that_makes_no_sense_is_told_where(place: Place, wish: dict[str, object]) -> None:
    answer = place.person().http.post("/v1/leases", json=wish)
    assert kind(answer) in {"missing_field", "invalid_field"}
    assert answer.json()["pointer"].startswith("/")


def test_a_lease_is_no_longer_than_the_capabilities_say(place: Place) -> None:
    answer = place.person().http.post("/v1/leases", json={"queue": "q", "ttl_s": 3601})
    assert (kind(answer), answer.json()["pointer"]) == ("invalid_field", "/ttl_s")


def test_a_batch_is_answered_one_by_one(place: Place) -> None:
    queue, ana, ben = new_queue(), place.person(), place.person()
    one, two, three = (place.case(queue=queue) for _ in range(3))
    bodies = [decision(ana, one), decision(ben, two), b'{"id":"x"}', b"7", decision(ana, three)]
    posted = b'{"decisions":[' + b",".join(b'{"decision":%s}' % body for body in bodies) + b"]}"
    answer = ana.http.post("/v1/decisions:batch", content=posted, headers=JSON)
    results = msgspec.json.decode(answer.content, type=Answers).results
    assert [one.problem.kind if one.problem else "" for one in results] == [
        *("", "forbidden", "missing_field", "invalid_field", "")
    ]
    assert [one.decision_id for one in results] == [id_of(bodies[0]), id_of(bodies[1]), "x", "", id_of(bodies[4])]
    assert ana.http.post("/v1/decisions:batch", json={"decisions": []}).json() == {}


def test_a_key_that_is_not_the_decisions_id_changes_nothing(place: Place) -> None:
    ana = place.person()
    body = decision(ana, place.case(queue=new_queue()))
    answer = ana.http.post("/v1/decisions", content=body, headers={"Idempotency-Key": "other", **JSON})
    assert (kind(answer), answer.json()["pointer"]) == ("invalid_field", "/id")
    assert kind(ana.http.get(f"/v1/decisions/{id_of(body)}")) == "not_found"


@pytest.mark.parametrize("fence", ["", "x", "0", "-1", "1.5", "9" * 30, "1e3"])
def test_a_fence_is_a_number(place: Place, fence: str) -> None:
    ana = place.person()
    body = decision(ana, place.case(queue=new_queue()))
    answer = ana.http.post("/v1/decisions", content=body, headers={"Lease-Fence": fence, **JSON})
    assert kind(answer) == "invalid_field"


def test_what_is_said_of_a_case_is_said_once(place: Place) -> None:
    queue, ana = new_queue(), place.person()
    name = place.case(queue=queue)
    said = {"id": uuid7(1), "reason": "not_my_language"}
    for _ in range(2):
        assert ana.http.post(f"/v1/cases/{name}/skips", json=said).status_code == 204
    assert kind(ana.http.post(f"/v1/cases/{name}/skips", json={**said, "note": "x"})) == "idempotency_mismatch"
    assert ana.http.post("/v1/leases", json={"queue": queue}).status_code == 204
    sent = {"id": uuid7(1), "to": "senior", "note": "not sure"}
    assert ana.http.post(f"/v1/cases/{name}/escalations", json=sent).status_code == 204
    assert kind(ana.http.post("/v1/cases/nobody/notes", json={"id": uuid7(1), "text": "x"})) == "not_found"


def test_intake_is_for_those_who_may(place: Place) -> None:
    queue = new_queue()
    feed, ana = place.person("intake"), place.person()
    body = b'{"cases":[' + b",".join(raw_case(f"{queue}-{n}", queue=queue) for n in range(3)) + b"]}"
    assert kind(ana.http.post("/v1/cases:batch", content=body, headers=JSON)) == "forbidden"
    for status in ("new", "known"):
        answer = feed.http.post("/v1/cases:batch", content=body, headers=JSON)
        assert [one["status"] for one in answer.json()["results"]] == [status] * 3
    wrong = feed.http.post("/v1/cases:batch", json={"cases": [{"id": "fine"}, {"id": "no spaces"}]})
    assert wrong.json()["pointer"] == "/cases/1/id"


def test_what_is_withheld_is_shown_after_a_provisional_outcome(place: Place) -> None:
    queue, ana = new_queue(), place.person()
    place.store.set_queue(Queue(id=queue, mode=Mode.BLIND))
    name = place.case(queue=queue, flags=[{"id": "f", "score": 0.97531, "clause": "secret.1"}])
    mine = lease(ana, case_id=name)
    before = ana.http.get(f"/v1/cases/{name}")
    shown = ana.http.post(f"/v1/leases/{mine.lease_id}/provisional", json={"outcome": "uphold"})
    after = ana.http.get(f"/v1/cases/{name}", headers={"If-None-Match": before.headers["etag"]})
    assert b"0.97531" not in before.content + bytes(mine.case)
    assert b"0.97531" in shown.content
    assert after.content == shown.content


def test_health_needs_no_token(place: Place) -> None:
    for path in ("/v1/healthz", "/v1/readyz"):
        assert place.stranger.get(path).json() == {"status": "ok"}


@pytest.mark.parametrize("act", [act for act in ACTS if act.known], ids=lambda act: f"{act.method} {act.path}")
def test_everything_else_needs_one(place: Place, act: object) -> None:
    answer = place.stranger.request(act.method, act.path.replace("{", "").replace("}", ""))  # type: ignore[attr-defined]
    assert kind(answer) == "unauthenticated"
    assert answer.headers["www-authenticate"].startswith("Bearer")
