"""Undoes content codings (RFC 9110 §8.4) without ever holding much more output than the limit.

A few kilobytes can decode to gigabytes, so each decoder is told how much it may put out before it starts, and its
output is counted as it comes. A body that ends before its coding does is an error, never a short page.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import brotli
import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CODINGS = 3
"""Stacked codings; real servers use one, and two by mistake."""
MAX_MEMBERS = 100
"""Compressed members in one body. Each costs a new decoder and a copy of the rest, so a body made of empty ones
would cost the square of its length."""
GZIP_MAGIC = b"\x1f\x8b"
GZIP_WINDOW = 16 + zlib.MAX_WBITS
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZSTD_WINDOW_BYTES = 8 * 1024 * 1024
"""The largest window that a server may use (RFC 9659 §3)."""
ZSTD_STEP_BYTES = 256
"""zstandard's streaming decoder has no bound on its output; 4 bytes in give at most a block of 128 KiB out, so this
many give at most 8 MiB between two counts."""


class Undecodable(Exception):
    """The coding is unknown, broken or cut short; the message says which."""


class OutputTooLarge(Exception):
    """The decoded body is over its limit."""


def parse_codings(content_encoding: str) -> tuple[str, ...]:
    """Return the codings in the order in which they were applied. Raises: Undecodable if we do not know one.

    >>> parse_codings("gzip, Identity")
    ('gzip',)
    """
    codings = tuple(
        coding for token in content_encoding.split(",") if (coding := token.strip().lower()) not in ("", "identity")
    )
    if len(codings) > MAX_CODINGS:
        raise Undecodable(f"{len(codings)} content codings on top of each other; at most {MAX_CODINGS} are read")
    for coding in codings:
        if coding not in DECODERS:
            raise Undecodable(f"content coding {coding[:40]!r} is unknown")
    return codings


def decode(wire: bytes, codings: tuple[str, ...], limit: int) -> bytes:
    """Return the body without its codings. Raises: Undecodable, OutputTooLarge beyond `limit` bytes.

    >>> decode(zlib.compress(b"Polls close"), ("deflate",), limit=100)
    b'Polls close'
    """
    body = wire
    for coding in reversed(codings):
        try:
            body = DECODERS[coding](body, limit)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise Undecodable(f"the {coding} body is broken") from error
    if len(body) > limit:
        raise OutputTooLarge
    return body


def _gunzip(wire: bytes, limit: int) -> bytes:
    """Decode one gzip member after the other (RFC 1952 §2.2); what follows the last is ignored, as browsers do."""
    parts: list[bytes] = []
    rest, size = wire, 0
    for _ in range(MAX_MEMBERS):
        part, rest = _inflate(rest, GZIP_WINDOW, limit - size, "gzip")
        parts.append(part)
        size += len(part)
        if not rest.startswith(GZIP_MAGIC):
            return b"".join(parts)
    raise Undecodable(f"the gzip body has more than {MAX_MEMBERS} members")


def _deflate(wire: bytes, limit: int) -> bytes:
    """Decode "deflate": the zlib format by the standard, raw deflate by long custom of some servers."""
    is_zlib = len(wire) > 1 and wire[0] & 0x0F == zlib.DEFLATED and int.from_bytes(wire[:2]) % 31 == 0
    return _inflate(wire, zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS, limit, "deflate")[0]


def _inflate(wire: bytes, window: int, limit: int, coding: str) -> tuple[bytes, bytes]:
    """Return the output and what follows it; asks for one byte over the limit, to know that there is more."""
    inflater = zlib.decompressobj(window)
    body = inflater.decompress(wire, limit + 1)
    if len(body) > limit:
        raise OutputTooLarge
    if not inflater.eof:
        raise Undecodable(f"the {coding} body is cut short")
    return body, inflater.unused_data


def _unbrotli(wire: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    body = decoder.process(wire, output_buffer_limit=limit + 1)
    if len(body) > limit:
        raise OutputTooLarge
    if not decoder.is_finished():
        raise Undecodable("the br body is cut short")
    return bytes(body)


def _unzstd(wire: bytes, limit: int) -> bytes:
    """Decode one zstd frame after the other (RFC 8878 §3.1)."""
    parts: list[bytes] = []
    size = frames = offset = 0
    while frames == 0 or wire.startswith(ZSTD_MAGIC, offset):
        if frames == MAX_MEMBERS:
            raise Undecodable(f"the zstd body has more than {MAX_MEMBERS} frames")
        frames += 1
        decoder = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES).decompressobj()
        while not decoder.eof:
            step = wire[offset : offset + ZSTD_STEP_BYTES]
            if not step:
                raise Undecodable("the zstd body is cut short")
            part = decoder.decompress(step)
            parts.append(part)
            size += len(part)
            if size > limit:
                raise OutputTooLarge
            offset += len(step) - len(decoder.unused_data)
    return b"".join(parts)


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
