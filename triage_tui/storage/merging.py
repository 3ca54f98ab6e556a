"""Decisions that come back: each is laid beside what is here, by the rules that hold everywhere, or refused.

A file is one transaction. A decision that was taken becomes an entry of this workspace's own log, with all that it
says; one event then tells which file came, and where the log stood that it came from.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import msgspec
from msgspec import Struct

from triage_tui.bundles.returned import Fate, Handed, Returned, Told
from triage_tui.domain.bundle import Manifest, decode_manifest
from triage_tui.domain.canonical import canonical, sha256
from triage_tui.domain.case import Case, decode_case
from triage_tui.domain.decision import Decision
from triage_tui.domain.ids import new_id
from triage_tui.domain.journal import Event, record_of
from triage_tui.domain.rules import why_not_evidence, why_not_keep
from triage_tui.domain.wire.problems import problem
from triage_tui.domain.words import OutboxState
from triage_tui.errors import Refused
from triage_tui.storage import journal, memory, packs
from triage_tui.storage.backup import At, nobody
from triage_tui.storage.came import came_out_of, why_not_by
from triage_tui.storage.came import told as told_of
from triage_tui.storage.decisions import about, keep, standing
from triage_tui.storage.packing import unpack
from triage_tui.storage.state import restate

FOR_SOURCE = "decided offline by somebody else: `triage-tui bundle send` hands the file itself to the source"
"""Why a decision of another reviewer waits in the workspace of a source."""


class Merged(Struct, frozen=True):
    """What a merge did."""

    told: tuple[Told, ...]
    """What became of each decision, in the order of the log it came from; of one that was taken back, nothing."""
    withdrawn: int
    """How many decisions had been taken back before they came."""
    taken_back: int
    """How many were taken back that had been merged before."""
    older: bool
    """Whether a longer part of the same log was merged before: then this one says nothing new."""
    changed: bool
    """Whether anything was written."""

    def count(self, fate: Fate) -> int:
        """How many decisions met with this fate."""
        return sum(one.fate == fate for one in self.told)


class _Place(NamedTuple):
    """Where a decision belongs."""

    n: int
    newest: int
    """The version of the case that is here now."""
    case: Case
    """As it went out."""
    whole: bool
    """Whether its text is still here."""


def merge(
    db: sqlite3.Connection, returned: Returned, event: Event, watch: At = nobody, *, named: bool = False
) -> Merged:
    """Take what a decisions file brings; `event` becomes the one that tells so. Raises `Refused` for the whole file.

    `named` is said where its reviewer is who they say, whatever came under that name before.
    """
    manifest, merges = _answered(db, returned), journal.merged(db)
    if (refusal := why_not_by(db, returned, merges, named=named or bool(manifest.reviewer))) is not None:
        raise refusal
    newest = _newest(returned, merges)
    if returned.head.seq < newest:
        here = tuple(one for one in map(partial(_here, db), returned.decisions) if one is not None)
        return Merged(here, len(returned.withdrawn), 0, older=True, changed=False)
    merging = _Merging(db, returned, manifest, event.reviewer)
    told = [*merging.all(returned.decisions, watch), *returned.unfit]
    taken_back = [merging.take_back(one, event) for one in returned.withdrawn]
    restate(db, *merging.touched)
    told = [merging.seen(one) if one.fate == "taken" else one for one in told]
    changed = bool(merging.touched) or newest < returned.head.seq
    if changed:
        count = sum(one.fate in ("taken", "double", "conflict") for one in told)
        note = told_of(returned.manifest.reviewer, returned.by.id)
        about_it = {"bundle_id": returned.manifest.answers, "count": count, "note": note, "other": returned.head}
        journal.append(db, msgspec.structs.replace(event, **about_it))
    return Merged(tuple(told), len(returned.withdrawn), sum(taken_back), older=False, changed=changed)


def _answered(db: sqlite3.Connection, returned: Returned) -> Manifest:
    """The manifest of the bundle that was answered, by somebody whom it was meant for."""
    answers = returned.manifest.answers
    row = db.execute("SELECT manifest FROM bundle WHERE id = ?", (answers,)).fetchone()
    if row is None:
        raise Refused(f"it answers the bundle {answers}, which was not sealed from this workspace")
    manifest = decode_manifest(row[0])
    meant = {one.key_id for one in manifest.audience}
    if meant and not meant & {returned.by.id, ""}:
        raise Refused(f"it is from {returned.by.name} ({returned.by.id}), and the bundle was not sealed for that key")
    if manifest.reviewer not in ("", returned.manifest.reviewer):
        raise Refused(f"it is by {returned.manifest.reviewer}, and the bundle was sealed for {manifest.reviewer}")
    return manifest


def _newest(returned: Returned, merges: Sequence[Event]) -> int:
    """How far the same log had come when it was merged last; 0 for one that was not. It has to go on from there."""
    others = (one.other for one in merges)
    heads = [one for one in others if one is not None and one.log_id == returned.log_id]
    for one in heads:
        if one.seq <= returned.head.seq and one.sha256 not in ("", returned.digests[one.seq - 1]):
            raise Refused(
                f"its log was written anew: entry {one.seq} is not the one that was merged before",
                "ask whoever handed it in; what was merged before stays",
            )
    return max((one.seq for one in heads), default=0)


def _here(db: sqlite3.Connection, handed: Handed) -> Told | None:
    """What there is to say of one whose id is known; none for one that is new."""
    given = handed.decision
    entry = journal.entry(db, given.id)
    if entry is None:
        return None
    if canonical(record_of(entry.body)) == handed.body:
        return Told(given.id, given.case_id, "here")
    return Told(given.id, given.case_id, "refused", "another entry of the log here has its id, and says something else")


class _Merging:
    """One file on its way in."""

    def __init__(self, db: sqlite3.Connection, returned: Returned, manifest: Manifest, merger: str) -> None:
        self._db = db
        # A source takes decisions of others from the file alone: it is asked whether it has them.
        sourced = db.execute("SELECT 1 FROM source LIMIT 1").fetchone() is not None
        self._asked = sourced and returned.manifest.reviewer != merger
        self._reviewer = returned.manifest.reviewer
        self._log_id = returned.log_id
        self._bundle = manifest
        self.touched = set[int]()
        """The cases that something happened to."""

        @cache
        def clauses(policy_id: str, version: str) -> frozenset[str] | None:
            pack = packs.pack(db, policy_id, version)
            return None if pack is None else frozenset(pack.by_id)

        self._clauses = clauses

    def all(self, handed: Sequence[Handed], watch: At) -> Iterator[Told]:
        """Keep each, or say why not."""
        for number, one in enumerate(handed, 1):
            yield self.take(one)
            watch(number, len(handed))

    def take(self, handed: Handed) -> Told:
        """Keep a decision, or say why not."""
        given = handed.decision
        if (known := _here(self._db, handed)) is not None:
            return known
        place = self._place(given)
        reason = place if isinstance(place, str) else self._why_not(given, place)
        if isinstance(place, str) or reason is not None:
            return Told(given.id, given.case_id, "refused", reason or "")
        entry = journal.append_handed(self._db, given, handed.said)
        keep(self._db, place.n, given, entry.seq, given.decided_at)
        self.touched.add(place.n)
        if place.newest == given.case_version:
            if self._asked:
                self._turn(given.id, OutboxState.UNKNOWN, FOR_SOURCE)
            return Told(given.id, given.case_id, "taken")
        reason = f"the case is at version {place.newest} here, the decision is about version {given.case_version}"
        memory.remember(self._db, memory.RETURNED, b"1")
        answer = msgspec.json.encode(problem("version_conflict", reason))
        self._turn(given.id, OutboxState.CONFLICT, reason, answer)
        return Told(given.id, given.case_id, "conflict", reason)

    def _turn(self, decision_id: str, state: OutboxState, reason: str, answer: bytes | None = None) -> None:
        self._db.execute(
            "UPDATE outbox SET state = ?, reason = ?, answer = ? WHERE decision_id = ?",
            (state, reason, answer, decision_id),
        )

    def take_back(self, decision_id: str, event: Event) -> bool:
        """Withdraw what came with an earlier file, where it was not sent since; whether that was done now."""
        if not came_out_of(self._db, decision_id, self._log_id):
            return False
        taken = self._db.execute(
            "UPDATE outbox SET state = 'withdrawn', held_until_ms = NULL"
            " WHERE decision_id = ? AND state IN ('held', 'queued', 'conflict', 'refused')"
            " AND decision_id IN (SELECT d.id FROM decision d JOIN bundle_case c USING (n, version)"
            " WHERE d.reviewer = ? AND c.bundle_id = ?) RETURNING decision_id",
            (decision_id, self._reviewer, self._bundle.id),
        ).fetchone()
        if taken is None:
            return False
        n, case_id, version = self._db.execute(
            "SELECT n, h.id, d.version FROM decision d JOIN case_head h USING (n) WHERE d.id = ?", (decision_id,)
        ).fetchone()
        back = Event(
            id=new_id(event.at),
            type="withdraw",
            at=event.at,
            reviewer=self._reviewer,
            case_id=case_id,
            case_version=version,
            decision_id=decision_id,
            reason="taken back by its reviewer before the bundle was returned again",
        )
        journal.append(self._db, back)
        self.touched.add(n)
        return True

    def seen(self, told: Told) -> Told:
        """What was taken, beside what else stands about the same version."""
        sql = (
            "SELECT o.outcome = s.outcome, o.reviewer, o.outcome FROM standing s"
            " JOIN standing o ON (o.n, o.version) = (s.n, s.version) AND o.id <> s.id WHERE s.id = ? ORDER BY o.seq"
        )
        others: Sequence[tuple[int, str, str]] = self._db.execute(sql, (told.decision_id,)).fetchall()
        if not others:
            return told
        words = ", ".join(f"{outcome} by {reviewer}" for _, reviewer, outcome in others)
        agrees = all(same for same, _, _ in others)
        return Told(told.decision_id, told.case_id, "double", words, agrees)

    def _place(self, given: Decision) -> _Place | str:
        row = self._db.execute(
            "SELECT n, h.version, b.sha256, b.zstd FROM bundle_case c JOIN case_head h USING (n)"
            " JOIN case_body b USING (n) WHERE (h.id, c.version, b.version, c.bundle_id) = (?, ?, ?, ?)",
            (given.case_id, given.case_version, given.case_version, self._bundle.id),
        ).fetchone()
        if row is None:
            return "it is about a case, or a version of one, that did not go out in the bundle"
        n, newest, digest, packed = row
        if digest != given.case_sha256:
            return "it is about other text than went out in the bundle"
        raw = unpack(packed)
        return _Place(n, newest, decode_case(raw), whole=sha256(raw) == digest)

    def _why_not(self, given: Decision, place: _Place) -> str | None:
        if given.decided_at > self._bundle.expires_at:
            return "it was taken after the bundle had expired"
        kept = [one.decision for one in about(self._db, place.n) if one.outbox is not OutboxState.WITHDRAWN]
        if (reason := self._why_not_beside(given, place, kept)) is not None:
            return reason
        appealed = place.case.appeal and standing(self._db, place.case.appeal.decision_id)
        earlier = [*kept, appealed.decision] if appealed else kept
        evidence = (one for finding in given.findings for one in finding.evidence if place.whole)
        refusal = why_not_keep(given, place.case, earlier, self._clauses) or next(
            filter(None, (why_not_evidence(place.case, one) for one in evidence)), None
        )
        return None if refusal is None else refusal.reason

    def _why_not_beside(self, given: Decision, place: _Place, kept: Sequence[Decision]) -> str | None:
        """Whoever decides a version again has to replace what they said of it, and nobody else's word."""
        stands = "SELECT id FROM standing WHERE (n, version, reviewer) = (?, ?, ?) AND id IS NOT ? LIMIT 1"
        again = (place.n, given.case_version, given.reviewer, given.supersedes)
        if self._db.execute(stands, again).fetchone() is not None:
            return f"{given.reviewer} has decided this version already, and it does not replace that decision"
        if given.supersedes is None:
            return None
        sql = "SELECT 1 FROM decision WHERE (id, n, reviewer) = (?, ?, ?)"
        if self._db.execute(sql, (given.supersedes, place.n, given.reviewer)).fetchone() is None:
            return "it replaces a decision that is not here, or is somebody else's"
        if any(one.supersedes == given.supersedes for one in kept):
            return "it replaces a decision that another one has replaced"
        return None
