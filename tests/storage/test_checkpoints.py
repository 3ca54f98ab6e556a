"""The workspace keeps what vouches for its log, and only what its log meets."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.storage.making import decide, raw_case, take
from triage_tui.domain.wire.checkpoints import Witnessed
from triage_tui.errors import Refused
from triage_tui.signing.keys import new_key
from triage_tui.signing.note import Checkpoint, note_of, read_note
from triage_tui.storage.notary import Notary
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA, SERVER = new_key("ada"), new_key("server")


@pytest.fixture
def decided(workspace: Workspace) -> Workspace:
    """Two entries in the log."""
    take(workspace, *(raw_case(f"c{n}") for n in range(6)))
    decide(workspace, "c0")
    decide(workspace, "c1")
    return workspace


def test_a_checkpoint_says_where_the_log_stands_and_is_made_once(decided: Workspace) -> None:
    note = decided.ledger.vouch(ADA, NOON)
    head, about = decided.ledger.head(), note.checkpoint()
    assert (about.log_id, about.size, about.sha256, about.at) == (head.log_id, 2, head.sha256, NOON)
    assert decided.ledger.vouch(ADA, NOON + timedelta(hours=1)) == note
    assert [(one.seq, one.raw, one.witnessed) for one in decided.ledger.checkpoints()] == [(2, note.raw(), False)]
    assert decided.ledger.vouch(SERVER, NOON).vouched([SERVER.public])


def test_what_has_come_since_is_counted(decided: Workspace) -> None:
    ledger = decided.ledger
    assert (ledger.uncovered(), ledger.uncovered(witnessed=True)) == (2, 2)
    ledger.vouch(ADA, NOON)
    decide(decided, "c2")
    assert (ledger.uncovered(), ledger.uncovered(witnessed=True)) == (1, 3)


def test_only_what_the_log_meets_is_kept(decided: Workspace) -> None:
    head = decided.ledger.head()
    for about in (
        Checkpoint(head.log_id, 2, "ab" * 32, NOON),
        Checkpoint("another", 2, head.sha256, NOON),
        Checkpoint(head.log_id, 3, head.sha256, NOON),
        Checkpoint(head.log_id, 0, "", NOON),
    ):
        with pytest.raises(Refused, match="does not meet"):
            decided.ledger.keep_checkpoint(note_of(about, ADA))
    assert decided.ledger.checkpoints() == []


def test_a_witnessed_one_takes_the_place_of_ours_and_stays(decided: Workspace) -> None:
    notary = Notary(decided.ledger, lambda: ADA, lambda: NOON)
    given = notary.due()
    assert given is not None
    assert given.key == ADA.public.line()
    seen = read_note(given.note.encode()).witnessed(SERVER, NOON)
    notary.witnessed(Witnessed(note=seen.raw().decode(), key=SERVER.public.line()))
    decided.ledger.keep_checkpoint(note_of(seen.checkpoint(), ADA))
    (kept,) = decided.ledger.checkpoints()
    assert (kept.raw, kept.witnessed) == (seen.raw(), True)
    assert decided.ledger.witnesses() == [SERVER.public.line()]
    assert notary.due() is None
    decide(decided, "c2")
    assert notary.due() is not None


def test_a_notary_waits_for_so_many_entries_and_asks_for_no_key_before(decided: Workspace) -> None:
    asked = []
    notary = Notary(decided.ledger, lambda: asked.append(1) or ADA, lambda: NOON)
    assert not notary.cover()
    assert not notary.cover(every=3)
    assert not asked
    assert notary.cover(every=2)
    assert not notary.cover(every=1)


def test_about_an_empty_log_there_is_a_checkpoint_that_is_kept_nowhere(workspace: Workspace) -> None:
    assert workspace.ledger.vouch(ADA, NOON).checkpoint().size == 0
    assert workspace.ledger.checkpoints() == []
    assert Notary(workspace.ledger, lambda: ADA, lambda: NOON).due() is None


def test_where_nothing_can_be_written_a_checkpoint_is_made_all_the_same(decided: Workspace, path: Path) -> None:
    other = open_workspace(path, True)
    assert other.ledger.vouch(ADA, NOON).checkpoint().size == 2
    other.close()
    assert decided.ledger.checkpoints() == []


def test_a_checkpoint_that_somebody_damaged_is_made_anew(decided: Workspace, path: Path) -> None:
    decided.ledger.vouch(ADA, NOON)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE checkpoint SET note = x'ff'")
    db.close()
    assert [one.raw for one in decided.ledger.checkpoints()] == [b"\xff"]
    decided.ledger.vouch(ADA, NOON)
    (kept,) = decided.ledger.checkpoints()
    assert read_note(kept.raw).vouched([ADA.public])


@pytest.mark.parametrize("sql", ["DELETE FROM checkpoint", "UPDATE checkpoint SET seq = 1"])
def test_a_checkpoint_is_not_taken_away(decided: Workspace, path: Path, sql: str) -> None:
    decided.ledger.vouch(ADA, NOON)
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="stays"):
        other.execute(sql)
    other.close()


def test_a_purge_takes_nothing_out_of_the_log_and_what_vouches_for_it_still_holds(decided: Workspace) -> None:
    note, before = decided.ledger.vouch(ADA, NOON), list(decided.ledger.lines())
    opened = decided.open_case("c0")
    assert opened is not None
    decided.purging().purge([opened.head.n], "asked for", "r1")
    assert list(decided.ledger.lines())[:2] == before
    assert [one.raw for one in decided.ledger.checkpoints()] == [note.raw()]
    decided.ledger.keep_checkpoint(note)
