"""Precision and recall of the events, per kind of mutation and per page.

    page ──mutation──▶ pages as a publisher would serve them ──Pipeline──▶ events
              └──────▶ what a person would say happened ─────────────────▶ expected     they must be the same

Plays seeded mutations (benchmarks/mutations) on the pages of tests/pages and, where they stand beside the checkout, on
captured ones, in each page's own carriers, and polls them with the real pipeline. Mutations follow one another on one
live blog, as in life; after one that was told wrongly a new live blog begins.

`--keep DIR` writes the polls that led to the first wrong telling of each kind and page as a capture, which
`liveblog-monitor replay` runs.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import itertools
import json
import logging
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import structlog
from mutations import edits, noise
from mutations.carriers import squeeze
from mutations.pages import pages
from mutations.stage import Stage, newest_date

from monitor.model import NotModified, Page, Source, SourceState, Validators
from monitor.pipeline import Pipeline
from monitor.replay import ReplayStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mutations.edits import Expected, Turn
    from mutations.pages import PageSpec
    from mutations.stage import Item

    from monitor.model import Event, Request

    Mutation = Callable[[Turn], bool]

TELLING: tuple[Mutation, ...] = (
    edits.new,
    edits.several_new,
    edits.late_insert,
    edits.scheduled,
    edits.same_words,
    edits.roll_off,
    edits.edit_word,
    edits.edit_digit,
    edits.edit_dated,
    edits.edit_headline,
    edits.back_and_forth,
    edits.addition,
    edits.link_changed,
    edits.delete,
    edits.delete_newest,
    edits.delete_while_new,
    edits.restore,
    edits.restore_edited,
    edits.several_at_once,
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
    noise.blocked,
    noise.truncated,
    noise.stale,
    noise.stale_short,
    noise.stale_dated,
)
KINDS = (*TELLING, *SILENT)

PER_EPISODE = 12
"""Mutations on one live blog: enough for entries to go through several, few enough that it stays the page it is."""

SMALLEST = 8
"""Entries that a live blog begins with: one of two has nothing that could roll off."""

HIDDEN = 3
"""Entries at most that are below the window of a page at first."""

KB_OF_OVERHEAD = 20
"""A page's share of the mutations is by its size, above so much: one of 1 MB takes as long as forty of 5 KB."""

FEWEST = len(KINDS)


@dataclass(slots=True)
class Tally:
    """How mutations of one kind, or on one page, were told."""

    played: int = 0
    faultless: int = 0
    expected: int = 0
    told: int = 0
    right: int = 0

    def add(self, right: int, expected: int, told: int) -> None:
        self.played += 1
        self.right += right
        self.expected += expected
        self.told += told
        self.faultless += right == expected == told

    def figures(self) -> dict[str, float]:
        return {
            "played": self.played,
            "faultless": self.faultless,
            "expected": self.expected,
            "missed": self.expected - self.right,
            "invented": self.told - self.right,
            "precision": self.right / self.told if self.told else 1.0,
            "recall": self.right / self.expected if self.expected else 1.0,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A mutation that was told wrongly."""

    page: str
    kind: str
    seed: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One answer that the publisher gave."""

    at: datetime
    body: bytes
    headers: Mapping[str, str]


class Episode:
    """One live blog from its first poll on; the Turn of its mutations."""

    def __init__(self, page: PageSpec, seed: str, runner: asyncio.Runner) -> None:
        self.random = Random(seed)
        self.page = page
        self.seed = seed
        self.stage = Stage.open(page, self.random)
        self._grow()
        self.now = page.at or (newest_date(self.stage.items) or datetime(2026, 1, 2, 12, tzinfo=UTC))
        self.shots: list[Shot] = []
        self.events: list[Event] = []
        self.outcomes: list[str] = []
        self.expected: list[Expected] = []
        self.ids: dict[Item, str] = {}
        self._runner = runner
        self._source = Source(name="page", url=page.url, on_start=None)
        states = {"page": SourceState(source="page")}
        self._pipeline = Pipeline(
            fetch=self._fetch,
            store=ReplayStore(states),
            clock=lambda: self.now,
            states=states,
            on_commit=lambda *_: None,
            page_gap=timedelta(0),
        )

    def _grow(self) -> None:
        stage, before = self.stage, len(self.stage.items)
        while len(stage.items) < SMALLEST and stage.new() is not None:
            pass
        if self.page.rolls and len(stage.items) >= SMALLEST:
            hidden = self.random.randrange(HIDDEN) if before > SMALLEST else 0
            stage.size = len(stage.items) - hidden

    # ------------------------------------------------------------------------------------------- the turn

    def pass_time(self, by: timedelta) -> None:
        self.now += by

    def show(self, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> None:
        newest = newest_date(self.stage.shown)
        self.now += timedelta(seconds=self.random.randrange(5, 40))
        if newest is not None and newest > self.now:
            self.now = newest + timedelta(seconds=20)
        given = {"content-type": self.page.content_type, **(headers or {})}
        self.shots.append(Shot(at=self.now, body=self.stage.body() if body is None else body, headers=given))
        poll = self._runner.run(self._pipeline.poll(self._source))
        self.events += poll.events
        self.outcomes.append(f"{poll.outcome.value}{f' ({poll.reason})' if poll.reason else ''}")

    def expect(self, expected: Expected) -> None:
        self.expected.append(expected)

    async def _fetch(self, request: Request) -> Page | NotModified:
        shot = self.shots[-1]
        digest = int.from_bytes(hashlib.blake2b(shot.body, digest_size=7).digest())
        validators = Validators(body_digest=digest)
        if request.known.body_digest == digest:
            return NotModified(url=request.url, fetched_at=shot.at, validators=validators, status=200)
        return Page(
            url=request.url,
            status=200,
            headers=shot.headers,
            body=shot.body,
            fetched_at=shot.at,
            validators=validators,
        )

    # ------------------------------------------------------------------------------------------- judging

    def begin(self) -> str | None:
        """Poll the page for the first time; return what was not read of it as it stands there, if anything."""
        self.show()
        said = {event.entry_id or "": words_of(event) for event in self.events}
        self.events.clear()
        for item in edits.telling(self.stage):
            ids = [id_ for id_, words in said.items() if item.words()[:80] in words]
            if len(ids) == 1:
                self.ids[item] = ids[0]
        if not said:
            return self.outcomes[-1]
        shown = len(self.stage.shown)
        return f"{len(said)} entries are read of {shown}" if len(said) != shown else None

    def play(self, mutation: Mutation) -> tuple[bool, tuple[int, int, int], list[str]]:
        """Return whether the mutation could be played; how many were told right, expected, told; what was wrong."""
        self.events.clear()
        self.expected.clear()
        self.outcomes.clear()
        polls = len(self.shots)
        played = mutation(self)
        if not played:
            return False, (0, 0, 0), ["half played"] if self.expected or len(self.shots) > polls else []
        left = list(self.events)
        wrong: list[str] = []
        right = 0
        for expected in self.expected:
            event = next((event for event in left if self._is(expected, event)), None)
            if event is None:
                wrong.append(f"missed    {_wanted(expected, self.ids.get(expected.item))}")
                continue
            left.remove(event)
            self.ids.setdefault(expected.item, event.entry_id or "")
            right += 1
        wrong += [f"invented  {_told(event)}" for event in left]
        return True, (right, len(self.expected), len(self.events)), wrong

    def _is(self, expected: Expected, event: Event) -> bool:
        """Return whether an event tells of what was expected: of that entry, under its id, with the words it has."""
        if event.type.value != expected.kind:
            return False
        known = self.ids.get(expected.item)
        if known != event.entry_id if known else event.entry_id in self.ids.values():
            return False
        change = event.message["data"]["change"]
        if expected.fields is not None and tuple(change["fields"]) != expected.fields:
            return False
        if expected.silent is not None and change["silent"] is not expected.silent:
            return False
        return expected.says[:200] in words_of(event)

    def capture(self, folder: Path) -> None:
        """Write all polls as a capture."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = []
        for number, shot in enumerate(self.shots):
            name = f"{number:04}.body"
            (folder / name).write_bytes(shot.body)
            line = {"at": shot.at.isoformat(), "url": self.page.url, "status": 200, "headers": dict(shot.headers)}
            lines.append(json.dumps(line | {"body": name}))
        (folder / "index.jsonl").write_text("\n".join(lines) + "\n")


def words_of(event: Event) -> str:
    entry = event.message["data"].get("entry") or {}
    return squeeze(f"{entry.get('title') or ''} {entry.get('text') or ''}")


def _wanted(expected: Expected, id_: str | None) -> str:
    silent = {None: "", True: "silent", False: "not silent"}[expected.silent]
    return f"{expected.kind} {id_ or 'under an id of its own'} {expected.fields or ''} {silent} {expected.says[:50]!r}"


def _told(event: Event) -> str:
    told = event.message["data"]
    entry, change = told.get("entry"), told.get("change")
    if entry is None:
        return f"{event.type.value} {told.get('reason')}"
    text = f"{event.type.value} {entry['id']} {(entry['title'] or entry['text'])[:50]!r}"
    if change is None:
        return text
    diff = [(sign, words[:40]) for sign, words in change["diff"] if sign != "="]
    return f"{text} {change['fields']} {'silent' if change['silent'] else ''} {diff[:4]}"


# -------------------------------------------------------------------------------------------------- running


@dataclass(slots=True)
class Result:
    """What a run found."""

    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    pages: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    faults: list[Fault] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        total = Tally()
        for tally in self.pages.values():
            for name in ("played", "faultless", "expected", "told", "right"):
                setattr(total, name, getattr(total, name) + getattr(tally, name))
        return total


def play(page: PageSpec, count: int, seed: int, result: Result, keep: Path | None = None) -> Iterator[None]:
    """Play so many mutations on a page, all kinds equally often; yields after each."""
    tally = result.pages[page.name]
    kinds = _in_turns(Random(f"{seed}/{page.name}"))
    with asyncio.Runner() as runner:
        for number in itertools.count():
            episode = Episode(page, f"{seed}/{page.name}/{number}", runner)
            unread = episode.begin()
            if unread is not None:
                result.unread.setdefault(page.name, unread)
            before = tally.played
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
            if tally.played in {before, count}:
                return


def _in_turns(chance: Random) -> Iterator[Mutation]:
    while True:
        yield from chance.sample(KINDS, len(KINDS))


def _record(result: Result, episode: Episode, kind: str, wrong: Sequence[str], keep: Path | None) -> None:
    lines = (*wrong, *(f"poll      {outcome}" for outcome in episode.outcomes))
    name = episode.page.name
    first = not any(fault.page == name and fault.kind == kind for fault in result.faults)
    result.faults.append(Fault(page=name, kind=kind, seed=episode.seed, lines=lines))
    if keep is not None and first:
        episode.capture(keep / f"{name.replace('/', '-')}-{kind}")


def shares(chosen: Sequence[PageSpec], mutations: int) -> dict[str, int]:
    """Return how many mutations each page gets: each all kinds at least once, the small ones more often."""
    weights = {page.name: 1 / (page.file.stat().st_size / 1_000 + KB_OF_OVERHEAD) for page in chosen}
    total = sum(weights.values())
    return {name: max(FEWEST, round(mutations * weight / total)) for name, weight in weights.items()}


def run(chosen: Sequence[PageSpec], mutations: int, seed: int, seconds: float, keep: Path | None) -> Result:
    """Play on all pages in turns, until each has its share or the time is over."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    result = Result()
    wanted = shares(chosen, mutations)
    running = [play(page, wanted[page.name], seed, result, keep) for page in chosen]
    until = time.monotonic() + seconds
    played = 0
    while running and time.monotonic() < until:
        for one in list(running):
            if next(one, _OVER) is _OVER:
                running.remove(one)
            played += 1
            if sys.stderr.isatty():
                print(f"\r{played} of {sum(wanted.values())} mutations", end="", file=sys.stderr)
    return result


_OVER = object()


# ------------------------------------------------------------------------------------------------ reporting


def table(name: str, rows: Mapping[str, Mapping[str, float]]) -> None:
    """Print rows of figures."""
    width = max(map(len, (name, *rows)))
    columns = list(next(iter(rows.values())))
    print("  ".join((name.ljust(width), *(column.rjust(9) for column in columns))))
    for row, figures in rows.items():
        cells = (f"{value:9.4f}" if isinstance(value, float) else f"{value:9}" for value in figures.values())
        print("  ".join((row.ljust(width), *cells)))
    print()


def report(result: Result, examples: int, path: Path | None) -> None:
    """Print the tables and the first faults of each kind; write all of it to `path` if one is given."""
    kinds = {kind.__name__: result.kinds[kind.__name__].figures() for kind in KINDS if kind.__name__ in result.kinds}
    by_page = {name: tally.figures() for name, tally in sorted(result.pages.items())}
    table("kind", kinds)
    table("page", by_page)
    table("all", {"total": result.total.figures()})
    for name, unread in result.unread.items():
        print(f"{name}: {unread}")
    shown: Counter[str] = Counter()
    for fault in result.faults:
        shown[fault.kind] += 1
        if shown[fault.kind] <= examples:
            print(f"\n{fault.kind} on {fault.page} (seed {fault.seed})", *fault.lines, sep="\n  ")
    if path is not None:
        figures = {"total": result.total.figures(), "kinds": kinds, "pages": by_page, "unread": result.unread}
        path.write_text(json.dumps(figures, indent=2) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mutations", type=int, default=20_000, metavar="N", help="how many to play (default 20,000)")
    parser.add_argument("--seed", type=int, default=1, help="what chance begins with (default 1)")
    parser.add_argument("--seconds", type=float, default=3_600.0, help="stop after so long (default 3,600)")
    parser.add_argument("--page", metavar="PART", default="", help="only pages with this in their name")
    parser.add_argument("--examples", type=int, default=2, metavar="N", help="faults to print per kind (default 2)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the polls that led to faults as captures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as one JSON object")
    arguments = parser.parse_args()
    chosen = [page for page in pages() if arguments.page in page.name]
    if not chosen:
        parser.error(f"no page has {arguments.page!r} in its name; there are {', '.join(p.name for p in pages())}")
    result = run(chosen, arguments.mutations, arguments.seed, arguments.seconds, arguments.keep)
    report(result, arguments.examples, arguments.json)
    total = result.total
    return int(total.faultless != total.played)


if __name__ == "__main__":
    sys.exit(main())
