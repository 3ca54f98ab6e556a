"""A case's bytes, kept exactly, in less room."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 1
"""Of zstd: the fastest of the plain levels; the next ones save a few percent and cost half the import."""


def pack(raw: bytes) -> bytes:
    """Compress; `unpack` gives the very bytes back."""
    return zstd.compress(raw, LEVEL)


def unpack(packed: bytes) -> bytes:
    """The bytes that were packed."""
    return zstd.decompress(packed)
