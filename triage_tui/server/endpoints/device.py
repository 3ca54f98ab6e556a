"""Sign-in over SSH (RFC 8628): a code on one screen, let in by whoever runs the server."""

from __future__ import annotations

from urllib.parse import parse_qs

import msgspec
from starlette.responses import PlainTextResponse, Response

from triage_tui.domain.wire.signing_in import GRANT, Declined, DeviceCode
from triage_tui.server import answers
from triage_tui.server.ask import FORM, Ask
from triage_tui.server.rejected import rejected

PAGE = """\
Sign in to triage-tui

Your terminal shows a code. Give it to the person who runs this server, together with your name.
If it is really you who asks, they let you in with:

    triage-tui serve approve CODE NAME

Nobody else needs the code. Never pass on a code that somebody else sent you: it lets them in as you.
"""


def begin(ask: Ask) -> Response:
    """Begin a sign-in: two codes, one for the program and one for the person."""
    client = _form(ask).get("client_id", "")
    if not client:
        return _declined("invalid_request", "client_id is missing")
    begun = ask.store.device_begin(client)
    return ask.answer(
        DeviceCode(
            device_code=begun.device_code,
            user_code=begun.user_code,
            verification_uri=f"{ask.base}/device",
            expires_in=begun.expires_in,
            interval=begun.interval,
        )
    )


def redeem(ask: Ask) -> Response:
    """The token, once, when somebody has let the code in."""
    form = _form(ask)
    if form.get("grant_type") != GRANT:
        return _declined("unsupported_grant_type", f"grant_type is {GRANT}")
    if not form.get("device_code"):
        return _declined("invalid_request", "device_code is missing")
    found = ask.store.device_redeem(form["device_code"])
    if isinstance(found, Declined):
        return ask.answer(found, 400)
    return ask.answer(msgspec.to_builtins(found) | {"token_type": found.token_type})  # never left out (RFC 6749)


def page(ask: Ask) -> Response:
    """What to do with a code."""
    return PlainTextResponse(PAGE, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


def _form(ask: Ask) -> dict[str, str]:
    """The fields of a form; one that is there twice is as if it were missing."""
    try:
        fields = parse_qs(ask.raw(FORM).decode(errors="replace"), max_num_fields=20)
    except ValueError:
        raise rejected("bad_request", "the form has too many fields") from None
    return {name: values[0] for name, values in fields.items() if len(values) == 1}


def _declined(error: str, why: str) -> Response:
    return answers.whole(answers.encoded(Declined(error=error, error_description=why)), False, 400)
