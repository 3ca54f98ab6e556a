"""A decision with what it was about: the case as it was then, as far as its words are still here, and the clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import msgspec

from triage_tui.domain.case import Case, decode_case
from triage_tui.domain.conversation import part_text
from triage_tui.domain.decision import Decision, Evidence, Finding
from triage_tui.domain.journal import Entry
from triage_tui.domain.policy import Clause, PolicyPack
from triage_tui.domain.retention import under_nda
from triage_tui.domain.values import Invalid

Packs = Callable[[str, str], PolicyPack | None]


class Judged(msgspec.Struct, frozen=True, dict=True):
    """One decision that stands."""

    decision: Decision
    entry: Entry
    """Its place in the log."""
    raw: bytes | None
    """The version of the case that it is about, or what is left of it; none where it is not here."""
    packs: Packs
    """A stored pack by id and version."""
    nda: bool = False
    """Whether words may go out that stay in the building."""

    @cached_property
    def case(self) -> Case | None:
        """The case; none where it is not kept any more."""
        try:
            return None if self.raw is None else decode_case(self.raw)
        except Invalid:
            return None

    @cached_property
    def document(self) -> dict[str, Any]:
        """The case with everything its source said; empty where it is not kept any more."""
        found = {} if self.raw is None else msgspec.json.decode(self.raw)
        return found if isinstance(found, dict) else {}

    @property
    def withheld(self) -> bool:
        """Whether the words of the case may not go out."""
        return not self.nda and self.case is not None and under_nda(self.case.retention)

    def pack(self, finding: Finding) -> PolicyPack | None:
        """The policy a finding names, in the version it names."""
        return self.packs(finding.policy_id, finding.policy_version)

    def clause(self, finding: Finding) -> Clause | None:
        """The clause a finding names, as it was worded then."""
        pack = self.pack(finding)
        return None if pack is None else pack.by_id.get(finding.clause)

    def quote(self, evidence: Evidence) -> str:
        """The words a finding rests on; empty where they are gone, or stay in the building."""
        case = self.case
        if case is None or self.withheld or evidence.turn_id not in case.turn_ids:
            return ""
        content = case.turns[case.turn_ids.index(evidence.turn_id)].content
        return part_text(content[evidence.part])[evidence.start : evidence.end] if evidence.part < len(content) else ""

    def evidence(self) -> Iterator[tuple[Finding, Evidence]]:
        """Every stretch that a finding rests on."""
        yield from ((finding, evidence) for finding in self.decision.findings for evidence in finding.evidence)
