"""`watch`: print what happens on live blogs, without a config."""

from __future__ import annotations

import asyncio
import signal
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from monitor import watch as watch_urls
from monitor.cli.options import DURATION, allow_network, ignore_robots, signing_secret, web_address, web_addresses
from monitor.cli.render import print_event
from monitor.cli.terminal import harmless, plain
from monitor.model import Endpoint
from monitor.ops.logging import LEVELS, configure
from monitor.pipeline import PollOutcome
from monitor.watching import named

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import timedelta

    from monitor.model import Event, Source
    from monitor.pipeline import Poll

_FAILED = {PollOutcome.FETCH_FAILED, PollOutcome.EXTRACT_FAILED, PollOutcome.STORE_FAILED, PollOutcome.DEFECT}


@click.command(epilog="Ctrl-C ends it. With --json each line is one event body, as a webhook would get it.")
@click.argument("urls", nargs=-1, required=True, metavar="URL...", callback=web_addresses)
@click.option("--json", "as_json", is_flag=True, help="Print one event body per line.")
@click.option("--interval", type=DURATION, help="Poll this often, such as 10s; without it at the pace of the blog.")
@click.option("--latest", type=click.IntRange(0), default=0, metavar="N", help="Also tell the N newest entries.")
@click.option("--record", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Keep each response.")
@click.option("--webhook", metavar="URL", callback=web_address, help="Also send each event there.")
@click.option("--secret", callback=signing_secret, metavar="WHSEC", help="Sign what goes to the webhook.")
@allow_network
@ignore_robots
@click.option("--log", "level", type=click.Choice(LEVELS), default="error", help="Log to standard error.")
def watch(
    *,
    urls: tuple[str, ...],
    as_json: bool,
    interval: timedelta | None,
    latest: int,
    record: Path | None,
    webhook: str | None,
    secret: str | None,
    allow_networks: tuple[str, ...],
    ignore_robots: bool,
    level: str,
) -> None:
    """Print what happens on live blogs as it happens.

    \b
    liveblog-monitor watch https://news.example.org/live/ukraine --latest 5
    liveblog-monitor watch URL URL --json | jq .data.entry.title
    liveblog-monitor watch URL --record night    # and later: liveblog-monitor replay night
    """
    if secret and not webhook:
        raise click.UsageError("--secret signs what goes to a webhook: add --webhook URL")
    configure(level)
    webhooks = [Endpoint(name="webhook", url=webhook, secrets=(secret,) if secret else ())] if webhook else []
    sources = [replace(one, robots=not ignore_robots) for one in named(urls, interval=interval, latest=latest)]
    events = watch_urls(
        *sources,
        interval=interval,
        latest=latest,
        record=record,
        webhooks=webhooks,
        on_poll=_StatusTeller().tell,
        allow_networks=allow_networks,
    )
    asyncio.run(_print_all(events, as_json=as_json, show_source=len(urls) > 1))


async def _print_all(events: AsyncIterator[Event], *, as_json: bool, show_source: bool) -> None:
    out = Console(highlight=False)
    _end_cleanly()
    async with aclosing(events):  # type: ignore[type-var]  # the iterator is a generator
        async for event in events:
            if as_json:
                # Bytes, because JSON is UTF-8 whatever the locale says.
                click.echo(harmless(event.body.decode()).encode())
            else:
                print_event(out, event.message, show_source=show_source)


def _end_cleanly() -> None:
    """Let SIGTERM and a closed terminal end the watching as Ctrl-C does, so that no temporary folder stays behind."""
    watching = asyncio.current_task()
    assert watching is not None
    loop = asyncio.get_running_loop()
    for signal_ in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(signal_, watching.cancel)


class _StatusTeller:
    """Says on standard error when a live blog is read for the first time, fails, or answers again."""

    def __init__(self) -> None:
        self._read: set[str] = set()
        self._reasons: dict[str, str] = {}

    def tell(self, source: Source, poll: Poll) -> None:
        if poll.outcome in _FAILED:
            if self._reasons.get(source.name) != poll.reason:
                self._reasons[source.name] = poll.reason or ""
                wait = round(poll.interval.total_seconds())
                click.secho(f"{source.url}: {plain(poll.reason)}; trying again in {wait} s", err=True, fg="red")
            return
        self._reasons.pop(source.name, None)
        if poll.snapshot is not None and source.name not in self._read:
            self._read.add(source.name)
            snapshot = poll.snapshot
            title = plain(snapshot.title) or source.url
            read = f"{len(snapshot.entries)} entries by {snapshot.extractor}, confidence {snapshot.confidence:.2f}"
            click.secho(f"Watching “{title}” ({read})", err=True, dim=True)
