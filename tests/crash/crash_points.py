"""Ends a daemon at a named point, from outside its code: what the composition root puts together is wrapped here.

    Fetcher, Sender, Store's connection, checkpoints, migrations, sockets ──▶ Trap.reach(point) ──▶ SIGKILL, to itself

A torn write is the kernel's doing: no file may grow beyond a size that lies in the middle of the write, and SIGXFSZ
ends the process there, with half a page on the disk.
"""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import socket
import sqlite3
import struct
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from crash_lives import Life, Point
from sqlalchemy import Engine, event

import monitor.daemon.changeover
import monitor.store.sqlite
import monitor.wire.dialling
from monitor.deliver.send import Sender
from monitor.fetch import Fetcher
from monitor.model import Outcome, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.model import Attempt, Endpoint, Event, NotModified, Request

PAGE_BYTES = 4_096
FRAME_BYTES = PAGE_BYTES + 24
WAL_HEAD_BYTES = 32
FRAMES_OF_A_COMMIT = 8
"""A torn write is aimed at one of the first pages of a commit."""

MAX_FRAME_AT, BACKFILLED_AT = 16, 96
"""Where the wal-index has how many frames the WAL holds, and how many the database file (sqlite.org/walformat)."""

STATEMENTS = (
    (
        Point.IN_POLL,
        r"UPDATE sources SET .*sequence=|INSERT INTO (live_blogs|entries|revisions|events)|UPDATE counters",
    ),
    (Point.IN_ACKNOWLEDGEMENT, r"UPDATE lanes SET .*cursor_seq=|INSERT INTO (attempts|parcels)|DELETE FROM parcels"),
    (Point.RETENTION, r"DELETE FROM (events|attempts|omissions|dead_letters)"),
    (Point.REGISTRATION, r"INSERT INTO (sources|lanes)|UPDATE lanes SET awake"),
)
"""What a transaction is about, by the statements that only it has."""


def replace_in(module: Any, name: str, value: Any) -> None:
    """Put `value` in the place of a module's name, which must be there."""
    assert hasattr(module, name), f"{module.__name__} has no {name} any more"
    setattr(module, name, value)


TORN = (Point.TORN_COMMIT, Point.TORN_CHECKPOINT, Point.TORN_BACKUP)


@dataclass(slots=True, kw_only=True)
class Trap:
    """Ends the process at the last of so many passages of a point."""

    point: Point | None
    left: int
    chance: random.Random

    def reach(self, point: Point) -> None:
        if self.due(point):
            self.spring()

    def due(self, point: Point) -> bool:
        """Return whether this passage is the one."""
        if point is not self.point:
            return False
        self.left -= 1
        return self.left == 0

    def spring(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def tearing(self, point: Point, from_byte: int, bytes_: int) -> Iterator[None]:
        """End the process as soon as a write inside the block reaches a byte of those that begin at `from_byte`."""
        if not self.due(point):
            yield
            return
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (from_byte + self.chance.randrange(max(1, bytes_)), hard))
        yield
        self.spring()  # the write was shorter than that


def set_trap(life: Life, database: Path) -> Trap:
    """Wrap the parts of the daemon that this process is going to run."""
    trap = Trap(point=life.point, left=life.nth, chance=random.Random(life.seed))
    if life.point in TORN:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it; only its first thread may say otherwise
    _wrap_network(trap)
    _wrap_sockets(trap)
    _wrap_statements(trap)
    _wrap_connections(trap, database)
    return trap


def _wrap_network(trap: Trap) -> None:
    class TrappedFetcher(Fetcher):
        async def __call__(self, request: Request) -> Page | NotModified:
            page = await super().__call__(request)
            if isinstance(page, Page):
                trap.reach(Point.FETCHED)
            return page

    class TrappedSender(Sender):
        async def __call__(self, endpoint: Endpoint, events: Sequence[Event], number: int) -> Attempt:
            trap.reach(Point.UNSENT)
            attempt = await super().__call__(endpoint, events, number)
            trap.reach(Point.ANSWERED if attempt.outcome is Outcome.ACCEPTED else Point.REFUSED)
            return attempt

    replace_in(monitor.daemon.changeover, "Fetcher", TrappedFetcher)
    replace_in(monitor.daemon.changeover, "Sender", TrappedSender)


def _wrap_sockets(trap: Trap) -> None:
    class TrappedSocket(socket.socket):
        """Knows a delivery by its first bytes; asyncio hands it the whole request at once."""

        def send(self, data: Any, flags: int = 0) -> int:  # type: ignore[override]
            return self._cut(bytes(data), flags)

        def sendmsg(self, buffers: Any, *rest: Any) -> int:  # type: ignore[override]
            return self._cut(b"".join(bytes(one) for one in buffers), *(rest[1:2] or (0,)))

        def _cut(self, data: bytes, flags: int) -> int:
            post = data.startswith(b"POST ")
            if post and trap.due(Point.PARTLY_SENT):
                super().send(data[: trap.chance.randrange(len(data))], flags)
                trap.spring()
            sent = super().send(data, flags)
            if post and sent == len(data):
                trap.reach(Point.SENT)
            return sent

    class Sockets:
        """The part of the module `socket` that opens one; the rest as it is."""

        socket = TrappedSocket

        def __getattr__(self, name: str) -> Any:
            return getattr(socket, name)

    replace_in(monitor.wire.dialling, "socket", Sockets())


def _wrap_statements(trap: Trap) -> None:
    patterns = [(point, re.compile(pattern, re.DOTALL)) for point, pattern in STATEMENTS]

    @event.listens_for(Engine, "after_cursor_execute")
    def executed(*arguments: Any) -> None:
        statement = arguments[2]
        for point, pattern in patterns:
            if pattern.match(statement):
                trap.reach(point)


def _wrap_connections(trap: Trap, database: Path) -> None:  # noqa: C901 (a point per branch)
    migrating = False

    class TrappedConnection(sqlite3.Connection):
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:  # type: ignore[override]
            if sql == "BEGIN IMMEDIATE":
                trap.reach(Point.BEGUN)
            elif sql == "COMMIT":
                trap.reach(Point.COMMITTING)
                with trap.tearing(Point.TORN_COMMIT, _wal_end(database), FRAMES_OF_A_COMMIT * FRAME_BYTES):
                    cursor = super().execute(sql, *parameters)
                trap.reach(Point.COMMITTED)
                return cursor
            elif sql.startswith("PRAGMA wal_checkpoint"):
                trap.reach(Point.CHECKPOINT)
                with trap.tearing(Point.TORN_CHECKPOINT, 0, database.stat().st_size):
                    return super().execute(sql, *parameters)
            elif sql.startswith("VACUUM INTO"):
                with trap.tearing(Point.TORN_BACKUP, 0, database.stat().st_size):
                    return super().execute(sql, *parameters)
            return super().execute(sql, *parameters)

        def cursor(self, *factory: Any) -> sqlite3.Cursor:
            if migrating:
                trap.reach(Point.MIGRATION)
            return super().cursor(*factory)

        def commit(self) -> None:
            if migrating:
                trap.reach(Point.MIGRATION_COMMIT)
            super().commit()

    upgrade = monitor.store.sqlite.upgrade

    def trapped_upgrade(*arguments: Any) -> None:
        nonlocal migrating
        migrating = True
        upgrade(*arguments)
        migrating = False

    replace_in(monitor.store.sqlite, "upgrade", trapped_upgrade)
    replace_in(sqlite3, "connect", partial(sqlite3.connect, factory=TrappedConnection))


def _wal_end(database: Path) -> int:
    """Return where the next frame goes: behind the last one, or to the start when all are in the database file."""
    index = database.with_name(f"{database.name}-shm")
    if not index.exists():
        return 0
    with index.open("rb") as opened:
        head = opened.read(BACKFILLED_AT + 4)
    frames, backfilled = (struct.unpack_from("=I", head, at)[0] for at in (MAX_FRAME_AT, BACKFILLED_AT))
    return WAL_HEAD_BYTES + (0 if frames == backfilled else frames * FRAME_BYTES)
