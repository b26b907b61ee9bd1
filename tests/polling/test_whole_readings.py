"""Pages that are read whole wait for each other, and nobody else for them."""

import asyncio
import threading
from dataclasses import replace

import pytest
from live_blogs import NOON, URL, entry, page

from monitor.extract import Recall, extract
from monitor.model import Source
from monitor.polling import extraction
from monitor.polling.extraction import OFF_LOOP_BYTES, WHOLE_AT_ONCE, WHOLE_BYTES, Extraction

SOURCE = Source(name="flood", url=URL)
SMALL = page(entry(1))
LARGE = replace(SMALL, body=SMALL.body + b" " * WHOLE_BYTES)
LARGER = replace(SMALL, body=SMALL.body + b" " * OFF_LOOP_BYTES)


def known(shown):
    """Return what a reading of a page leaves for the next one."""
    recall = Recall()
    extract(shown, now=NOON, recall=recall)
    return recall


@pytest.fixture
def threads(monkeypatch):
    """Return the threads that readings were made in."""
    used = []
    monkeypatch.setattr(
        extraction, "extract", lambda *a, **k: (used.append(threading.current_thread()), extract(*a, **k))[1]
    )
    return used


@pytest.mark.parametrize(("shown", "beside"), [(SMALL, False), (LARGE, True), (LARGER, True)])
def test_what_is_read_whole_is_read_beside_the_loop(threads, shown, beside):
    """It takes ten times as long as a page whose entries are recalled: only a very small one is worth no thread."""
    asyncio.run(Extraction(clock=lambda: NOON).extract(SOURCE, shown, None, "", Recall()))

    assert [beside] == [thread is not threading.main_thread() for thread in threads]


def test_what_is_recalled_is_read_at_once(threads):
    """A page of usual size takes a few milliseconds then: less than to wait for a thread that others compute in."""
    asyncio.run(Extraction(clock=lambda: NOON).extract(SOURCE, LARGE, None, "", known(LARGE)))

    assert [threading.main_thread()] == threads


def test_first_readings_hold_up_no_source_that_is_known(monkeypatch):
    """At a start with hundreds of sources a few are read at a time; one that was read before is read meanwhile."""
    may_end, under_way, most = threading.Event(), [], []

    def read(shown, *, recall, **settings):
        if recall.size:
            return extract(shown, recall=recall, **settings)
        under_way.append(shown)
        most.append(len(under_way))
        may_end.wait(timeout=10)
        under_way.pop()
        return extract(shown, recall=recall, **settings)

    monkeypatch.setattr(extraction, "extract", read)

    async def start():
        readings = Extraction(clock=lambda: NOON)
        first = [
            asyncio.create_task(readings.extract(SOURCE, LARGER, None, "", Recall())) for _ in range(3 * WHOLE_AT_ONCE)
        ]
        await asyncio.sleep(0)
        again = await readings.extract(SOURCE, LARGER, None, "", known(LARGER))
        waited_for = [task for task in first if task.done()]
        may_end.set()
        return waited_for, again, await asyncio.gather(*first)

    waited_for, again, first = asyncio.run(start())

    assert ([], again.entries) == (waited_for, first[0].entries)
    assert WHOLE_AT_ONCE >= max(most)
