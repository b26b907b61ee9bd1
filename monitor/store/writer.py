"""The one thread that writes a SQLite file, several callers' functions per commit.

    submit ──▶ queue ──▶ BEGIN IMMEDIATE
                           SAVEPOINT · function · RELEASE    (ROLLBACK TO when it raises: the others stay;
                                                              one function alone needs neither)
                           …                                 (whatever waits by now, at most GROUP_LIMIT)
                         COMMIT ──▶ every caller gets its answer

With synchronous=FULL a commit waits for the disk, and so many share one: 3,900 transactions per second against 1,800
with one commit each. The thread makes the checkpoints too: SQLite up to 3.51.2 can corrupt the WAL when one connection
commits while another one checkpoints.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.errors import StoreError
from monitor.store.faults import meaning

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

T = TypeVar("T")

GROUP_LIMIT = 256
IDLE_S = 2.0
"""How long nothing is written before the WAL goes into the database file, when no one waits for it."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A function, and where its caller waits."""

    run: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Done:
    value: Any


_Outcome = _Done | Exception


class _GroupLostError(Exception):
    """SQLite rolled the whole transaction back, as it does when the disk is full (lang_transaction.html §3.1)."""


class Writer:
    """Owns `connection`, whose driver is in autocommit mode, from `start` to `stop`."""

    def __init__(self, connection: Connection, database: str, *, idle_s: float = IDLE_S) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        self._connection = connection
        self._driver: sqlite3.Connection = driver
        self._database = database
        self._idle_s = idle_s
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._stopped = False
        self._last: Callable[[sqlite3.Connection], None] | None = None
        # A daemon: an interpreter that ends without `stop` is a crash, which loses nothing that was answered.
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    async def submit(self, run: Callable[[Connection], T]) -> T:
        """Return what `run` returned once it is committed. Cancelled callers miss the answer; the commit stands."""
        if self._stopped:
            raise StoreError(f"database {self._database} is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Job(run, loop, future))
        return await future

    async def stop(self, last: Callable[[sqlite3.Connection], None] | None = None) -> None:
        """Finish what waits, write the WAL into the database file, and end the thread; `last` has the connection once.

        What `last` raises is its own to catch.
        """
        if not self._stopped:
            self._stopped = True
            self._last = last
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        written = False
        while True:
            try:
                job = self._queue.get(timeout=self._idle_s if written else None)
            except queue.Empty:
                written = not self._checkpoint("PASSIVE")
                continue
            group, last = self._gather(job)
            if group:
                _answer(group, self._commit(group))
                written = True
            if last:
                self._checkpoint("TRUNCATE")
                if self._last is not None:
                    self._last(self._driver)
                self._connection.close()
                return

    def _gather(self, job: _Job | None) -> tuple[list[_Job], bool]:
        """Return `job` and those that wait behind it, and whether the end was among them."""
        group: list[_Job] = []
        with suppress(queue.Empty):
            while job is not None and len(group) < GROUP_LIMIT:
                group.append(job)
                if len(group) < GROUP_LIMIT:
                    job = self._queue.get_nowait()
        return group, job is None

    def _commit(self, group: Sequence[_Job]) -> Sequence[_Outcome]:
        try:
            self._driver.execute("BEGIN IMMEDIATE")
            # A function that is alone needs no savepoint: if it raises, all there is is undone.
            alone = len(group) == 1
            outcomes = [_Done(group[0].run(self._connection))] if alone else [self._run(job) for job in group]
            self._driver.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - whatever it was, each caller must hear of it
            cause = error.__cause__ if isinstance(error, _GroupLostError) else error
            assert isinstance(cause, Exception)
            self._rollback()
            return [self._meaning(cause) for _ in group]
        return outcomes

    def _run(self, job: _Job) -> _Outcome:
        self._driver.execute("SAVEPOINT job")
        try:
            value = job.run(self._connection)
        except Exception as error:
            if not self._driver.in_transaction:
                raise _GroupLostError from error
            self._driver.execute("ROLLBACK TO job")
            self._driver.execute("RELEASE job")
            return self._meaning(error)
        self._driver.execute("RELEASE job")
        return _Done(value)

    def _rollback(self) -> None:
        # A failed COMMIT may leave the transaction open; a broken disk may refuse the ROLLBACK too, and the next
        # BEGIN then says so to its own callers.
        with suppress(Exception):
            self._driver.rollback()

    def _meaning(self, error: Exception) -> Exception:
        """Return a new exception for each caller: one that is raised twice gathers the tracebacks of strangers."""
        fault = meaning(error, self._database)
        if fault is not error:
            fault.__cause__ = error
        return fault

    def _checkpoint(self, mode: str) -> bool:
        """Return whether the WAL could be written into the database file; if not, a later one will do it."""
        try:
            self._driver.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
        except self._driver.Error:
            return False
        return True


def _answer(group: Sequence[_Job], outcomes: Sequence[_Outcome]) -> None:
    """Wake each caller's loop once, for all of its callers in the group."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], _Outcome]]] = defaultdict(list)
    for job, outcome in zip(group, outcomes, strict=True):
        by_loop[job.loop].append((job.future, outcome))
    for loop, answers in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: no one waits there any more
            loop.call_soon_threadsafe(_resolve, answers)


def _resolve(answers: Sequence[tuple[asyncio.Future[Any], _Outcome]]) -> None:
    for future, outcome in answers:
        if future.done():  # cancelled while it waited
            continue
        if isinstance(outcome, _Done):
            future.set_result(outcome.value)
        else:
            future.set_exception(outcome)
