"""What ``encrypt`` and ``decrypt`` share: which workspace, under which keys, and how far it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from triage_tui.cli.options import Options
from triage_tui.errors import ReadOnly, Refused

if TYPE_CHECKING:
    from triage_tui.sources.storage_key import StorageKey


def keeper() -> StorageKey:
    """Who has the key, or makes it."""
    from triage_tui.cli.account import asker
    from triage_tui.wiring import storage_key

    return storage_key(asker)


def recode(options: Options, act: Literal["encrypt", "decrypt"], keeper: StorageKey) -> Path:
    """Encrypt the workspace that is meant, or decrypt it; raises `Refused` where it is so already."""
    from triage_tui.cli.progress import Bar
    from triage_tui.cli.seat import opened
    from triage_tui.domain.ids import new_id
    from triage_tui.domain.journal import Event
    from triage_tui.storage import recoding
    from triage_tui.storage.engine import cipher

    path, encrypting = options.workspace_path, act == "encrypt"
    cipher()
    if not path.exists():
        raise Refused(f"there is no workspace at {path}", "triage-tui import makes one")
    with opened(options) as workspace:
        if workspace.read_only is not None:
            raise ReadOnly(workspace.read_only)
        if workspace.care.encrypted is encrypting:
            raise Refused(f"{path} is {'encrypted already' if encrypting else 'not encrypted'}")
        reviewer = workspace.reviewer
    key, now = keeper.made() if encrypting else keeper.key(), datetime.now(UTC)
    event = Event(id=new_id(now), type=act, at=now, reviewer=reviewer)
    old, new = (None, key) if encrypting else (key, None)
    with Bar(f"{act}ing the workspace") as bar:
        recoding.recode(path, old, new, event, now, bar.at)
    return path
