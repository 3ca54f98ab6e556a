"""A case's bytes, kept exactly, in less room."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_compressor = zstd.ZstdCompressor(level=1)
"""The lowest level: a case is too short for others to make it smaller.

Made once: to set one up takes longer than to compress a case. It locks itself against other threads.
"""


def pack(raw: bytes) -> bytes:
    """Compress; `unpack` gives the very bytes back."""
    return _compressor.compress(raw, zstd.ZstdCompressor.FLUSH_FRAME)


def unpack(packed: bytes) -> bytes:
    """The bytes that were packed."""
    return zstd.decompress(packed)
