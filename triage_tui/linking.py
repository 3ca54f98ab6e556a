"""The composition root of sources: an address and the settings in, a token, a client or an engine beside a desk out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, get_args

import msgspec

from triage_tui.desk.origin import Origin, recall_origin, remember_origin
from triage_tui.domain.filter import parse
from triage_tui.domain.rules import Requirement
from triage_tui.domain.words import Mode
from triage_tui.errors import NotSignedIn, WrongUsage
from triage_tui.settings.paths import data_dir, source_workspace, state_dir
from triage_tui.sources.address import host_of
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.known import Known
from triage_tui.sources.once import once
from triage_tui.sources.reach import Reach
from triage_tui.sources.tokens import Found, TokenStore
from triage_tui.wiring import notary_of

if TYPE_CHECKING:
    from triage_tui.domain.wire.capabilities import Capabilities, Me
    from triage_tui.settings.model import Settings
    from triage_tui.sources.passphrase import Ask
    from triage_tui.storage.workspace import Workspace
    from triage_tui.sync.engine import Engine


class Account:
    """We at one source: where it is, and the token we go there with."""

    def __init__(self, address: str, found: Found | None, reach: Reach) -> None:
        """`address` is normalised; without a token the source answers that we are not signed in."""
        self.address = address
        self.found = found
        self._reach = reach
        self._said: Capabilities | None = None
        self._moving: CaseApi | None = None

    @property
    def where(self) -> str:
        """Where the token came from, for a person to read; may name a path."""
        return self.found.where if self.found is not None else "there is none"

    def api(self) -> CaseApi:
        """A client; it belongs to one event loop."""
        return CaseApi(self.address, self.found.token if self.found else None, self._reach)

    def moving(self) -> CaseApi:
        """The client of an engine, which goes on with another token once there is one."""
        self._moving = self.api()
        return self._moving

    def renew(self, settings: Settings) -> bool:
        """Look for another token of the same reviewer, without asking anybody; whether the engine has one now."""
        found, before = token_store(settings, None).find(self.address), self.found
        if found is None or (before is not None and found.token == before.token):
            return False
        other = Account(self.address, found, self._reach)
        if self._moving is None or other.ask().me.reviewer != self.me().reviewer:
            return False
        self.found = found
        self._moving.use(found.token)
        return True

    def ask(self) -> Capabilities:
        """Ask the source once what it can do and who we are, and remember who.

        Raises `Unreachable` or `NotSignedIn`.
        """
        if self._said is None:
            self._said = once(self.api(), CaseApi.capabilities)
            if self.found is not None:
                known().learn(self.address, self.found.token, self._said.me)
        return self._said

    def me(self) -> Me:
        """Who we are: as the source told last, else asked now."""
        before = known().whose(self.address, self.found.token) if self.found is not None and not self._said else None
        return before or self.ask().me


def account(settings: Settings, address: str, ask: Ask | None) -> Account:
    """We at a source; raises `NotSignedIn` where there is no token."""
    found = token_store(settings, ask).find(address)
    if found is None:
        raise NotSignedIn(f"you are not signed in to {host_of(address)}", f"`triage-tui login {address}` signs you in")
    return Account(address, found, reach_of(settings))


def token_store(settings: Settings, ask: Ask | None) -> TokenStore:
    """The tokens of all sources; `ask` asks the person for a passphrase, none where nobody is there."""
    return TokenStore(data_dir() / "tokens", os.environ, command=settings.source.token_command, ask=ask)


def known() -> Known:
    """Whose the tokens were that we went to sources with."""
    return Known(state_dir() / "known")


def reach_of(settings: Settings) -> Reach:
    """How sources are reached."""
    return Reach(proxy=settings.source.proxy, ca_file=settings.source.ca_file)


def workspace_of(us: Account, named: Path | None) -> Path:
    """Our workspace at a source: the one that was named, else our own in the data folder."""
    return named or source_workspace(us.address, us.me().reviewer)


def claim(workspace: Workspace, us: Account) -> Origin:
    """Say in the workspace that it belongs to us at the source; raises `WrongUsage` where it belongs to others."""
    before = recall_origin(workspace)
    requires, modes = (before.requires, before.modes) if before is not None else ({}, {})
    origin = Origin(address=us.address, me=us.me(), requires=requires, modes=modes)
    if before is None and (workspace.ledger.head().seq or workspace.count(parse(""))):
        raise WrongUsage(f"{workspace.path} has cases of its own, which no source knows", "name another --workspace")
    if before is not None and (before.address, before.me.reviewer) != (origin.address, origin.me.reviewer):
        raise WrongUsage(
            f"{workspace.path} belongs to {before.me.reviewer} at {before.address}, and you are {origin.me.reviewer}"
            f" at {origin.address}",
            f"`triage-tui {origin.address}` opens your own",
        )
    if before != origin:
        remember_origin(workspace, origin)
    workspace.reviewer = origin.me.reviewer
    return origin


def learn_queues(workspace: Workspace, us: Account) -> None:
    """Remember what the queues of a source want of a decision and show of a case, for this desk's next start."""
    queues = once(us.api(), CaseApi.queues)
    known_words = get_args(Requirement)
    requires = {one.id: tuple(word for word in one.requires if word in known_words) for one in queues}
    modes = {one.id: one.mode for one in queues if one.mode is not Mode.OPEN}
    if (origin := recall_origin(workspace)) is not None and (origin.requires, origin.modes) != (requires, modes):
        remember_origin(workspace, msgspec.structs.replace(origin, requires=requires, modes=modes))


def engine_of(
    settings: Settings, us: Account, workspace: Workspace, on_change: Callable[[], None] | None = None
) -> Engine:
    """What moves cases and decisions between a source and our workspace; not started."""
    from triage_tui.sync.clock import SystemClock
    from triage_tui.sync.engine import Engine

    shelf = workspace.shelf(settings.house_sla)
    notary = notary_of(settings, workspace)
    return Engine(us.moving(), shelf, SystemClock(), Random(), on_change, name=us.address, notary=notary)


def pulled_before(workspace: Workspace, address: str) -> bool:
    """Whether anything of a source is here."""
    return workspace.shelf().cursor(address) is not None or workspace.count(parse("")) > 0
