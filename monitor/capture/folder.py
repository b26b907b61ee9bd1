"""A capture as a folder: `index.jsonl`, one line per response in the order of time, and the bodies beside it.

    {"at": "2024-11-07T12:00:00Z", "url": "https://…", "status": 200, "headers": {…}, "body": "0f3a….html"}
    {"at": …, "url": …, "status": 304, "headers": {"etag": "…"}}
    {"at": …, "url": …, "status": 301, "headers": {"location": "https://…"}}    a hop: its target follows
    {"at": …, "url": …, "error": "TimedOut", "reason": "no complete answer within 15 s"}

A body is what was left when its content codings were undone; the same bytes are kept once. A line is appended after
its body is there under its name, so a process that is killed leaves at most half a line at the end, which readers
pass over and the next writer takes away.
"""

from __future__ import annotations

import errno
import json
import os
from codecs import BOM_UTF8
from collections.abc import Mapping  # msgspec reads the annotations
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from monitor.capture.exchange import BODY_LIMIT_BYTES, EXCHANGES_LIMIT, NO_BODY, Capture, Exchange, address
from monitor.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

INDEX = "index.jsonl"

LINE_LIMIT_BYTES = 1024 * 1024

CAPTURE_LIMIT_BYTES = 2 * 1024**3
"""What one source may fill on disk: about a week of a busy live blog of 300 KB that changes every minute."""

_PART = ".part"


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    url: Annotated[str, msgspec.Meta(min_length=1)]
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | None = None
    headers: Mapping[str, str] = {}
    body: str | None = None
    error: str | None = None
    reason: str | None = None


# ------------------------------------------------------------------------------------------------- reading


def read_folder(folder: Path) -> Capture:
    """Return the capture in a folder; bodies are looked for now and read when they are asked for. Raises: CaptureError.

    Half a line at the end is what a killed recorder leaves, and is passed over.
    """
    index = folder / INDEX
    decoder = msgspec.json.Decoder(_Line)
    exchanges: list[Exchange] = []
    try:
        root = folder.resolve()
        for number, raw, whole in _raw_lines(index):
            place = f"{index}:{number}"
            if len(exchanges) >= EXCHANGES_LIMIT:
                raise CaptureError(place, f"more than {EXCHANGES_LIMIT:,} responses; split the capture")
            try:
                line = decoder.decode(raw)
            except msgspec.MsgspecError as error:
                if not whole and not isinstance(error, msgspec.ValidationError):
                    break
                raise CaptureError(place, f"is no line of a capture: {error}") from error
            exchanges.append(_exchange(line, root, place))
    except OSError as error:
        raise _unreadable(str(index), error) from error
    exchanges.sort(key=lambda exchange: exchange.at)
    return Capture(name=root.name, place=str(folder), exchanges=exchanges)


def _raw_lines(index: Path) -> Iterator[tuple[int, bytes, bool]]:
    """Yield each line with its number, and whether it is ended; blank ones and a BOM are what editors add."""
    with index.open("rb") as file:
        number = 0
        while raw := file.readline(LINE_LIMIT_BYTES + 1):
            number += 1
            if len(raw) > LINE_LIMIT_BYTES:
                raise CaptureError(f"{index}:{number}", f"the line is longer than {LINE_LIMIT_BYTES // 1024**2} MiB")
            raw = raw.removeprefix(BOM_UTF8) if number == 1 else raw
            if raw.strip():
                yield number, raw, raw.endswith(b"\n")


def _exchange(line: _Line, root: Path, place: str) -> Exchange:
    if line.status is None and line.error is None:
        raise CaptureError(place, "has neither a `status` nor an `error`")
    if line.body is None and line.status is not None and line.status < 300:  # noqa: PLR2004  # RFC 9110 §15.3
        raise CaptureError(place, f"a response {line.status} has no `body`")
    return Exchange(
        at=line.at,
        url=address(line.url),
        place=place,
        status=line.status,
        headers={name.lower(): value for name, value in line.headers.items()},
        read=None if line.body is None or line.status == NO_BODY else _body(root, line.body, place),
        error=line.error,
        reason=line.reason,
    )


def _body(root: Path, name: str, place: str) -> partial[bytes]:
    """Return what reads a body; a capture may come from a stranger, so its names must stay inside its folder."""
    try:
        path = (root / name).resolve()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise CaptureError(place, f"{name!r} cannot be the name of a body") from error
    if not path.is_relative_to(root):
        raise CaptureError(place, f"the body {name!r} is outside the capture's folder")
    if not path.is_file():
        raise CaptureError(place, f"the body {name!r} is missing")
    return partial(_read_body, path, place)


def _read_body(path: Path, place: str) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(BODY_LIMIT_BYTES + 1)
    except OSError as error:
        raise _unreadable(place, error) from error
    if len(body) > BODY_LIMIT_BYTES:
        raise CaptureError(place, f"the body is larger than {BODY_LIMIT_BYTES // 1024**2} MiB")
    return body


def _unreadable(place: str, error: OSError) -> CaptureError:
    return CaptureError(place, f"cannot be read: {(error.strerror or str(error)).lower()}")


# ------------------------------------------------------------------------------------------------- writing


class FullError(Exception):
    """The capture has reached its size limit, with so many bytes still to be written."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class FolderWriter:
    """Adds to the capture in a folder, made if it is not there; one writer at a time. Raises: OSError."""

    def __init__(self, folder: Path, *, limit_bytes: int = CAPTURE_LIMIT_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.limit_bytes = limit_bytes
        self._folder = folder
        self._index = folder / INDEX
        self._bodies: dict[str, str] = {}
        self._size = 0
        for file in os.scandir(folder):
            self._size += file.stat().st_size
            if file.name != INDEX and not file.name.endswith(_PART):
                self._bodies[file.name.partition(".")[0]] = file.name
        self._end_cleanly()

    def name_of(self, digest: str) -> str | None:
        """Return the name of the body that has this digest, None if it is not here."""
        return self._bodies.get(digest)

    def add_body(self, digest: str, suffix: str, body: bytes) -> str:
        """Keep a body, unless it is there already, and return its name. Raises: FullError."""
        known = self._bodies.get(digest)
        if known is not None:
            return known
        self._take(len(body))
        name = digest + suffix
        part = self._folder / (name + _PART)
        try:
            part.write_bytes(body)
            part.replace(self._folder / name)
        except OSError:
            part.unlink(missing_ok=True)  # what fitted would keep the last room of a full disk
            raise
        self._bodies[digest] = name
        return name

    def add_lines(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Append lines, all or none of them but for a crash. Raises: FullError."""
        text = "".join(json.dumps(line, separators=(", ", ": ")) + "\n" for line in lines).encode()
        self._take(len(text))
        with self._index.open("ab", buffering=0) as file:
            size = file.tell()
            if file.write(text) < len(text):  # the disk is full: it takes a part and says nothing
                file.truncate(size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def forget(self, before: datetime) -> int:
        """Remove what was recorded before a time, and return how many lines that were. Raises: OSError."""
        return self._keep_from(lambda line, _: line.at >= before)

    def make_room(self, size: int) -> None:
        """Remove the oldest, until `size` bytes and a tenth of the limit are free. Raises: OSError."""
        excess = self._size + size - self.limit_bytes * 9 // 10
        freed = 0
        named: set[str] = set()

        def keep(line: _Line, raw: bytes) -> bool:
            nonlocal freed
            if freed >= excess:
                return True
            freed += len(raw)
            if line.body is not None and line.body not in named:
                named.add(line.body)
                freed += self._size_of(line.body)
            return False

        self._keep_from(keep)

    def _keep_from(self, keep: Callable[[_Line, bytes], bool]) -> int:
        """Keep the lines from the first that is to be kept on, with their bodies; the index is replaced first.

        A line that nobody can read, as a power cut leaves them, goes with those around it: it must not keep them there.
        """
        if not self._index.exists():
            return 0
        decoder = msgspec.json.Decoder(_Line)
        gone = 0
        kept: list[bytes] = []
        used: set[str] = set()
        for _, raw, _ in _raw_lines(self._index):
            try:
                line = decoder.decode(raw)
            except msgspec.MsgspecError:
                kept += [raw] if kept else []
                continue
            if not kept and not keep(line, raw):
                gone += 1
                continue
            kept.append(raw)
            if line.body is not None:
                used.add(line.body)
        if not gone:
            return 0
        part = self._folder / (INDEX + _PART)
        part.write_bytes(b"".join(kept))
        part.replace(self._index)
        for digest, name in list(self._bodies.items()):
            if name not in used:
                (self._folder / name).unlink(missing_ok=True)
                del self._bodies[digest]
        self._size = sum(file.stat().st_size for file in os.scandir(self._folder))
        return gone

    def _size_of(self, name: str) -> int:
        try:
            return (self._folder / name).stat().st_size
        except (OSError, ValueError):  # named by nobody any more, or by a stranger, perhaps with a NUL
            return 0

    def _take(self, size: int) -> None:
        if self._size + size > self.limit_bytes:
            raise FullError(size)
        self._size += size

    def _end_cleanly(self) -> None:
        """Take half a line away that a killed recorder left: the next one would be glued to it."""
        if not self._index.exists():
            return
        with self._index.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            tail_from = max(0, size - LINE_LIMIT_BYTES)
            file.seek(tail_from)
            tail = file.read()
            if tail and not tail.endswith(b"\n"):
                file.truncate(tail_from + tail.rfind(b"\n") + 1)
