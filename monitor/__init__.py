"""Watch live blogs: what was published, edited, withdrawn or restored, entry by entry.

    import monitor

    snapshot = await monitor.probe("https://news.example.org/live/ukraine")
    print(snapshot.title, len(snapshot.entries))

    async for event in monitor.watch("https://news.example.org/live/ukraine"):
        print(event.type, event.message["data"]["entry"]["title"])

The daemon is `liveblog-monitor run`; what it is made of is drawn in ARCHITECTURE.md.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from monitor.errors import Blocked, ConfigError, ExtractError, FetchError, MonitorError, NotALiveBlog, StoreError
    from monitor.model import (
        Change,
        Edit,
        Endpoint,
        Entry,
        Event,
        EventType,
        IdClass,
        LiveBlogState,
        Page,
        Revision,
        Snapshot,
        Source,
        Window,
    )
    from monitor.watching import OnPoll

__all__ = [
    "Blocked",
    "Change",
    "ConfigError",
    "Edit",
    "Endpoint",
    "Entry",
    "Event",
    "EventType",
    "ExtractError",
    "FetchError",
    "IdClass",
    "LiveBlogState",
    "MonitorError",
    "NotALiveBlog",
    "Page",
    "Revision",
    "Snapshot",
    "Source",
    "StoreError",
    "Window",
    "probe",
    "watch",
]


# What is asked for is loaded then: each command of ours imports this package before it can say a word.
_HOMES = ("monitor.model", "monitor.errors")


def __getattr__(name: str) -> object:
    """Return one of the names above, or the module that has some of them."""
    if f"monitor.{name}" in _HOMES:
        return import_module(f"monitor.{name}")
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    home = next(module for module in map(import_module, _HOMES) if hasattr(module, name))
    return getattr(home, name)


def __dir__() -> list[str]:
    """Return the names that there are, loaded or not."""
    return sorted({*globals(), *__all__})


async def probe(
    url: str | Source,
    *,
    timeout: timedelta = timedelta(seconds=15),  # noqa: ASYNC109  # it bounds the fetch, retries included
    headers: Mapping[str, str] | None = None,
    extractor: str | None = None,
    whole: bool = False,
    browser: str | None = None,
    allow_networks: Sequence[str] = (),
) -> Snapshot:
    """Read a live blog once and return the snapshot, newest entry first.

    `extractor` forces one by name; `whole` reads the older pages too, a second apart. A Source in place of an address
    brings its own settings; `browser` is the Chromium if it is to be rendered. Only public addresses are dialled, and
    those in `allow_networks`, such as `["10.0.0.0/8"]`. Raises: FetchError, ExtractError; ValueError for no network.
    """
    from monitor.model import Source  # noqa: PLC0415  # the parts load when they are first needed
    from monitor.watching import read_once  # noqa: PLC0415  # likewise
    from monitor.wire.addresses import parse_network  # noqa: PLC0415  # likewise

    source = (
        Source(name="probe", url=url, timeout=timeout, headers=headers or {}, extractor=extractor)
        if isinstance(url, str)
        else url
    )
    networks = tuple(map(parse_network, allow_networks))
    return (await read_once(source, whole=whole, browser=browser, allow_networks=networks))[1]


def watch(
    *urls: str | Source,
    interval: timedelta | None = None,
    latest: int | None = 0,
    webhooks: Sequence[Endpoint] = (),
    store: str | None = None,
    record: Path | None = None,
    on_poll: OnPoll | None = None,
    allow_networks: Sequence[str] = (),
) -> AsyncIterator[Event]:
    """Return the events of live blogs as they happen, for ever; closing the iterator stops watching.

    `interval` None adapts it to the pace of the live blog. Of the first reading the `latest` newest entries are told
    (None: all). Each event also goes to the `webhooks`. Without a `store` (such as `sqlite:///live.db`) what is known
    lives in a temporary folder and goes with the iterator. Each response is kept in the folder `record`, if one is
    given. Only public addresses are dialled, and those in `allow_networks`, such as `["10.0.0.0/8"]`. A source that
    fails is told by a `source.degraded` event, and each poll to `on_poll`. Raises: StoreError;
    ValueError for what is no network.
    """
    from monitor.watching import follow  # noqa: PLC0415  # the parts load when they are first needed
    from monitor.wire.addresses import parse_network  # noqa: PLC0415  # likewise

    return follow(
        urls,
        interval=interval,
        latest=latest,
        webhooks=webhooks,
        store=store,
        record=record,
        on_poll=on_poll,
        allow_networks=tuple(map(parse_network, allow_networks)),
    )
