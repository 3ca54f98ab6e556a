"""Nobody who is trusted speaks for somebody else: a name and a log stay with the key that they came with first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.making import decide as decide_here
from tests.storage.making import take
from tests.storage.returning import ALL, CASES, Appoint, Reviewer, back, hand_back, merge, opened, send_out
from triage_tui.errors import Refused
from triage_tui.storage.workspace import Workspace


@pytest.fixture
def two(workspace: Workspace, appoint: Appoint) -> tuple[Reviewer, Reviewer]:
    """Two who may answer one bundle; the other says that he is ana, too."""
    ana, other = appoint("ana"), appoint("ana")
    take(workspace, *CASES)
    send_out(workspace, "b1", ALL, ana.key, other.key)
    send_out(workspace, "b2", ALL, other.key, reviewer="ana")
    return ana, other


def test_a_name_stays_with_its_key_unless_somebody_here_says_otherwise(
    workspace: Workspace, two: tuple[Reviewer, Reviewer], tmp_path: Path
) -> None:
    ana, other = two
    ana.decide("c1")
    other.decide("c2")
    other.decide("c3")
    merge(workspace, back(ana, tmp_path))
    before = workspace.ledger.head()
    with pytest.raises(Refused, match="ana came with another key") as refused:
        merge(workspace, back(other, tmp_path))
    assert "--reviewer ana" in refused.value.hint
    assert workspace.ledger.head() == before
    assert merge(workspace, back(other, tmp_path), named=True).count("taken") == 2
    ana.decide("c4")
    assert merge(workspace, back(ana, tmp_path)).count("taken") == 1


def test_the_bundle_may_have_said_that_it_is_for_the_one_of_that_name(
    workspace: Workspace, two: tuple[Reviewer, Reviewer], tmp_path: Path
) -> None:
    ana, other = two
    ana.decide("c1")
    other.decide("c2")
    merge(workspace, back(ana, tmp_path))
    assert merge(workspace, back(other, tmp_path, answers="b2")).count("taken") == 1


def test_nobody_comes_under_the_name_of_who_decides_here(workspace: Workspace, bob: Reviewer, tmp_path: Path) -> None:
    bob.decide("c2")
    decide_here(workspace, "c1", reviewer="bob")
    with pytest.raises(Refused, match="bob has decided at this desk"):
        merge(workspace, back(bob, tmp_path))
    assert merge(workspace, back(bob, tmp_path), named=True).count("taken") == 1


def test_a_log_is_not_handed_in_by_another_key(
    workspace: Workspace, two: tuple[Reviewer, Reviewer], tmp_path: Path
) -> None:
    ana, other = two
    ana.decide("c1")
    lines = [*ana.workspace.ledger.lines()]
    merge(workspace, back(ana, tmp_path))
    again = opened(hand_back(lines, other.key, "ana"), tmp_path, other.key)
    with pytest.raises(Refused, match="its log came with another key before"):
        merge(workspace, again, named=True)
