"""Keeps the answers to requests that ask for it, beside the polls that wait for nothing.

Fetch ──answer──▶ whoever asked
  └──────queue──▶ one thread ──▶ FolderWriter      a slow or broken disk costs records, never polls
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import TYPE_CHECKING, Any, Self

import structlog
from xxhash import xxh3_64_intdigest

from monitor.capture.exchange import address
from monitor.capture.folder import CAPTURE_LIMIT_BYTES, INDEX, FolderWriter, FullError
from monitor.errors import BadStatus, CaptureError, FetchError, Held
from monitor.model import NotModified, Page

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from monitor.model import Redirect, Request
    from monitor.ports import Clock, Fetch

QUEUE_LIMIT_BYTES = 64 * 1024 * 1024
"""Bodies that may wait for the disk; what comes while so much waits is not recorded, and said so."""

LINE_BYTES = 1024
"""What an answer without a body counts in the queue."""

SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/json": ".json",
    "application/feed+json": ".json",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
}

log = structlog.stdlib.get_logger("monitor.capture")


class Recorder:
    """A Fetch that passes on what `fetch` answers, and keeps it in `folder / request.record` if that is named.

    Refusals (403, 503 …) are kept without their bodies, which the fetcher does not read; cookies and what we send are
    not kept at all.
    """

    def __init__(self, fetch: Fetch, folder: Path, *, clock: Clock, limit_bytes: int | None = None) -> None:
        self._fetch = fetch
        self._folder = folder
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        self._waiting_bytes = 0
        self._shelves: dict[str, _Shelf] = {}
        self.take(limit_bytes)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Wait until all that was queued is on disk."""
        await asyncio.to_thread(self._thread.shutdown)

    async def __call__(self, request: Request) -> Page | NotModified:
        """Fetch one page. Raises: FetchError."""
        if request.record is None:
            return await self._fetch(request)
        try:
            answer = await self._fetch(request)
        except Held:
            raise  # nobody was asked
        except FetchError as error:
            self._keep(request.record, request, error)
            raise
        self._keep(request.record, request, answer)
        return answer

    def take(self, limit_bytes: int | None) -> None:
        """Let each capture have so many bytes from now on; the oldest of a larger one goes with its next answer."""
        self._limit_bytes = CAPTURE_LIMIT_BYTES if limit_bytes is None else limit_bytes
        for shelf in list(self._shelves.values()):
            shelf.limit_bytes = self._limit_bytes

    async def forget(self, before: datetime) -> None:
        """Remove what was recorded before a time, of all captures that lie there."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._forget, before)

    def _forget(self, before: datetime) -> None:
        for index in sorted(self._folder.rglob(INDEX)):
            name = index.parent.relative_to(self._folder).as_posix()
            self._shelf(name).forget(before)

    def _shelf(self, name: str) -> _Shelf:
        return self._shelves.setdefault(name, _Shelf(self._folder / name, self._limit_bytes))

    def _keep(self, name: str, request: Request, answer: Page | NotModified | FetchError) -> None:
        size = LINE_BYTES + (len(answer.body) if isinstance(answer, Page) else 0)
        shelf = self._shelf(name)
        if self._waiting_bytes + size > QUEUE_LIMIT_BYTES:
            shelf.complain("the disk is too slow")
            return
        at = answer.fetched_at if not isinstance(answer, FetchError) else self._clock()
        self._waiting_bytes += size
        done = asyncio.get_running_loop().run_in_executor(self._thread, shelf.keep, request, answer, _stamp(at))
        done.add_done_callback(lambda _: self._written(size))

    def _written(self, size: int) -> None:
        self._waiting_bytes -= size


class _Shelf:
    """One source's capture: opened at its first answer and anew after a fault; the oldest gives way to the newest."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._folder = folder
        self._writer: FolderWriter | None = None
        self._fault: str | None = None

    def keep(self, request: Request, answer: Page | NotModified | FetchError, at: str) -> None:
        """Write one answer; a disk that fails is logged when it begins to, and the answer lost to the capture."""
        try:
            writer = self._opened()
            try:
                writer.add_lines(_lines(writer, request, answer, at))
            except FullError as full:
                writer.make_room(full.size)
                writer.add_lines(_lines(writer, request, answer, at))
        except FullError:
            self.complain(f"one answer alone is larger than the {self.limit_bytes:,} bytes that a capture may have")
        except OSError as error:
            self._writer = None
            self.complain((error.strerror or str(error)).lower())
        except CaptureError as error:
            self.complain(str(error))
        else:
            self._fault = None

    def forget(self, before: datetime) -> None:
        """Remove what was recorded before a time."""
        try:
            gone = self._opened().forget(before)
        except (OSError, CaptureError) as error:
            self._writer = None
            self.complain(f"what is old cannot be removed: {error}")
            return
        if gone:
            log.info("removed old records", folder=str(self._folder), lines=gone)

    def _opened(self) -> FolderWriter:
        if self._writer is None:
            self._writer = FolderWriter(self._folder)
        self._writer.limit_bytes = self.limit_bytes
        return self._writer

    def complain(self, reason: str) -> None:
        """Log why answers are not recorded, once until it is another reason."""
        if self._fault != reason:
            self._fault = reason
            log.warning("not recorded", folder=str(self._folder), reason=reason)


def _lines(
    writer: FolderWriter, request: Request, answer: Page | NotModified | FetchError, at: str
) -> list[dict[str, Any]]:
    """Return the lines of one answer, the hops to it first; its body is written."""
    if isinstance(answer, FetchError):
        return [_failure(request, answer, at)]
    hops = [_hop(hop, at) for hop in answer.redirects]
    url = address(answer.url if hops else request.url)
    if isinstance(answer, Page):
        suffix = SUFFIXES.get(answer.content_type, ".bin")
        body = writer.add_body(_name(xxh3_64_intdigest(answer.body)), suffix, answer.body)
        line = {"at": at, "url": url, "status": answer.status, "headers": dict(answer.headers), "body": body}
    else:
        line = _unchanged(writer, answer, at, url)
    return [*hops, line]


def _unchanged(writer: FolderWriter, answer: NotModified, at: str, url: str) -> dict[str, Any]:
    """Return the line of a 304, or of a 200 with the body that came before, which then is named again."""
    validators = answer.validators
    headers = {"etag": validators.etag, "last-modified": validators.last_modified}
    given = {name: value for name, value in headers.items() if value is not None}
    body = writer.name_of(_name(validators.body_digest)) if validators.body_digest is not None else None
    if answer.status == 304 or body is None:  # noqa: PLR2004  # RFC 9110 §15.4.5
        # The body of a 200 may be in no capture: recording was switched on after it came.
        return {"at": at, "url": url, "status": 304, "headers": given}
    return {"at": at, "url": url, "status": answer.status, "headers": given, "body": body}


def _hop(hop: Redirect, at: str) -> dict[str, Any]:
    return {"at": at, "url": address(hop.url), "status": hop.status, "headers": {"location": hop.location}}


def _failure(request: Request, error: FetchError, at: str) -> dict[str, Any]:
    line: dict[str, Any] = {"at": at, "url": address(request.url)}
    if not isinstance(error, BadStatus):
        return line | {"error": type(error).__name__, "reason": error.reason}
    wait = {} if error.retry_after is None else {"retry-after": str(round(error.retry_after.total_seconds()))}
    return line | {"status": error.status, "headers": wait}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _name(digest: int) -> str:
    return f"{digest:016x}"
