"""Signing in by device authorization grant (RFC 8628): a code that the person enters in a browser anywhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from triage_tui.domain.wire.signing_in import GRANT, Declined, DeviceCode, Token
from triage_tui.errors import NotSignedIn, WrongUsage
from triage_tui.sources.address import host_of, normalised
from triage_tui.sources.answers import JSON, Answer, BadCertificate, NoAnswer
from triage_tui.sources.calling import FORM, Caller
from triage_tui.sources.refusals import UNREADABLE, decoded
from triage_tui.sources.secret import Secret

CLIENT = "triage-tui"
SLOWER = 5.0
"""Seconds more between two questions whenever the server says that we ask too often, or cannot be reached."""
LONGEST = 3600.0
"""Seconds that a code is waited for, whatever the server says."""
_MOST = 1024 * 1024
"""Bytes of an answer."""


class Prompt(Struct, frozen=True):
    """What to show the person; all of it is the server's word, so it is untrusted text."""

    uri: str
    """Where to enter the code; on the host that we sign in to."""
    code: str
    uri_with_code: str | None
    """The same place with the code filled in."""
    seconds: float
    """How long the code is good for."""


async def begin(caller: Caller) -> DeviceCode:
    """Ask for a code; raises `Unreachable`, `SourceRefused`, or `NotSignedIn` for a place elsewhere to enter it."""
    answer = await _post(caller, "/v1/device/code", {"client_id": CLIENT})
    code = decoded(answer, DeviceCode, caller.host)
    complete = code.verification_uri_complete
    places = {_host(uri) for uri in (code.verification_uri, complete) if uri is not None}
    if places != {caller.host}:
        raise NotSignedIn(
            f"{caller.host} sends us to another host to sign in, which is how tokens are stolen",
            "tell who runs the server; nothing was entered anywhere",
        )
    return code


async def sign_in(
    caller: Caller,
    show: Callable[[Prompt], None],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Secret:
    """Show a code, and wait until it was entered; raises `NotSignedIn` when that is refused or takes too long."""
    code = await begin(caller)
    seconds = min(max(float(code.expires_in), 0.0), LONGEST)
    show(Prompt(code.verification_uri, code.user_code, code.verification_uri_complete, seconds))
    end, interval = clock() + seconds, max(float(code.interval), 1.0)
    while clock() + interval < end:
        await sleep(interval)
        try:
            found = await poll(caller, code.device_code)
        except BadCertificate:
            raise
        except NoAnswer:
            found = Declined(error="slow_down")
        if isinstance(found, Secret):
            return found
        match found.error:
            case "slow_down":
                interval += SLOWER
            case "authorization_pending":
                pass
            case "access_denied":
                raise NotSignedIn("signing in was denied")
            case "expired_token":
                break
            case other:
                raise NotSignedIn(f"signing in failed: {found.error_description or other}")
    raise NotSignedIn("the code was not entered in time", "sign in again for another one")


async def poll(caller: Caller, device_code: str) -> Secret | Declined:
    """Ask once for the token; `Declined` says why there is none yet, or will never be."""
    form = {"grant_type": GRANT, "device_code": device_code, "client_id": CLIENT}
    answer = await _post(caller, "/v1/device/token", form)
    if answer.status == 400 and answer.media in JSON:
        with suppress(*UNREADABLE):
            return msgspec.json.decode(answer.body, type=Declined)
    if answer.status in (429, 503):
        return Declined(error="slow_down")
    return Secret(decoded(answer, Token, caller.host).access_token)


async def _post(caller: Caller, path: str, form: dict[str, str]) -> Answer:
    return await caller.call("POST", path, urlencode(form).encode(), {"Content-Type": FORM}, _MOST)


def _host(uri: str) -> str:
    """The host of an address where somebody signs in; empty for one that is not safe to open."""
    with suppress(WrongUsage):
        return host_of(normalised(uri.partition("?")[0]))
    return ""
