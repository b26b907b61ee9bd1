"""A chain of evidence as a WARC file (ISO 28500), and what such a file holds: it can be verified without a database.

Each exhibit is a `response` (or a `resource`: what a browser rendered) with its bytes, and a `metadata` record behind
it with its facts as JSON; one whose bytes were lost has the latter alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.client import responses
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.capture.warc import BROKEN, Records, why_broken
from monitor.errors import CaptureError
from monitor.evidence import exhibit_of, exhibit_shape
from monitor.model import Form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.model import Deposit, Exhibit

METADATA_LIMIT_BYTES = 4 * 1024 * 1024
READ_BYTES = 64 * 1024
FRAMING = frozenset({"transfer-encoding", "content-length", "connection"})
"""Headers of how a body was sent, which the bytes in the archive are no more; the exhibit's facts have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """An exhibit as an archive has it; `sha256` is that of the bytes that are there (None: there are none)."""

    source: str
    instance: str
    exhibit: Exhibit
    sha256: str | None


class Archive:
    """Writes exhibits to a file that its maker opened, compressed record by record."""

    def __init__(self, file: BinaryIO, *, instance: str) -> None:
        self._instance = instance
        self._writer = WARCWriter(file, gzip=True, warc_version="1.1")
        about = {"software": f"liveblog-monitor/{version('liveblog-monitor')}", "format": "WARC File Format 1.1"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in about.items()).encode()
        self._write("warcinfo", None, lines, "application/warc-fields", {})

    def add(self, source: str, exhibit: Exhibit, body: bytes | None) -> None:
        """Write one exhibit; `body` None leaves the facts alone."""
        deposit = exhibit.deposit
        date = {"WARC-Date": deposit.at.astimezone(UTC).isoformat().replace("+00:00", "Z")}
        links: dict[str, str] = {}
        if body is not None and deposit.form is Form.RENDERED:
            links["WARC-Refers-To"] = self._write("resource", deposit.url, body, "text/html", date)
        elif body is not None:
            answered = _http_headers(deposit, body)
            links["WARC-Refers-To"] = self._write("response", deposit.url, body, None, date, http_headers=answered)
        facts = {"source": source, "instance": self._instance, "exhibit": exhibit_shape(exhibit)}
        content = json.dumps(facts).encode()
        self._write("metadata", deposit.url, content, "application/json", {**date, **links})

    def _write(
        self,
        kind: str,
        url: str | None,
        body: bytes,
        content_type: str | None,
        headers: dict[str, str],
        *,
        http_headers: StatusAndHeaders | None = None,
    ) -> str:
        """Write a record and return its id; with its digests given, the library makes no copy of the body."""
        block = (http_headers.to_ascii_bytes() if http_headers else b"") + body
        digests = {"WARC-Payload-Digest": _labelled(body), "WARC-Block-Digest": _labelled(block)}
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            warc_content_type=content_type or "",
            warc_headers_dict={**headers, **digests},
            http_headers=http_headers,
        )
        self._writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))


def _http_headers(deposit: Deposit, body: bytes) -> StatusAndHeaders:
    kept = [(name, value) for name, value in deposit.headers.items() if name not in FRAMING]
    status = f"{deposit.status} {responses.get(deposit.status, '')}".strip()
    return StatusAndHeaders(status, [*kept, ("content-length", str(len(body)))], protocol="HTTP/1.1")


def _labelled(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def read_archive(path: Path) -> Iterator[Archived]:
    """Yield the exhibits in an archive, in its order. Raises: CaptureError if it is none, or breaks off."""
    digests: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            for record in Records(file):
                if record.rec_type in ("response", "resource"):
                    digests[record.rec_headers.get_header("WARC-Record-ID")] = _digest(record)
                elif record.rec_type == "metadata":
                    refers = record.rec_headers.get_header("WARC-Refers-To")
                    yield _archived(path, record, digests.pop(refers, None) if refers else None)
    except OSError as error:
        raise CaptureError(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    except BROKEN as error:
        raise CaptureError(str(path), f"is no WARC file, or damaged: {why_broken(error)}") from error
    if digests:
        raise CaptureError(str(path), f"{len(digests)} of its responses have no facts behind them; it breaks off")


def _digest(record: Any) -> str:
    digest = hashlib.sha256()
    for part in iter(partial(record.raw_stream.read, READ_BYTES), b""):
        digest.update(part)
    return digest.hexdigest()


def _archived(path: Path, record: Any, sha256: str | None) -> Archived:
    content = record.raw_stream.read(METADATA_LIMIT_BYTES)
    try:
        facts = json.loads(content)
        shape = facts["exhibit"]
        exhibit = exhibit_of(shape, datetime.fromisoformat(shape["at"]))
        return Archived(source=str(facts["source"]), instance=str(facts["instance"]), exhibit=exhibit, sha256=sha256)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise CaptureError(str(path), f"has a metadata record that is no exhibit's ({error})") from error
