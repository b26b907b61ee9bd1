"""What comparing a reading with what is known costs, beside what the word diffs alone cost with difflib and rapidfuzz.

CPU milliseconds per reading, the best of many: 100 and 1,000 entries of 60 words with 3 edited and 1 new, for each
class of ids; then the bytes that each of 10,000 known entries takes of the heap, as the daemon holds them.
"""

from __future__ import annotations

import asyncio
import difflib
import gc
import random
import time
import tracemalloc
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from _table import parse_arguments, report
from rapidfuzz.distance import Levenshtein

from monitor.compare import Rules, compare
from monitor.model import Entry, IdClass, Known, PollCommit, Snapshot, SourceState
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOON = datetime(2024, 11, 7, 12, 0, tzinfo=UTC)
ROUNDS = 40
WORDS_PER_ENTRY = 60
CHANGED = 3
SYLLABLES = ("ka", "lo", "mi", "ne", "pu", "ra", "so", "ti", "va", "ze")
VOCABULARY = [f"{syllable}{ending}" for syllable in SYLLABLES for ending in "rnstlkmpdv"]


def entry(number: int, words: random.Random) -> Entry:
    """Return an entry as a publisher's page carries it."""
    published = NOON + timedelta(minutes=number)
    return Entry(
        id=f"672c{number:020x}",
        url=f"https://news.example.org/live/flood#{number}",
        title=" ".join(words.choices(VOCABULARY, k=8)),
        text=" ".join(words.choices(VOCABULARY, k=WORDS_PER_ENTRY)),
        authors=("A. Reporter",),
        published=published,
        updated=published,
    )


def readings(count: int, id_class: IdClass) -> tuple[Snapshot, Snapshot]:
    """Return two readings of a live blog; ids that are positions shift by one from the first to the second."""
    words = random.Random(count)
    first = [entry(number, words) for number in range(count, 0, -1)]
    second = [replace(item, text=f"{item.text}") for item in first]  # other objects, as from another page
    for place in (count // 5, count // 2, count - 2):
        second[place] = replace(second[place], text=second[place].text.replace(" ", " 45 ", 1))
    second.insert(0, entry(count + 1, words))
    if id_class is IdClass.POSITIONAL:
        first, second = ([replace(item, id=f"post{at}") for at, item in enumerate(page, 1)] for page in (first, second))
    one, other = (
        Snapshot(title="Flood", url=None, entries=tuple(page), extractor="-", confidence=1.0, id_class=id_class)
        for page in (first, second)
    )
    return one, other


def cpu_ms(call: Callable[[], object]) -> float:
    """Return the least CPU time that a call took, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        call()
        times.append(time.process_time_ns() - start)
    return min(times) / 1e6


def word_diffs(before: Sequence[Entry], after: Sequence[Entry], *, only_changed: bool, quick: bool) -> None:
    """Do what a monitor does that knows nothing but the texts: diff them pair by pair."""
    for old, new in zip(before, after[1:], strict=True):
        if only_changed and old.text == new.text:
            continue
        if quick:
            Levenshtein.opcodes(old.text.split(), new.text.split())
        else:
            difflib.SequenceMatcher(None, old.text.split(), new.text.split(), autojunk=False).get_opcodes()


async def bytes_per_entry(count: int, folder: str) -> dict[str, dict[str, float]]:
    """Return what a known entry takes of the heap as the daemon holds it: after a restart, and after one poll more."""
    first, second = readings(count, IdClass.STABLE)
    async with AsyncExitStack() as stack:
        store = await open_store(f"sqlite:///{folder}/known.db")
        stack.push_async_callback(store.close)
        await store.register([("flood", "https://news.example.org/live/flood")], ())
        found = compare(Known(), first, at=NOON, rules=Rules())
        state = SourceState(source="flood")
        await store.commit_poll(PollCommit(expected_sequence=0, state=state, known=found.known, entries=found.touched))
        await store.load_known("flood")  # what is made once for all entries is no entry's
        gc.collect()
        tracemalloc.start()
        known = await store.load_known("flood")
        await store.load_states()  # the store's thread holds on to its last answer
        loaded = _heap_bytes()
        known = compare(known, second, at=NOON, rules=Rules()).known
        polled = _heap_bytes()
        tracemalloc.stop()
    assert len(known.entries) == count + 1
    texts = ("".join((item.id, item.url or "", item.title or "", item.text, *item.authors)) for item in first.entries)
    characters = sum(map(len, texts)) / count
    return {
        name: {"in all": total / count, "characters": characters, "beyond them": total / count - characters}
        for name, total in (("loaded from the store", loaded), ("after a poll", polled))
    }


def _heap_bytes() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def main() -> None:
    """Measure and print."""
    arguments = parse_arguments(__doc__ or "")
    rows: dict[str, dict[str, float]] = {}
    for count in (100, 1_000):
        for id_class in IdClass:
            first, second = readings(count, id_class)
            known = compare(Known(), first, at=NOON, rules=Rules()).known
            found = compare(known, second, at=NOON, rules=Rules())
            assert len(found.changes) == CHANGED + 1
            before, after = first.entries, second.entries

            def compared(known: Known = known, second: Snapshot = second) -> object:
                return compare(known, second, at=NOON, rules=Rules())

            def diffs(
                *, only_changed: bool, quick: bool, before: Sequence[Entry] = before, after: Sequence[Entry] = after
            ) -> Callable[[], object]:
                return lambda: word_diffs(before, after, only_changed=only_changed, quick=quick)

            rows[f"{count} entries, {id_class.value} ids"] = {
                "compare": cpu_ms(compared),
                "rapidfuzz, changed": cpu_ms(diffs(only_changed=True, quick=True)),
                "rapidfuzz, all": cpu_ms(diffs(only_changed=False, quick=True)),
                "difflib, changed": cpu_ms(diffs(only_changed=True, quick=False)),
            }
    report("CPU ms", rows, arguments.json)
    print()
    with TemporaryDirectory() as folder:
        report("bytes per known entry", asyncio.run(bytes_per_entry(10_000, folder)), None)


if __name__ == "__main__":
    main()
