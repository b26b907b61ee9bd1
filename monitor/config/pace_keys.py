"""The keys that say when and how often hosts and sources are asked, and what they stand for."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from monitor.config import values
from monitor.config.cron import cron
from monitor.config.fields import Checked, Interval, Keys, Zone, lasting
from monitor.config.webhook_keys import AtOnce, Day, Rate, TimeOfDay  # noqa: TC001 (pydantic reads the annotations)
from monitor.model import EVERY_DAY, Etiquette, Hours, Manners, Timetable

GAP_MAX = timedelta(minutes=10)
HOSTS_LIMIT = 1_000
HOURS_LIMIT = 64
CRON_LIMIT = 64


Gap = Annotated[timedelta, lasting(timedelta(0), GAP_MAX)]
Outside = Annotated[timedelta | Literal["never"], lasting(timedelta(seconds=1), timedelta(days=7), word="never")]
Cron = Annotated[str, Checked(cron, {"type": "string", "examples": ["*/5 8-20 * * mon-fri"]})]
Host = Annotated[
    str, Checked(lambda value: values.text(value).lower(), {"type": "string", "examples": ["www.example.org"]})
]


class MannersKeys(Keys):
    """How often and how much at once one host is asked."""

    gap: Gap | None = None
    """The least time between the starts of two requests to one host. Default: 250ms; none on this machine."""
    at_once: AtOnce | None = None
    """How many requests one host gets at once. Default: 4; 32 on this machine."""
    host_budget: Rate | None = None
    """How much the sources of one host with `interval: auto` may ask together, such as 30/m. Default: 1/s; unlimited on
    this machine."""


class HostKeys(MannersKeys):
    """One host that is treated in a way of its own."""

    name: Host
    """The host, such as `www.example.org`, with its port if that is an unusual one."""


class HoursKeys(Keys):
    """Hours in which a source is polled."""

    start: TimeOfDay
    """When they begin, such as "14:00"."""
    end: TimeOfDay
    """When they end, the next day if that is not later."""
    days: Annotated[tuple[Day, ...], Field(min_length=1)] | None = None
    """On which days they begin. Default: every day."""
    interval: Interval | None = None
    """How often to poll then. Default: as the source says."""


class TimetableKeys(Keys):
    """When a source is polled, by the clocks of a place."""

    zone: Zone
    """Whose clocks, such as `Europe/London`."""
    hours: Annotated[tuple[HoursKeys, ...], Field(min_length=1, max_length=HOURS_LIMIT)] | None = None
    """The hours in which it is polled; the first that fit count."""
    outside: Outside | None = None
    """How often to poll outside of the hours. Default: never."""
    cron: Annotated[tuple[Cron, ...], Field(min_length=1, max_length=CRON_LIMIT)] | None = None
    """Exactly when to poll, in cron's five fields, instead of hours."""


def settle_etiquette(keys: MannersKeys | None, hosts: tuple[HostKeys, ...], budget: float | None) -> Etiquette:
    """Return how hosts are treated: what a host's own keys leave out is as usual."""
    given = {} if keys is None else _given(keys)
    named = {str(host.name): Manners(**(given | _given(host))) for host in hosts}
    return Etiquette(usual=Manners(**given) if given else None, hosts=named, budget=budget)


def _given(keys: MannersKeys) -> dict[str, Any]:
    named = {"gap": keys.gap, "at_once": keys.at_once, "budget": keys.host_budget}
    return {name: value for name, value in named.items() if value is not None}


def settle_timetable(keys: TimetableKeys | None) -> Timetable | None:
    """Return what the keys stand for; None for a source that may be polled at any time."""
    if keys is None:
        return None
    return Timetable(
        zone=keys.zone,
        hours=tuple(
            Hours(
                start=hours.start,
                end=hours.end,
                days=frozenset(hours.days or EVERY_DAY),
                interval=hours.interval if isinstance(hours.interval, timedelta) else None,
            )
            for hours in keys.hours or ()
        ),
        outside=keys.outside if isinstance(keys.outside, timedelta) else None,
        cron=tuple(map(str, keys.cron or ())),
    )
