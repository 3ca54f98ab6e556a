"""What of a workspace goes into a bundle: the cases that a query matches, and the packs that their flags speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, TYPE_CHECKING

import msgspec
from msgspec import Struct

from triage_tui.domain.bundle import MEANT
from triage_tui.domain.case import Positive, Retention
from triage_tui.domain.filter import And, Exact, Expr, Not, Or, Query, Term
from triage_tui.domain.retention import never_kept, under_nda
from triage_tui.domain.values import Record
from triage_tui.domain.words import CaseState
from triage_tui.errors import Refused

if TYPE_CHECKING:
    from triage_tui.bundles.sealing import Piece
    from triage_tui.domain.bundle import Manifest
    from triage_tui.signing.keys import PrivateKey
    from triage_tui.storage.workspace import Workspace

Watch = Callable[[int], None]
STATES = frozenset(state.value for state in CaseState)
WAITING = Term("is", (Exact("open"), Exact("draft")))
"""Which cases go out where the filter does not say how they stand."""
GONE = Term("is", (Exact("purged"),))
"""The cases of which there is no text to send."""


class Wrapping(Struct, frozen=True):
    """How a bundle is closed."""

    key: PrivateKey | None
    """That signs it; none where nobody vouches for it."""
    recipients: tuple[str, ...] = ()
    """Public keys as lines; with neither these nor a passphrase it is not encrypted."""
    passphrase: str = ""


class Chosen:
    """The cases of a bundle as they are packed, and those that are left out."""

    def __init__(self, workspace: Workspace, query: Query, *, nda: bool, watch: Watch = lambda _: None) -> None:
        """`nda` takes cases that are labelled so as well; `watch` is told how many cases were looked at."""
        self.went: list[tuple[str, int]] = []
        """Id and version of each that is in it."""
        self.kept_back: Counter[str] = Counter()
        """How many are not, by the reason."""
        self._workspace = workspace
        self._query = query
        self._nda = nda
        self._watch = watch

    def pieces(self) -> Iterator[Piece]:
        """All members."""
        from triage_tui.bundles.sealing import Piece, case_pieces

        yield from case_pieces(self._cases())
        if meant := self._workspace.bundles.meant(case_id for case_id, _ in self.went):
            yield Piece(MEANT, map(msgspec.json.encode, meant))
        for number, raw in enumerate(self._workspace.bundles.packs(), 1):
            yield Piece(f"policies/{number:04}.json", (raw,))

    def _cases(self) -> Iterator[bytes]:
        parts = (GONE,) if self._query.where is None else (self._query.where, GONE)
        without = msgspec.structs.replace(self._query, where=And(parts))
        if self._query.limit is None and (gone := self._workspace.count(without)):
            self.kept_back["without their text, which was purged or never kept"] = gone
        for number, raw in enumerate(self._workspace.cases_raw(self._query), 1):
            self._watch(number)
            case = msgspec.json.decode(raw, type=_Known)
            if (reason := self._why_kept_back(case.retention)) is not None:
                self.kept_back[reason] += 1
                continue
            self.went.append((case.id, case.version))
            yield raw

    def _why_kept_back(self, retention: Retention) -> str | None:
        if never_kept(retention):
            return "whose text is kept nowhere (retention zero)"
        if under_nda(retention) and not self._nda:
            return "labelled nda (--include-nda seals them)"
        return None


class _Known(Record):
    """As much of a case as has to be known."""

    id: str
    version: Positive = 1
    retention: Retention = Retention()


def waiting(query: Query) -> Query:
    """The same, but only what is still to be decided where the query does not say how the cases stand."""
    if query.where is not None and _says_state(query.where):
        return query
    where = WAITING if query.where is None else And((query.where, WAITING))
    return msgspec.structs.replace(query, where=where)


def _says_state(part: Expr) -> bool:
    match part:
        case And(parts) | Or(parts):
            return any(map(_says_state, parts))
        case Not(inner):
            return _says_state(inner)
        case Term(field="is", tests=tests):
            return any(isinstance(test, Exact) and test.value in STATES for test in tests)
    return False


def write(out: IO[bytes], manifest: Manifest, chosen: Chosen, wrapping: Wrapping) -> Manifest:
    """Write the bundle; what is returned has the members. Raises `Refused` where nothing is left to seal."""
    from triage_tui.bundles.sealing import seal

    whole = seal(
        out,
        manifest,
        chosen.pieces(),
        key=wrapping.key,
        recipients=wrapping.recipients,
        passphrase=wrapping.passphrase,
    )
    if not chosen.went:
        why = "; ".join(f"{count} {reason}" for reason, count in chosen.kept_back.items())
        raise Refused("there is no case to seal", why or "the filter matches none that is open")
    out.flush()
    return whole


def logged(
    workspace: Workspace, manifest: Manifest, chosen: Chosen, digest: str, *, reviewer: str, now: datetime
) -> None:
    """Keep which cases went out, and say so in the log; `digest` is SHA-256 of the file."""
    from triage_tui.domain.ids import new_id
    from triage_tui.domain.journal import Event

    names = ", ".join(one.name or one.key_id for one in manifest.audience)
    event = Event(
        id=new_id(now),
        type="seal",
        at=now,
        reviewer=reviewer,
        bundle_id=manifest.id,
        count=len(chosen.went),
        sha256=digest,
        note=f"for {names}" if names else "not encrypted",
    )
    workspace.bundles.sealed(msgspec.json.encode(manifest), chosen.went, event)
