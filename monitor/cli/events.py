"""`events`: what was told, over all sources in the order in which it was committed, and what comes next."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import click
from rich.console import Console

from monitor.cli.database import address_of, known, of_database, reading
from monitor.cli.render import print_event
from monitor.cli.terminal import harmless
from monitor.model import EventQuery, EventType

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from monitor.model import Placed
    from monitor.ports import Ledger

LOOK_EVERY_S = 0.5
"""How soon a new event is seen; the question is one row of the database."""

PAGE = 200
LATEST_MOST = 10_000
TYPES = [kind.value for kind in EventType]


@click.command(
    epilog="Ctrl-C ends --follow. With --json each line is one event body, byte for byte as webhooks get it."
)
@click.argument("source", required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option(
    "-n",
    "--latest",
    type=click.IntRange(0, LATEST_MOST),
    default=20,
    show_default=True,
    help="How many that there are.",
)
@click.option("--type", "types", multiple=True, type=click.Choice(TYPES), metavar="TYPE", help="Only of this type.")
@click.option("--words", multiple=True, metavar="WORDS", help="Only with these words, whatever their case.")
@click.option("--json", "as_json", is_flag=True, help="Print one event body per line.")
@of_database
def events(
    *,
    source: str | None,
    follow: bool,
    latest: int,
    types: tuple[str, ...],
    words: tuple[str, ...],
    as_json: bool,
    path: Path,
    store: str | None,
) -> None:
    """Print the events of all sources, or of one SOURCE, as they were told, the newest last.

    \b
    liveblog-monitor events --follow
    liveblog-monitor events ukraine -n 5 --type entry.deleted
    liveblog-monitor events --follow --json | jq -r .data.entry.title
    """
    query = EventQuery(source=source, types=types, words=words)
    asyncio.run(_print(address_of(path, store), query, _printer(source, as_json=as_json), latest, follow=follow))


def _printer(source: str | None, *, as_json: bool) -> Callable[[Placed], None]:
    out = Console(highlight=False)

    def print_one(placed: Placed) -> None:
        if as_json:
            # Bytes, because JSON is UTF-8 whatever the locale says.
            click.echo(harmless(placed.event.body.decode("utf-8", "replace")).encode())
        else:
            print_event(out, placed.event.message, show_source=source is None)

    return print_one


async def _print(
    url: str, query: EventQuery, print_one: Callable[[Placed], None], latest: int, *, follow: bool
) -> None:
    async with reading(url) as database:
        if query.source is not None:
            known(query.source, "source", await database.load_sources())
        after = await database.last_position()
        for placed in await _newest(database, replace(query, newest=True, before=after + 1), latest):
            print_one(placed)
        while follow:
            page = await database.find_events(replace(query, after=after, limit=PAGE))
            for placed in page.events:
                print_one(placed)
            after = page.next
            if not page.more:
                await asyncio.sleep(LOOK_EVERY_S)


async def _newest(database: Ledger, query: EventQuery, count: int) -> list[Placed]:
    """Return the newest events that a query asks for, the newest last."""
    found: list[Placed] = []
    more = True
    while more and len(found) < count:
        page = await database.find_events(replace(query, limit=min(PAGE, count - len(found))))
        found += page.events
        query, more = replace(query, before=page.next), page.more
    return found[::-1]
