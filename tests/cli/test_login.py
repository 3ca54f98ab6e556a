"""Claims: signing in keeps the token where only its owner gets at it, and tells everything but the token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.at_source import AtSource, at_terminal
from tests.cli.terminal import shell
from tests.sources.loopback import Loopback, http, writes
from triage_tui.settings.paths import data_dir, remember_source


def test_a_token_is_tried_and_sealed_with_a_passphrase(source: AtSource, tmp_path: Path) -> None:
    token = source.tokens["ana"]
    file = tmp_path / "token"
    file.write_text(f"{token}\n")
    file.chmod(0o600)
    with at_terminal("login", source.address, "--token-file", str(file)) as program:
        program.wait_for("New passphrase")
        program.send("four words\r")
        program.wait_for("again")
        program.send("four words\r")
        shown = program.wait_for("The token is kept in the sealed file")
        assert program.wait_exit() == 0
    assert "as ana (reviewer)" in shown
    assert token not in shown
    assert "four words" not in shown
    (sealed,) = (data_dir() / "tokens").iterdir()
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert token.encode() not in sealed.read_bytes()

    with at_terminal("whoami") as program:
        program.wait_for("Passphrase")
        program.send("four words\r")
        program.wait_for("reviewer  ana")
        assert program.wait_exit() == 0

    assert shell("whoami").status == 4
    assert f"removed from the sealed file {sealed}" in shell("logout", source.address).text
    assert "No token was kept" in shell("logout", source.address).text
    assert not sealed.exists()


def test_a_code_entered_elsewhere_signs_in(source: AtSource) -> None:
    with at_terminal("login", source.address) as program:
        shown = program.wait_for("Ctrl-C ends it")
        assert f"{source.address}/device" in shown
        code = re.search(r"[A-Z]{4}-[A-Z]{4}", shown)
        assert code is not None
        source.served.store.device_approve(code[0], "ben")
        program.wait_for("New passphrase")
        program.send("\x03")
        assert program.wait_exit() == 130
    assert not (data_dir() / "tokens").exists()


def test_ctrl_c_ends_the_waiting(source: AtSource) -> None:
    with at_terminal("login", source.address) as program:
        program.wait_for("Ctrl-C ends it")
        program.send("\x03")
        assert program.wait_exit() == 130


def test_a_token_that_nothing_keeps_is_no_sign_in(source: AtSource) -> None:
    answer = shell("login", source.address, "--token-stdin", stdin=f"{source.tokens['ana']}\n".encode())
    assert (answer.status, answer.raw) == (1, b"")
    assert "nothing here keeps the token" in answer.errors
    assert source.tokens["ana"] not in answer.errors


def test_nobody_enters_a_code_for_a_token_that_nothing_keeps(source: AtSource) -> None:
    answer = shell("login", source.address)
    assert (answer.status, answer.raw) == (1, b"")
    assert "nothing here keeps the token" in answer.errors
    assert "enter this code" not in answer.errors


@pytest.mark.parametrize(("given", "status"), [(b"trt_wrong\n", 4), (b"\n", 4), (b"two words\n", 4), (b"", 4)])
def test_what_is_no_token_is_not_kept(source: AtSource, given: bytes, status: int) -> None:
    answer = shell("login", source.address, "--token-stdin", stdin=given)
    assert (answer.status, answer.raw) == (status, b"")
    assert "wrong" not in answer.errors
    assert "two words" not in answer.errors


def test_whoami_tells_all_but_the_token(source: AtSource) -> None:
    (said,) = source.shell("ana", "whoami", source.address, "--json").objects
    assert said["reviewer"] == "ana"
    assert said["roles"] == ["reviewer"]
    assert said["source"] == source.address
    assert said["token"] == "TRIAGE_TOKEN"
    assert source.tokens["ana"] not in str(said)


def test_what_a_server_says_reaches_the_terminal_through_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = b'{"server":"x\\u001b[31m\\u202e","api":"1","me":{"reviewer":"\\u001b]0;a\\u0007","roles":["\\r\\n"]}}'
    for verb in (["whoami"], ["--plain"]):
        with Loopback(writes(http(hostile, "Content-Type: application/json"))) as server:
            monkeypatch.setenv("TRIAGE_TOKEN", "trt_x")
            answer = shell(*verb, server.address)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", answer.text + answer.errors)


def test_the_doctor_looks_at_the_source_and_asks_nobody(source: AtSource) -> None:
    source.shell("ana", "sync", source.address)

    def found(who: str) -> dict[object, object]:
        return {one["name"]: one["state"] for one in source.shell(who, "doctor", "--json").objects}

    assert {found("ana")[name] for name in ("token", "source", "clock")} == {"ok"}
    assert found("")["token"] == "better"
    assert found("trt_of-nobody")["source"] == "broken"


def test_the_doctor_tells_a_clock_that_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    me = b'{"server":"x","api":"1","me":{"reviewer":"ana"}}'
    old = http(me, "Content-Type: application/json", "Date: Wed, 01 Jan 2020 00:00:00 GMT")
    with Loopback(writes(old)) as server:
        monkeypatch.setenv("TRIAGE_TOKEN", "trt_x")
        assert shell("whoami", server.address).status == 0
        remember_source(server.address)
        monkeypatch.setenv("TRIAGE_TOKEN", "trt_x")
        (clock,) = [one for one in shell("doctor", "--json").objects if one["name"] == "clock"]
    assert clock["state"] == "better"
    assert "behind this machine's" in str(clock["found"])
