"""`status`: how sources fare, when each is asked next, and why then."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from monitor.cli import standing
from monitor.cli.database import as_json_lines, flushed, known, of_database, reading
from monitor.cli.printing import counted, print_json
from monitor.cli.table import moment, print_table, table
from monitor.cli.terminal import plain
from monitor.clock import utc_now
from monitor.config import DEFAULT_PATH, Config, load_to_look, parse_source
from monitor.daemon.overview import overview
from monitor.event import rfc3339
from monitor.model import Source, host_of
from monitor.push import holds, trusted
from monitor.schedule.pacer import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from monitor.daemon.overview import Overview
    from monitor.model import Account, EndpointStatus, LeftPage, QuietHours, SourceState, Subscription, Watched

COLUMNS = ("source", "condition", "life", "polled", "next", "every", "newest", "events", "why")
COLOURS = {"well": "green", "failing": "yellow", "degraded": "bold red", "paused": "dim", "waiting": "cyan"}
_LABEL_WIDTH = 12
WATCH_EVERY_S = 2.0
LATE = timedelta(minutes=1)
"""A poll that was due before is late: when the next one is due is written half a minute later at most."""

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400


@click.command(epilog="Reads the database, beside a daemon, which writes the latest into it first, or without one.")
@click.argument("source", required=False)
@click.option("-w", "--watch", is_flag=True, help="One screen that keeps itself up to date, until Ctrl-C.")
@of_database
@as_json_lines
def status(*, source: str | None, watch: bool, path: Path, store: str | None, as_json: bool) -> None:
    """Say how every source and webhook fares, or of one SOURCE also why it is asked as often as it is.

    \b
    liveblog-monitor status
    liveblog-monitor status --watch
    liveblog-monitor status ukraine
    liveblog-monitor status --json | jq 'select(.condition != "well") | .name'
    """
    config = _config(path, store)
    url = store or config.store_url
    if watch:
        if source is not None or as_json:
            raise click.UsageError("--watch shows all sources on a terminal: neither SOURCE nor --json goes with it")
        asyncio.run(_watch(config, url))
        return
    if source is None and not as_json and Console().is_terminal:
        asyncio.run(_show(config, url))
        return
    now = utc_now()
    seen, today, fault = asyncio.run(_seen(config, url, now))
    if fault is not None:
        click.echo(fault, err=True)
    if source is None:
        _print_all(seen, as_json=as_json)
        return
    known(source, "source", list(seen.watched))
    one, why = seen.watched[source], seen.explain(source)
    host = host_of(address(one.source, one.state))
    if as_json:
        print_json(
            {**shape(one), "why": list(why), "host": host, "left": [left_shape(page) for page in one.state.left]}
        )
        return
    out = Console(highlight=False)
    out.print(Text(f"{source}  {plain(one.source.url)}", "bold"), soft_wrap=True)
    said = list(details(one, why, host, today.get(host), now))
    if (subscription := seen.subscriptions.get(source)) is not None:
        said.append(("push", push(subscription, now)))
    for label, words in said:
        out.print(Text.assemble((f"  {label:<{_LABEL_WIDTH}}", "dim"), plain(words)), soft_wrap=True)


def _config(path: Path, store: str | None) -> Config:
    """Return the config; where the database itself is named there need be none. Raises: ConfigError."""
    if store is not None and path == DEFAULT_PATH and not path.exists():
        click.echo("without a config the sources are taken as they are registered, with the default settings", err=True)
        return Config(store_url=store)
    return load_to_look(path, environ=os.environ)


async def _seen(config: Config, url: str, now: datetime) -> tuple[Overview, dict[str, Account], str | None]:
    fault = await flushed(url)
    async with reading(url) as database:
        read = partial(parse_source, config=config)
        named = config.sources
        if not named:
            registered = (await database.load_registered()).sources
            named = tuple(Source(name=name, url=address) for name, address in registered.items())
        seen = await overview(database, named, read=read, etiquette=config.etiquette, now=now)
        return seen, {one.host: one.account for one in await database.load_accounts(now.date())}, fault


async def _show(config: Config, url: str) -> None:
    """Print the screen once, as long as it is."""
    Console(highlight=False).print(screen(await _glance(config, url), None))


async def _watch(config: Config, url: str) -> None:
    """Show one screen, and keep it up to date. Raises: ClickException if there is no terminal."""
    out = Console(highlight=False)
    if not out.is_terminal:
        raise click.ClickException("--watch needs a terminal; in a script, ask `status --json` as often as you like")
    with Live(console=out, screen=True, auto_refresh=False) as live:
        while True:
            live.update(screen(await _glance(config, url), out.height), refresh=True)
            await asyncio.sleep(WATCH_EVERY_S)


async def _glance(config: Config, url: str) -> Glance:
    now = utc_now()
    seen, _, fault = await _seen(config, url, now)
    async with reading(url) as database:
        return Glance(
            sources=list(seen.watched.values()),
            webhooks=await database.endpoints(),
            quiet=standing.quiet_hours(config),
            now=now,
            fault=fault,
        )


def _print_all(seen: Overview, *, as_json: bool) -> None:
    if as_json:
        for one in seen.watched.values():
            print_json(shape(one))
    else:
        print_table(COLUMNS, (row(one, seen.now) for one in seen.watched.values()), colours=COLOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What one screen shows; `fault` is why the daemon cannot write the latest."""

    sources: Sequence[Watched]
    webhooks: Sequence[EndpointStatus]
    now: datetime
    quiet: Mapping[str, QuietHours | None] = field(default_factory=dict)
    fault: str | None = None


def screen(glance: Glance, height: int | None) -> Group:
    """Return what there is to see at a glance, the sources that are not well first; cut to `height` lines if given."""
    now = glance.now
    conditions = Counter(one.condition for one in glance.sources)
    parts = ", ".join(f"{count:,} {condition}" for condition, count in conditions.most_common())
    states = Counter(standing.state(one.health, now, glance.quiet.get(one.endpoint)) for one in glance.webhooks)
    hooks = ", ".join(f"{count:,} {state}" for state, count in states.most_common())
    head = Text.assemble(
        (f"{counted(len(glance.sources), 'source')}", "bold"),
        f": {parts or '-'}   ",
        (f"{counted(len(glance.webhooks), 'webhook')}", "bold"),
        f": {hooks or '-'}   ",
        (moment(now), "dim"),
    )
    hook_rows = [standing.row(one, now, glance.quiet.get(one.endpoint)) for one in glance.webhooks]
    room = None if height is None else max(1, height - 8 - len(hook_rows))
    ordered = sorted(glance.sources, key=lambda one: (one.condition == "well", one.source.name))
    rows = [row(one, now) for one in (ordered if room is None else ordered[:room])]
    left = [Text(f"… and {len(ordered) - len(rows):,} more", "dim")] if len(rows) < len(ordered) else []
    sources = table(COLUMNS, rows, colours=COLOURS)
    webhooks: list[RenderableType] = (
        [Text(), table(standing.COLUMNS, hook_rows, colours=standing.COLOURS)] if hook_rows else []
    )
    said = glance.fault or _idle(glance.sources, now)
    notice = [] if said is None else [Text(said, "bold red")]
    return Group(head, *notice, Text(), sources, *left, *webhooks)


def row(one: Watched, now: datetime) -> tuple[str, ...]:
    """Return a source's cells of the table."""
    state = one.state
    return (
        one.source.name,
        one.condition,
        state.life.state.value if state.life else "-",
        _ago(_polled_at(state), now),
        _in(one.next_at, now),
        _span(state.interval) if state.interval else "-",
        _ago(state.entry_at, now),
        f"{state.sequence:,}",
        (one.reason or "-") if one.condition in {"failing", "degraded"} else "-",
    )


def shape(one: Watched) -> dict[str, Any]:
    """Return a source as `status --json` prints it."""
    source, state = one.source, one.state
    return {
        "name": source.name,
        "url": address(source, state),
        "labels": dict(source.labels),
        "origin": "api" if one.added else "found" if one.finder else "config",
        "condition": one.condition,
        "life": state.life.state.value if state.life else None,
        "polled": _time(_polled_at(state)),
        "outcome": one.outcome,
        "reason": one.reason,
        "next": _time(one.next_at),
        "interval_s": state.interval.total_seconds() if state.interval else None,
        "failures": state.failures,
        "newest": _time(state.entry_at),
        "events": state.sequence,
        "extractor": state.extractor,
    }


def _polled_at(state: SourceState) -> datetime | None:
    """Return when a source was polled last; how a first poll went is written a little after what it brought."""
    return state.last.at if state.last else state.polled_at


def details(
    one: Watched, why: tuple[str, ...], host: str, account: Account | None, now: datetime
) -> Iterator[tuple[str, str]]:
    """Yield what there is to say of one source, a label and words each."""
    source, state = one.source, one.state
    if (asked := address(source, state)) != source.url:
        yield "asked at", asked
    life = state.life
    coverage = f"; its coverage is {life.state.value} since {moment(life.since)}" if life else ""
    yield "condition", f"{one.condition}{coverage}"
    if state.last is not None:
        reason = f": {one.reason}" if one.reason else ""
        yield "last poll", f"{_ago(state.last.at, now)} ({moment(state.last.at)}), {one.outcome}{reason}"
    elif state.polled_at is not None:
        yield "last poll", f"{_ago(state.polled_at, now)} ({moment(state.polled_at)})"
    if state.failures:
        yield "failures", f"{state.failures:,} in a row"
    yield "next poll", f"{_in(one.next_at, now)} ({moment(one.next_at)})" if one.next_at else _never(one)
    for number, line in enumerate(why):
        yield "" if number else "why then", line
    for number, page in enumerate(reversed(state.left)):
        yield "" if number else "looks back", looking_back(page, now)
    yield "newest", f"{_ago(state.entry_at, now)} ({moment(state.entry_at)})" if state.entry_at else "nothing yet"
    yield "told", f"{state.sequence:,} events"
    if account is not None:
        not_modified = f"{account.not_modified:,} of them answered that nothing is new"
        slowed = f", {account.slow_downs:,} slow-downs" if account.slow_downs else ""
        yield "its host", f"{host}: {account.requests:,} requests today, {not_modified}{slowed}; see `polite`"


def looking_back(page: LeftPage, now: datetime) -> str:
    """Return in words how a page fares that the watch has gone on from."""
    failed = f"; not read {page.failures:,} times in a row: {page.reason}" if page.failures else ""
    looked = f"looked at {_ago(page.looked_at, now)}, again {_in(page.due, now)}"
    return f"at {page.url}, left {_ago(page.at, now)}: {looked}{failed}"


def left_shape(page: LeftPage) -> dict[str, Any]:
    """Return such a page as `status SOURCE --json` prints it."""
    return {
        "url": page.url,
        "left": _time(page.at),
        "looked": _time(page.looked_at),
        "next": _time(page.due),
        "failures": page.failures,
        "reason": page.reason,
    }


def push(one: Subscription, now: datetime) -> str:
    """Return in words where a subscription at a hub stands."""
    if not holds(one, now=now):
        reason = one.reason or "the hub has not confirmed it"
        state = f"not subscribed yet: {reason}; asked again {_in(one.next_at, now)}"
    elif trusted(one, now=now):
        state = f"relied on, until {moment(one.expires_at)}"
    else:
        record = f", and missed {one.missed:,} before" if one.missed else ""
        right = f"{one.proved:,} pushes in a row were right{record}"
        state = f"subscribed until {moment(one.expires_at)}, not relied on: {right}"
    return f"{one.hub}: {state}; last push {_ago(one.pushed_at, now)}"


def _never(one: Watched) -> str:
    if one.paused:
        return "none: it is paused"
    return "its timetable has none" if one.state.last else "when the daemon starts"


def _time(at: datetime | None) -> str | None:
    return rfc3339(at) if at else None


def _ago(at: datetime | None, now: datetime) -> str:
    """Return how long ago something was.

    >>> from datetime import UTC, datetime, timedelta
    >>> noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    >>> [_ago(noon - timedelta(seconds=s), noon) for s in (0, 90, 7_200, 200_000)], _ago(None, noon)
    (['0s ago', '2m ago', '2h ago', '2d ago'], '-')
    """
    return "-" if at is None else f"{_span(now - at)} ago"


def _in(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "-"
    if at > now:
        return f"in {_span(at - now)}"
    return f"{_span(now - at)} overdue" if now - at > LATE else "now"


def _idle(sources: Sequence[Watched], now: datetime) -> str | None:
    """Return what to say where no source is polled when it should be: most likely nobody runs the daemon."""
    due = [one.next_at for one in sources if one.next_at is not None]
    if not due or now - max(due) <= LATE:
        return None
    return f"nothing was polled in time since {moment(max(due))}: does the daemon run?"


def _span(span: timedelta) -> str:
    seconds = max(span.total_seconds(), 0.0)
    for size, unit in ((_DAY_S, "d"), (_HOUR_S, "h"), (_MINUTE_S, "m")):
        if seconds >= size:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:.0f}s" if seconds >= 1 else f"{round(seconds, 1):g}s"  # an interval of 300 ms is 0.3 s, not none
