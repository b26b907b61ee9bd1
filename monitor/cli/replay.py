"""`replay`: captures through the real pipeline, as fast as it can; nothing is sent."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from monitor.capture import read_captures
from monitor.cli.render import print_event
from monitor.cli.terminal import harmless, plain
from monitor.config import load
from monitor.errors import CaptureError
from monitor.extract import EXTRACTORS
from monitor.ops.logging import LEVELS, configure
from monitor.replay import Replay, configured, first_address
from monitor.replay import replay as replay_all
from monitor.watching import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.capture import Capture
    from monitor.model import Source
    from monitor.replay import Replayed

SHOWN = 3
"""Addresses of responses that nobody asked for, in the last line."""


@click.command(epilog="Ids and bytes of the events are the same in each replay of the same captures and settings.")
@click.argument("paths", nargs=-1, required=True, metavar="CAPTURE...", type=click.Path(path_type=Path))
@click.option("--config", "path", type=click.Path(path_type=Path), help="Take the settings of its sources.")
@click.option("--json", "as_json", is_flag=True, help="Print one event body per line.")
@click.option("--latest", type=click.IntRange(0), metavar="N", help="Also tell the N newest entries of the first page.")
@click.option("--log", "level", type=click.Choice(LEVELS), default="error", help="Log to standard error.")
def replay(*, paths: tuple[Path, ...], path: Path | None, as_json: bool, latest: int | None, level: str) -> None:
    """Print what would have been told of recorded responses. CAPTURE is a WARC file, or a folder with an index.jsonl.

    A capture is one source: that of the address it begins with. With --config, every source of the config whose
    address is in it, with its settings.

    \b
    liveblog-monitor watch URL --record night; liveblog-monitor replay night
    liveblog-monitor replay night.warc.gz --config config/monitor.yaml --json
    """
    configure(level)
    captures = [capture for one in paths for capture in read_captures(one)]
    for capture in captures:
        if capture.cut:
            click.secho(f"{capture.place}: {capture.cut}; what comes before is replayed", err=True, fg="yellow")
    sources = load(path, environ=os.environ, extractors=EXTRACTORS).sources if path else None
    replays = _paired(captures, sources, str(path))
    if latest is not None:
        replays = [Replay(replace(one.source, on_start=latest), one.capture) for one in replays]
    asyncio.run(_replay(replays, as_json=as_json))


def _paired(captures: Sequence[Capture], sources: Sequence[Source] | None, config: str) -> list[Replay]:
    """Return each source with the capture that answers it. Raises: CaptureError."""
    if sources is None:
        # Named after the captures, so that the same one is called the same each time.
        calls = named([capture.name for capture in captures], interval=None, latest=0)
        return [
            Replay(replace(source, url=first_address(capture)), capture)
            for source, capture in zip(calls, captures, strict=True)
        ]
    replays = []
    for capture in captures:
        of_config = configured(capture, sources)
        if not of_config:
            reason = f"no source in {config} has its address, {first_address(capture)}"
            raise CaptureError(capture.place, f"{reason}; add one, or replay it without --config")
        replays += [Replay(source, capture) for source in of_config]
    taken = Counter(one.source.name for one in replays)
    for one in replays:
        if taken[one.source.name] > 1:
            raise CaptureError(
                one.capture.place, f"source {one.source.name} is in another capture, too; replay one each"
            )
    return replays


async def _replay(replays: Sequence[Replay], *, as_json: bool) -> None:
    out = Console(highlight=False)
    polls = Counter[str]()
    reasons: dict[str, str | None] = {}
    events = 0
    async for replayed in replay_all(replays):
        polls[replayed.poll.outcome.value] += 1
        events += len(replayed.poll.events)
        _complain(replayed, reasons)
        for event in replayed.poll.events:
            if as_json:
                # Bytes, because JSON is UTF-8 whatever the locale says.
                click.echo(harmless(event.body.decode()).encode())
            else:
                print_event(out, event.message, show_source=len(replays) > 1)
    unasked = [exchange.url for one in replays for exchange in one.fetch.unasked]
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(polls.items())) or "none"
    rest = f"; {_counted(len(unasked), 'response')} never asked for ({_some(unasked)})" if unasked else ""
    summary = f"{_counted(events, 'event')} from {_counted(polls.total(), 'poll')} ({outcomes}){rest}"
    click.secho(summary, err=True, dim=True)


def _some(addresses: Sequence[str]) -> str:
    """Return the first addresses, each once; another live blog among them can be a source of a config."""
    each = [plain(url) for url in dict.fromkeys(addresses)]
    return ", ".join(each[:SHOWN]) + (", …" if len(each) > SHOWN else "")


def _counted(count: int, noun: str) -> str:
    """Return `1 poll`, `2 polls`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _complain(replayed: Replayed, reasons: dict[str, str | None]) -> None:
    """Say on standard error why a poll failed, once until it is for another reason."""
    name, poll = replayed.source.name, replayed.poll
    if poll.reason is not None and reasons.get(name) != poll.reason:
        click.secho(f"{name}: {poll.outcome.value}: {plain(poll.reason)}", err=True, fg="red")
    reasons[name] = poll.reason
