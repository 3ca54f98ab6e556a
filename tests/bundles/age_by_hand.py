"""age's passphrase form written by its specification (age-encryption.org/v1), with as little work as can be."""

from __future__ import annotations

import base64
import hmac
from hashlib import scrypt

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE_KEY, SALT, NONCE = bytes(range(16)), bytes(range(16, 32)), bytes(range(32, 48))


def by_passphrase(plain: bytes, passphrase: str, *, work: int = 4) -> bytes:
    """Seal at most 64 KiB; `work` is the binary logarithm of the rounds, and what the file says of it."""
    salt = b"age-encryption.org/v1/scrypt" + SALT
    wrapping = scrypt(passphrase.encode(), salt=salt, n=1 << min(work, 4), r=8, p=1, dklen=32)
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), FILE_KEY, None)
    head = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_coded(SALT), work, _coded(body))
    mac = hmac.digest(_derived(b"header", None), head, "sha256")
    sealed = ChaCha20Poly1305(_derived(b"payload", NONCE)).encrypt(bytes(11) + b"\1", plain, None)
    return head + b" " + _coded(mac) + b"\n" + NONCE + sealed


def _derived(use: bytes, salt: bytes | None) -> bytes:
    return HKDF(SHA256(), 32, salt, use).derive(FILE_KEY)


def _coded(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")
