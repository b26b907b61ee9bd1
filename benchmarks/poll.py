"""What a whole poll costs beside a bare loop of the same HTTP client.

The poll is the daemon's own: conditional request, extraction, comparison, one transaction in SQLite (on disk,
synchronous=FULL) and the log line, for 200 sources with a baseline and no webhook. The bare loop fetches the same
addresses with the same client, conditions and concurrency, and throws the answers away. Both run in this process in
turns, the publisher in another one; CPU is this process's own, all threads. Each figure is the median of the rounds.
"""

from __future__ import annotations

import asyncio
import os
import resource
import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from _live_server import ENTRIES, NEW_EACH_TURN, publisher
from _table import parse_arguments, report

from monitor.fetch import Client
from monitor.model import EventType, Request, Source, Validators
from monitor.ops.logging import configure
from monitor.pipeline import Pipeline, PollOutcome
from monitor.store import open_store
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

SOURCES = 200
AT_ONCE = 50
ROUNDS = 5
INTERVAL = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the publisher does; each round polls every source `sweeps` times, `turning` makes two entries new before."""

    path: str
    outcome: PollOutcome
    sweeps: int
    turning: bool = False


# AUDIT_EVERY conditional polls one goes out unconditionally: the rounds stay below that, so that a case is one thing.
CASES = {
    "304": Case(path="not-modified", outcome=PollOutcome.NOT_MODIFIED, sweeps=5),
    "200, same bytes": Case(path="same", outcome=PollOutcome.NOT_MODIFIED, sweeps=3),
    f"200, {NEW_EACH_TURN} new of {ENTRIES} entries": Case(
        path="new", outcome=PollOutcome.CHANGED, sweeps=1, turning=True
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round cost, per poll."""

    cpu_ms: float
    wall_ms: float


def utc_now() -> datetime:
    return datetime.now(UTC)


class BareLoop:
    """Fetches each source with the validators of its last answer, and keeps nothing else."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._validators: dict[str, Validators] = {}

    async def visit(self, source: Source) -> None:
        known = self._validators.get(source.url, Validators())
        answer = await self._client(Request(url=source.url, known=known, timeout=source.timeout))
        self._validators[source.url] = answer.validators

    async def end_round(self) -> None:
        """Do nothing: there is nothing to keep."""


class WholePoll:
    """Polls each source as the daemon does, and counts what came of it."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.outcomes: Counter[PollOutcome] = Counter()
        self.events: Counter[EventType] = Counter()

    async def visit(self, source: Source) -> None:
        poll = await self._pipeline.poll(source)
        self.outcomes[poll.outcome] += 1
        self.events.update(event.type for event in poll.events)

    async def end_round(self) -> None:
        """Write the poll states that brought no event, as the daemon does every 30 s."""
        await self._pipeline.flush()


async def timed(side: BareLoop | WholePoll, sources: Sequence[Source], sweeps: int) -> Round:
    """Visit each source so many times, some at once but none twice at once, and return the cost per visit."""

    async def visit_share(share: Sequence[Source]) -> None:
        for source in share:
            await side.visit(source)

    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(sweeps):
        await asyncio.gather(*(visit_share(sources[start::AT_ONCE]) for start in range(AT_ONCE)))
    await side.end_round()
    visits = len(sources) * sweeps
    return Round(
        cpu_ms=(time.process_time() - cpu) * 1000 / visits, wall_ms=(time.perf_counter() - wall) * 1000 / visits
    )


@asynccontextmanager
async def opened(folder: Path, sources: Sequence[Source]) -> AsyncIterator[tuple[BareLoop, WholePoll]]:
    """Open both sides, each with a client of its own, and a store in `folder`."""
    store = await open_store(f"sqlite:///{folder}/poll.db")
    try:
        await store.register([(source.name, source.url) for source in sources], [])
        async with Client(utc_now, allow_networks=LOOPBACK) as ours, Client(utc_now, allow_networks=LOOPBACK) as theirs:
            states = await store.load_states()
            pipeline = Pipeline(
                fetch=ours, store=store, clock=utc_now, states=states, on_commit=lambda _source, _events: None
            )
            yield BareLoop(theirs), WholePoll(pipeline)
    finally:
        await store.close()


async def measure(case: Case, origin: str, folder: Path) -> dict[str, float]:
    """Return the figures of one case."""
    sources = [
        Source(name=f"s{number}", url=f"{origin}/{case.path}/{number}", interval=INTERVAL) for number in range(SOURCES)
    ]
    async with opened(folder, sources) as (bare, whole), Client(utc_now, allow_networks=LOOPBACK) as control:
        bare_rounds: list[Round] = []
        whole_rounds: list[Round] = []
        for turn in range(ROUNDS + 1):
            await control(Request(url=f"{origin}/turn/{turn if case.turning else 0}"))
            sides = [(bare, bare_rounds), (whole, whole_rounds)]
            # Neither side is always the one that goes first.
            for side, rounds in sides if turn % 2 else reversed(sides):
                rounds.append(await timed(side, sources, case.sweeps if turn else 1))
            if turn == 0:  # the baseline
                whole.outcomes.clear()
        check(case, whole)
        return figures(bare_rounds[1:], whole_rounds[1:])


def check(case: Case, whole: WholePoll) -> None:
    """Make sure that the polls did what the case is about."""
    polls = SOURCES * case.sweeps * ROUNDS
    created = polls * NEW_EACH_TURN if case.turning else 0
    assert whole.outcomes == {case.outcome: polls}, whole.outcomes
    assert whole.events == ({EventType.ENTRY_CREATED: created} if created else {}), whole.events


def figures(bare: Sequence[Round], whole: Sequence[Round]) -> dict[str, float]:
    """Return the medians; a ratio is the median of the rounds' own ratios, which a noisy neighbour moves least."""
    return {
        "polls/s": median(1000 / one.wall_ms for one in whole),
        "bare GETs/s": median(1000 / one.wall_ms for one in bare),
        "CPU ms/poll": median(one.cpu_ms for one in whole),
        "CPU ms/GET": median(one.cpu_ms for one in bare),
        "CPU ratio": median(ours.cpu_ms / theirs.cpu_ms for ours, theirs in zip(whole, bare, strict=True)),
        "time ratio": median(ours.wall_ms / theirs.wall_ms for ours, theirs in zip(whole, bare, strict=True)),
    }


def main() -> None:
    arguments = parse_arguments(__doc__ or "")
    rows = {}
    with Path(os.devnull).open("w") as nowhere, publisher(ROUNDS) as origin:
        # The lines are rendered, as a daemon's are, and go nowhere.
        configure("info", stream=nowhere)
        for name, case in CASES.items():
            with TemporaryDirectory(prefix="liveblog-monitor-bench-") as folder:
                rows[name] = asyncio.run(measure(case, origin, Path(folder)))
    report(f"{SOURCES} sources, {AT_ONCE} at once", rows, arguments.json)
    print(f"Peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
