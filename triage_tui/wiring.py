"""The composition root: settings in, a desk on a workspace out."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House, SystemClock
from triage_tui.desk.origin import Origin, recall_origin
from triage_tui.domain.words import Mode
from triage_tui.errors import TriageError

if TYPE_CHECKING:
    from triage_tui.desk.carried import Carried
    from triage_tui.desk.returning import Returning
    from triage_tui.settings.model import Settings
    from triage_tui.signing.keys import PrivateKey
    from triage_tui.signing.ring import KeyRing
    from triage_tui.sources.passphrase import Ask
    from triage_tui.sources.storage_key import StorageKey
    from triage_tui.storage.notary import Notary
    from triage_tui.storage.opening import Watch
    from triage_tui.storage.workspace import Workspace

    Asker = Callable[[], Ask | None]


@contextmanager
def open_workspace(
    settings: Settings, path: Path, *, read_only: bool = False, watch: Watch | None = None, asker: Asker | None = None
) -> Iterator[Workspace]:
    """The workspace at `path`; in the end every write is finished and the file let go.

    Where its cases come from a source, or came in a bundle, the reviewer is who that says.
    `watch` is opened where the file is of an older layout, and told how far it is brought up.
    `asker` finds who can be asked for the passphrase of an encrypted one.
    """
    from triage_tui.storage.opening import open_workspace as opened
    from triage_tui.storage.opening import unwatched

    workspace = opened(
        path,
        read_only,
        reviewer=reviewer_of(settings),
        watch=watch or unwatched,
        keeper=lambda: storage_key(asker),
        encrypt=settings.storage.encrypt,
    )
    try:
        if (origin := recall_origin(workspace)) is not None:
            workspace.reviewer = origin.me.reviewer
        elif (carried := carried_in(workspace)) is not None:
            workspace.reviewer = carried.reviewer
        yield workspace
        if workspace.read_only is None:
            with suppress(TriageError):  # The next one can make it as well.
                notary_of(settings, workspace).cover()
    finally:
        workspace.close()


@contextmanager
def open_desk(
    settings: Settings, path: Path, *, read_only: bool = False, watch: Watch | None = None, asker: Asker | None = None
) -> Iterator[Desk]:
    """A desk on the workspace at `path`; decisions whose undo window is over are on their way."""
    with open_workspace(settings, path, read_only=read_only, watch=watch, asker=asker) as workspace:
        origin = recall_origin(workspace)
        outbox = _returning(workspace) if origin is None else workspace
        desk = Desk(workspace, SystemClock(), house_of(settings, origin), outbox=outbox)
        if origin is None and (carried := carried_in(workspace)) is not None:
            from triage_tui.desk.carried import Carrying

            desk.house = replace(desk.house, reviewer=carried.reviewer)
            desk.link = Carrying(carried, desk.clock)
        if workspace.read_only is None:
            workspace.release_held(desk.clock.now())
        yield desk


def _returning(workspace: Workspace) -> Returning | None:
    """What came back and is to be settled, of a workspace without a source; none where nothing ever did."""
    from triage_tui.storage.memory import RETURNED

    if workspace.recall(RETURNED) is None:
        return None
    from triage_tui.desk.returning import Returning

    return Returning(workspace)


def carried_in(workspace: Workspace) -> Carried | None:
    """The bundle that a workspace was made from; none for any other."""
    if workspace.recall("bundle") is None:  # Most have none, and need not load what reads it.
        return None
    from triage_tui.desk.carried import recall_carried

    return recall_carried(workspace)


def storage_key(asker: Asker | None = None) -> StorageKey:
    """Who has the key of our encrypted workspaces."""
    import os

    from triage_tui.settings.paths import data_dir
    from triage_tui.sources.storage_key import StorageKey

    return StorageKey(data_dir() / "storage.key", os.environ, asker() if asker is not None else None)


def reviewer_of(settings: Settings) -> str:
    """Who decides: the name in the settings, else the login name."""
    try:
        return settings.reviewer.name or getpass.getuser()
    except (KeyError, OSError):
        return "reviewer"


def key_ring() -> KeyRing:
    """The keys on this machine."""
    from triage_tui.settings.paths import data_dir
    from triage_tui.signing.ring import KeyRing

    return KeyRing(data_dir() / "keys")


def device_key(settings: Settings) -> PrivateKey:
    """The key that this machine signs with: our oldest; made where there is none."""
    return key_ring().device(device_name(settings))


def device_name(settings: Settings) -> str:
    """What the key of this machine is called."""
    import socket

    from triage_tui.signing.keys import cleaned

    return cleaned(f"{reviewer_of(settings)}@{socket.gethostname()}")


def notary_of(settings: Settings, workspace: Workspace) -> Notary:
    """Who vouches for the log of a workspace, with this machine's key."""
    from triage_tui.storage.notary import Notary

    return Notary(workspace.ledger, lambda: device_key(settings), SystemClock().now)


def house_of(settings: Settings, origin: Origin | None = None) -> House:
    """What the settings lay down for the desk; who decides there is what a source says where there is one."""
    role = settings.reviewer.role
    theirs, modes = (origin.requires, origin.modes) if origin is not None else ({}, {})
    return House(
        reviewer=reviewer_of(settings) if origin is None else origin.me.reviewer,
        role=role if origin is None else origin.role(role),
        undo_window=timedelta(seconds=settings.review.undo_window_s),
        requires=lambda queue: frozenset((*settings.queue(queue).requires, *theirs.get(queue, ()))),
        mode=lambda queue: modes.get(queue, Mode.OPEN),
    )
