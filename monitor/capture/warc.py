"""A capture as a WARC file (ISO 28500), compressed or not: its responses, as crawlers and proxies write them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import WARCIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from monitor.capture.exchange import BODY_LIMIT_BYTES, EXCHANGES_LIMIT, NO_BODY, Capture, Exchange, address
from monitor.errors import CaptureError
from monitor.fetch.decode import OutputTooLarge, Undecodable, decode, parse_codings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord

ANSWERS = ("response", "revisit")
"""A revisit says that the response was the one before again (WARC 1.1 §6.7)."""

BROKEN = (ArchiveLoadFailed, AttributeError, EOFError, ValueError)
"""What warcio raises for a file that is damaged; AttributeError: for a response that does not say of what address."""

REASON_LIMIT_CHARS = 120
"""Of a line that is none of a WARC file so much is shown."""

ONE_STREAM = "it is compressed as one, not record by record; unpack it (`gunzip -k`), and name what comes of it"

READ_BYTES = 64 * 1024
"""At once; a stream of warcio gives less than all it has to a call without a size."""


class Records(WARCIterator):  # type: ignore[misc]  # it has no types
    """The records of a file; for one that ends elsewhere than it says, warcio prints lines of its own and goes on."""

    INC_RECORD = ""
    GZIP_ERR_MSG = ONE_STREAM

    def read_to_end(self, record: ArcWarcRecord | None = None) -> None:
        super().read_to_end(record)
        if self.err_count:
            raise ArchiveLoadFailed("a record does not end where its Content-Length says")


def read_warc(path: Path) -> Capture:
    """Return the responses in a WARC file; their bodies are read when they are asked for. Raises: CaptureError."""
    exchanges: list[Exchange] = []
    cut = None
    for record, offset in _records(path):
        if record is None or _is_cut(record):
            cut = f"breaks off in the record at byte {offset:,}"
            break
        if record.rec_type not in ANSWERS or record.http_headers is None:
            continue
        if len(exchanges) >= EXCHANGES_LIMIT:
            raise CaptureError(str(path), f"more than {EXCHANGES_LIMIT:,} responses; split the capture")
        exchanges.append(_exchange(record, path, offset))
    exchanges.sort(key=lambda exchange: exchange.at)
    return Capture(name=path.name.partition(".")[0], place=str(path), exchanges=exchanges, cut=cut)


def _is_cut(record: ArcWarcRecord) -> bool:
    """Return whether the file ends before the record does; its bytes are read, as they are to find the next one."""
    if record.rec_type is None:
        return True
    there = sum(map(len, iter(partial(record.raw_stream.read, READ_BYTES), b"")))
    return bool(there < (record.length or 0 if record.http_headers is None else record.payload_length))


def _records(path: Path) -> Iterator[tuple[ArcWarcRecord | None, int]]:
    """Yield each record and where it begins, and None for one of which not even the beginning is there.

    A record's stream ends when the next one is asked for. Raises: CaptureError.
    """
    number = 0
    try:
        with path.open("rb") as file:
            records = Records(file)
            for record in records:
                number += 1
                yield record, records.offset
            if number and records.offset < path.stat().st_size:
                yield None, records.offset
    except OSError as error:
        raise CaptureError(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    except BROKEN as error:
        reason = f"is no WARC file that we can read, from record {number + 1} on: {why_broken(error)}"
        raise CaptureError(str(path), reason) from error


def why_broken(error: Exception) -> str:
    """Return what is wrong with a file of which warcio raised one of `BROKEN`, in words that can be shown."""
    if isinstance(error, AttributeError):
        return "it has no WARC-Target-URI"
    words = " ".join(str(error).split())
    if not words.isascii() or not words.isprintable():
        return "bytes of something else stand where a record should begin"
    return words[:REASON_LIMIT_CHARS] or "it is cut short"


def _exchange(record: ArcWarcRecord, path: Path, offset: int) -> Exchange:
    place = f"{path}, record at byte {offset}"
    url: str = record.rec_headers.get_header("WARC-Target-URI")  # there, or its HTTP headers would not have been read
    try:
        at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
        status = int(record.http_headers.get_statuscode())
    except ValueError as error:
        raise CaptureError(place, f"has no date or no status that we can read: {error}") from error
    if at.tzinfo is None:
        raise CaptureError(place, "has a date without a zone")
    headers = {name.lower(): value for name, value in record.http_headers.headers if name.lower() != "set-cookie"}
    if record.rec_type == "revisit" and status not in REDIRECTED:
        status = NO_BODY
    read = None if status == NO_BODY else partial(_read_body, path, offset, place, headers)
    return Exchange(at=at, url=address(url), place=place, status=status, headers=headers, read=read)


REDIRECTED = range(300, 304)


def _read_body(path: Path, offset: int, place: str, headers: Mapping[str, str]) -> bytes:
    """Return the payload of the record that begins at `offset`, without its transfer and content codings."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = next(Records(file))
            wire = _read_all(record.raw_stream, place)
    except OSError as error:
        raise CaptureError(place, f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    except BROKEN as error:
        raise CaptureError(place, f"cannot be read any more: {why_broken(error)}") from error
    if len(wire) < record.payload_length:
        raise CaptureError(place, f"is cut short: {len(wire):,} of {record.payload_length:,} bytes are there")
    if headers.get("transfer-encoding", "").lower() == "chunked":
        wire = _read_all(ChunkedDataReader(BytesIO(wire)), place)  # also passes on what is chunked in its header alone
    return _decoded(wire, headers.get("content-encoding", ""), place)


def _read_all(stream: Any, place: str) -> bytes:
    """Return all of a stream; a record of a stranger's, compressed, may be a thousand times what the file has."""
    read = bytearray()
    for part in iter(partial(stream.read, READ_BYTES), b""):
        read += part
        if len(read) > BODY_LIMIT_BYTES:
            raise _too_large(place)
    return bytes(read)


def _too_large(place: str) -> CaptureError:
    return CaptureError(place, f"the body is larger than {BODY_LIMIT_BYTES // 1024**2} MiB")


def _decoded(wire: bytes, content_encoding: str, place: str) -> bytes:
    try:
        codings = parse_codings(content_encoding)
        return decode(wire, codings, BODY_LIMIT_BYTES)
    except OutputTooLarge:
        raise _too_large(place) from None
    except Undecodable:
        return wire  # many tools keep the header of a coding that they have undone
