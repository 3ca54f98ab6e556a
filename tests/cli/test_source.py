"""Claims: the desk opens on a server with a workspace for each reviewer, goes on without it, and says so."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from tests.cli.at_source import CASE, AtSource, at_terminal, deciding, sample_server
from tests.cli.terminal import shell
from triage_tui.__main__ import main
from triage_tui.domain.wire.capabilities import Me, Queue
from triage_tui.domain.wire.leases import LeaseWish
from triage_tui.linking import account
from triage_tui.settings.model import Settings, Source
from triage_tui.settings.paths import data_dir, source_workspace, state_dir
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.once import once


def test_the_first_start_pulls_and_later_ones_need_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sample_server(tmp_path, monkeypatch) as source:
        first = source.sit("ana")
        assert (first.status, first.errors) == (0, "")
        assert "38 cases are open" in first.text
        assert "cannot be reached" not in first.text
    later = source.sit("ana")
    assert later.status == 0
    assert "38 cases are open" in later.text
    assert "The source cannot be reached. What you decide is kept and sent later." in later.text


def test_without_a_server_and_without_cases_there_is_nothing_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sample_server(tmp_path, monkeypatch) as source:
        pass
    ended = source.sit("ana")
    assert (ended.status, ended.raw) == (3, b"")
    assert "cannot be reached" in ended.errors
    assert [*data_dir().glob("*.db")] == []


@pytest.mark.parametrize("token", ["", "trt_of-nobody"])
def test_who_is_not_signed_in_is_told_how(source: AtSource, token: str) -> None:
    ended = source.sit(token)
    assert (ended.status, ended.raw) == (4, b"")
    assert "`triage-tui login" in ended.errors


def test_every_reviewer_has_a_workspace(source: AtSource) -> None:
    for name in ("ana", "ben"):
        assert source.sit(name).status == 0
        assert source_workspace(source.address, name).stat().st_mode & 0o777 == 0o600
    assert len({*data_dir().glob("*.db")}) == 2


def test_a_workspace_of_somebody_else_or_with_cases_of_its_own_is_not_taken(
    source: AtSource, samples: Path, tmp_path: Path
) -> None:
    local = source.shell("ana", "--workspace", samples, "--plain", source.address)
    assert local.status == 2
    assert "has cases of its own, which no source knows" in local.errors
    assert source.shell("ana", "--workspace", tmp_path / "a.db", "--plain", source.address).status == 0
    others = source.shell("ben", "--workspace", tmp_path / "a.db", "--plain", source.address)
    assert others.status == 2
    assert "belongs to ana at" in others.errors


def test_without_an_address_the_desk_opens_where_it_was(source: AtSource) -> None:
    source.sit("ana")
    again = source.shell("ana", "--plain", stdin=b"quit\n")
    assert "38 cases are open" in again.text
    source.served.store.add_user("cyd", ["reviewer"])
    others = source.shell(source.served.store.new_token("cyd"), "--plain", stdin=b"quit\n")
    assert "belongs to ana" in others.errors


def test_who_decides_is_who_the_server_says(source: AtSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_REVIEWER_NAME", "somebody")
    source.sit("ana", deciding("cause 1", "overturn"))
    assert source.shell("ana", "sync").status == 0
    (kept,) = source.decisions()
    assert (kept.decision.reviewer, kept.decision.case_id, kept.decision.outcome) == ("ana", CASE, "overturn")


def test_a_decision_made_by_a_verb_is_the_reviewer_s_too(source: AtSource) -> None:
    source.sit("ana")
    path = source_workspace(source.address, "ana")
    assert shell("decide", CASE, "uphold", workspace=path).status == 0
    assert source.shell("ana", "sync").status == 0
    assert [one.decision.reviewer for one in source.decisions()] == ["ana"]


def test_what_is_left_behind_is_told_when_the_desk_closes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sample_server(tmp_path, monkeypatch) as source:
        source.sit("ana")
    ended = source.sit("ana", deciding("uphold"))
    assert "Decisions not sent yet: 1. They are kept; `triage-tui sync` sends them." in ended.errors


def test_the_token_is_taken_out_of_the_environment(source: AtSource) -> None:
    source.sit("ana")
    assert "TRIAGE_TOKEN" not in os.environ


def test_the_token_stays_where_it_was(source: AtSource) -> None:
    said = [
        source.sit("ana", deciding("uphold")),
        *(source.shell("ana", *line.split()) for line in ("sync --json", "sync", "outbox", "status", "whoami", "log")),
        *(source.shell("ana", *line.split()) for line in ("doctor", "export decisions", "config show")),
    ]
    token = source.tokens["ana"]
    assert not any(token in one.errors or token in one.text for one in said)
    kept = [path for folder in (data_dir(), state_dir()) for path in folder.rglob("*") if path.is_file()]
    assert kept
    assert not any(token.encode() in path.read_bytes() for path in kept)


def test_what_a_queue_requires_is_asked_for_at_the_desk(source: AtSource) -> None:
    source.served.store.set_queue(Queue(id="sample", requires=("rationale", "findings")))
    refused = source.sit("ana", deciding("uphold"))
    assert "Not decided:" in refused.text
    assert "rationale" in refused.text
    assert source.sit("ana", deciding("rationale Because.", "uphold")).status == 0


def test_a_crash_tells_nothing_of_the_token(source: AtSource, monkeypatch: pytest.MonkeyPatch) -> None:
    token = source.tokens["ana"]

    async def broken(_: object) -> None:
        raise ZeroDivisionError(token)

    monkeypatch.setattr("triage_tui.linking.CaseApi.capabilities", broken)
    monkeypatch.setenv("TRIAGE_TOKEN", token)
    monkeypatch.setattr("sys.argv", ["triage-tui", "whoami", source.address])
    said = io.StringIO()
    with redirect_stderr(said), pytest.raises(SystemExit):
        main()
    (report,) = state_dir().glob("crash-*.txt")
    assert "ZeroDivisionError" in report.read_text()
    assert token not in report.read_text() + said.getvalue()


def test_a_new_token_of_the_same_reviewer_takes_the_place_of_the_old_one(source: AtSource, tmp_path: Path) -> None:
    file = tmp_path / "token"
    settings = Settings(source=Source(token_command=("cat", str(file))))
    file.write_text(source.tokens["ana"])
    us = account(settings, source.address, None)
    assert us.me().reviewer == "ana"
    client = us.moving()
    assert not us.renew(settings)
    file.write_text(source.tokens["ben"])
    assert not us.renew(settings)
    file.write_text(source.served.store.new_token("ana"))
    source.served.store.revoke_tokens("ben")
    assert us.renew(settings)
    assert once(client, CaseApi.capabilities).me.reviewer == "ana"


def test_a_terminal_that_goes_away_gives_the_case_back(source: AtSource) -> None:
    source.sit("ana")
    environ = {"TRIAGE_TOKEN": source.tokens["ana"], "TRIAGE_REVIEW_UNDO_WINDOW_S": "600"}
    with at_terminal(source.address, **environ) as desk:
        desk.wait_for("online")
        desk.send("\r")
        desk.wait_for("lease until")
        desk.hang_up()
        assert desk.wait_exit() == 129
    ben, store = Me(reviewer="ben", roles=("reviewer",)), source.served.store
    for row in store.rows(ben, None, None, "due", 100, None).cases:
        assert store.lease(ben, LeaseWish(case_id=row.id, ttl_s=60)) is not None
