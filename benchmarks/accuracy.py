"""Precision and recall of the events, per kind of mutation and per page.

    page ──mutation──▶ pages as a publisher would serve them ──Pipeline──▶ events
              └──────▶ what a person would say happened ─────────────────▶ expected     they must be the same

Plays seeded mutations (benchmarks/mutations) on the pages of tests/pages and, where they stand beside the checkout, on
captured ones, in each page's own carriers, and polls them with the real pipeline. Mutations follow one another on one
live blog, as in life; after one that was told wrongly a new live blog begins. What is played depends on the seed alone,
not on how many processes share the work.

`--keep DIR` writes the polls that led to the first wrong telling of each kind and page as a capture, which
`liveblog-monitor replay` runs.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import structlog
from mutations import edits, entries, faulty, noise
from mutations.captured import captured_pages
from mutations.episode import Episode
from mutations.fixtures import fixtures
from mutations.tally import Fault, Result, report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mutations.episode import Mutation
    from mutations.pages import PageSpec

TELLING: tuple[Mutation, ...] = (
    entries.new,
    entries.several_new,
    entries.late_insert,
    entries.scheduled,
    entries.same_words,
    entries.roll_off,
    edits.edit_word,
    edits.edit_digit,
    edits.edit_dated,
    edits.edit_headline,
    edits.back_and_forth,
    edits.flaps,
    edits.addition,
    edits.link_changed,
    entries.delete,
    entries.delete_newest,
    entries.delete_while_new,
    entries.delete_by_word,
    entries.delete_pinned,
    entries.restore,
    entries.restore_edited,
    entries.outage,
    entries.pinned,
    entries.pinned_in_place,
    entries.comes_and_goes,
    entries.several_at_once,
)
SILENT: tuple[Mutation, ...] = (
    noise.quiet,
    noise.restamped,
    noise.reordered,
    noise.on_top,
    noise.shown_twice,
    noise.ago,
    noise.ads,
    noise.tracking,
    noise.whitespace,
    noise.entities,
    noise.unicode_form,
    noise.image_query,
    noise.rehashed,
    noise.variants,
    noise.renamed,
    noise.gone_for_once,
    noise.window_grows,
    noise.window_shrinks,
    faulty.blocked,
    faulty.truncated,
    faulty.stale,
    faulty.stale_short,
    faulty.stale_dated,
    faulty.stale_edit,
    faulty.stale_page,
)
KINDS = (*TELLING, *SILENT)

PER_EPISODE = 12
"""Mutations on one live blog: enough for entries to go through several, few enough that it stays the page it is."""

PER_STRETCH = 60
"""Mutations in one piece of work for one process."""

KB_OF_OVERHEAD = 20
"""A page's share of the mutations is by its size, above so much: one of 1 MB takes as long as forty of 5 KB."""

FEWEST = len(KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of work: so many mutations on one page."""

    page: str
    number: int
    count: int
    seed: int
    until: float
    keep: Path | None


def pages() -> list[PageSpec]:
    """Return the pages that are there: the captured ones only where they stand beside the checkout."""
    return [page for page in (*fixtures(), *captured_pages()) if page.file.is_file()]


def play(page: PageSpec, count: int, seed: int | str, result: Result, keep: Path | None = None) -> Iterator[None]:
    """Play so many mutations on a page, all kinds equally often; yields after each."""
    tally = result.pages[page.name]
    kinds = _in_turns(Random(f"{seed}/{page.name}"))
    with asyncio.Runner() as runner:
        for number in itertools.count():
            episode = Episode(page, f"{seed}/{page.name}/{number}", runner)
            unread = episode.begin()
            if unread is not None:
                result.unread.setdefault(page.name, unread)
            before, wrong = tally.played, list[str]()
            for mutation in itertools.islice(kinds, PER_EPISODE):
                played, counts, wrong = episode.play(mutation)
                if played:
                    tally.add(*counts)
                    result.kinds[mutation.__name__].add(*counts)
                    if wrong:
                        _record(result, episode, mutation.__name__, wrong, keep)
                    yield
                if wrong or tally.played >= count:
                    break
            if tally.played == count or (tally.played == before and not wrong):
                return


def _in_turns(chance: Random) -> Iterator[Mutation]:
    while True:
        yield from chance.sample(KINDS, len(KINDS))


def _record(result: Result, episode: Episode, kind: str, wrong: Sequence[str], keep: Path | None) -> None:
    lines = (*wrong, *(f"poll      {outcome}" for outcome in episode.outcomes))
    name = episode.page.name
    result.faults.append(Fault(page=name, kind=kind, seed=episode.seed, lines=lines))
    folder = keep and keep / f"{name.replace('/', '-')}-{kind}"
    if folder is not None and not folder.exists():
        episode.capture(folder)


# -------------------------------------------------------------------------------------------------- running


def shares(chosen: Sequence[PageSpec], mutations: int) -> dict[str, int]:
    """Return how many mutations each page gets: each all kinds at least once, the small ones more often."""
    weights = {page.name: 1 / (page.file.stat().st_size / 1_000 + KB_OF_OVERHEAD) for page in chosen}
    total = sum(weights.values())
    return {name: max(FEWEST, round(mutations * weight / total)) for name, weight in weights.items()}


def stretches(chosen: Sequence[PageSpec], arguments: argparse.Namespace) -> list[Stretch]:
    """Return the work in pieces: the first of each page, the large pages in front, then the second of each."""
    until = time.time() + arguments.seconds
    found = [
        Stretch(
            page=name,
            number=number,
            count=min(PER_STRETCH, share - start),
            seed=arguments.seed,
            until=until,
            keep=arguments.keep,
        )
        for name, share in shares(chosen, arguments.mutations).items()
        for number, start in enumerate(range(0, share, PER_STRETCH))
    ]
    sizes = {page.name: page.file.stat().st_size for page in chosen}
    return sorted(found, key=lambda stretch: (stretch.number, -sizes[stretch.page]))


def work(stretch: Stretch) -> Result:
    """Play one stretch, as far as time allows."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    page = next(page for page in pages() if page.name == stretch.page)
    result = Result()
    for _ in play(page, stretch.count, f"{stretch.seed}/{stretch.number}", result, stretch.keep):
        if time.time() > stretch.until:
            break
    return result


def run(chosen: Sequence[PageSpec], arguments: argparse.Namespace) -> Result:
    """Play on all pages, until each has its share or the time is over."""
    result = Result()
    wanted = stretches(chosen, arguments)
    mutations = sum(stretch.count for stretch in wanted)
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for future in as_completed([pool.submit(work, stretch) for stretch in wanted]):
            result.add(future.result())
            if sys.stderr.isatty():
                print(f"\r{result.total.played} of {mutations} mutations", end="", file=sys.stderr)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mutations", type=int, default=20_000, metavar="N", help="how many to play (default 20,000)")
    parser.add_argument("--seed", type=int, default=1, help="what chance begins with (default 1)")
    parser.add_argument("--seconds", type=float, default=3_600.0, help="stop after so long (default 3,600)")
    parser.add_argument("--page", metavar="PART", default="", help="only pages with this in their name")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), metavar="N", help="processes (default one per core)"
    )
    parser.add_argument("--examples", type=int, default=2, metavar="N", help="faults to print per kind (default 2)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the polls that led to faults as captures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as one JSON object")
    arguments = parser.parse_args()
    chosen = [page for page in pages() if arguments.page in page.name]
    if not chosen:
        parser.error(f"no page has {arguments.page!r} in its name; there are {', '.join(p.name for p in pages())}")
    started = time.monotonic()
    result = run(chosen, arguments)
    report(result, [kind.__name__ for kind in KINDS], arguments.examples, arguments.json)
    print(f"\n{result.total.played} mutations on {len(chosen)} pages in {time.monotonic() - started:.0f} s")
    total = result.total
    return int(total.faultless != total.played)


if __name__ == "__main__":
    sys.exit(main())
