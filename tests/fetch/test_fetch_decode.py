"""Content codings: whole, cut short, broken, and made to blow up."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.decode import MAX_MEMBERS, OutputTooLarge, Undecodable, decode, parse_codings

MIB = 1024 * 1024
TEXT = b"Polls close at ten. " * 50


def raw_deflate(body: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(body) + deflater.flush()


def stream_zstd(body: bytes) -> bytes:
    """Compress without the length in the head, as servers do that compress as they go."""
    compressor = zstandard.ZstdCompressor().compressobj()
    return compressor.compress(body) + compressor.flush()


COMPRESSORS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw deflate": raw_deflate,
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": zstandard.compress,
    "streamed zstd": stream_zstd,
}
ALL = pytest.mark.parametrize("name", COMPRESSORS)


def coding(name: str) -> tuple[str, ...]:
    return (name.rpartition(" ")[2],)


@ALL
def test_whole(name):
    """A whole body comes back, up to exactly the limit."""
    assert decode(COMPRESSORS[name](TEXT), coding(name), len(TEXT)) == TEXT


@ALL
def test_one_byte_over(name):
    """A body of one byte more than the limit is too large."""
    with pytest.raises(OutputTooLarge):
        decode(COMPRESSORS[name](TEXT), coding(name), len(TEXT) - 1)


@ALL
def test_cut_short(name):
    """A body that ends before its coding does is never taken for whole, wherever it ends."""
    wire = COMPRESSORS[name](TEXT)
    for end in range(len(wire)):
        with pytest.raises(Undecodable):
            decode(wire[:end], coding(name), MIB)


@ALL
@given(wire=st.binary(max_size=300))
def test_any_bytes(name, wire):
    """Any bytes give a body, or an error of ours."""
    with suppress(Undecodable, OutputTooLarge):
        assert isinstance(decode(wire, coding(name), MIB), bytes)


@ALL
def test_bombs(name):
    """A body of 64 MiB in a few kilobytes is refused in a fraction of that memory."""
    bomb = COMPRESSORS[name](bytes(64 * MIB))
    tracemalloc.start()
    with pytest.raises(OutputTooLarge):
        decode(bomb, coding(name), 4 * MIB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * MIB


def test_bomb_in_a_bomb():
    """Each of stacked codings is held to the limit."""
    bomb = gzip.compress(gzip.compress(bytes(64 * MIB)))
    with pytest.raises(OutputTooLarge):
        decode(bomb, ("gzip", "gzip"), 4 * MIB)


def test_no_coding():
    """A body without coding is held to the limit as well."""
    assert decode(TEXT, (), len(TEXT)) == TEXT
    with pytest.raises(OutputTooLarge):
        decode(TEXT, (), len(TEXT) - 1)


@pytest.mark.parametrize(("name", "compress"), [("gzip", gzip.compress), ("zstd", zstandard.compress)])
def test_members(name, compress):
    """Members that follow each other are one body; what follows the last, such as padding, is ignored."""
    assert decode(compress(TEXT) * 3 + bytes(16), (name,), MIB) == TEXT * 3
    with pytest.raises(OutputTooLarge):
        decode(compress(TEXT) * 3, (name,), len(TEXT) * 2)


@pytest.mark.parametrize(("name", "compress"), [("gzip", gzip.compress), ("zstd", zstandard.compress)])
def test_too_many_members(name, compress):
    """Members without end are refused, for each costs a decoder."""
    with pytest.raises(Undecodable, match="more than 100"):
        decode(compress(b"") * (MAX_MEMBERS + 1), (name,), MIB)


def test_stacked():
    """Codings are undone last first."""
    wire = zstandard.compress(brotli.compress(gzip.compress(TEXT)))
    assert decode(wire, parse_codings("gzip, br,ZSTD"), MIB) == TEXT


@pytest.mark.parametrize("value", ["gzip, gzip, gzip, gzip", "compress", "gzip;q=1", "gzip br"])
def test_codings_that_are_not_read(value):
    """Too many codings, and unknown ones, are refused."""
    with pytest.raises(Undecodable):
        parse_codings(value)


@pytest.mark.parametrize("value", ["", " , ", "identity"])
def test_codings_that_are_none(value):
    """Empty and identity codings are none."""
    assert parse_codings(value) == ()
