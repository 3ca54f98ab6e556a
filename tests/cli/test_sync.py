"""Claims: sync moves what there is, once, and says exactly what; the outbox tells what did not go and why."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.at_source import CASE, AtSource, sample_server
from tests.cli.terminal import shell
from triage_tui.domain.wire.capabilities import Queue
from triage_tui.settings.paths import source_workspace


def counts(source: AtSource, who: str, *options: str) -> dict[str, object]:
    (said,) = source.shell(who, "sync", "--json", *options).objects
    assert said.pop("source") == source.address
    return {name: number for name, number in said.items() if number}


def decide(source: AtSource, who: str, *arguments: str) -> None:
    answer = shell("decide", CASE, *arguments, workspace=source_workspace(source.address, who))
    assert (answer.status, answer.errors) == (0, "")


def test_a_run_says_what_it_moved(source: AtSource) -> None:
    first = source.shell("ana", "sync", source.address)
    assert (first.status, first.text) == (0, f"{source.address}: 38 cases pulled, 0 decisions pushed\n")
    decide(source, "ana", "uphold")
    assert counts(source, "ana", "--pull") == {"waiting": 1}
    assert counts(source, "ana", "--push") == {"pushed": 1}
    assert len(source.decisions()) == 1
    assert counts(source, "ana", "--push") == {}
    assert shell("outbox").text == "Nothing waits: the source has every decision.\n"


def test_a_decision_that_comes_too_late_is_told_with_the_reason(source: AtSource) -> None:
    for name in ("ana", "ben"):
        source.shell(name, "sync", source.address)
    decide(source, "ben", "uphold")
    assert source.shell("ben", "sync").status == 0
    decide(source, "ana", "overturn", "--cause", "other")
    late = source.shell("ana", "sync", source.address)
    assert late.status == 1
    assert "1 conflict" in late.text
    assert len(source.decisions()) == 1

    (row,) = shell("outbox", "--json").objects
    assert (row["state"], row["case"], row["outcome"]) == ("conflict", CASE, "overturn")
    assert row["reason"]
    text = shell("outbox").text
    assert CASE in text
    assert str(row["decision"]) in text
    again = shell("outbox", "retry", str(row["decision"]))
    assert (again.status, "settle it at the desk" in again.errors) == (1, True)


def test_a_refused_decision_may_be_sent_again(source: AtSource) -> None:
    source.shell("ana", "sync", source.address)
    decide(source, "ana", "uphold")
    source.served.store.set_queue(Queue(id="sample", requires=("rationale",)))
    assert counts(source, "ana") == {"refused": 1}
    (row,) = shell("outbox", "--json").objects
    assert row["state"] == "refused"
    assert counts(source, "ana") == {}

    source.served.store.set_queue(Queue(id="sample"))
    assert shell("outbox", "retry", str(row["decision"])).status == 0
    assert source.shell("ana", "sync").status == 0
    assert shell("outbox", "--json").objects == []
    assert len(source.decisions()) == 1


@pytest.mark.parametrize("decision", ["", "no-such-decision"])
def test_what_is_not_there_is_not_sent_again(source: AtSource, decision: str) -> None:
    source.shell("ana", "sync", source.address)
    answer = shell("outbox", "retry", decision)
    assert (answer.status, "there is no decision" in answer.errors) == (1, True)


def test_a_local_workspace_has_nothing_to_sync(samples: Path) -> None:
    assert "no source was named" in shell("sync", workspace=samples).errors
    assert "this workspace has no source" in shell("outbox", workspace=samples).errors


def test_a_server_that_is_gone_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sample_server(tmp_path, monkeypatch) as source:
        source.shell("ana", "sync", source.address)
    decide(source, "ana", "uphold")
    ended = source.shell("ana", "sync")
    assert ended.status == 3
    assert "cannot be reached" in ended.errors
    (row,) = shell("outbox", "--json").objects
    assert row["state"] == "queued"


def test_a_token_that_was_taken_back_stops_the_run(source: AtSource) -> None:
    source.shell("ana", "sync", source.address)
    source.served.store.revoke_tokens("ana")
    assert source.shell("ana", "sync").status == 4


def test_options_that_exclude_one_another_are_wrong_usage(source: AtSource) -> None:
    assert source.shell("ana", "sync", source.address, "--pull", "--push").status == 2
    assert source.shell("ana", "sync", source.address, "--pull", "--watch").status == 2


def test_watching_sends_what_others_decide_and_ends_when_asked(source: AtSource) -> None:
    command = [sys.executable, "-m", "triage_tui", "sync", source.address, "--watch", "--json"]
    environ = os.environ | {"TRIAGE_TOKEN": source.tokens["ana"]}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for told in map(json.loads, running.stdout):
            assert told["link"] in ("connecting", "online")
            if told["pulled"] == 38:
                break
        running.send_signal(signal.SIGTERM)
        assert running.communicate()[1] == ""
    assert running.returncode == 0


def test_status_tells_the_source_without_asking_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sample_server(tmp_path, monkeypatch) as source:
        source.shell("ana", "sync", source.address)
    (said,) = shell("status", "--json").objects
    assert (said["source"], said["reviewer"], said["open"]) == (source.address, "ana", 38)
    assert said["pulled_at"]
    assert f"{source.address} as ana; pulled last: 2" in shell("status").text
