"""One daemon with its database, its live blogs and its webhooks, through all its lives."""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from crash_judge import Counts, Judge, Owed, Terms, differences
from crash_lives import Ending, Life
from crash_newsroom import Newsroom, Publisher, Showing
from crash_receivers import FAIR, LEAVING, PICKY, ROUGH, Receiver
from crash_wire import serving

from monitor.store.migrate import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crash_plants import Plant
    from crash_receivers import Manner

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
SOURCES = ("river", "coast")
STEADY = "steady"

STEP_S = 0.04
UNDER_WAY = 6
"""So much of a live blog may differ from what was told; then the newsroom waits, or entries would roll off unseen."""

NAMED_PATIENCE_S = 2.0
"""A life whose point is not reached by then is killed where it is."""

START_S = 90.0
USUAL_START_S = 0.5
"""What a daemon takes from its start to its first request, on a machine that has nothing else to do."""

PACE_EVERY = 25
"""Lives after which it is looked at again how much slower this machine is than that."""

STOP_S = 12.0
FROZEN_S = 0.5
DISK_FULL_S = 0.4
AFTERWARDS_S = 0.4
"""How long a daemon goes on after it was frozen, or its disk was full."""

SETTLE_S = 40.0
STILL_S = 0.5
READS = 4
"""A page was read so often since it last changed: a deletion needs two readings."""

INSPECT_EVERY = 20
ENDED_AT_POINT = {-signal.SIGKILL, -signal.SIGXFSZ}


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An endpoint of the config: how it behaves, and what it has asked for beside its name, address and secret."""

    manners: Mapping[Manner, int]
    terms: Terms
    settings: str = ""


WEBHOOKS: Mapping[str, Webhook] = {
    STEADY: Webhook(manners=FAIR, terms=Terms(secret=SECRET)),
    "rough": Webhook(manners=ROUGH, terms=Terms(secret=SECRET)),
    "batch": Webhook(manners=ROUGH, terms=Terms(secret=SECRET), settings="batch: {max: 5, wait: 300ms}"),
    "entry": Webhook(manners=ROUGH, terms=Terms(secret=SECRET, ordering="entry"), settings="ordering: entry"),
    "none": Webhook(manners=ROUGH, terms=Terms(secret=SECRET, ordering="none"), settings="ordering: none"),
    "edits": Webhook(
        manners=FAIR, terms=Terms(secret=SECRET, types={"entry.updated"}), settings="events: [entry.updated]"
    ),
    "picky": Webhook(manners=PICKY, terms=Terms(secret=SECRET)),
    "leaving": Webhook(manners=LEAVING, terms=Terms(secret=SECRET, judged=False)),
    "visitor": Webhook(manners=FAIR, terms=Terms(secret=SECRET)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a life went: whether it ended at its point, and whether by a kill at all."""

    at_point: bool
    killed: bool


class House:
    """The world of one daemon. `damage` is what no daemon may do: end by itself, or leave a broken database."""

    def __init__(
        self, folder: Path, seed: int, defect: Plant | None = None, *, patience_s: float = NAMED_PATIENCE_S
    ) -> None:
        self.chance = random.Random(seed)
        self.damage: list[str] = []
        self.revisions = 0
        self._folder = folder
        self._database = folder / "crash.db"
        self._defect = defect
        self._patience_s = patience_s
        self._pace = 1.0  # on a machine that is so many times slower, lives are as much longer
        self._lives = 0
        self._stack = AsyncExitStack()
        self._judge = Judge({name: webhook.terms for name, webhook in WEBHOOKS.items()})
        rooms = {name: Newsroom(name, self.chance) for name in SOURCES}
        self._publisher = Publisher(rooms, self.chance)
        self._receivers = {
            name: Receiver(name=name, manners=webhook.manners, judge=self._judge, chance=self.chance)
            for name, webhook in WEBHOOKS.items()
        }

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        addresses = {
            name: await self._stack.enter_async_context(serving(receiver)) for name, receiver in self._receivers.items()
        }
        publisher = await self._stack.enter_async_context(serving(self._publisher))
        (self._folder / "monitor.yaml").write_text(self._config(publisher, addresses))
        self._nursery = await asyncio.create_subprocess_exec(
            sys.executable,
            str(Path(__file__).with_name("crash_launcher.py")),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._stack.push_async_callback(self._close_nursery)
        self._writing = asyncio.create_task(self._write())
        self._stack.callback(self._writing.cancel)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def live(self, life: Life) -> Ended:
        """Let the daemon live once, to its end."""
        if self._lives % PACE_EVERY == 0:
            await self._take_pace()
        self._lives += 1
        if life.revisions > self.revisions:
            self.revisions = life.revisions
            add_revision(self._folder, life.revisions)
        for receiver in self._receivers.values():
            receiver.patient = life.clock_s > 0  # a wait from a clock that runs ahead would outlast the run
        pid, ending = await self._start(life)
        await self._disturb(pid, life, ending)
        at_point = ending.done()
        if not at_point:
            _signal(pid, signal.SIGKILL)
        status = (await ending)["status"]
        # SIGTERM ends a process at once that has not come so far as to say otherwise.
        stopped = status in {0, -signal.SIGTERM} and life.ending is Ending.STOPPED
        if status not in ENDED_AT_POINT and not stopped and life.ending is not Ending.DISK_FULL:
            self.damage.append(f"life {self._lives} ended by itself with {status}: {self._last_words()}")
        if self._lives % INSPECT_EVERY == 0:
            self._inspect_copy()
        return Ended(at_point=at_point and life.point is not None, killed=not stopped)

    async def settle(self) -> Counts:
        """Let everything go well until the daemon owes nothing, stop it, and count."""
        self._writing.cancel()
        self._publisher.manners = {Showing.WELL: 1}
        self._publisher.reads = dict.fromkeys(SOURCES, 0)
        for receiver in self._receivers.values():
            receiver.kind = True
        pid, ending = await self._start(Life.quiet(self.chance.getrandbits(32), self.revisions))
        loop = asyncio.get_running_loop()
        until = loop.time() + SETTLE_S * self._pace
        # Another process has to become quiet, of which no event tells us.
        while loop.time() < until and not ending.done() and not self._quiet():  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        _signal(pid, signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(ending), STOP_S * self._pace)
        if not ending.done():
            _signal(pid, signal.SIGKILL)
            self.damage.append(f"the daemon did not stop within {STOP_S:g} s")
        if (status := (await ending)["status"]) > 0:
            self.damage.append(f"the last life ended with {status}: {self._last_words()}")
        return self._counts()

    def _counts(self) -> Counts:
        with closing(sqlite3.connect(self._database)) as connection:
            self.damage += broken(connection)
            if not _has_tables(connection):
                return Counts(damaged=[*self.damage, "no daemon has made its tables"])
            heads = dict(connection.execute("SELECT name, sequence FROM sources").fetchall())
            dead = connection.execute(
                "SELECT endpoint, sources.name, dead_letters.sequence FROM dead_letters "
                "JOIN sources ON sources.id = dead_letters.source_id"
            ).fetchall()
        counts = self._judge.counts(Owed(heads=heads, dead={tuple(row) for row in dead}))
        counts.damaged = self.damage
        for name, room in self._publisher.rooms.items():
            shown = {post.title: post.text for post in room.shown}
            gone = {post.title for post in room.cut.values()}
            for endpoint, webhook in WEBHOOKS.items():
                given_up = any(row[:2] == (endpoint, name) for row in dead)
                if webhook.terms.judged and webhook.terms.types is None and not given_up:
                    found = differences(shown, gone, self._judge.rebuilt(endpoint, name))
                    counts.lost += [f"{endpoint}/{name}: {words}" for words in found]
        return counts

    async def _take_pace(self) -> None:
        """Let a daemon come as far as its first request, and see how long that takes."""
        self._publisher.asked.clear()
        pid, ending = await self._start(Life.quiet(self.chance.getrandbits(32), self.revisions))
        began = asyncio.get_running_loop().time()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._publisher.asked.wait(), START_S)
        took_s = asyncio.get_running_loop().time() - began
        _signal(pid, signal.SIGKILL)
        await ending
        self._pace = max(1.0, took_s / USUAL_START_S)

    async def _disturb(self, pid: int, life: Life, ending: asyncio.Task[Any]) -> None:
        """Do to a daemon what its life holds, until it ends."""
        if life.point is not None:
            await asyncio.wait([ending], timeout=self._patience_s * self._pace)
            return
        await asyncio.wait([ending], timeout=life.span_s * self._pace)
        match life.ending:
            case Ending.FROZEN:
                _signal(pid, signal.SIGSTOP)
                await asyncio.sleep(FROZEN_S * self._pace)
                _signal(pid, signal.SIGCONT)
                await asyncio.wait([ending], timeout=AFTERWARDS_S * self._pace)
            case Ending.DISK_FULL:
                self._limit_files(pid, self.chance.choice((0, self._size(), self._size("-wal"))))
                await asyncio.wait([ending], timeout=DISK_FULL_S * self._pace)
                self._limit_files(pid, resource.RLIM_INFINITY)
                await asyncio.wait([ending], timeout=AFTERWARDS_S * self._pace)
            case Ending.STOPPED:
                _signal(pid, signal.SIGTERM)
                await asyncio.wait([ending], timeout=STOP_S * self._pace)
            case Ending.KILLED:
                pass

    def _limit_files(self, pid: int, size: int) -> None:
        """Let no file of the daemon's grow beyond a size: as with a full disk, its writes fail."""
        with suppress(ProcessLookupError):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))

    def _size(self, suffix: str = "") -> int:
        file = self._database.with_name(self._database.name + suffix)
        return file.stat().st_size if file.exists() else 0

    async def _start(self, life: Life) -> tuple[int, asyncio.Task[Any]]:
        order = {"life": life.to_json(), "folder": str(self._folder), "plant": self._defect}
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps(order).encode() + b"\n")
        heard = await asyncio.wait_for(self._hear(), START_S)
        return heard["pid"], asyncio.create_task(self._hear())

    async def _hear(self) -> dict[str, int]:
        assert self._nursery.stdout is not None
        line = await self._nursery.stdout.readline()
        heard: dict[str, int] = json.loads(line)
        return heard

    async def _close_nursery(self) -> None:
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        await self._nursery.wait()

    async def _write(self) -> None:
        """Let the newsrooms go on, as fast as what they write is told."""
        while True:
            await asyncio.sleep(STEP_S)
            for name, room in self._publisher.rooms.items():
                shown = {post.title: post.text for post in room.shown}
                gone = {post.title for post in room.cut.values()}
                if len(differences(shown, gone, self._judge.so_far(STEADY, name))) < UNDER_WAY:
                    self._publisher.step(name)

    def _quiet(self) -> bool:
        """Return whether every page was read and nothing is owed or under way."""
        if min(self._publisher.reads.values()) < READS or self._judge.idle_s() < STILL_S:
            return False
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as connection:
            owed = connection.execute(
                "SELECT count(*) FROM lanes JOIN sources ON sources.id = lanes.source_id "
                "WHERE awake AND cursor_seq < sequence AND endpoint != 'leaving'"
            ).fetchone()[0]
            parked = connection.execute("SELECT count(*) FROM parcels WHERE endpoint != 'leaving'").fetchone()[0]
        return owed + parked == 0

    def _inspect_copy(self) -> None:
        """Look at the database as the dead daemon left it, without repairing it for the next one."""
        folder = self._folder / "inspected"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for suffix in ("", "-wal"):
            file = self._database.with_name(self._database.name + suffix)
            if file.exists():
                shutil.copyfile(file, folder / file.name)
        if (folder / self._database.name).exists():
            with closing(sqlite3.connect(folder / self._database.name)) as connection:
                self.damage += broken(connection)

    def _last_words(self) -> str:
        lines = (self._folder / "daemon.log").read_text(errors="replace").splitlines()
        return lines[-1] if lines else "(it said nothing)"

    def _config(self, publisher: str, addresses: Mapping[str, str]) -> str:
        keys = "interval: 200ms, timeout: 1s, on_start: all, robots: ignore"
        sources = [f'  - {{name: {name}, url: "{publisher}/live/{name}", {keys}}}' for name in SOURCES]
        webhooks = [
            f'  - {{name: {name}, url: "{address}/", secrets: ["{SECRET}"], timeout: 1s'
            f"{', ' + WEBHOOKS[name].settings if WEBHOOKS[name].settings else ''}}}"
            for name, address in addresses.items()
        ]
        return "\n".join(
            [
                f"store: sqlite:///{self._database}",
                "fetch: {allow_networks: [127.0.0.1]}",
                "deliver: {allow_networks: [127.0.0.1]}",
                "sources:",
                *sources,
                "webhooks:",
                *webhooks,
                "",
            ]
        )


def broken(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with a database: its pages, its references, a hole in what is still owed."""
    if not _has_tables(connection):
        return []
    said = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    said += [f"a reference of {row[0]} leads nowhere" for row in connection.execute("PRAGMA foreign_key_check")]
    owed = connection.execute(
        "SELECT sources.name, sources.sequence - min(cursor_seq), "
        "(SELECT count(*) FROM events WHERE source_id = sources.id AND events.sequence > min(cursor_seq)) "
        "FROM sources JOIN lanes ON lanes.source_id = sources.id WHERE awake GROUP BY sources.id"
    )
    return said + [f"{name}: {has} of {due} events owed are there" for name, due, has in owed if has != due]


def _has_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'lanes'").fetchone()[0])


def add_revision(folder: Path, number: int) -> None:
    """Write a schema that is `number` revisions ahead of the real one, the last of which copies whole tables."""
    before = folder / f"migrations-{number - 1}" if number > 1 else SCRIPTS
    after = folder / f"migrations-{number}"
    shutil.copytree(before, after, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    versions = after / "versions"
    newest = max(path.name for path in versions.glob("r[0-9]*.py"))
    previous = f"x{number - 1}" if number > 1 else newest[1:5]
    (versions / f"x{number}_copied.py").write_text(
        f"from alembic import op\n\nrevision = 'x{number}'\ndown_revision = '{previous}'\n\n\n"
        "def upgrade():\n"
        "    for table in ('events', 'lanes', 'attempts'):\n"
        "        with op.batch_alter_table(table, recreate='always'):\n"
        "            pass\n"
    )
    for backup in folder.glob("*.bak"):
        backup.unlink()


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
