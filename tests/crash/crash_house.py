"""One daemon with its database, its live blogs and its webhooks, through all its lives."""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import shutil
import signal
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from crash_databases import SQLITE, opened
from crash_judge import Counts, Judge, Owed, Terms, differences
from crash_lives import REPERTOIRES, Ending, Life
from crash_newsroom import Newsroom, Publisher, Showing
from crash_receivers import FAIR, GOOD, LEAVING, PICKY, ROUGH, Receiver
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
AWAY_S = 1.0
"""A database's server is away for up to so long."""
GOES_ON_S = 15.0
"""A daemon whose database is back sends something by then; it asks again after 10 s at the latest."""
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
    "batch": Webhook(manners=ROUGH, terms=Terms(secret=SECRET, batch=5), settings="batch: {max: 5, wait: 300ms}"),
    "entry": Webhook(manners=ROUGH, terms=Terms(secret=SECRET, ordering="entry"), settings="ordering: entry"),
    "none": Webhook(manners=ROUGH, terms=Terms(secret=SECRET, ordering="none"), settings="ordering: none"),
    "edits": Webhook(
        manners=FAIR, terms=Terms(secret=SECRET, types={"entry.updated"}), settings="events: [entry.updated]"
    ),
    "picky": Webhook(manners=PICKY, terms=Terms(secret=SECRET)),
    "leaving": Webhook(manners=LEAVING, terms=Terms(secret=SECRET, judged=False)),
    "visitor": Webhook(manners=GOOD, terms=Terms(secret=SECRET)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a life went: whether it ended at its point, and whether by a kill at all."""

    at_point: bool
    killed: bool


class House:
    """The world of one daemon. `damage` is what no daemon may do: end by itself, or leave a broken database."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        defect: Plant | None = None,
        *,
        patience_s: float = NAMED_PATIENCE_S,
        database: str = SQLITE,
    ) -> None:
        self.chance = random.Random(seed)
        self.damage: list[str] = []
        self.revisions = 0
        self._folder = folder
        self.repertoire = REPERTOIRES[database]
        self._kind = database
        self._defect = defect
        self._patience_s = patience_s
        self._fallen = False
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
        self._database = await self._stack.enter_async_context(opened(self._kind, self._folder))
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
        if self._fallen:
            await self._raise_database()
        # SIGTERM ends a process at once that has not come so far as to say otherwise.
        stopped = status in {0, -signal.SIGTERM} and life.ending is Ending.STOPPED
        if status not in ENDED_AT_POINT and not stopped and life.ending is not Ending.DISK_FULL:
            self.damage.append(f"life {self._lives} ended by itself with {status}: {self._last_words()}")
        if self._lives % INSPECT_EVERY == 0:
            self.damage += await self._database.inspect(self._folder / "inspected")
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
        if self.repertoire.server:  # it has to live through that to the end
            await self._publisher.asked.wait()
            await self._drop_database(0.0)
        # Another process has to become quiet, of which no event tells us.
        while loop.time() < until and not ending.done() and not await self._quiet():  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        _signal(pid, signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(ending), STOP_S * self._pace)
        if not ending.done():
            _signal(pid, signal.SIGKILL)
            self.damage.append(f"the daemon did not stop within {STOP_S:g} s")
        if (status := (await ending)["status"]) > 0:
            self.damage.append(f"the last life ended with {status}: {self._last_words()}")
        return await self._counts()

    async def _counts(self) -> Counts:
        self.damage += await self._database.broken()
        if not await self._database.has_tables():
            return Counts(damaged=[*self.damage, "no daemon has made its tables"])
        heads = dict(await self._database.rows("SELECT name, sequence FROM sources"))
        dead = await self._database.rows(
            "SELECT endpoint, sources.name, dead_letters.sequence FROM dead_letters "
            "JOIN sources ON sources.id = dead_letters.source_id"
        )
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
                self._limit_files(pid, self.chance.choice((0, self._database.size(), self._database.size("-wal"))))
                await asyncio.wait([ending], timeout=DISK_FULL_S * self._pace)
                self._limit_files(pid, resource.RLIM_INFINITY)
                await asyncio.wait([ending], timeout=AFTERWARDS_S * self._pace)
            case Ending.DATABASE_AWAY:
                heard = self._judge.requests
                await self._drop_database(self.chance.uniform(0.0, AWAY_S) * self._pace)
                await self._expect_more_than(heard, ending)
            case Ending.DATABASE_TOO:
                await self._fell_database()
            case Ending.STOPPED:
                _signal(pid, signal.SIGTERM)
                await asyncio.wait([ending], timeout=STOP_S * self._pace)
            case Ending.KILLED:
                pass

    async def _drop_database(self, seconds: float) -> None:
        """Let the database's server be away for a while."""
        await self._fell_database()
        await asyncio.sleep(seconds)
        await self._raise_database()

    async def _fell_database(self) -> None:
        self._fallen = True
        await self._database.fall()

    async def _raise_database(self) -> None:
        await self._database.rise()
        self._fallen = False

    async def _expect_more_than(self, heard: int, ending: asyncio.Task[Any]) -> None:
        """See that a daemon whose database is back goes on: to poll, to write, and to send."""
        loop = asyncio.get_running_loop()
        until = loop.time() + GOES_ON_S * self._pace
        while self._judge.requests == heard and not ending.done():
            if loop.time() > until:
                self.damage.append(f"life {self._lives} sent nothing after its database came back")
                return
            await asyncio.sleep(0.05)

    def _limit_files(self, pid: int, size: int) -> None:
        """Let no file of the daemon's grow beyond a size: as with a full disk, its writes fail."""
        with suppress(ProcessLookupError):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))

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

    async def _quiet(self) -> bool:
        """Return whether every page was read and nothing is owed or under way."""
        if min(self._publisher.reads.values()) < READS or self._judge.idle_s() < STILL_S:
            return False
        ((owed,),) = await self._database.rows(
            "SELECT count(*) FROM lanes JOIN sources ON sources.id = lanes.source_id "
            "WHERE awake AND cursor_seq < sequence AND endpoint != 'leaving'"
        )
        ((parked,),) = await self._database.rows("SELECT count(*) FROM parcels WHERE endpoint != 'leaving'")
        return owed + parked == 0

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
                f'store: "{self._database.url}"',
                "fetch: {allow_networks: [127.0.0.1]}",
                "deliver: {allow_networks: [127.0.0.1]}",
                "sources:",
                *sources,
                "webhooks:",
                *webhooks,
                "",
            ]
        )


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
