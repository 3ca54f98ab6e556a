"""Signed envelopes: DSSE (github.com/secure-systems-lab/dsse) signs bytes as they are and needs no canonical form."""

from __future__ import annotations

import base64
from collections.abc import Callable

import msgspec
from msgspec import Struct

from triage_tui.domain.values import Invalid, Record, invalid
from triage_tui.signing.keys import PrivateKey, PublicKey

_MANY = 8
"""Signatures that are looked at; every one of them costs."""


class _Signature(Record):
    sig: str
    keyid: str = ""


class _Envelope(Record):
    payload: str
    payload_type: str = msgspec.field(name="payloadType")
    signatures: tuple[_Signature, ...] = ()


class Signed(Struct, frozen=True):
    """What was in an envelope."""

    payload: bytes
    by: PublicKey | None
    """The known key that signed it; none where no known key did."""
    claimed: tuple[str, ...]
    """Ids of the keys that are said to have signed it."""


def encoded(kind: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: what is really signed."""
    named = kind.encode()
    return b"DSSEv1 %d %s %d %s" % (len(named), named, len(payload), payload)


def envelop(kind: str, payload: bytes, key: PrivateKey | None) -> bytes:
    """An envelope as JSON; without a key it carries no signature."""
    signatures: tuple[_Signature, ...] = ()
    if key is not None:
        sig = base64.b64encode(key.sign(encoded(kind, payload))).decode()
        signatures = (_Signature(sig=sig, keyid=key.public.id),)
    return msgspec.json.encode(
        _Envelope(payload=base64.b64encode(payload).decode(), payload_type=kind, signatures=signatures)
    )


def opened(raw: bytes, kind: str, known: Callable[[str], PublicKey | None]) -> Signed:
    """Take the payload out; `known` finds a key by its id.

    Raises `Invalid` for what is no envelope of this kind, or carries a signature by a known key that is wrong.
    """
    try:
        envelope = msgspec.json.decode(raw, type=_Envelope)
        payload = base64.b64decode(envelope.payload, validate=True)
        signatures = [(one.keyid, base64.b64decode(one.sig, validate=True)) for one in envelope.signatures]
    except (ValueError, RecursionError) as error:
        raise invalid(error) from None
    if len(signatures) > _MANY:
        raise Invalid("$.signatures", f"there are more than {_MANY}")
    if envelope.payload_type != kind:
        raise Invalid("$.payloadType", f"it holds {envelope.payload_type}, not {kind}")
    by = None
    for n, (keyid, signature) in enumerate(signatures):
        key = known(keyid)
        if key is None:
            continue
        if not key.verifies(encoded(kind, payload), signature):
            raise Invalid(f"$.signatures[{n}]", f"the signature by {key.name} ({keyid}) is wrong")
        by = by or key
    return Signed(payload, by, tuple(keyid for keyid, _ in signatures))
