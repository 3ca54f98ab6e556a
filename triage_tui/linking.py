"""The composition root of sources: an address and the settings in, a token, a client or a desk with a link out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from triage_tui.errors import NotSignedIn
from triage_tui.settings.paths import data_dir, state_dir
from triage_tui.sources.address import host_of
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.known import Known
from triage_tui.sources.once import once
from triage_tui.sources.reach import Reach
from triage_tui.sources.tokens import Found, TokenStore

if TYPE_CHECKING:
    from triage_tui.domain.wire.capabilities import Capabilities
    from triage_tui.settings.model import Settings
    from triage_tui.sources.sealed import Ask


class Account(Struct, frozen=True):
    """We at one source: where it is, and the token we go there with."""

    address: str
    """Normalised."""
    found: Found
    reach: Reach

    def api(self) -> CaseApi:
        """A client; it belongs to one event loop."""
        return CaseApi(self.address, self.found.token, self.reach)

    def ask(self) -> Capabilities:
        """Ask the source what it can do and who we are, and remember who; raises `Unreachable` or `NotSignedIn`."""
        capabilities = once(self.api(), CaseApi.capabilities)
        known().learn(self.address, self.found.token, capabilities.me)
        return capabilities


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
