"""What left in a bundle is remembered: which versions, and that it did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest

from tests.storage.making import START, event, raw_case, take
from triage_tui.domain.bundle import Manifest, Party
from triage_tui.errors import Refused
from triage_tui.storage.workspace import Workspace


def manifest(bundle_id: str) -> Manifest:
    """What a bundle of cases says of itself, as far as it matters here."""
    return Manifest(
        id=bundle_id,
        kind="cases",
        issuer=Party(key_id="0" * 16),
        audience=(),
        made_at=START,
        expires_at=START + timedelta(days=14),
        sequence=1,
        members=(),
    )


def seal(workspace: Workspace, bundle_id: str, cases: Sequence[tuple[str, int]]) -> None:
    """Remember a bundle as sealed."""
    raw = msgspec.json.encode(manifest(bundle_id))
    workspace.bundles.sealed(raw, cases, event("seal", cases[0][0], bundle_id=bundle_id, count=len(cases)))


def test_a_sealed_bundle_is_found_again_with_its_cases_and_in_the_log(workspace: Workspace) -> None:
    take(workspace, raw_case("c1"), raw_case("c2"))
    seal(workspace, "b1", [("c1", 1), ("c2", 1)])
    seal(workspace, "b2", [("c1", 1)])
    found = workspace.bundles.get("b1")
    assert found is not None
    assert (found.manifest, found.cases) == (manifest("b1"), 2)
    assert workspace.bundles.get("b3") is None
    assert [b'"seal"' in line for line in workspace.ledger.lines()] == [True, True]


def test_the_version_that_went_out_stays_when_a_newer_one_comes(workspace: Workspace) -> None:
    take(workspace, raw_case("c1", "as it was"), raw_case("c2", "as it was"))
    seal(workspace, "b1", [("c1", 1)])
    take(workspace, raw_case("c1", "as it is", version=2), raw_case("c2", "as it is", version=2))
    assert workspace.raw("c1", 1) == raw_case("c1", "as it was")
    assert workspace.raw("c2", 1) is None


@pytest.mark.parametrize("gone", [("c1", 2), ("c9", 1)])
def test_a_bundle_with_a_version_that_is_not_here_is_not_kept_at_all(
    workspace: Workspace, gone: tuple[str, int]
) -> None:
    take(workspace, raw_case("c1"), raw_case("c2"))
    with pytest.raises(Refused, match="changed while they were sealed"):
        seal(workspace, "b1", [("c2", 1), gone])
    assert workspace.bundles.get("b1") is None
    assert list(workspace.ledger.lines()) == []
