"""The source: whether it can be reached, whether it takes our token and where that is, and whether the clocks agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from triage_tui.cli.account import named, source_of_workspace
from triage_tui.cli.checks.result import BETTER, BROKEN, OK, Result
from triage_tui.cli.options import Options
from triage_tui.errors import NotSignedIn, TriageError, Unreachable

if TYPE_CHECKING:
    from triage_tui.sources.tokens import Found

_SKEWED = 300.0
"""Seconds by which two clocks may differ."""


def results(options: Options) -> Iterator[Result]:
    """Look at the source used last; nothing is said where there was none. Nobody is asked for a passphrase."""
    from triage_tui.settings.paths import source_used_last

    try:
        address = source_of_workspace(options) or source_used_last()
    except TriageError:  # what is wrong with the workspace is told elsewhere
        return
    if address is None:
        return
    from triage_tui.linking import token_store

    signs = f"`triage-tui login {address}` signs you in"
    found = None
    try:
        found = token_store(options.settings, None).find(address)
        yield Result(OK, "token", found.where) if found else Result(BETTER, "token", "there is none", signs)
    except TriageError as error:
        yield Result(BETTER, "token", error.title, error.hint)
    yield from _answer(options, address, found, signs)


def _answer(options: Options, address: str, found: Found | None, signs: str) -> Iterator[Result]:
    """Ask the source who we are; that it does not know us is an answer too."""
    from triage_tui.linking import Account, reach_of
    from triage_tui.sources.case_api import CaseApi
    from triage_tui.sources.once import once

    try:
        api = Account(address, found, reach_of(options.settings)).api()
        said = once(api, CaseApi.capabilities)
    except Unreachable as error:
        yield Result(BETTER, "source", f"{address}: {error.title}", error.hint or "the desk works on without it")
        return
    except NotSignedIn as error:
        hint = signs if found is not None else ""
        yield Result(BROKEN if found is not None else OK, "source", f"{address} answers; {error.title}", hint)
    except TriageError as error:
        yield Result(BROKEN, "source", f"{address}: {error.title}", error.hint)
    else:
        yield Result(OK, "source", f"{address} knows you as {named(said.me)}")
    yield _clock(api.skew)


def _clock(skew: float | None) -> Result:
    if skew is None:
        return Result(OK, "clock", "the source does not say what time it has")
    if abs(skew) > _SKEWED:
        way = "ahead of" if skew > 0 else "behind"
        found = f"the source's clock is {abs(skew) / 60:.0f} minutes {way} this machine's"
        return Result(BETTER, "clock", found, "set this machine's clock; `timedatectl` says whether it is kept right")
    return Result(OK, "clock", "the source's and this machine's agree")
