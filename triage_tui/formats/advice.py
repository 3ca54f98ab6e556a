"""What a policy pack could do better: nothing here makes it unusable, everything here costs a reviewer time."""

from __future__ import annotations

from collections.abc import Iterator

from triage_tui.domain.policy import Clause, PolicyPack


def advice(pack: PolicyPack) -> Iterator[tuple[str, str]]:
    """Where in the pack, and what is missing or odd there."""
    if pack.effective_from is None:
        yield "$.effective_from", "is missing: nobody can tell which version was in force"
    if pack.supersedes == pack.version:
        yield "$.supersedes", "names this very version"
    parents = {clause.parent for clause in pack.clauses}
    for n, clause in enumerate(pack.clauses):
        for field, words in _clause(clause, group=clause.id in parents):
            yield f"$.clauses[{n}].{field}", f"{clause.id}: {words}"
        if _circular(pack, clause):
            yield f"$.clauses[{n}].parent", f"{clause.id}: is its own ancestor"


def _clause(clause: Clause, *, group: bool) -> Iterator[tuple[str, str]]:
    for field in ("title", "text"):
        if not getattr(clause, field).strip():
            yield field, "is empty"
    if clause.severity is None and not group:
        yield "severity", "is missing: the queue cannot sort by it"
    if clause.dual_use and not clause.exceptions:
        yield "exceptions", "there are none, though the clause is dual use"
    for field in ("elements", "exceptions"):
        ids = [one.id for one in getattr(clause, field)]
        if len(set(ids)) != len(ids):
            yield field, "an id is used twice"
    for tier, threshold in clause.thresholds.items():
        if not 0 <= threshold <= 1:
            yield f"thresholds.{tier}", f"{threshold} is no probability"


def _circular(pack: PolicyPack, clause: Clause) -> bool:
    above = clause.parent
    for _ in pack.clauses:
        if above in (None, clause.id):
            break
        above = pack.by_id[above].parent if above else None
    return above == clause.id
