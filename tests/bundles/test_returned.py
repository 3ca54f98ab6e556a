"""A decisions file is believed whole or not at all, and says what it does not fulfil."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.storage.making import START, event
from tests.storage.returning import hand_back, log_of, opened
from triage_tui.domain.decision import Decision
from triage_tui.domain.journal import Head, chained, link
from triage_tui.domain.words import Outcome
from triage_tui.errors import Refused
from triage_tui.signing.keys import new_key
from triage_tui.signing.note import Checkpoint, note_of

BOB, ANA = new_key("bob"), new_key("ana")
DECISIONS = [
    Decision(
        id=f"d{n}",
        case_id=f"c{n}",
        case_version=1,
        case_sha256="0" * 64,
        outcome=Outcome.UPHOLD,
        reviewer="bob",
        decided_at=START,
    )
    for n in range(1, 4)
]
LOG = log_of("l1", *DECISIONS)


def note(key: Any = BOB, size: int = 3, log_id: str = "l1") -> bytes:
    """A checkpoint of the log when it had so many entries."""
    sha256 = msgspec.json.decode(LOG[size - 1])["log"]["sha256"]
    return note_of(Checkpoint(log_id, size, sha256, START), key).raw()


def test_a_whole_log_gives_its_decisions_without_their_place_in_it(tmp_path: Path) -> None:
    returned = opened(hand_back(LOG, BOB, "bob"), tmp_path, BOB)
    assert [one.decision for one in returned.decisions] == DECISIONS
    assert all(b'"log"' not in one.body for one in returned.decisions)
    assert (returned.head.log_id, returned.head.seq, returned.by, returned.unfit) == ("l1", 3, BOB.public, ())


def test_withdrawn_decisions_and_skips_are_only_counted(tmp_path: Path) -> None:
    head, lines = Head("l1"), list[bytes]()
    back = event("withdraw", "c1", decision_id="d1")
    for record in (DECISIONS[0], back, event("skip", "c2"), DECISIONS[2], event("return", "c1")):
        entry = link(record, head)
        head = Head("l1", entry.seq, entry.sha256)
        lines.append(entry.line())
    returned = opened(hand_back(lines, BOB, "bob"), tmp_path, BOB)
    assert ([one.decision.id for one in returned.decisions], returned.withdrawn, returned.skips) == (["d3"], ("d1",), 1)


def test_a_log_without_a_decision_is_one_too(tmp_path: Path) -> None:
    entry = link(event("open", "c1"), Head("l1"))
    assert opened(hand_back([entry.line()], BOB, "bob"), tmp_path, BOB).decisions == ()


@pytest.mark.parametrize(
    ("lines", "fields", "reason"),
    [
        ([LOG[0], LOG[1].replace(b"uphold", b"overturn"), LOG[2]], {}, "line 2 entry 2 was changed"),
        ([LOG[0], LOG[2]], {}, "line 2 is entry 3 where 2 was due"),
        ([LOG[1], LOG[0], LOG[2]], {}, "line 1 is entry 2 where 1 was due"),
        (LOG[1:], {}, "line 1 is entry 2 where 1 was due"),
        (LOG[:2], {"note": note()}, "made at entry 3, its log ends at entry 2"),
        (LOG, {"note": note(size=2)}, "made at entry 2, its log ends at entry 3"),
        (log_of("l1", *DECISIONS[:2], DECISIONS[0]), {"note": note()}, "cut off, or written anew"),
        (LOG, {"note": note(log_id="l2")}, "cut off, or written anew"),
        (LOG, {"note": note(ANA)}, "it is not signed by bob, who sealed the file"),
        (LOG, {"note": note().replace(b"3\n", b"4\n", 1)}, "the signature by bob is wrong"),
        (LOG, {"note": b"nothing"}, "it is no signed note"),
        (LOG, {"answers": ""}, "does not say which bundle it answers"),
        (LOG, {"reviewer": ""}, "does not say which bundle it answers"),
        (LOG, {"kind": "cases"}, "it holds cases, no decisions"),
        (LOG, {"name": "logs.jsonl"}, "it holds logs.jsonl, checkpoint.note where"),
    ],
)
def test_a_file_that_does_not_hold_what_it_has_to_is_refused(
    tmp_path: Path, lines: list[bytes], fields: dict[str, Any], reason: str
) -> None:
    said = {"reviewer": "bob", **fields}
    with pytest.raises(Refused, match=reason):
        opened(hand_back(lines, BOB, **said), tmp_path, BOB)


def test_nothing_is_taken_of_a_file_by_an_unknown_key(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nobody vouches for it"):
        opened(hand_back(LOG, BOB, "bob"), tmp_path, ANA)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"outcome": "perhaps"}, "it cannot be read"),
        ({"decided_at": "0001-01-01T00:00:00+14:00"}, "it cannot be read"),
        ({"reviewer": "ana"}, "a decision of ana, in a file of bob"),
    ],
)
def test_a_decision_that_is_none_is_named_and_the_others_are_there(
    tmp_path: Path, fields: dict[str, Any], reason: str
) -> None:
    odd = chained({**msgspec.to_builtins(DECISIONS[0]), "log": None, **fields}, Head("l1"))
    fit = link(DECISIONS[1], Head("l1", 1, odd.sha256))
    returned = opened(hand_back([odd.line(), fit.line()], BOB, "bob"), tmp_path, BOB)
    assert [one.decision.id for one in returned.decisions] == ["d2"]
    assert [(one.decision_id, one.case_id) for one in returned.unfit] == [("d1", "c1")]
    assert reason in returned.unfit[0].reason
