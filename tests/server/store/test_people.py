"""Who somebody is, by a token that is kept nowhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.server.store.making import ANA, Clock, at_once, why
from triage_tui.domain.wire.signing_in import Declined, Token
from triage_tui.server.store import Store, open_store


@pytest.fixture
def ana(store: Store) -> str:
    """Somebody who is known."""
    store.add_user("ana", ["reviewer"])
    return "ana"


def test_a_token_says_who_somebody_is_until_it_is_revoked(store: Store, ana: str) -> None:
    tokens = [store.new_token(ana) for _ in range(2)]
    assert all(token.startswith("trt_") and len(token) >= 43 + 4 for token in tokens)
    assert [store.who(token) for token in tokens] == [ANA, ANA]
    assert store.revoke_tokens(ana) == 2
    assert [store.who(token) for token in tokens] == [None, None]
    assert store.who("trt_" + "x" * 43) is None
    assert store.who("\udcff\0") is None


def test_a_token_ends_by_itself(store: Store, ana: str, clock: Clock) -> None:
    token = store.new_token(ana, timedelta(hours=1))
    clock.on(minutes=59)
    assert store.who(token) == ANA
    clock.on(minutes=1)
    assert store.who(token) is None
    assert {person.name: person.tokens for person in store.users()} == {"ana": 0, "lea": 0}


def test_the_database_does_not_hold_tokens(tmp_path: Path, clock: Clock) -> None:
    store = open_store(str(tmp_path / "server.db"), now=clock)
    store.add_user("ana", ["reviewer"])
    begun = store.device_begin("triage-tui")
    secrets = [store.new_token("ana"), begun.device_code]
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("server.db*"))
    store.close()
    assert b"ana" in kept
    assert [secret for secret in secrets if secret.encode() in kept] == []


def test_roles_and_queues_can_be_changed(store: Store, ana: str) -> None:
    token = store.new_token(ana)
    store.add_user(ana, ["senior"], ["q"])
    me = store.who(token)
    assert me is not None
    assert me.roles == ("senior",)
    assert [person.queues for person in store.users()] == [("q",), None]


@pytest.mark.parametrize("name", ["", " ana", "a\nb", "a\0", "\u202ena", "x" * 201])
def test_a_name_is_visible(store: Store, name: str) -> None:
    assert why(store.add_user, name, ["reviewer"]) == "invalid_field"


def test_nobody_has_a_role_that_does_not_exist(store: Store) -> None:
    assert why(store.add_user, "ana", ["root"]) == "invalid_field"
    assert why(store.new_token, "nobody") == "not_found"


def test_a_device_is_let_in_once(store: Store, ana: str, clock: Clock) -> None:
    begun = store.device_begin("triage-tui on a server")
    assert store.device_redeem(begun.device_code) == Declined(error="authorization_pending")
    store.device_approve(begun.user_code.lower().replace("-", " "), ana)
    clock.on(seconds=begun.interval)
    token = store.device_redeem(begun.device_code)
    assert isinstance(token, Token)
    assert store.who(token.access_token) == ANA
    assert token.expires_in
    clock.on(seconds=token.expires_in)
    assert store.who(token.access_token) is None
    assert store.device_redeem(begun.device_code) == Declined(error="invalid_grant")


def test_who_asks_too_often_is_asked_to_slow_down(store: Store, ana: str, clock: Clock) -> None:
    code = store.device_begin("x").device_code
    answers = [store.device_redeem(code), store.device_redeem(code)]
    clock.on(seconds=9)
    answers.append(store.device_redeem(code))
    clock.on(seconds=15)
    answers.append(store.device_redeem(code))
    said = [answer.error for answer in answers if isinstance(answer, Declined)]
    assert said == ["authorization_pending", "slow_down", "slow_down", "authorization_pending"]


def test_a_code_that_was_denied_or_forgotten_lets_nobody_in(store: Store, ana: str, clock: Clock) -> None:
    denied, late = store.device_begin("x"), store.device_begin("y")
    store.device_deny(denied.user_code)
    assert store.device_redeem(denied.device_code) == Declined(error="access_denied")
    assert why(store.device_approve, denied.user_code, ana) == "not_found"
    assert why(store.device_approve, late.user_code, "nobody") == "not_found"
    clock.on(seconds=late.expires_in)
    assert store.device_redeem(late.device_code) == Declined(error="expired_token")
    assert why(store.device_approve, late.user_code, ana) == "not_found"
    assert store.device_redeem("made up") == Declined(error="invalid_grant")


def test_many_who_redeem_one_code_get_one_token(store: Store, ana: str) -> None:
    begun = store.device_begin("x")
    store.device_approve(begun.user_code, ana)
    answers = at_once(lambda _: store.device_redeem(begun.device_code))
    assert [type(answer) for answer in answers].count(Token) == 1
