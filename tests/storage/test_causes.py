"""Root causes are of decisions that stand, about the version that is here."""

from __future__ import annotations

from tests.storage.making import decide, event, raw_case, take
from triage_tui.domain.filter import parse
from triage_tui.domain.words import RootCause
from triage_tui.storage.workspace import Workspace


def test_a_root_cause_is_found_while_a_decision_about_the_newest_version_stands(workspace: Workspace) -> None:
    def found() -> list[str]:
        heads = workspace.page(parse("cause:other")).heads
        assert workspace.values("cause").count(("other", 1)) == workspace.count(parse("cause:other")) == len(heads)
        return [head.id for head in heads]

    take(workspace, raw_case("c1"), raw_case("c2"))
    first = decide(workspace, "c1", root_causes=(RootCause.OTHER,))
    assert found() == ["c1"]
    workspace.withdraw(first.id, event("withdraw", "c1", decision_id=first.id))
    assert found() == []
    second = decide(workspace, "c1", root_causes=(RootCause.OTHER, RootCause.WRONG_CLAUSE))
    assert found() == ["c1"]
    decide(workspace, "c1", root_causes=(RootCause.WRONG_CLAUSE,), supersedes=second.id)
    assert found() == []
    decide(workspace, "c2", root_causes=(RootCause.OTHER,))
    assert found() == ["c2"]
    take(workspace, raw_case("c2", version=2))
    assert found() == []
