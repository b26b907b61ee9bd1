"""How a webhook fares, in words: for whoever looks at all of them, and for whoever asks about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.cli.table import moment
from monitor.deliver.breaker import asked_until, half_open, probe_due
from monitor.deliver.quiet import quiet_until
from monitor.event import rfc3339
from monitor.model import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.config import Config
    from monitor.model import EndpointStatus, Health, QuietHours

COLUMNS = ("webhook", "state", "why", "sources", "owed", "oldest", "dead")
COLOURS = {"on": "green", "disabled": "bold red", "paused": "yellow", "failing": "red", "quiet": "cyan", "new": "dim"}
NEW = "new"
"""In the config, and the daemon has not run with it."""


def quiet_hours(config: Config) -> dict[str, QuietHours | None]:
    """Return the quiet hours of each webhook of a config, by name."""
    return {webhook.endpoint.name: webhook.endpoint.quiet for webhook in config.webhooks}


def state(health: Health, now: datetime, quiet: QuietHours | None = None) -> str:
    """Return the state of a webhook in a word: on, failing, quiet, paused or disabled."""
    if health.standing is not Standing.ON:
        return "disabled"
    if _paused_until(health, now) is not None:
        return "paused"
    if quiet is not None and quiet_until(quiet, now) is not None:
        return "quiet"
    return "failing" if health.failures or health.probe_at is not None else "on"


def reasons(status: EndpointStatus, now: datetime, quiet: QuietHours | None = None) -> Iterator[str]:
    """Yield why a webhook is not well or not sent to, and what comes next."""
    health = status.health
    if health.standing is not Standing.ON:
        since = f" since {moment(health.changed_at)}" if health.changed_at else ""
        yield f"{health.standing.value}{since}: {health.reason or 'no reason given'}"
        yield f"`webhook enable {status.endpoint}` sends it what it is owed"
        return
    if quiet is not None and (end := quiet_until(quiet, now)) is not None:
        yield f"{'drops' if quiet.drop else 'keeps'} what comes until {moment(end)}: quiet hours"
    if health.paused_until is not None and health.paused_until > now:
        yield f"by the operator until {moment(health.paused_until)}"
    if (until := asked_until(health, now)) is not None:
        yield f"asked to be left alone until {moment(until)}"
    if half_open(health):
        due = probe_due(health, now)
        yield f"breaker open, next probe {'due' if due is None else moment(due)}"
    if health.failures:
        failed = "1 attempt" if health.failures == 1 else f"{health.failures:,} attempts"
        last = f", the last: {health.failure}" if health.failure else ""
        yield f"{failed} failed since {moment(health.failing_since)}{last}"
    if health.warned:
        yield f"warning: {health.warned} % of the way to being disabled"


def row(status: EndpointStatus, now: datetime, quiet: QuietHours | None = None) -> tuple[str, ...]:
    """Return a webhook's cells of the table."""
    return (
        status.endpoint,
        state(status.health, now, quiet),
        "; ".join(reasons(status, now, quiet)) or "-",
        str(status.lanes),
        str(status.owed + status.parked),
        moment(status.oldest_owed_at),
        str(status.dead),
    )


def shape(status: EndpointStatus, now: datetime, quiet: QuietHours | None = None) -> dict[str, Any]:
    """Return a webhook as `webhook list --json` prints it."""
    health = status.health
    return {
        "webhook": status.endpoint,
        "state": state(health, now, quiet),
        "standing": health.standing.value,
        "reasons": list(reasons(status, now, quiet)),
        "paused_until": _time(_paused_until(health, now)),
        "breaker": {"open": health.probe_at is not None, "probe": _time(health.probe_at)},
        "failing_since": _time(health.failing_since),
        "failures": health.failures,
        "failure": health.failure,
        "warned_percent": health.warned,
        "sources": status.lanes,
        "owed": status.owed + status.parked,
        "oldest_owed": _time(status.oldest_owed_at),
        "dead": status.dead,
    }


def _paused_until(health: Health, now: datetime) -> datetime | None:
    """Return until when the operator or the endpoint itself wants nothing to be sent, None if nobody does."""
    moments = (health.paused_until, asked_until(health, now))
    return max((until for until in moments if until is not None and until > now), default=None)


def _time(at: datetime | None) -> str | None:
    return rfc3339(at) if at else None
