"""Which clauses are in front of the reviewer, and in which pack they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

import msgspec

from triage_tui.domain.case import Flag
from triage_tui.domain.draft import Draft, Opined, locus_of
from triage_tui.domain.head import probability
from triage_tui.domain.policy import PolicyPack
from triage_tui.domain.standing import Matched, OpenCase


class Shelf(Protocol):
    """Where policy packs are kept."""

    def packs(self) -> Sequence[tuple[str, str]]:
        """Ids and versions of the stored packs, oldest first."""

    def pack(self, policy_id: str, version: str) -> PolicyPack | None:
        """One stored pack version."""


class Policies:
    """Finds the pack version a flag was raised under; versions are immutable, so they are read once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._pack = cache(shelf.pack)

    def find(self, flag: Flag, default: tuple[str, str] | None) -> PolicyPack | None:
        """The pack a flag speaks of: the one it names, else the import's, else the newest that has the clause."""
        if flag.policy_id is not None and flag.policy_version is not None:
            return self._pack(flag.policy_id, flag.policy_version)
        if flag.policy_id is None and default is not None:
            return self._pack(*default)
        for policy_id, version in reversed(self._shelf.packs()):
            if flag.policy_id in (None, policy_id):
                pack = self._pack(policy_id, version)
                if pack is not None and flag.clause in pack.by_id:
                    return pack
        return None

    def _newer(self, pack: PolicyPack | None) -> str | None:
        versions = [version for known, version in self._shelf.packs() if pack is not None and known == pack.id]
        return versions[-1] if pack is not None and versions[-1] != pack.version else None

    def matched(self, opened: OpenCase) -> tuple[Matched, ...]:
        """The flagged clauses, the likeliest first, each with all flags that name it."""
        found: dict[tuple[str, str, str], Matched] = {}
        for flag_id, flag in zip(opened.case.flag_ids, opened.case.flags, strict=True):
            pack = self.find(flag, opened.default_pack)
            name = flag.clause or ""
            key = (name, pack.id if pack else flag.policy_id or "", pack.version if pack else flag.policy_version or "")
            clause = pack.by_id.get(name) if pack else None
            before = found.get(key) or Matched(name, pack if clause else None, clause, (), self._newer(pack))
            found[key] = replace(before, flags=(*before.flags, (flag_id, flag)))
        return tuple(sorted(found.values(), key=_likeliest))

    def fresh(self, opened: OpenCase) -> Draft:
        """An empty draft with a row for every flagged clause that a finding can name."""
        rows = tuple(
            Opined(
                clause=one.clause_id,
                policy_id=one.pack.id,
                policy_version=one.pack.version,
                flag_id=one.flags[0][0],
                locus=locus_of(opened.case, one.flags[0][1]),
                severity=one.clause.severity if one.clause else None,
            )
            for one in self.matched(opened)
            if one.pack is not None
        )
        return Draft(case_id=opened.case.id, case_version=opened.case.version, opined=rows)

    def carried(self, opened: OpenCase) -> Draft:
        """The stored draft where it is about this version; else a fresh one that keeps the old one's words."""
        draft, fresh = opened.draft, self.fresh(opened)
        if draft is None:
            return fresh
        if draft.case_version == opened.case.version:
            return draft
        return msgspec.structs.replace(fresh, rationale=draft.rationale, template=draft.template)


def _likeliest(one: Matched) -> float:
    return -max((probability(flag) or 0.0 for _, flag in one.flags), default=0.0)
