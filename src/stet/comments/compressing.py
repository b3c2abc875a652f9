"""Compressing once: gzip bodies put together from parts that were compressed before."""

from __future__ import annotations

import gzip
import struct
import zlib

# 6 is zlib's default; 9 costs twice the time for one per cent on comment text.
_LEVEL = 6
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # RFC 1952: no name, no time


def gzipped(raw: bytes) -> bytes:
    """``raw`` as gzip without a time stamp: equal input gives equal bytes."""
    return gzip.compress(raw, _LEVEL, mtime=0)


def deflated(raw: bytes) -> bytes:
    """``raw`` as an open run of deflate blocks (RFC 1951), ready to be followed by others."""
    squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(raw) + squeeze.flush(zlib.Z_FULL_FLUSH)


def framed(head: bytes, body: bytes, body_deflated: bytes, tail: bytes) -> bytes:
    """One gzip member that holds ``head + body + tail``, without compressing the body again."""
    last = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    end = last.compress(tail) + last.flush(zlib.Z_FINISH)
    crc = zlib.crc32(tail, zlib.crc32(body, zlib.crc32(head)))
    size = (len(head) + len(body) + len(tail)) & 0xFFFF_FFFF
    return _GZIP_HEADER + deflated(head) + body_deflated + end + struct.pack("<II", crc, size)
