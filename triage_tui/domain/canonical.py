"""The RFC 8785 form of a document, and the hash of it: what packs and log entries are known by."""

from __future__ import annotations

from typing import Any


class NoCanonicalForm(ValueError):
    """The document holds what the form has no place for; may quote untrusted text."""


def canonical(document: dict[str, Any]) -> bytes:
    """The form's bytes; raises `NoCanonicalForm`."""
    import rfc8785

    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise NoCanonicalForm(str(error)) from None


def sha256(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    import hashlib

    return hashlib.sha256(raw).hexdigest()
