"""What goes into a decisions file: the log of a bundle's workspace, and a checkpoint by who sealed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING, NamedTuple

from triage_tui.bundles.returned import LOG, NOTE
from triage_tui.bundles.sealing import Piece, seal
from triage_tui.desk.carried import Carried
from triage_tui.domain.bundle import Manifest, Party
from triage_tui.domain.filter import parse
from triage_tui.domain.ids import new_id
from triage_tui.domain.journal import Event
from triage_tui.domain.words import OutboxState
from triage_tui.domain.words_aloud import aloud
from triage_tui.signing.keys import PrivateKey, PublicKey, read_public

if TYPE_CHECKING:
    from triage_tui.desk.desk import Desk
    from triage_tui.signing.note import Note
    from triage_tui.signing.ring import KeyRing
    from triage_tui.storage.workspace import Workspace

KEPT = timedelta(days=366)
"""How long a decisions file says that it is good for; nobody refuses it afterwards."""


class Way(NamedTuple):
    """From whom, and to whom."""

    carried: Carried
    key: PrivateKey
    audience: tuple[Party, ...]
    recipients: tuple[str, ...]
    """Their keys, as lines; none where it is not encrypted."""


class Stand(NamedTuple):
    """How far the work on a bundle is."""

    decided: int
    """Decisions, those included that another one replaces."""
    withdrawn: int
    skipped: int
    drafts: int
    left: int
    """Cases without a decision."""
    words: str
    """Of the head of the log."""


def stand(workspace: Workspace) -> Stand:
    """Count what goes back, and what does not."""
    states = [standing.outbox for _, standing, _ in workspace.ledger.decisions()]
    withdrawn = states.count(OutboxState.WITHDRAWN)
    skipped, drafts, left = workspace.counts([parse("is:skipped"), parse("is:draft"), parse("-is:decided")])
    words = aloud(workspace.ledger.head().sha256)
    return Stand(len(states) - withdrawn, withdrawn, skipped, drafts, left, words)


def issuer_of(carried: Carried, ring: KeyRing) -> PublicKey | None:
    """The key of whoever sealed a bundle, as it was known when it was opened; else one of that id that is known."""
    return read_public(carried.issuer) if carried.issuer else ring.find(carried.manifest.issuer.key_id)


def signing_key(carried: Carried, ring: KeyRing) -> PrivateKey | None:
    """The key of ours that a bundle was sealed for: by that its issuer knows us."""
    ours = {key.id for key in ring.own()}
    meant = next((party.key_id for party in carried.manifest.audience if party.key_id in ours), None)
    return ring.private(meant) if meant is not None else None


def write(out: IO[bytes], workspace: Workspace, way: Way, now: datetime, sequence: int) -> Manifest:
    """Write the decisions file; what is returned has the members."""
    manifest = Manifest(
        id=new_id(now),
        kind="decisions",
        issuer=Party(key_id=way.key.public.id, name=way.key.public.name),
        audience=way.audience,
        made_at=now,
        expires_at=now + KEPT,
        sequence=sequence,
        members=(),
        reviewer=way.carried.reviewer,
        answers=way.carried.manifest.id,
    )
    note = workspace.ledger.vouch(way.key, now)
    whole = seal(out, manifest, _pieces(workspace, note), key=way.key, recipients=way.recipients)
    out.flush()
    return whole


def _pieces(workspace: Workspace, note: Note) -> Iterator[Piece]:
    yield Piece(LOG, workspace.ledger.lines())
    yield Piece(NOTE, (note.raw().removesuffix(b"\n"),))


def say_what_is_left(desk: Desk) -> None:
    """Say how far a bundle is reviewed when its desk closes, and how the decisions get back."""
    from triage_tui.cli.printing import tell
    from triage_tui.ui.present.text import ours

    bundle = desk.link.state().bundle if desk.link is not None else None
    if bundle is not None and (decided := desk.store.count(parse("is:decided"))):
        tell(ours("{} of {} cases decided. `triage-tui bundle return` hands them back.", decided, bundle.cases))


def logged(workspace: Workspace, way: Way, manifest: Manifest, digest: str, count: int) -> None:
    """Say in the log that it was handed back."""
    now = datetime.now(UTC)
    event = Event(
        id=new_id(now),
        type="return",
        at=now,
        reviewer=way.carried.reviewer,
        bundle_id=way.carried.manifest.id,
        count=count,
        sha256=digest,
        note=f"as {manifest.id}",
    )
    workspace.ledger.append(event)
