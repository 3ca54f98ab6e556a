"""The body of a request: bounded while it arrives and after it is unpacked, and read strictly."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

from triage_tui.domain.values import invalid
from triage_tui.server.rejected import rejected, unreadable

Kind = TypeVar("Kind")

_GZIP = zlib.MAX_WBITS | 16
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)


async def received(request: Request, most: int, seconds: float) -> bytes:
    """The bytes of the body as they were sent; raises `too_large`, and `bad_request` where they do not come."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and (len(said) > 18 or int(said) > most):
        raise _too_large(most)
    pieces, length = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                pieces.append(piece)
                length += len(piece)
                if length > most:
                    raise _too_large(most)
    except TimeoutError:
        raise rejected("bad_request", f"the body did not arrive within {seconds:g} seconds") from None
    except ClientDisconnect:
        raise rejected("bad_request", "the body was cut off") from None
    return b"".join(pieces)


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """The body without its ``Content-Encoding``; at most so many bytes are ever unpacked."""
    if encoding in {"", "identity"}:
        return body
    if encoding != "gzip":
        raise rejected("unsupported_media", "a body is sent as it is, or with Content-Encoding: gzip")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        whole = unpacking.decompress(body, most + 1)
    except zlib.error:
        raise rejected("bad_request", "the body is not gzip") from None
    if len(whole) > most:
        raise _too_large(most)
    if not unpacking.eof or unpacking.unused_data:
        raise rejected("bad_request", "the body is not one whole gzip stream")
    return whole


def document(raw: bytes, kind: type[Kind]) -> Kind:
    """Read a JSON body; raises `missing_field`, `invalid_field`, or `bad_request` for what is no JSON."""
    try:
        read = msgspec.json.decode(raw, type=kind)
        json.loads(raw, object_pairs_hook=_once)
    except msgspec.ValidationError as error:
        raise unreadable(invalid(error)) from None
    except _UNREADABLE as error:
        raise rejected("bad_request", f"the body cannot be read: {invalid(error).reason}") from None
    return read


def asked(query: str, kind: type[Kind]) -> Kind:
    """Read the parameters behind the question mark; each at most once, and none that is unknown."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise rejected("bad_request", "the parameters of the address cannot be read") from None
    try:
        return msgspec.convert(_once(pairs), kind, strict=False)
    except msgspec.ValidationError as error:
        raise unreadable(invalid(error)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What two readers would understand differently is not taken: the same name twice."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise rejected("bad_request", "a name is there twice")
    return read


def _too_large(most: int) -> Exception:
    return rejected("too_large", f"a request has at most {most} bytes")
