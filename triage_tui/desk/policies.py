"""Which clauses are in front of the reviewer, and in which pack they stand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec

from triage_tui.desk.ports import Store
from triage_tui.domain.case import Flag
from triage_tui.domain.draft import Draft, Opined, locus_of
from triage_tui.domain.head import probability
from triage_tui.domain.policy import Clause, PackName, PolicyPack
from triage_tui.domain.standing import Matched, OpenCase, named_by

Named = tuple[str, Flag]
"""A flag and its id."""


class Policies:
    """Finds the pack version a flag was raised under; versions are immutable, so they are read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pack = cache(store.pack)

    def find(self, flag: Flag, default: PackName | None) -> PolicyPack | None:
        """The pack a flag speaks of: the one it names, else the import's, else the newest that has the clause."""
        policy_id, version = named_by(flag, default)
        if policy_id is not None and version is not None:
            return self._pack(policy_id, version)
        for name in reversed(self._store.packs()):
            if policy_id in (None, name[0]):
                pack = self._pack(*name)
                if pack is not None and flag.clause in pack.by_id:
                    return pack
        return None

    def _newer(self, pack: PolicyPack | None) -> str | None:
        versions = [version for known, version in self._store.packs() if pack is not None and known == pack.id]
        return versions[-1] if pack is not None and versions[-1] != pack.version else None

    def matched(self, opened: OpenCase) -> tuple[Matched, ...]:
        """The flagged clauses, each with all flags that name it; the likeliest first, of both."""
        named: dict[tuple[str, str, str], tuple[PolicyPack | None, list[Named]]] = {}
        for flag_id, flag in zip(opened.case.flag_ids, opened.case.flags, strict=True):
            pack = self.find(flag, opened.default_pack)
            policy = (pack.id, pack.version) if pack else (flag.policy_id or "", flag.policy_version or "")
            named.setdefault((flag.clause or "", *policy), (pack, []))[1].append((flag_id, flag))
        found = (self._match(name, pack, flags) for (name, *_), (pack, flags) in named.items())
        return tuple(sorted(found, key=lambda one: _unlikely(one.flags[0])))

    def _match(self, name: str, pack: PolicyPack | None, flags: list[Named]) -> Matched:
        clause = pack.by_id.get(name) if pack else None
        return Matched(name, pack if clause else None, clause, tuple(sorted(flags, key=_unlikely)), self._newer(pack))

    def brought(self, draft: Draft, matched: tuple[Matched, ...]) -> tuple[Matched, ...]:
        """The clauses that the reviewer brought into the draft and no flag names."""
        known = {(one.clause_id, one.pack.id, one.pack.version) for one in matched if one.pack is not None}
        rows = [row for row in draft.opined if (row.clause, row.policy_id, row.policy_version) not in known]
        packs = [self._pack(row.policy_id, row.policy_version) for row in rows]
        return tuple(
            Matched(row.clause, pack, pack.by_id.get(row.clause), ())
            for row, pack in zip(rows, packs, strict=True)
            if pack is not None
        )

    def offered(self, sitting_packs: Iterable[PolicyPack | None]) -> tuple[tuple[PolicyPack, Clause], ...]:
        """Every clause of the packs in play that has words of its own; of the newest packs where none is."""
        packs = {(one.id, one.version): one for one in sitting_packs if one is not None}
        if not packs:
            newest = dict(self._store.packs())
            packs = {name: pack for name in newest.items() if (pack := self._pack(*name)) is not None}
        return tuple((pack, clause) for pack in packs.values() for clause in pack.clauses if clause.text)

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
        """The stored draft where it is about this version; else a fresh one that keeps the old one's words.

        Of a version that was withheld in part, the clauses that are shown by now join it.
        """
        draft, fresh = opened.draft, self.fresh(opened)
        if draft is None:
            return fresh
        if draft.case_version == opened.case.version:
            said = {(one.clause, one.policy_id, one.policy_version) for one in draft.opined}
            new = [one for one in fresh.opined if (one.clause, one.policy_id, one.policy_version) not in said]
            return msgspec.structs.replace(draft, opined=(*draft.opined, *new)) if new else draft
        return msgspec.structs.replace(fresh, rationale=draft.rationale, template=draft.template)


def _unlikely(named: Named) -> float:
    return -(probability(named[1]) or 0.0)
