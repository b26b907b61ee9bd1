"""`history`, `at` and `diff`: the past of a live blog, read from the database beside a daemon that may be running."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.database import address_of, as_json_lines, of_database, reading
from monitor.cli.moments import MOMENT
from monitor.cli.printing import print_json
from monitor.cli.render import event_lines, headline, print_lines, shorten
from monitor.cli.terminal import plain
from monitor.config.suggest import nearest
from monitor.event import entry_shape, rfc3339
from monitor.history import began, between, message, removed_before, standing, timeline, title_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from monitor.history import Standing, Step
    from monitor.model import History

_SHOWN_IDS = 8
_EXCERPT = 160


_TIMES = "TIME is 2024-11-07T12:30:00Z, 12:30 for today, '2h ago' or now; without a zone it is local."


@click.command(epilog=_TIMES)
@click.argument("source")
@click.argument("entry", required=False)
@click.option("--since", type=MOMENT, metavar="TIME", help="Leave out what happened before.")
@of_database
@as_json_lines
def history(
    *, source: str, entry: str | None, since: datetime | None, path: Path, store: str | None, as_json: bool
) -> None:
    """Print all that happened on a live blog, or to one ENTRY of it (its id, or the beginning of it), oldest first.

    \b
    liveblog-monitor history ukraine --since '2h ago'
    liveblog-monitor history ukraine 1404077
    """
    past = asyncio.run(_load(source, path, store))
    steps = timeline(past)
    if entry is not None:
        id_ = _entry_id(past, entry)
        steps = tuple(step for step in steps if step.entry_id == id_)
    nothing = f"nothing happened on {source} since {_stamp(since)}" if since else ""
    _tell(past, [step for step in steps if since is None or step.at >= since], as_json=as_json, nothing=nothing)


@click.command(epilog=_TIMES)
@click.argument("source")
@click.option("--time", "time", type=MOMENT, default="now", metavar="TIME", help="When; now without it.")
@of_database
@as_json_lines
def at(*, source: str, time: datetime, path: Path, store: str | None, as_json: bool) -> None:
    """Print a live blog as it was known at a time: every entry that stood then, also below the page's end.

    \b
    liveblog-monitor at ukraine --time 12:30
    liveblog-monitor at ukraine --time 2024-11-07T12:30:00Z --json
    """
    _require_past(time)
    past = asyncio.run(_load(source, path, store))
    _require_began(past, time)
    entries = standing(past, time)
    if as_json:
        shape = {
            "at": rfc3339(time),
            "source": {"name": past.source, "url": past.url},
            "live_blog": {"title": title_at(past, time)},
            "entries": [_entry_at(entry) for entry in entries],
        }
        print_json(shape)
    else:
        _show(past, entries, time)


@click.command(epilog=_TIMES)
@click.argument("source")
@click.argument("start", type=MOMENT, metavar="TIME1")
@click.argument("end", type=MOMENT, metavar="[TIME2]", default="now")
@of_database
@as_json_lines
def diff(*, source: str, start: datetime, end: datetime, path: Path, store: str | None, as_json: bool) -> None:
    """Print what is different on a live blog at TIME2 (now without it) from what stood at TIME1.

    \b
    liveblog-monitor diff ukraine '2h ago'
    liveblog-monitor diff ukraine 2024-11-07T12:00:00Z 2024-11-07T18:00:00Z --json
    """
    if start > end:
        raise click.UsageError(f"{_stamp(start)} is after {_stamp(end)}: name the earlier time first")
    _require_past(end)
    past = asyncio.run(_load(source, path, store))
    _require_began(past, start)
    nothing = f"{source} stood at {_stamp(end)} as it had at {_stamp(start)}"
    _tell(past, between(past, start, end), as_json=as_json, nothing=nothing)


# ------------------------------------------------------------------------------------------------- looking up


def _require_past(time: datetime) -> None:
    if time > datetime.now(UTC):
        raise click.UsageError(f"{_stamp(time)} is yet to come; of another day write the date, too")


async def _load(source: str, path: Path, store: str | None) -> History:
    async with reading(address_of(path, store)) as database:
        names = await database.load_sources()
        if source not in names:
            raise click.ClickException(_no_such_source(source, list(names)))
        past = await database.load_history(source)
    if began(past) is None and not past.events:
        raise click.ClickException(f"nothing was ever read of {source}; `probe {past.url}` says whether it can be")
    return past


def _no_such_source(source: str, names: list[str]) -> str:
    close = nearest(source, names)
    if close:
        return f"no source is named {source!r} in the database; did you mean {close!r}?"
    known = ", ".join(names[:_SHOWN_IDS]) + (" …" if len(names) > _SHOWN_IDS else "")
    return f"no source is named {source!r} in the database; there {'are' if names else 'is'} {known or 'none yet'}"


def _entry_id(past: History, wanted: str) -> str:
    """Return the one id that is `wanted` or begins with it."""
    ids = list(dict.fromkeys(revision.entry.id for revision in past.revisions))
    if wanted in ids:
        return wanted
    found = [id_ for id_ in ids if id_.startswith(wanted)]
    if not found:
        raise click.ClickException(
            f"no entry of {past.source} begins with {wanted!r}; `history {past.source}` lists them"
        )
    if len(found) > 1:
        some = ", ".join(map(plain, found[:_SHOWN_IDS])) + (" …" if len(found) > _SHOWN_IDS else "")
        raise click.ClickException(f"{len(found)} entries of {past.source} begin with {wanted!r}: {some}")
    return found[0]


def _require_began(past: History, time: datetime) -> None:
    first = began(past)
    if first is None or time < first:
        when = f"was first read at {_stamp(first)}" if first else "was never read"
        raise click.ClickException(f"{past.source} {when}; there is nothing to show of {_stamp(time)}")


# --------------------------------------------------------------------------------------------------- printing


def _tell(past: History, steps: Sequence[Step], *, as_json: bool, nothing: str) -> None:
    """Print steps as they would have been told, the day above the first of each, each entry's id at its end.

    That there is none is said beside, as `nothing`: what is piped on is not told.
    """
    if not steps and nothing:
        click.echo(nothing, err=True)
    out = Console(highlight=False)
    day = ""
    for step in steps:
        told = message(past, step)
        if as_json:
            print_json(told)
            continue
        if (on := f"{step.at.astimezone():%A %d %B %Y}") != day:
            day = on
            out.print(Text(day, "bold dim"))
        line, body = event_lines(told, colour=out.is_terminal and not out.no_color, at_first=step.at_first)
        if removed := removed_before(step):
            line.append(f"  ({removed})", "dim")
        if step.entry_id is not None:
            line.append(f"  [{plain(step.entry_id)}]", "dim")
        print_lines(out, line, body)


def _show(past: History, entries: Iterable[Standing], time: datetime) -> None:
    out = Console(highlight=False)
    whole = not out.is_terminal  # in a pipe no line is broken
    out.print(Text(plain(title_at(past, time)) or "(no title)", "bold"), soft_wrap=whole)
    out.print(Text(f"{plain(past.url)} as of {_stamp(time)}\n", "dim"), soft_wrap=whole)
    for entry in entries:
        revision = entry.revision
        shape = entry_shape(revision.entry, revision.number)
        when = revision.entry.published or entry.first_seen
        line = Text.assemble((f"{when.astimezone():%d %b %H:%M}", "dim"), "  ", (headline(shape), "bold"))
        if revision.number > 1:
            line.append(f"  revision {revision.number}", "yellow")
        if entry.removed:
            line.append(
                f"  (what it said then was removed; these are its words of {_stamp(revision.observed_at)})", "dim"
            )
        line.append(f"  [{plain(revision.entry.id)}]", "dim")
        body = shorten(plain(revision.entry.text), _EXCERPT) if revision.entry.title else ""
        print_lines(out, line, Text(body) if body else None)


def _entry_at(entry: Standing) -> dict[str, Any]:
    shape = entry_shape(entry.revision.entry, entry.revision.number)
    seen = {"first_seen": rfc3339(entry.first_seen), "observed_at": rfc3339(entry.revision.observed_at)}
    return {**shape, **seen, "removed_revisions": entry.removed}


def _stamp(time: datetime) -> str:
    return time.astimezone().strftime("%d %b %Y %H:%M:%S %Z")
