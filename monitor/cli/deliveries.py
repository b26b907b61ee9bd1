"""`deliveries` and `replay-events`: what became of the events at the webhooks, and sending them once more."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import standing
from monitor.cli.database import address_of, as_json_lines, carry_out, known, named, of_database, reading
from monitor.cli.moments import MOMENT
from monitor.cli.printing import counted, print_json
from monitor.cli.table import moment, print_table
from monitor.clock import utc_now
from monitor.config import load_to_look
from monitor.deliver.filters import judge
from monitor.event import rfc3339
from monitor.model import DeliveryQuery, DeliveryState
from monitor.orders import EVENTS_PER_ORDER, replays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from monitor.model import Delivery, Endpoint, EndpointStatus
    from monitor.ports import Ledger

SHOWN = 50
SHOWN_MOST = 5_000
"""As many as the database looks at for one question."""

REPLAYED_MOST = 10_000
"""Events that one command sends again."""

COLUMNS = ("told", "event", "type", "webhook", "state", "attempts", "status", "next", "why", "id")
COLOURS = {"delivered": "green", "dead": "red", "waiting": "yellow", "owed": "cyan", "passed": "dim"}


@click.command(
    epilog="owed: not tried yet. waiting: tried, and tried again. dead: given up, see `dead`. passed: not wanted by "
    "the filter, or left out for its moment."
)
@click.option("--webhook", metavar="NAME", help="Only to this webhook.")
@click.option("--source", metavar="NAME", help="Only of this source.")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), help="Only in this state.")
@click.option("--limit", type=click.IntRange(1, SHOWN_MOST), default=SHOWN, show_default=True, help="At most so many.")
@of_database
@as_json_lines
def deliveries(
    *,
    webhook: str | None,
    source: str | None,
    state: str | None,
    limit: int,
    path: Path,
    store: str | None,
    as_json: bool,
) -> None:
    """Print what became of the events at the webhooks, the newest first; also while the daemon runs.

    \b
    liveblog-monitor deliveries --webhook desk --state waiting
    liveblog-monitor deliveries --source ukraine --limit 500 --json | jq -r .event
    """
    query = DeliveryQuery(
        endpoint=webhook, source=source, state=DeliveryState(state) if state is not None else None, limit=limit
    )
    found, statuses = asyncio.run(_deliveries(address_of(path, store), query))
    if as_json:
        for delivery in found:
            print_json(_shape(delivery))
        return
    now = utc_now()
    states = {status.endpoint: standing.state(status.health, now) for status in statuses}
    print_table(COLUMNS, (_row(delivery, states.get(delivery.endpoint, "on")) for delivery in found), colours=COLOURS)


async def _deliveries(url: str, query: DeliveryQuery) -> tuple[Sequence[Delivery], Sequence[EndpointStatus]]:
    async with reading(url) as database:
        statuses = await database.endpoints()
        if query.endpoint is not None:
            known(query.endpoint, "webhook", [status.endpoint for status in statuses])
        if query.source is not None:
            known(query.source, "source", list(await database.load_sources()))
        return await database.deliveries(query), statuses


def _row(delivery: Delivery, webhook_is: str) -> tuple[str, ...]:
    """Return a delivery's cells of the table; what has not been tried may wait for its webhook."""
    event = delivery.event
    held = delivery.state is DeliveryState.OWED and webhook_is != "on"
    return (
        moment(event.at),
        f"{event.source}/{event.sequence}",
        event.type.value,
        delivery.endpoint,
        delivery.state.value,
        str(delivery.attempts),
        "-" if delivery.status is None else str(delivery.status),
        moment(delivery.next_at),
        delivery.reason or (f"the webhook is {webhook_is}" if held else "-"),
        event.id,
    )


def _shape(delivery: Delivery) -> dict[str, Any]:
    event = delivery.event
    return {
        "event": event.id,
        "source": event.source,
        "sequence": event.sequence,
        "type": event.type.value,
        "told": rfc3339(event.at),
        "webhook": delivery.endpoint,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "attempted": rfc3339(delivery.at) if delivery.at else None,
        "status": delivery.status,
        "reason": delivery.reason,
        "next": rfc3339(delivery.next_at) if delivery.next_at else None,
    }


# ------------------------------------------------------------------------------------------------- once more


@click.command(
    "replay-events",
    epilog="TIME is 2024-11-07T12:30:00Z, 12:30 for today, '2h ago' or now; without a zone it is local. Receivers that "
    "drop the ids they have seen drop these, too.",
)
@click.option("--webhook", required=True, metavar="NAME", help="To this webhook.")
@click.option("--source", required=True, metavar="NAME", help="The events of this source.")
@click.option("--from", "first", type=MOMENT, required=True, metavar="TIME", help="Told at this time or later.")
@click.option("--to", "last", type=MOMENT, metavar="TIME", help="Told at this time or before; now without it.")
@click.option("--unfiltered", is_flag=True, help="Also those that the webhook's filter refuses.")
@of_database
def replay_events(
    *,
    webhook: str,
    source: str,
    first: datetime,
    last: datetime | None,
    unfiltered: bool,
    path: Path,
    store: str | None,
) -> None:
    """Send events once more to a webhook: the same ids and bytes, in order, before those that are new.

    They go through their lane like any others, with its retries. What is still owed is left as it is.

    \b
    liveblog-monitor replay-events --webhook desk --source ukraine --from '2h ago'
    liveblog-monitor replay-events --webhook desk --source ukraine --from 12:00 --to 12:30
    """
    until = last or utc_now()
    if first > until:
        raise click.UsageError("--from is after --to: name the earlier time first")
    config = load_to_look(path, environ=os.environ)
    endpoint = named(config, webhook)
    url = store or config.store_url
    sequences = asyncio.run(_chosen(url, None if unfiltered else endpoint, source, first, until))
    if not sequences:
        click.echo(f"nothing to send: {webhook} wants no event that {source} told in that time")
        return
    done = asyncio.run(carry_out(url, replays(webhook, source, sequences)))
    left = len(sequences) - done.count
    click.echo(
        f"{counted(done.count, 'event')} of {source} to be sent to {webhook} again"
        + (f"; {left:,} are owed anyway" if left else "")
        + (f" ({done.later})" if done.later else "")
    )


async def _chosen(url: str, endpoint: Endpoint | None, source: str, first: datetime, last: datetime) -> Sequence[int]:
    """Return the sequences of a source's events in a span of time, those alone that an endpoint wants, if given."""
    async with reading(url) as database:
        known(source, "source", list(await database.load_sources()))
        found = await database.find_sequences(source, first=first, last=last, limit=REPLAYED_MOST + 1)
        if len(found) > REPLAYED_MOST:
            raise click.ClickException(
                f"{source} told more than {REPLAYED_MOST:,} events in that time; send them span by span (--from, --to)"
            )
        return found if endpoint is None else await _wanted(database, endpoint, source, found)


async def _wanted(database: Ledger, endpoint: Endpoint, source: str, found: Sequence[int]) -> Sequence[int]:
    wanted: list[int] = []
    for start in range(0, len(found), EVENTS_PER_ORDER):
        events = await database.load_events_at(source, found[start : start + EVENTS_PER_ORDER])
        wanted += [event.sequence for event in events if judge(endpoint, event).wanted]
    return wanted
