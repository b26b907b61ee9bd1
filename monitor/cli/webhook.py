"""`webhook`: try one, see how all fare, and say which are sent to."""

from __future__ import annotations

import asyncio
import os
import secrets
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import EXIT_FAILED, standing
from monitor.cli.database import CarriedOut, address_of, as_json_lines, carry_out, known, named, of_database, reading
from monitor.cli.moments import MOMENT
from monitor.cli.options import DURATION
from monitor.cli.printing import print_json
from monitor.cli.table import moment, print_table
from monitor.cli.terminal import plain
from monitor.clock import utc_now
from monitor.config import DEFAULT_PATH, load, load_to_look
from monitor.deliver.redact import origin
from monitor.model import EventType, Outcome
from monitor.orders import Disable, Enable, Pause
from monitor.samples import samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from monitor.config import Config
    from monitor.model import Attempt, Endpoint, EndpointStatus, Event, QuietHours

INSTANCE_BYTES = 8
ANSWER_SHOWN = 300


@click.group()
def webhook() -> None:
    """Try webhooks, list them, and say which are sent to."""


@webhook.command(short_help="Send a sample event, and say what came back.")
@click.argument("name")
@click.option("--config", "path", type=click.Path(path_type=Path), default=DEFAULT_PATH, show_default=True)
@click.option(
    "--type",
    "kind",
    type=click.Choice([kind.value for kind in EventType]),
    default=EventType.ENTRY_UPDATED.value,
    show_default=True,
    help="Which type of event.",
)
@click.pass_context
def test(context: click.Context, *, name: str, path: Path, kind: str) -> None:
    """Send a sample event to the webhook NAME as the daemon would, signed and in its format, and say what came back.

    The event says that it comes from a source named "test"; no filter is asked, nothing is stored, nothing is repeated.

    \b
    liveblog-monitor webhook test desk
    liveblog-monitor webhook test desk --type source.degraded
    """
    config = load(path, environ=os.environ)
    endpoint = named(config, name)
    # Of a batch of one there would be nothing to see.
    endpoint = replace(endpoint, batch=None)
    event = samples(secrets.token_hex(INSTANCE_BYTES), utc_now())[EventType(kind)]
    attempt = asyncio.run(_send(config, endpoint, event))
    click.echo(f"{event.id} ({kind}) to {name} at {origin(endpoint.url)}, format {endpoint.format.value}")
    accepted = attempt.outcome is Outcome.ACCEPTED
    click.secho(_result(attempt), fg="green" if accepted else "red")
    if answer := plain(attempt.answer[:ANSWER_SHOWN].decode("utf-8", "replace")):
        click.echo(f"it answered: {answer}")
    if not accepted:
        context.exit(EXIT_FAILED)


@webhook.command("list", short_help="Print how each fares, what it is owed, and why.")
@of_database
@as_json_lines
def list_webhooks(*, path: Path, store: str | None, as_json: bool) -> None:
    """Print how each webhook fares: whether it is sent to and why not, how much it is owed, how much was given up.

    \b
    on        is sent to
    failing   attempts fail; after five in a row a breaker lets one probe through at a time
    paused    until a time, by its Retry-After or by `webhook pause`
    quiet     in its quiet hours
    disabled  by `webhook disable`, by its 410, or after five days of failures (warned of at 50, 70 and 90 %)

    \b
    liveblog-monitor webhook list
    liveblog-monitor webhook list --json | jq -r 'select(.state != "on") | .webhook'
    """
    quiet: dict[str, QuietHours | None] = {}  # of those in the config
    if store is None:
        config = load_to_look(path, environ=os.environ)
        quiet, store = standing.quiet_hours(config), config.store_url
    statuses = asyncio.run(_statuses(store))
    now = utc_now()
    new = [name for name in quiet if name not in {status.endpoint for status in statuses}]
    if as_json:
        for status in statuses:
            print_json(standing.shape(status, now, quiet.get(status.endpoint)))
        for name in new:
            print_json({"webhook": name, "state": standing.NEW})
        return
    rows = [standing.row(status, now, quiet.get(status.endpoint)) for status in statuses]
    rows += [(name, standing.NEW, "the daemon has not run with it yet", *"----") for name in new]
    print_table(standing.COLUMNS, rows, colours=standing.COLOURS)


@webhook.command(short_help="Send to it again, beginning with its backlog.")
@click.argument("name")
@of_database
def enable(*, name: str, path: Path, store: str | None) -> None:
    """Send to the webhook NAME again, disabled or paused, beginning with its backlog.

    \b
    liveblog-monitor webhook enable desk
    """
    later = _have(path, store, Enable(webhook=name))
    click.echo(f"{name} is enabled; its backlog goes out now{later}")


@webhook.command(short_help="Send nothing until it is enabled; keep its backlog.")
@click.argument("name")
@click.option("--reason", metavar="WORDS", help="Why, for whoever looks later.")
@of_database
def disable(*, name: str, reason: str | None, path: Path, store: str | None) -> None:
    """Send nothing to the webhook NAME until it is enabled; its backlog is kept, whatever happens to the daemon.

    \b
    liveblog-monitor webhook disable desk --reason "moving house"
    """
    later = _have(path, store, Disable(webhook=name, reason=reason))
    click.echo(f"{name} is disabled until `webhook enable {name}`; its backlog is kept{later}")


@webhook.command(short_help="Send nothing for a while; keep its backlog.")
@click.argument("name")
@click.option("--for", "span", type=DURATION, help="For so long, such as 30m.")
@click.option("--until", type=MOMENT, metavar="TIME", help="Until then: 2024-11-07T12:30:00Z, or 12:30 for today.")
@of_database
def pause(*, name: str, span: timedelta | None, until: datetime | None, path: Path, store: str | None) -> None:
    """Send nothing to the webhook NAME for a while; its backlog is kept and goes out then.

    \b
    liveblog-monitor webhook pause desk --for 30m
    """
    if (span is None) == (until is None):
        raise click.UsageError("say how long: --for 30m, or --until TIME")
    now = utc_now()
    ends = (now + span if span is not None else until or now).astimezone(UTC)
    if ends <= now:
        raise click.UsageError(f"{moment(ends)} is over; name a time to come")
    later = _have(path, store, Pause(webhook=name, until=ends))
    click.echo(f"{name} is paused until {moment(ends)}; its backlog is kept{later}")


def _have(path: Path, store: str | None, order: Enable | Disable | Pause) -> str:
    """Have it done to a webhook that the database knows; return in words when it takes effect, if not at once."""

    async def have() -> CarriedOut:
        statuses = await _statuses(url)
        known(order.webhook, "webhook", [status.endpoint for status in statuses])
        return await carry_out(url, [order])

    url = address_of(path, store)
    later = asyncio.run(have()).later
    return f" ({later})" if later else ""


async def _statuses(url: str) -> Sequence[EndpointStatus]:
    async with reading(url) as database:
        return await database.endpoints()


async def _send(config: Config, endpoint: Endpoint, event: Event) -> Attempt:
    from monitor.deliver.send import Sender  # noqa: PLC0415 (of these commands this one alone speaks HTTP)
    from monitor.fetch import DEFAULT_USER_AGENT  # noqa: PLC0415

    user_agent = config.user_agent or DEFAULT_USER_AGENT
    async with Sender(user_agent=user_agent, clock=utc_now, allow_networks=config.deliver_networks) as send:
        return await send(endpoint, [event], 1)


def _result(attempt: Attempt) -> str:
    took = f"in {attempt.duration_s:.2f} s"
    if attempt.outcome is Outcome.ACCEPTED:
        status = f" with {attempt.status}" if attempt.status is not None else ""
        return f"accepted{status} {took}"
    later = f"; it asks to wait {attempt.retry_after.total_seconds():g} s" if attempt.retry_after else ""
    return f"failed {took}: {plain(attempt.reason)}{later}"
