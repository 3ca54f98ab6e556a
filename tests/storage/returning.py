"""Two desks: an office that cases are sealed from, and reviewers who hand decisions back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from tests.storage.making import START, decide, event, later, raw_case, take
from triage_tui.bundles.checking import listed
from triage_tui.bundles.returned import LOG, NOTE, Returned, read_returned
from triage_tui.bundles.sealing import Piece, seal
from triage_tui.bundles.unsealing import Sealed
from triage_tui.domain.bundle import Manifest, Party
from triage_tui.domain.decision import Decision
from triage_tui.domain.head import CaseHead
from triage_tui.domain.ids import new_id
from triage_tui.domain.journal import Event, Head, faults, link
from triage_tui.domain.words import Outcome, RootCause
from triage_tui.signing.keys import PrivateKey, new_key
from triage_tui.signing.note import Checkpoint, note_of
from triage_tui.storage.merging import Merged
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

CASES = [raw_case(f"c{n}") for n in range(1, 6)]
ALL = [(f"c{n}", 1) for n in range(1, 6)]
WRONG = {"outcome": Outcome.OVERTURN, "root_causes": (RootCause.OTHER,)}

OFFICE = new_key("office")
EXPIRES = START + timedelta(days=14)


class Reviewer:
    """Somebody with a key, and a workspace that a bundle was opened in."""

    def __init__(self, name: str, path: Path, cases: Sequence[bytes], key: PrivateKey | None = None) -> None:
        self.name = name
        self.key = key or new_key(name)
        self.workspace = open_workspace(path)
        take(self.workspace, *cases)

    def decide(self, case_id: str, **fields: Any) -> str:
        """Decide a case; the decision's id."""
        return decide(self.workspace, case_id, reviewer=self.name, **fields).id

    def hand_back(self, answers: str = "b1", **fields: Any) -> bytes:
        """The file that goes back."""
        return hand_back([*self.workspace.ledger.lines()], self.key, self.name, answers, **fields)


Appoint = Callable[..., Reviewer]


def hand_back(
    lines: Sequence[bytes],
    key: PrivateKey,
    reviewer: str,
    answers: str = "b1",
    *,
    note: bytes | None = None,
    name: str = LOG,
    **fields: Any,
) -> bytes:
    """A decisions file with this log, and a checkpoint at its end unless another one is given."""
    log = msgspec.json.decode(lines[-1])["log"] if lines else {"log_id": "0", "seq": 0, "sha256": ""}
    at = note_of(Checkpoint(log["log_id"], log["seq"], log["sha256"], later()), key).raw()
    manifest = Manifest(
        id=new_id(later()),
        kind="decisions",
        issuer=Party(key_id=key.public.id, name=key.public.name),
        audience=(Party(key_id=OFFICE.public.id, name="office"),),
        made_at=later(),
        expires_at=EXPIRES,
        sequence=1,
        members=(),
        reviewer=reviewer,
        answers=answers,
    )
    out = BytesIO()
    pieces = [Piece(name, lines), Piece(NOTE, [(note or at).removesuffix(b"\n")])]
    seal(out, msgspec.structs.replace(manifest, **fields), pieces, key=key)
    return out.getvalue()


def opened(raw: bytes, folder: Path, *keys: PrivateKey) -> Returned:
    """What is in a file, for somebody who knows these keys; no other process looks at it first."""
    path = folder / "returned.triage-decisions"
    path.write_bytes(raw)
    known = {one.public.id: one.public for one in keys}
    with path.open("rb") as file:
        return read_returned(Sealed(file, listed(file.fileno(), known.get), encrypted=False, sha256=""))


def send_out(office: Workspace, bundle_id: str, cases: Sequence[tuple[str, int]], *to: PrivateKey, **says: Any) -> None:
    """Remember a bundle as sealed for these."""
    manifest = Manifest(
        id=bundle_id,
        kind="cases",
        issuer=Party(key_id=OFFICE.public.id),
        audience=tuple(Party(key_id=one.public.id, name=one.public.name) for one in to),
        made_at=START,
        expires_at=EXPIRES,
        sequence=1,
        members=(),
    )
    raw = msgspec.json.encode(msgspec.structs.replace(manifest, **says))
    office.bundles.sealed(raw, cases, event("seal", cases[0][0], bundle_id=bundle_id, count=len(cases)))


def merge(office: Workspace, returned: Returned, **says: bool) -> Merged:
    """Merge it, and see the log whole behind it."""
    now = later()
    said = Event(id=new_id(now), type="merge", at=now, reviewer="lead", sha256="0" * 64)
    return office.bundles.merge(returned, said, **says)


def back(who: Reviewer, folder: Path, **fields: Any) -> Returned:
    """What somebody hands back, opened."""
    return opened(who.hand_back(**fields), folder, who.key)


def fates(workspace: Workspace, returned: Returned) -> list[str]:
    """What becomes of each decision, the log whole before and after."""
    merged = merge(workspace, returned)
    assert [*faults(workspace.ledger.lines())] == []
    return [one.fate for one in merged.told]


def log_of(log_id: str, *decisions: Decision) -> list[bytes]:
    """A log of these, as it is exported."""
    at, lines = Head(log_id), list[bytes]()
    for one in decisions:
        entry = link(one, at)
        at = Head(log_id, entry.seq, entry.sha256)
        lines.append(entry.line())
    return lines


def said(who: Reviewer, case_id: str) -> Decision:
    """What somebody says of a case."""
    return decide(who.workspace, case_id, reviewer=who.name)


def head(workspace: Workspace, case_id: str) -> CaseHead:
    """The row of a case."""
    found = workspace.head(case_id)
    assert found is not None
    return found
