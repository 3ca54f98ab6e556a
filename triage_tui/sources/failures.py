"""From an exception of the network to words, and to whether the request may have arrived."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from triage_tui.errors import WrongUsage
from triage_tui.sources.answers import BadCertificate, NoAnswer

CERTIFICATE_PATIENCE = 300.0
"""Seconds: a certificate does not get better by asking again soon."""


@contextmanager
def told(host: str) -> Iterator[None]:
    """Turn whatever the network does, and settings that lead nowhere, into `NoAnswer`."""
    try:
        yield
    except WrongUsage as error:
        raise NoAnswer(error.title, error.hint, arrived=False) from None
    except TimeoutError:
        raise NoAnswer(f"{host} did not answer in full in time") from None
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError) as error:
        raise failure(error, host) from None


def failure(error: Exception, host: str) -> NoAnswer:
    """What an exception of httpx means. Its own words are used only where nothing was sent that they could quote."""
    if wrong := _certificate(error):
        hint = "nothing was sent; tell who runs the server, or set source.ca_file when its authority is your own"
        title = f"the certificate of {host} is not valid: {wrong}"
        return BadCertificate(title, hint, arrived=False, patience=CERTIFICATE_PATIENCE)
    match error:
        case httpx.ConnectTimeout():
            return NoAnswer(f"{host} did not take the connection in time", arrived=False)
        case httpx.ConnectError():
            return NoAnswer(f"{host} cannot be reached: {str(error) or 'no connection'}", arrived=False)
        case httpx.PoolTimeout():
            return NoAnswer(f"too many requests to {host} are under way", arrived=False)
        case httpx.ProxyError():
            return NoAnswer(f"the proxy does not connect to {host}: {error}", arrived=False)
        case httpx.TimeoutException():
            return NoAnswer(f"{host} did not answer in time")
        case httpx.RemoteProtocolError():
            return NoAnswer(f"{host} broke off its answer, or does not speak HTTP")
    return NoAnswer(f"the connection to {host} broke before the answer was whole")


def _certificate(error: BaseException | None) -> str:
    """Why a certificate was not accepted; empty when something else went wrong."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or "it cannot be verified"
        error = error.__cause__ or error.__context__
    return ""
