"""How long a reload takes with 10,000 sources of which 10 differ, while they are polled, and what it touches.

The daemon is the real one, on SQLite; a publisher in another process answers 304. Of the sources four come, three go
and three differ. Touched is what a reload puts on the schedule, takes off it or gives other settings; the polls
per second before and during it say what it costs them. `--sources` makes it smaller.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from _live_server import publisher
from _table import report

from monitor.app import running
from monitor.config import load
from monitor.daemon.settling import setup_of
from monitor.extract import EXTRACTORS
from monitor.ops.logging import configure

ROUNDS = 5
SETTLE_S = 5.0
POLLED = 100
"""Sources that are polled each second; the others' time does not come meanwhile."""
RARELY = "schedule: {zone: UTC, cron: ['0 0 29 2 *']}"


def written(path: Path, origin: str, sources: int, turn: int) -> None:
    """Write the config; each turn differs from the one before in ten sources."""
    lines = [
        f"store: sqlite:///{path.parent}/live.db",
        "api: {listen: 'off'}",
        "fetch: {allow_networks: [127.0.0.1]}",
        "defaults: {robots: ignore}",
        "webhooks: [{name: desk, url: 'https://hooks.example.org/', format: slack}]",
        "sources:",
    ]
    differing = range(sources // 2, sources // 2 + 3)
    for number in range(3 * turn, sources + 4 * turn):
        pace = "interval: 1s" if number % max(1, sources // POLLED) == 0 else RARELY
        label = turn if number in differing else 0
        lines.append(
            f"  - {{name: s{number}, url: '{origin}/not-modified/{number}', {pace}, labels: {{turn: '{label}'}}}}"
        )
    path.write_text("\n".join(lines))


async def measure(folder: Path, origin: str, sources: int) -> dict[str, dict[str, float]]:
    """Return what each reload took and touched."""
    path = folder / "monitor.yaml"
    written(path, origin, sources, 0)
    polls = 0

    def count(*_: object) -> None:
        nonlocal polls
        polls += 1

    async def rate(seconds: float) -> float:
        before = polls
        await asyncio.sleep(seconds)
        return (polls - before) / seconds

    rows: dict[str, dict[str, float]] = {}
    config = load(path, environ=os.environ, extractors=EXTRACTORS)
    async with running(setup_of(config, path, os.environ), on_poll=count) as monitor:
        await asyncio.sleep(2 * SETTLE_S)
        for turn in range(1, ROUNDS + 1):
            usual = await rate(SETTLE_S)
            before = dict(monitor.schedule.sources)
            written(path, origin, sources, turn)
            polled, cpu, began = polls, time.process_time(), time.perf_counter()
            found = await monitor.reloading.reload()
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
            during, after = (polls - polled) / took, monitor.schedule.sources
            touched = {name for name in before.keys() | after.keys() if before.get(name) is not after.get(name)}
            rows[f"reload {turn}"] = {
                "seconds": took,
                "CPU s": cpu,
                "differ": found.sources.count,
                "touched": len(touched),
                "polls/s before": usual,
                "polls/s during": during,
            }
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as one JSON object")
    arguments = parser.parse_args()
    configure("error")
    with publisher(1) as origin, TemporaryDirectory() as folder:
        rows = asyncio.run(measure(Path(folder), origin, arguments.sources))
    report(f"{arguments.sources:,} sources", rows, arguments.json)


if __name__ == "__main__":
    main()
