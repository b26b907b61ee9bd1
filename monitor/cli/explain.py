"""`explain`: why an event was or was not sent to a webhook, read from the database beside a running daemon."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.database import named, reading
from monitor.cli.printing import counted, print_json
from monitor.cli.render import shorten
from monitor.cli.terminal import plain
from monitor.clock import utc_now
from monitor.config import DEFAULT_PATH, load_to_look
from monitor.deliver.breaker import asked_until, half_open, probe_due
from monitor.deliver.filters import judge
from monitor.deliver.quiet import quiet_until
from monitor.event import rfc3339
from monitor.model import DeliveryQuery, DeliveryState, Outcome, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.config import Config, Webhook
    from monitor.deliver.filters import Verdict
    from monitor.model import Attempt, Delivery, EndpointStatus, Event, Lane
    from monitor.ports import Ledger

ATTEMPTS_SHOWN = 10
ANSWER_SHOWN = 120
BATCH_PREFIX = "bat_"
_LABEL_WIDTH = 11
_FORMS = "write its id (evt_…), or source and sequence (ukraine/812)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the answer follows from. `delivery` and `lane` are None where the webhook has no lane of the source.

    `head` is what became so far of the event that the lane has next, if that is another one.
    """

    event: Event
    webhook: Webhook
    wants_source: bool
    filtered: Verdict
    lane: Lane | None
    delivery: Delivery | None
    head: Delivery | None
    attempts: Sequence[Attempt]
    status: EndpointStatus | None


@click.command()
@click.argument("event")
@click.argument("webhook")
@click.option("--config", "path", type=click.Path(path_type=Path), default=DEFAULT_PATH, show_default=True)
@click.option("--store", metavar="URL", help="The database, instead of the config's.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(*, event: str, webhook: str, path: Path, store: str | None, as_json: bool) -> None:
    """Say why EVENT was or was not sent to WEBHOOK, and what comes next.

    EVENT is its id, or source and sequence; the filter is the config's as it is now.

    \b
    liveblog-monitor explain evt_tpdpngydxeeciicom6iyi5eq44 desk
    liveblog-monitor explain ukraine/812 desk
    """
    config = load_to_look(path, environ=os.environ)
    named(config, webhook)
    facts = asyncio.run(_facts(config, webhook, event, store or config.store_url))
    now = utc_now()
    if as_json:
        print_json(shape(facts, now))
        return
    out = Console(highlight=False)
    out.print(Text(answer(facts, now), "bold"), soft_wrap=True)
    for label, words in details(facts, now):
        out.print(Text.assemble((f"  {label:<{_LABEL_WIDTH}}", "dim"), plain(words)), soft_wrap=True)


def shape(facts: Facts, now: datetime) -> dict[str, Any]:
    """Return what became of the event, and what it follows from, as `--json` prints it."""
    return {
        "event": facts.event.id,
        "source": facts.event.source,
        "sequence": facts.event.sequence,
        "webhook": facts.webhook.endpoint.name,
        "state": facts.delivery.state.value if facts.delivery else None,
        "next": rfc3339(facts.delivery.next_at) if facts.delivery and facts.delivery.next_at else None,
        "answer": answer(facts, now),
        "wanted": facts.wants_source and facts.filtered.wanted,
        "filter": facts.filtered.reason,
        "attempts": [
            {
                "number": attempt.number,
                "at": rfc3339(attempt.at),
                "outcome": attempt.outcome.value,
                "status": attempt.status,
                "reason": attempt.reason,
                "answer": attempt.answer.decode(errors="replace"),
            }
            for attempt in facts.attempts
        ],
    }


async def _facts(config: Config, name: str, wanted: str, store: str) -> Facts:
    webhook = next(webhook for webhook in config.webhooks if webhook.endpoint.name == name)
    async with reading(store) as database:
        event = await database.find_event(wanted)
        if event is None and wanted.startswith(BATCH_PREFIX):
            raise click.ClickException(f"{wanted!r} is a batch; name one of its events: {_FORMS}")
        if event is None:
            raise click.ClickException(f"there is no event {wanted!r} in the database; {_FORMS}")
        source = next((source for source in config.sources if source.name == event.source), None)
        lane = await database.load_lane(name, event.source)
        return Facts(
            event=event,
            webhook=webhook,
            wants_source=source is not None and webhook.wants(source),
            filtered=judge(webhook.endpoint, event),
            lane=lane,
            delivery=await _delivery(database, name, event),
            head=await _head(database, lane, event),
            attempts=await database.attempts_of(event.id, name),
            status=next((one for one in await database.endpoints() if one.endpoint == name), None),
        )


async def _delivery(database: Ledger, name: str, event: Event) -> Delivery | None:
    query = DeliveryQuery(endpoint=name, source=event.source, event_id=event.id, limit=1)
    return next(iter(await database.deliveries(query)), None)


async def _head(database: Ledger, lane: Lane | None, event: Event) -> Delivery | None:
    """Return what became of the event that a lane has next, None if it has not been tried or is this one."""
    if lane is None or not lane.attempts or event.sequence <= lane.cursor + 1:
        return None
    head = await database.find_event(f"{lane.source}/{lane.cursor + 1}")
    return None if head is None else await _delivery(database, lane.endpoint, head)


def answer(facts: Facts, now: datetime) -> str:
    """Return in a sentence what became of the event at the webhook, and why."""
    if facts.delivery is None or facts.lane is None:
        name, source = facts.webhook.endpoint.name, facts.event.source
        if not facts.wants_source:
            return f"not sent: {name} does not want the source {source} (sources)"
        return f"not sent: the daemon has not run with {name} for {source} since that was configured"
    return _became(facts, facts.delivery, now)


def _became(facts: Facts, delivery: Delivery, now: datetime) -> str:
    match delivery.state:
        case DeliveryState.DELIVERED:
            tries = "the first attempt" if delivery.attempts == 1 else f"attempt {delivery.attempts}"
            return f"delivered{_at(delivery.at)} with {tries}"
        case DeliveryState.DEAD:
            letter = f"{facts.event.source}/{facts.event.sequence} --webhook {delivery.endpoint}"
            return f"given up: {plain(delivery.reason)}; `dead replay {letter}` sends it again"
        case DeliveryState.PASSED:
            return f"not sent: {plain(_passed(facts, delivery))}"
        case DeliveryState.WAITING:
            stopped = next(_stopped(facts, now), None)
            return f"not delivered yet: {plain(delivery.reason)}; {stopped or _again(delivery, now)}"
        case DeliveryState.OWED:
            return f"not sent yet: {_held(facts, now)}"


def details(facts: Facts, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield what the answer follows from, a label and words each."""
    event, endpoint = facts.event, facts.webhook.endpoint
    yield "event", f"{event.id}, {event.type.value} of {event.source}, number {event.sequence}, told{_at(event.at)}"
    yield "source", "wanted" if facts.wants_source else "not wanted by the config as it is now"
    yield "filter", f"{'lets it pass' if facts.filtered.wanted else 'refuses it'}: {facts.filtered.reason}"
    if facts.lane is not None:
        ahead = event.sequence - facts.lane.cursor - 1
        before = f"has {counted(ahead, 'event')} before it" if ahead else "has it next"
        where = "has passed it" if ahead < 0 else before
        yield "lane", f"{where} (at {facts.lane.cursor}, ordering by {endpoint.ordering.value})"
    yield "webhook", "; ".join(_state(facts, now))
    for attempt in facts.attempts[-ATTEMPTS_SHOWN:]:
        status = f" {attempt.status}" if attempt.status is not None else ""
        reason = f": {attempt.reason}" if attempt.reason else ""
        said = (
            ""
            if attempt.outcome is Outcome.ACCEPTED
            else shorten(plain(attempt.answer.decode(errors="replace")), ANSWER_SHOWN)
        )
        answered = f" ({said})" if said and said not in reason else ""
        tried = f"{attempt.at:%d %b %H:%M:%S} UTC, {attempt.outcome.value}{status}"
        yield f"attempt {attempt.number}", f"{tried}{reason}{answered}"


def _passed(facts: Facts, delivery: Delivery) -> str:
    return delivery.reason if facts.filtered.wanted and delivery.reason else facts.filtered.reason


def _held(facts: Facts, now: datetime) -> str:
    """Return why an event that is owed has not been tried."""
    if not facts.filtered.wanted:
        return f"its turn has not come, and it will be passed: {plain(facts.filtered.reason)}"
    stopped = next(_stopped(facts, now), None)
    if stopped is not None:
        return stopped
    assert facts.lane is not None
    ahead = facts.event.sequence - facts.lane.cursor - 1
    if ahead <= 0:
        return "its turn is next"
    before = f"{counted(ahead, 'event')} of its source {'is' if ahead == 1 else 'are'} before it"
    if facts.head is None:
        return before
    number = f"number {facts.head.event.sequence}"
    failed = f"has failed {counted(facts.lane.attempts, 'time')}"
    return f"{before}; {number} {failed}: {plain(facts.head.reason)}; {_again(facts.head, now)}"


def _again(delivery: Delivery, now: datetime) -> str:
    return f"tried again{_in(delivery.next_at, now)}"


def _stopped(facts: Facts, now: datetime) -> Iterator[str]:
    """Yield what keeps everything from the webhook."""
    health = facts.status.health if facts.status else None
    if health is not None and health.standing is not Standing.ON:
        reason = f": {plain(health.reason)}" if health.reason else ""
        enable = f"`webhook enable {facts.webhook.endpoint.name}` sends it what it is owed"
        yield f"the webhook is disabled ({health.standing.value}){reason}; {enable}"
    quiet = facts.webhook.endpoint.quiet
    if quiet is not None and (until := quiet_until(quiet, now)) is not None:
        yield f"quiet hours until {until.astimezone(quiet.zone):%H:%M} ({quiet.zone})"
    if health is not None and health.paused_until is not None and health.paused_until > now:
        yield f"the operator has paused the webhook{_in(health.paused_until, now, 'until')}"
    if health is not None and (until := asked_until(health, now)) is not None:
        yield f"the webhook asked to be left alone{_in(until, now, 'until')}"
    if health is not None and half_open(health):
        yield f"the webhook fails too often; one event tries it{_in(probe_due(health, now), now)}"


def _state(facts: Facts, now: datetime) -> Iterator[str]:
    stopped = list(_stopped(facts, now))
    yield from stopped or ["is sent to"]
    if facts.status is not None:
        yield f"{facts.status.owed} owed, {facts.status.dead} given up"


def _at(moment: datetime | None) -> str:
    return f" on {moment:%d %b at %H:%M:%S} UTC" if moment else ""


def _in(moment: datetime | None, now: datetime, word: str = "at") -> str:
    """Return when, with the day if that is another one, and how long until then."""
    if moment is None or moment <= now:
        return " soon"
    day = "" if moment.date() == now.date() else f"{moment:%d %b} "
    return f" {word} {day}{moment:%H:%M:%S} UTC, in {round((moment - now).total_seconds()):,} s"
