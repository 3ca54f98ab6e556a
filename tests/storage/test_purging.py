"""Forgetting: nothing of a case's words is left in any file, and everything that was decided still holds."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.storage.canaries import canaries, canary, found, talking
from tests.storage.children import child
from tests.storage.making import START, decide, draft, raw_case, take
from triage_tui.domain.filter import ALL, parse
from triage_tui.domain.journal import faults
from triage_tui.domain.retention import fingerprint, without_text
from triage_tui.domain.words import OutboxState
from triage_tui.storage import purging
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.purging import Purging
from triage_tui.storage.workspace import Workspace

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


def never(_queue: str) -> timedelta | None:
    """No queue has a limit of the house."""
    return None


def purge(workspace: Workspace, *case_ids: str) -> int:
    """Forget cases by their ids, and see that nothing is left to do."""
    done = workspace.purging().purge(workspace.purging().asked(case_ids).ns, "asked for", "r1")
    assert done.washed is not None
    assert done.washed.left == ""
    return done.cases


def matches(workspace: Workspace, words: str) -> int:
    counted, listed = workspace.count(parse(words)), len(workspace.page(parse(words), limit=100).heads)
    assert counted == listed
    return counted


@pytest.fixture
def full(path: Path) -> Workspace:
    """Two cases with words everywhere, both decided, one twice on two versions; drafts, a copy, an answer."""
    workspace = open_workspace(path, reviewer="r1")
    take(workspace, talking("gone"), talking("stays"), talking("open"))
    first = decide(workspace, "gone")
    take(workspace, talking("gone", version=2, queue="other"))
    decide(workspace, "gone")
    decide(workspace, "stays")
    workspace.save_draft(draft("open", rationale=f"they said {canary('open', 'user')}"), START)
    shelf = workspace.shelf()
    shelf.settle(first.id, OutboxState.HELD)  # a held one has no answer yet
    workspace.release_held(START + timedelta(days=1))
    shelf.settle(first.id, OutboxState.CONFLICT, answer=b'{"type":"x","case":' + talking("gone", version=3) + b"}")
    workspace.care.back_up()
    return workspace


def test_no_word_of_a_purged_case_is_left_in_any_file(full: Workspace, path: Path) -> None:
    gone, stays = [*canaries("gone"), *canaries("open")], canaries("stays")
    assert found(path.parent, gone) == set(gone)
    lines = [*full.ledger.lines()]
    assert purge(full, "gone", "open") == 2
    assert found(path.parent, gone) == set()
    full.close()
    assert found(path.parent, gone) == set()
    assert found(path.parent, stays) == set(stays)
    again = open_workspace(path)
    assert [*again.ledger.lines()][:-1] == lines
    assert not [*faults(again.ledger.lines())]
    assert again.care.check() == []
    again.close()


def test_what_was_decided_still_says_on_which_bytes(full: Workspace) -> None:
    before = full.open_case("gone")
    assert before is not None
    purge(full, "gone")
    now = full.open_case("gone")
    assert now is not None
    assert now.purged_at is not None
    assert now.sha256 == before.sha256
    assert now.decisions == before.decisions
    assert (now.case.turns, now.head.snippet, now.case.report) == ((), "", None)
    assert (now.case.flags[0].clause, now.case.flags[0].score) == ("cyber.1", 0.9)
    assert now.head.state is before.head.state
    assert now.head.turns == before.head.turns
    full.close()


def test_the_log_says_which_cases_and_how_many(full: Workspace) -> None:
    purge(full, "stays", "gone")
    event = [*full.ledger.lines()][-1]
    assert b'"count":2,' in event
    assert fingerprint(["gone", "stays"]).encode() in event
    assert b'"note":"gone stays"' in event
    assert b'"type":"purge"' in event
    full.close()


def test_a_search_finds_purged_words_no_more_and_the_others_still(full: Workspace) -> None:
    assert matches(full, canary("gone", "user")) == matches(full, canary("stays", "user")) == 1
    purge(full, "gone")
    assert (matches(full, canary("gone", "user")), matches(full, canary("stays", "user"))) == (0, 1)
    assert (matches(full, "is:purged"), matches(full, "-is:purged")) == (1, 2)
    full.close()


@pytest.mark.parametrize("words", ["is:purged", "is:purged,open", "is:purged is:open", "is:purged -is:decided"])
def test_a_filter_finds_undecided_cases_that_were_purged(full: Workspace, words: str) -> None:
    purge(full, "open")
    assert matches(full, words) == 1
    assert [head.id for head in full.page(parse(words), limit=100).heads] == ["open"]
    full.close()


def test_purged_cases_are_in_no_export_nor_told_as_received(full: Workspace) -> None:
    purge(full, "gone")
    assert [*full.cases_raw(ALL)] == [talking("stays"), talking("open")]
    assert (full.raw("gone", 1), full.raw("gone", 2)) == (None, None)
    assert full.raw("stays", 1) == talking("stays")
    full.close()


def test_what_was_purged_comes_back_only_as_something_new(workspace: Workspace) -> None:
    take(workspace, talking("c1", version=2))
    purge(workspace, "c1")
    shelf = workspace.shelf()
    for raw in (talking("c1", version=2), talking("c1", version=2, language="de"), talking("c1")):
        shelf.take_page("s", [raw], (), "1")
        take(workspace, raw)
        opened = workspace.open_case("c1")
        assert opened is not None
        assert opened.purged_at is not None
        assert not opened.case.turns
    shelf.take_page("s", [talking("c1", version=3)], (), "2")
    opened = workspace.open_case("c1")
    assert opened is not None
    assert opened.purged_at is None
    assert opened.case.turns
    assert matches(workspace, canary("c1", "user")) == 1
    assert workspace.care.check() == []


@pytest.mark.parametrize("named", [False, True])
def test_of_a_case_that_became_one_that_is_never_kept_the_version_before_goes_too(path: Path, named: bool) -> None:
    workspace = open_workspace(path, reviewer="r1")
    take(workspace, talking("c1"), talking("held"), talking("new", retention={"class": "zero"}))
    take(workspace, without_text(talking("bare", retention={"class": "zero"})))
    decide(workspace, "c1")
    decide(workspace, "held")
    take(workspace, talking("c1", version=2, retention={"class": "zero"}))
    take(workspace, talking("held", version=2, retention={"class": "zero", "legal_hold": True}))
    assert workspace.purging().ids(workspace.purging().due(never)) == ["c1"]
    if named:
        purge(workspace, "c1", "new")
    else:
        workspace.purging().purge(workspace.purging().due(never), "its time is over", "r1")
    assert found(path.parent, [*canaries("c1"), *canaries("new")]) == set()
    assert found(path.parent, canaries("held"))
    assert workspace.purging().due(never) == []
    assert workspace.purging().asked(["c1"]).gone == ("c1",)
    workspace.close()


def test_a_legal_hold_stands_against_whoever_asks(workspace: Workspace) -> None:
    take(workspace, raw_case("held", retention={"legal_hold": True}), raw_case("c2"))
    asked = workspace.purging().asked(["held", "c2", "nobody"])
    assert (asked.held, asked.unknown, len(asked.ns)) == (("held",), ("nobody",), 1)
    purge(workspace, "c2")
    assert workspace.purging().asked(["c2"]).gone == ("c2",)


def test_nothing_to_do_writes_nothing(workspace: Workspace) -> None:
    assert workspace.purging().purge([], "expired", "r1").washed is None
    assert [*workspace.ledger.lines()] == []


@pytest.mark.parametrize("forgotten", [5, 25, 40])
def test_a_purge_that_was_killed_is_finished_by_the_next(path: Path, forgotten: int) -> None:
    workspace = open_workspace(path, reviewer="r1")
    take(workspace, *[talking(f"c{n}") for n in range(40)], talking("later"))
    workspace.close()
    words = [word for n in range(40) for word in canaries(f"c{n}")]
    with child(lambda tell: _purging(path, forgotten, tell)) as (_, told):
        assert told.readline() == b"now\n"
    assert found(path.parent, words)
    again = open_workspace(path, reviewer="r1")
    assert again.purging().unfinished()
    assert not [*again.ledger.lines()]
    asked = again.purging().asked(["later", *(f"c{n}" for n in range(40))])
    done = again.purging().purge(asked.ns, "asked for", "r1")
    assert (done.cases, found(path.parent, [*words, *canaries("later")])) == (41, set())
    counts = [line.split(b'"count":')[1].split(b",")[0] for line in again.ledger.lines()]
    assert counts == [b"40", b"1"]
    assert not [*faults(again.ledger.lines())]
    again.close()


def _purging(path: Path, forgotten: int, tell: Callable[[str], None]) -> None:
    """Purge in small steps, and wait to be killed after some of them."""
    purging.FEW = 5
    workspace = open_workspace(path, reviewer="r1")

    def at(done: int, _total: int) -> None:
        if done == forgotten:
            tell("now")
            signal.pause()

    workspace.purging().purge([*range(1, 41)], "expired", "r1", at=at)


def test_what_was_stopped_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "FEW", 2)
    workspace = open_workspace(path)
    take(workspace, *[talking(f"c{n}") for n in range(7)])
    seen: list[int] = []

    def at(done: int, _total: int) -> None:
        seen.append(done)

    done = workspace.purging().purge([*range(1, 8)], "expired", "r1", at=at, stopped=lambda: len(seen) > 1)
    assert (done.cases, done.washed, workspace.purging().unfinished()) == (4, None, True)
    done = workspace.purging().purge([], "", "r1")
    assert (done.cases, workspace.purging().unfinished()) == (7, False)
    workspace.close()


def test_a_full_disk_is_said_and_what_it_left_is_done_next_time(
    full: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage_tui.storage.washing.unless", _full)
    done = full.purging().purge(full.purging().asked(["gone"]).ns, "asked for", "r1")
    assert done.washed is not None
    assert "the disk is full" in done.washed.left
    assert full.purging().unfinished()
    assert matches(full, "is:purged") == 1
    monkeypatch.undo()
    assert full.purging().purge([], "", "r1").cases == 0
    assert not full.purging().unfinished()
    assert found(path.parent, canaries("gone")) == set()
    full.close()


def _full(db: sqlite3.Connection, _needless: object) -> object:
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")
    db.execute("CREATE TABLE large AS SELECT zeroblob(100000000)")
    raise AssertionError("the table found room")


def test_somebody_who_reads_meanwhile_is_said(full: Workspace, path: Path) -> None:
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM case_head").fetchone()
    monkey = Purging(full._connections, lambda: NOW)
    full._connections.writer.migrate(_hasty)
    done = monkey.purge(monkey.asked(["gone"]).ns, "asked for", "r1")
    assert done.washed is not None
    assert "another program reads" in done.washed.left
    reader.close()
    assert full.purging().purge([], "", "r1").washed is not None
    assert not full.purging().unfinished()
    assert found(path.parent, canaries("gone")) == set()
    full.close()


def _hasty(db: Database) -> None:
    db.conn.execute("PRAGMA busy_timeout = 10")
