"""The crash harness: ends daemons at every moment and counts what that cost. `--help` says how."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crash_databases import SQLITE
from crash_house import NAMED_PATIENCE_S, House
from crash_judge import Counts
from crash_lives import REPERTOIRES, Ending, Life, Point
from crash_plants import Plant

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS_SHOWN = 6
FOREVER = 10**9
AIMED_PATIENCE_S = 5.0
"""Where every life has to reach its point, it gets more time."""


@dataclass(slots=True)
class Tally:
    """What was done to the daemons, and what came of it."""

    kills: int = 0
    lives: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    clocks: int = 0
    counts: list[Counts] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return all(counts.clean for counts in self.counts)

    @property
    def at_points(self) -> int:
        return sum(self.reached[point] for point in Point)

    def total(self, name: str) -> int:
        values = [getattr(counts, name) for counts in self.counts]
        return sum(value if isinstance(value, int) else len(value) for value in values)

    def add(self, life: Life, *, killed: bool, at_point: bool) -> None:
        kind = str(life.point or life.ending)
        self.lives[kind] += 1
        self.reached[kind] += at_point or life.point is None
        self.clocks += life.clock_s != 0
        self.kills += killed

    def table(self) -> str:
        """Return what was counted, for a terminal or a log."""
        lines = [f"{'ended':<44}{'lives':>7}{'there':>7}"]
        lines += [
            f"{kind:<44}{self.lives[kind]:>7}{self.reached[kind]:>7}" for kind in (*Point, *Ending) if self.lives[kind]
        ]
        lines += [f"{'kills':<44}{self.kills:>7}", f"{'of these with a clock an hour wrong':<44}{self.clocks:>7}", ""]
        for name in ("events", "requests", "duplicates", "dead"):
            lines.append(f"{name:<44}{self.total(name):>7}")
        for name in Counts().violations:
            lines.append(f"{name.upper():<44}{self.total(name):>7}")
        for name in Counts().violations:
            words = [word for counts in self.counts for word in counts.violations[name]]
            lines += [f"  {name}: {word}" for word in words[:WORDS_SHOWN]]
        return "\n".join(lines)


async def crash(
    folder: Path,
    *,
    seed: int,
    kills: int,
    seconds: float,
    houses: int = 1,
    defect: Plant | None = None,
    aim: Sequence[Point] = (),
    database: str = SQLITE,
) -> Tally:
    """Kill daemons so often or for so long, whichever is over first, and count.

    With an `aim` it is only those points that end a life, and only lives that get there that are counted.
    """
    tally = Tally()
    until = time.monotonic() + seconds
    patience_s = AIMED_PATIENCE_S if aim else NAMED_PATIENCE_S
    tasks = [
        _inhabit(
            House(folder / str(number), seed + number, defect, patience_s=patience_s, database=database),
            seed + number,
            tally,
            kills,
            until,
            aim,
        )
        for number in range(houses)
    ]
    tally.counts = list(await asyncio.gather(*tasks))
    return tally


async def _inhabit(  # noqa: PLR0917 (one call, beside it)
    house: House, seed: int, tally: Tally, kills: int, until: float, aim: Sequence[Point]
) -> Counts:
    draw = random.Random(seed)
    async with house:
        while (tally.at_points if aim else tally.kills) < kills and time.monotonic() < until:
            life = Life.drawn(draw, house.revisions, aim, house.repertoire)
            ended = await house.live(life)
            tally.add(life, killed=ended.killed, at_point=ended.at_point)
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{tally.kills} kills ")
                sys.stderr.flush()
        return await house.settle()


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Kill the daemon at named and random points, and count what that cost."
    )
    parser.add_argument("--kills", type=int, default=FOREVER, help="end after so many")
    parser.add_argument("--minutes", type=float, default=1.0, help="end after so long")
    parser.add_argument("--seed", type=int, default=1, help="draws the same lives again")
    parser.add_argument("--daemons", type=int, default=1, help="so many beside each other")
    parser.add_argument("--database", choices=list(REPERTOIRES), default=SQLITE, help="what the daemons write to")
    parser.add_argument("--plant", type=Plant, choices=list(Plant), help="a defect that must be found")
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liveblog-monitor-crash-") as temporary:
        tally = asyncio.run(
            crash(
                options.keep or Path(temporary),
                seed=options.seed,
                kills=options.kills,
                seconds=60 * options.minutes,
                houses=options.daemons,
                defect=options.plant,
                database=options.database,
            )
        )
    sys.stdout.write(f"{tally.table()}\n")
    sys.exit(0 if tally.clean else 1)


if __name__ == "__main__":
    main()
