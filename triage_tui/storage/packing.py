"""A case's bytes, kept exactly, in less room."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backports.zstd import ZstdCompressor


def pack(raw: bytes) -> bytes:
    """Compress; `unpack` gives the very bytes back."""
    compressor = _compressor()
    return compressor.compress(raw, compressor.FLUSH_FRAME)


def unpack(packed: bytes) -> bytes:
    """The bytes that were packed."""
    if sys.version_info >= (3, 14):
        from compression.zstd import decompress
    else:
        from backports.zstd import decompress

    return decompress(packed)


PIECE = 1 << 16
"""Bytes unpacked at a time."""


def unpacked(packed: bytes) -> bytes | bytearray:
    """The same, to be read and thrown away: what is long is put into its place piece by piece, never there twice."""
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdDecompressor, get_frame_info
    else:
        from backports.zstd import ZstdDecompressor, get_frame_info

    size = get_frame_info(packed).decompressed_size
    if size is None or size <= PIECE:
        return unpack(packed)
    decompressor, raw, done = ZstdDecompressor(), bytearray(size), 0
    piece = decompressor.decompress(packed, PIECE)
    while piece:
        raw[done : done + len(piece)] = piece
        done += len(piece)
        piece = b"" if decompressor.eof else decompressor.decompress(b"", PIECE)
    return raw if decompressor.eof else unpack(packed)  # Which tells what is wrong with it.


@cache
def _compressor() -> ZstdCompressor:
    """The lowest level: a case is too short for others to make it smaller.

    Made once: to set one up takes longer than to compress a case. It locks itself against other threads.
    """
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdCompressor
    else:
        from backports.zstd import ZstdCompressor

    return ZstdCompressor(level=1)
