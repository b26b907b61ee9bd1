"""How long entries wait to be found behind a cache that keeps each copy for 30 s: aligned with it and not.

A simulated publisher with 20 entries an hour, and a cache in front with other readers, five a second in the mean: it
keeps what it has for its 30 s (`as told`), for 12 s longer than it says (`overstaying`), or answers once more with the
old copy while it fetches the new one (`revalidating`). Unaligned polling makes as many requests and knows the interval
alone, ± 10 % as pollers do: at exactly the cache's own 30 s it would fall into step with it by chance. Seconds, over
four days.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from _table import parse_arguments, report

from monitor.schedule.cache_age import aligned, learned

if TYPE_CHECKING:
    from monitor.model import CachedCopy

SEED = 6
END = 4 * 86_400.0
ENTRIES_S = 180.0
READERS_S = 0.2
JITTER = 0.1
LIFETIME_S = 30
WANTED = timedelta(seconds=10)
LEAST, MOST = timedelta(seconds=5), timedelta(minutes=5)
EPOCH = datetime(2024, 11, 7, tzinfo=UTC)
CASES = {"as told": (0.0, False), "overstaying": (12.0, False), "revalidating": (0.0, True)}


@dataclass(slots=True)
class Cache:
    """A cache with one page, made anew when somebody asks for it after it ran out. Times are seconds."""

    overstay_s: float
    revalidates: bool
    readers: random.Random
    made: float = 0.0
    next_reader: float = 0.0

    def asked(self, time: float) -> float:
        """Return when the copy was made that a request at `time` is answered with; other readers came before."""
        while self.next_reader < time:
            self._renewed(self.next_reader)
            self.next_reader += self.readers.expovariate(1 / READERS_S)
        return self._renewed(time)

    def _renewed(self, time: float) -> float:
        answered = self.made
        if time >= self.made + LIFETIME_S + self.overstay_s:
            self.made = time
        return answered if self.revalidates else self.made


def mean_wait(entries: list[float], seen: list[tuple[float, float]]) -> float:
    """Return the mean wait of entries; `seen` are the polls and when the copies were made that they met."""
    waits: list[float] = []
    found = 0
    for time, made in seen:
        upto = max(found, bisect_right(entries, made))
        waits += [time - entry for entry in entries[found:upto]]
        found = upto
    return sum(waits) / len(waits)


def by_cache(cache: Cache) -> list[tuple[float, float]]:
    """Return the polls that follow the cache."""
    seen: list[tuple[float, float]] = []
    time = 0.0
    copy: CachedCopy | None = None
    while time < END:
        made = cache.asked(time)
        seen.append((time, made))
        headers = {"cache-control": f"public, s-maxage={LIFETIME_S}", "age": str(int(time - made))}
        at = EPOCH + timedelta(seconds=time)
        copy = learned(copy, headers, at=at)
        time += aligned(copy, WANTED, at=at, least=LEAST, most=MOST).total_seconds()
    return seen


def by_interval(cache: Cache, interval: float) -> list[tuple[float, float]]:
    """Return polls at one interval, give or take the jitter."""
    chance = random.Random(SEED)
    seen, time = [], interval * chance.random()
    while time < END:
        seen.append((time, cache.asked(time)))
        time += interval * chance.uniform(1 - JITTER, 1 + JITTER)
    return seen


def main() -> None:
    """Measure and print."""
    arguments = parse_arguments(__doc__ or "")
    rows: dict[str, dict[str, float]] = {}
    for name, (overstay_s, revalidates) in CASES.items():
        chance = random.Random(SEED)
        entries = [time := chance.expovariate(1 / ENTRIES_S)]
        while (time := time + chance.expovariate(1 / ENTRIES_S)) < END:
            entries.append(time)

        def cache(overstay_s: float = overstay_s, *, revalidates: bool = revalidates) -> Cache:
            return Cache(overstay_s=overstay_s, revalidates=revalidates, readers=random.Random(SEED))

        followed = by_cache(cache())
        plain = by_interval(cache(), END / len(followed))
        ours, theirs = mean_wait(entries, followed), mean_wait(entries, plain)
        rows[name] = {
            "requests": float(len(followed)),
            "unaligned": theirs,
            "aligned": ours,
            "aligned / unaligned": ours / theirs,
        }
    report("seconds", rows, arguments.json)


if __name__ == "__main__":
    main()
