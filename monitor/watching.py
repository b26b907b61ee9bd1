"""What `monitor.watch()` and `monitor.probe()` do: the daemon's own parts, without a config."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.clock import utc_now
from monitor.daemon.probing import preview
from monitor.fetch import Fetcher
from monitor.model import NotModified, Source, Validators
from monitor.ops.logging import configure_quietly
from monitor.polling.reader import Reader
from monitor.polling.requesting import page_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence
    from pathlib import Path

    from monitor.model import Endpoint, Event, Page, Snapshot
    from monitor.pipeline import Poll
    from monitor.ports import Store
    from monitor.wire.addresses import Networks

    OnPoll = Callable[[Source, Poll], None]

_BATCH = 100
"""Events read from the store at once: a slow consumer holds no more than these in memory."""

_LEAST = timedelta(seconds=5)
_NAME_LENGTH = 48


async def read_once(
    source: Source, *, whole: bool = False, browser: str | None = None, allow_networks: Networks = ()
) -> tuple[Page, Snapshot]:
    """Return one reading of a live blog, and the page that it is of; with `whole` its older pages too.

    Of an index it shows which live blogs that would bring.

    `browser` is the Chromium for a source that is rendered; `allow_networks` may be dialled beside public addresses.
    Raises: FetchError, ExtractError.
    """
    async with Fetcher(utc_now, allow_networks=allow_networks, browser=browser) as fetch:
        answer = await fetch(page_request(source, source.url, None, Validators()))
        if isinstance(answer, NotModified):  # pragma: no cover  # an unconditional request has nothing to compare with
            msg = "an unconditional request was answered as not modified"
            raise TypeError(msg)
        if source.discover is not None:
            return answer, await preview(source, answer, at=utc_now())
        return await Reader(fetch=fetch, clock=utc_now).look(source, answer, whole=whole)


async def follow(
    urls: Sequence[str | Source],
    *,
    interval: timedelta | None,
    latest: int | None,
    webhooks: Sequence[Endpoint],
    store: str | None,
    record: Path | None,
    on_poll: OnPoll | None,
    allow_networks: Networks,
) -> AsyncIterator[Event]:
    """Yield the events of live blogs as they happen (see `monitor.watch`)."""
    from monitor.app import Setup, running  # noqa: PLC0415 (the daemon with its store, which one reading does not need)

    configure_quietly()
    sources = named(urls, interval=interval, latest=latest)
    if record is not None:
        sources = [replace(source, record=True) for source in sources]
    fresh: set[str] = set()
    woken = asyncio.Event()

    def polled(source: Source, poll: Poll) -> None:
        if on_poll is not None:
            on_poll(source, poll)
        if poll.events:
            fresh.add(source.name)
            woken.set()

    with TemporaryDirectory(prefix="liveblog-monitor-") as folder:
        setup = Setup(
            sources=sources,
            endpoints=webhooks,
            lanes=[(webhook.name, source.name) for webhook in webhooks for source in sources],
            store_url=store or f"sqlite:///{folder}/watch.db",
            captures=record,
            fetch_networks=allow_networks,
            deliver_networks=allow_networks,
            stop_polls=timedelta(0),  # a poll that is cut off loses nothing, and who waits at a prompt notices
        )
        async with running(setup, on_poll=polled) as monitor:
            # A store that was used before may hold older events: they were told then.
            seen = {source.name: monitor.pipeline.state(source.name).sequence for source in sources}
            while True:
                await woken.wait()
                woken.clear()
                while fresh:
                    name = fresh.pop()
                    async for event in _events_after(monitor.store, name, seen[name]):
                        yield event
                        seen[name] = event.sequence


async def _events_after(store: Store, source: str, sequence: int) -> AsyncIterator[Event]:
    while events := await store.load_events(source, after=sequence, limit=_BATCH):
        for event in events:
            yield event
        sequence = events[-1].sequence


def named(urls: Iterable[str | Source], *, interval: timedelta | None, latest: int | None) -> list[Source]:
    """Return a source per address, each with a name of its own made from the address.

    >>> [source.name for source in named(["https://a.example/live/war", "https://a.example/live/war/"],
    ...                                  interval=None, latest=0)]
    ['war', 'war-2']
    >>> [one.name for one in named(["https://a.example/womens-world-cup-england-news-latest-australia-b2392480.html"],
    ...                            interval=None, latest=0)]
    ['womens-world-cup-england-news-latest-australia']
    """
    sources: list[Source] = []
    taken: set[str] = set()
    for url in urls:
        if isinstance(url, Source):
            sources.append(url)
            taken.add(url.name)
            continue
        stem = _stem(url)
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        least = min(interval, _LEAST) if interval else _LEAST
        sources.append(Source(name=name, url=url, interval=interval, on_start=latest, min=least))
    return sources


def _stem(url: str) -> str:
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2] or parts.netloc
    stem = re.sub(r"[^a-z0-9]+", "-", last.lower().removesuffix(".html")).strip("-")
    if len(stem) > _NAME_LENGTH:
        stem = stem[: _NAME_LENGTH + 1].rpartition("-")[0] or stem[:_NAME_LENGTH]
    return stem or "live-blog"
