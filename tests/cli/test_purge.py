"""Claims: ``purge`` forgets what is due or named and nothing else, wherever it lies, and says what it did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from tests.cli.terminal import shell
from tests.storage.canaries import canaries, canary, found, talking
from tests.storage.making import START, decide, raw_case, take
from triage_tui.cli import forgetting
from triage_tui.cli.options import Options
from triage_tui.errors import Refused
from triage_tui.storage import lately
from triage_tui.storage.opening import open_workspace

LONG_AGO, FAR_AWAY = {"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": "2999-01-01T00:00:00Z"}
PATIENCE = 20.0
"""Seconds before a thread that does not come counts as lost; nothing depends on it."""


@pytest.fixture
def stocked(home: Path) -> Path:
    """A case that is due, one that is not, one under hold, a backup, a copied word and a report of a crash."""
    path = home / "data" / "triage-tui" / "default.db"
    workspace = open_workspace(path)
    held = raw_case("held", retention={**LONG_AGO, "legal_hold": True})
    take(workspace, talking("over", retention=LONG_AGO), talking("later", retention=FAR_AWAY), held)
    workspace.care.back_up()
    workspace.close()
    state = home / "state" / "triage-tui"
    state.mkdir(parents=True)
    (state / "clip.txt").write_text(canary("over", "user"))
    (state / "crash-20260421T093000-1.txt").write_text(canary("over", "system"))
    return path


def test_what_is_due_is_gone_from_every_file(home: Path, stocked: Path) -> None:
    assert found(home, canaries("over")) == set(canaries("over"))
    answer = shell("purge")
    assert answer.status == 0
    assert answer.text == "        1  cases whose text was forgotten\n        1  backups removed: they held the text\n"
    assert found(home, canaries("over")) == set()
    assert found(home, canaries("later")) == set(canaries("later"))
    assert shell("log", "verify").status == 0
    assert not [*(home / "state" / "triage-tui").glob("c*.txt")]


def test_a_dry_run_lists_and_forgets_nothing(home: Path, stocked: Path) -> None:
    before = stocked.read_bytes()
    answer = shell("purge", "--dry-run")
    assert (answer.status, answer.text) == (0, "over\n")
    assert "nothing was" in answer.errors
    assert stocked.read_bytes() == before
    assert shell("purge", "--dry-run", "--json").objects == [{"dry_run": True, "cases": 1, "ids": ["over"]}]
    assert found(home, canaries("over")) == set(canaries("over"))


def test_a_named_case_goes_before_its_time_but_not_one_under_hold(home: Path, stocked: Path) -> None:
    answer = shell("purge", "--case", "later", "--case", "held", "--case", "nobody", "--json")
    assert answer.status == 1
    said = {"dry_run": False, "cases": 1, "backups": 1, "left": ""}
    assert answer.objects == [{**said, "held": ["held"], "gone": [], "unknown": ["nobody"]}]
    assert found(home, canaries("later")) == set()
    again = shell("purge", "--case", "later", "--case", "held")
    assert again.status == 1
    assert "held is kept: it is under legal hold" in again.errors
    assert "later has no text here already" in again.errors


def test_the_house_may_keep_a_queue_for_fewer_days(home: Path, stocked: Path) -> None:
    (home / "config" / "triage-tui").mkdir(parents=True)
    settings = home / "config" / "triage-tui" / "settings.toml"
    settings.write_text('[queues."*"]\nretain_days = 30\n')
    workspace = open_workspace(stocked)
    take(workspace, raw_case("old", received_at="2020-01-01T00:00:00Z", retention=FAR_AWAY))
    workspace.close()
    assert shell("purge", "--dry-run").text == "old\nover\n"


def test_a_purged_case_can_be_looked_at_and_is_not_passed_off_as_received(stocked: Path) -> None:
    shell("purge")
    assert "its text was purged on 20" in shell("show", "over").text
    raw = shell("show", "over", "--raw")
    assert raw.status == 1
    assert "the text of over is not here any more" in raw.errors
    assert shell("purge").text == "        0  cases whose text was forgotten\n"


def test_there_is_nothing_to_purge_where_nothing_is(tmp_path: Path) -> None:
    answer = shell("purge", workspace=tmp_path / "none.db")
    assert answer.status == 1
    assert not (tmp_path / "none.db").exists()


@contextmanager
def at_the_desk(path: Path) -> Iterator[Event]:
    """A desk is open; the event is set once nothing is due any more."""
    workspace, clear = open_workspace(path), Event()
    end = monotonic() + PATIENCE
    with forgetting.forgetting(Options(workspace=str(path)), workspace):
        while monotonic() < end and not clear.wait(0.01):
            if not workspace.purging().due(lambda _: None) and not workspace.purging().unfinished():
                clear.set()
        yield clear
    workspace.close()


def test_what_is_due_goes_while_a_desk_is_open_and_is_said_when_it_closes(
    home: Path, stocked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(forgetting, "LATER", 0.0)
    with at_the_desk(stocked) as clear:
        assert clear.is_set()
    assert found(home, canaries("over")) == set()
    assert "The text of 1 cases was purged: its time was over." in capsys.readouterr().err


def test_a_clock_that_ran_away_destroys_nothing_until_somebody_asks_for_it(home: Path, stocked: Path) -> None:
    def desk(now: datetime) -> int:
        workspace = open_workspace(stocked, now=lambda: now)
        try:
            return forgetting.forget_due(Options(workspace=str(stocked)), workspace, lambda: False).cases
        finally:
            workspace.close()

    today = datetime(2026, 11, 22, tzinfo=UTC)
    assert desk(today) == 1
    for _ in range(2):
        with pytest.raises(Refused, match="says 3000-01-01, and this workspace was in use last on 2026-11-22"):
            desk(datetime(3000, 1, 1, tzinfo=UTC))
    assert found(home, canaries("later")) == set(canaries("later"))
    assert desk(today + lately.AWAY) == 0
    shell("purge", "--case", "later")
    assert desk(datetime.now(UTC)) == 0
    assert found(home, canaries("later")) == set()


def test_a_workspace_that_no_desk_opened_yet_goes_by_its_log(stocked: Path) -> None:
    workspace = open_workspace(stocked, now=lambda: START + timedelta(days=91))
    decide(workspace, "later")
    with pytest.raises(Refused, match="was in use last on 2026-04-21"):
        forgetting.forget_due(Options(workspace=str(stocked)), workspace, lambda: False)
    workspace.close()
