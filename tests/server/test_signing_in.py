"""Claims: only a valid token lets anybody in, and a device gets one only when the operator says so."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.server.serving import Place, kind
from triage_tui.domain.wire.signing_in import GRANT


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Basic dTpw", "Bearer nobody", "Bearer trt_x y", "Bearer " + "x" * 5000, "trt_x"],
)
def test_nothing_else_lets_anybody_in(place: Place, header: str) -> None:
    answer = place.stranger.get("/v1/queues", headers={"Authorization": header})
    assert kind(answer) == "unauthenticated"
    assert answer.headers["www-authenticate"] == 'Bearer realm="triage"'


def test_a_token_in_the_address_is_no_token(place: Place) -> None:
    ana = place.person()
    assert kind(place.stranger.get(f"/v1/queues?access_token={ana.token}")) == "unauthenticated"


def test_the_scheme_is_written_in_any_case(place: Place) -> None:
    ana = place.person()
    assert place.stranger.get("/v1/queues", headers={"Authorization": f"bearer {ana.token}"}).status_code == 200


def test_a_revoked_token_ends_at_once(place: Place) -> None:
    ana = place.person()
    assert ana.http.get("/v1/queues").status_code == 200
    place.store.revoke_tokens(ana.name)
    assert kind(ana.http.get("/v1/queues")) == "unauthenticated"


def test_a_token_that_ran_out_is_none(place: Place) -> None:
    ana = place.person()
    old = place.store.new_token(ana.name, timedelta(seconds=-1))
    assert kind(place.stranger.get("/v1/queues", headers={"Authorization": f"Bearer {old}"})) == "unauthenticated"


def asked(place: Place, code: str, grant: str = GRANT) -> httpx.Response:
    form = {"grant_type": grant, "device_code": code, "client_id": "test"}
    return place.stranger.post("/v1/device/token", data=form)


def begun(place: Place) -> dict[str, str]:
    answer = place.stranger.post("/v1/device/code", data={"client_id": "test"})
    assert answer.headers["cache-control"] == "no-store"
    said: dict[str, str] = answer.json()
    return said


def test_a_device_is_let_in_once_when_the_operator_says_so(place: Place) -> None:
    ana = place.person()
    said = begun(place)
    place.store.device_approve(said["user_code"].lower(), ana.name)
    answer = asked(place, said["device_code"])
    token = answer.json()["access_token"]
    assert answer.json()["token_type"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"
    me = place.stranger.get("/v1/capabilities", headers={"Authorization": f"Bearer {token}"}).json()["me"]
    assert me["reviewer"] == ana.name
    assert (asked(place, said["device_code"]).status_code, token) == (400, token)


def test_until_then_it_waits_and_not_too_fast(place: Place) -> None:
    code = begun(place)["device_code"]
    errors = [asked(place, code).json()["error"] for _ in range(2)]
    assert errors == ["authorization_pending", "slow_down"]


def test_a_denied_device_is_told(place: Place) -> None:
    said = begun(place)
    place.store.device_deny(said["user_code"])
    assert asked(place, said["device_code"]).json()["error"] == "access_denied"


def test_the_address_to_go_to_is_the_one_we_were_asked_at(place: Place) -> None:
    said = begun(place)
    assert said["verification_uri"] == f"{place.address}/device"
    page = place.stranger.get(said["verification_uri"])
    assert "triage-tui serve approve CODE NAME" in page.text
    assert page.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "unsupported_grant_type"),
        ({"grant_type": "password", "device_code": "x"}, "unsupported_grant_type"),
        ({"grant_type": GRANT}, "invalid_request"),
        ({"grant_type": GRANT, "device_code": "nobody"}, "invalid_grant"),
        ({"grant_type": GRANT, "device_code": ["x", "y"]}, "invalid_request"),
    ],
)
def test_a_form_that_makes_no_sense_gets_no_token(place: Place, form: dict[str, str], error: str) -> None:
    answer = place.stranger.post("/v1/device/token", data=form or {"x": "y"})
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_form_is_no_json(place: Place) -> None:
    assert kind(place.stranger.post("/v1/device/code", json={"client_id": "x"})) == "unsupported_media"
    many = "&".join(f"a{n}=1" for n in range(100))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert kind(place.stranger.post("/v1/device/code", content=many, headers=form)) == "bad_request"
