"""What must be true of the server's database, whatever happened on the way; read past the server."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import create_engine, select

from triage_tui.domain.decision import Decision, decode_decision
from triage_tui.server.store.tables import case, change, decision, lease


def rows(database: str, table: Any) -> Sequence[Any]:
    """A table as it is in the file or on the server."""
    url = database.replace("postgresql://", "postgresql+psycopg://") if "://" in database else f"sqlite:///{database}"
    engine = create_engine(url)
    try:
        with engine.connect() as db:
            return db.execute(select(table)).all()
    finally:
        engine.dispose()


def kept(database: str) -> dict[str, Decision]:
    """The decisions on the server, by id."""
    return {row.id: decode_decision(row.body) for row in rows(database, decision)}


def check(database: str, acknowledged: Collection[str] = ()) -> None:
    """Every invariant; the decisions that were `acknowledged` are there."""
    found = rows(database, decision)
    ids = [row.id for row in found]
    assert len(ids) == len(set(ids)), "a decision is there twice"
    assert set(acknowledged) <= set(ids), "a decision was acknowledged and is not there"
    _nothing_overwritten(found, {row.id: row for row in rows(database, case)})
    _nobody_reviews_their_own(found, {row.id: row for row in rows(database, case)})
    _one_holder(rows(database, change), rows(database, lease))


def _nothing_overwritten(found: Sequence[Any], cases: dict[str, Any]) -> None:
    """Beside a decision that stands alone there is no other about the version."""
    standing = defaultdict(list)
    for row in found:
        said = decode_decision(row.body)
        assert (said.id, said.case_id, said.reviewer) == (row.id, row.case_id, row.reviewer)
        assert row.case_version <= cases[row.case_id].version
        if row.superseded_by is None:
            standing[row.case_id, row.case_version].append(row)
    for (case_id, version), together in standing.items():
        alone = [row for row in together if row.standing == "only"]
        assert len(alone) <= 1, f"two decisions about {case_id} {version} each stand alone"


def _nobody_reviews_their_own(found: Sequence[Any], cases: dict[str, Any]) -> None:
    by_case = defaultdict(set)
    for row in sorted(found, key=lambda row: row.n):
        if row.kind in ("second", "adjudication"):
            assert row.reviewer not in by_case[row.case_id], f"{row.reviewer} reviewed their own"
        if row.kind == "appeal":
            assert row.reviewer != cases[row.case_id].appeal_reviewer
        by_case[row.case_id].add(row.reviewer)


def _one_holder(changes: Sequence[Any], leases: Sequence[Any]) -> None:
    """Whoever took a case did so after the one before had given it back, or its time was over."""
    until: dict[str, tuple[str, int]] = {}
    for row in sorted((one for one in changes if one.seq is not None), key=lambda one: one.seq):
        if row.kind == "lease_taken":
            holder, end = until.get(row.case_id, ("", 0))
            assert holder in ("", row.holder) or end <= row.at_ms, f"{row.case_id} was served to two"
            until[row.case_id] = (row.holder, row.until_ms)
        elif row.kind == "lease_ended":
            until.pop(row.case_id, None)
    twice = [fence for fence, times in Counter((one.case_id, one.fence) for one in leases).items() if times > 1]
    assert not twice, f"two leases have one fence: {twice}"
