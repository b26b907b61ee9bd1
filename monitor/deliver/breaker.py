"""The breaker of an endpoint, and when to give it up altogether. Pure: a health and what happened make the next health.

         5 failures in a row, or ≥ 70 % of ≥ 10 in 5 min
CLOSED ───────────────────────────────────────────────────▶ OPEN: nothing is sent
   ▲                                                          │ 30 s, then 1 min, 2 min … 10 min
   └──────── an answer that shows it is well ──────────── one probe ──▶ failed: OPEN for twice as long

5 days without a success and ≥ 10 attempts: disabled (warned of at 50, 70 and 90 %);  410: disabled at once
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from operator import attrgetter

from monitor.deliver.backoff import LONGEST_WAIT
from monitor.model import Health, Standing, Tally

FAILURES_IN_A_ROW = 5
WINDOW = timedelta(minutes=5)
SLOT = timedelta(seconds=30)
"""The window is counted in slots, so that its size does not grow with the traffic."""
WINDOW_LEAST = 10
WINDOW_SHARE = 0.7

PROBE_FIRST = timedelta(seconds=30)
PROBE_LONGEST = timedelta(minutes=10)

DISABLE_AFTER = timedelta(days=5)
DISABLE_LEAST = 10
WARN_AT = (50, 70, 90)
"""Percent of the way to being disabled."""

NEVER = datetime.max.replace(tzinfo=UTC)

_DOUBLINGS = (PROBE_LONGEST // PROBE_FIRST).bit_length()


class Signal(Enum):
    """What an attempt says of the endpoint."""

    ACCEPTED = auto()
    FAILED = auto()
    BUSY = auto()
    """It asked to be left alone for a while: it is no failure in the breaker's eyes, and no success either."""
    REFUSED = auto()
    """It is well and does not want this one event."""
    GONE = auto()


def closed_until(health: Health, now: datetime) -> datetime | None:
    """Return until when nothing may be sent, None if something may now; `NEVER` ends only when it is enabled again."""
    if health.standing is not Standing.ON:
        return NEVER
    if health.paused_until is None and health.probe_at is None and health.asked_until is None:
        return None  # nearly always, and asked before each send
    moments = (health.paused_until, asked_until(health, now), probe_due(health, now))
    return max((moment for moment in moments if moment is not None and moment > now), default=None)


def asked_until(health: Health, now: datetime) -> datetime | None:
    """Return until when the endpoint has asked to be left alone, None if it has not or that is over."""
    return _believed(health.asked_until, now, LONGEST_WAIT)


def probe_due(health: Health, now: datetime) -> datetime | None:
    """Return when an open breaker lets a probe through, None if it is not open or that is over."""
    return _believed(health.probe_at, now, PROBE_LONGEST)


def half_open(health: Health) -> bool:
    """Return whether the breaker is open, so that a single probe is all that may be sent once its time has come."""
    return health.probe_at is not None


def after(
    health: Health,
    signal: Signal,
    *,
    now: datetime,
    probe: bool = False,
    pause_until: datetime | None = None,
    reason: str | None = None,
) -> Health:
    """Return the health after one attempt, which failed for `reason`.

    `probe` says that it was the one that an open breaker lets through.
    """
    if signal is Signal.ACCEPTED:
        return accepted(health, now=now)
    # A beginning that lies in the future was written by a clock that ran ahead.
    since = min(health.failing_since or now, now)
    health = replace(health, failing_since=since, failures=health.failures + 1, failure=reason)
    match signal:
        case Signal.GONE:
            return disabled(health, Standing.GONE, reason, now=now)
        case Signal.BUSY:
            health = replace(health, asked_until=_later(asked_until(health, now), pause_until))
        case Signal.REFUSED:
            health = replace(health, in_a_row=0, probe_at=None, probes=0)
        case _:
            health = _failed(health, now, probe=probe)
    return _judged(health, now)


def accepted(health: Health, count: int = 1, *, now: datetime) -> Health:
    """Return the health after successes that came together."""
    recent = health.recent
    if health.probe_at is not None:  # what was counted before it opened would open it again at the next failure
        recent = ()
    return Health(
        standing=health.standing,
        reason=health.reason,
        changed_at=health.changed_at,
        paused_until=health.paused_until,
        asked_until=health.asked_until,
        recent=_counted(recent, now, accepted=count),
        accepted_at=now,
        key=health.key,
        key_since=health.key_since,
    )


def well(health: Health) -> bool:
    """Return whether nothing is held against the endpoint, so that a success changes nothing that is worth a write.

    >>> well(Health()), well(Health(in_a_row=1))
    (True, False)
    """
    return not needs_keeping(health, accepted(health, now=NEVER))


def disabled(health: Health, standing: Standing, reason: str | None, *, now: datetime) -> Health:
    """Return the health of an endpoint that is sent nothing until it is enabled."""
    return replace(health, standing=standing, reason=reason, changed_at=_later_than(health, now))


def paused(health: Health, until: datetime, *, now: datetime) -> Health:
    """Return the health of an endpoint that the operator lets rest until then."""
    return replace(health, paused_until=until, changed_at=_later_than(health, now))


def stepped(health: Health, step: timedelta) -> Health:
    """Return the health when the clock was set by `step`: that is no time in which the endpoint accepted nothing."""
    return health if health.failing_since is None else replace(health, failing_since=health.failing_since + step)


def enabled(health: Health, *, now: datetime) -> Health:
    """Return a fresh health: what was counted against the endpoint is forgotten, what its secrets are is not."""
    return Health(
        changed_at=_later_than(health, now), accepted_at=health.accepted_at, key=health.key, key_since=health.key_since
    )


def needs_keeping(before: Health, now_is: Health) -> bool:
    """Return whether a change is worth a write: the successes of an endpoint that is well are not.

    >>> needs_keeping(Health(), Health(accepted_at=NEVER)), needs_keeping(Health(in_a_row=1), Health())
    (False, True)
    """
    return _kept(now_is) != _kept(before)


_kept = attrgetter(*(field.name for field in fields(Health) if field.name not in {"recent", "accepted_at"}))


def _failed(health: Health, now: datetime, *, probe: bool) -> Health:
    health = replace(health, in_a_row=health.in_a_row + 1, recent=_counted(health.recent, now, failed=1))
    if probe and health.probe_at is not None:
        probes = health.probes + 1
        return replace(health, probes=probes, probe_at=now + probe_wait(probes))
    if health.probe_at is None and _tripped(health):
        return replace(health, probes=0, probe_at=now + probe_wait(0))
    return health


def probe_wait(failed_probes: int) -> timedelta:
    """Return how long an open breaker waits for its next probe.

    >>> [int(probe_wait(n).total_seconds()) for n in (0, 1, 2, 3, 4, 5, 1_000)]
    [30, 60, 120, 240, 480, 600, 600]
    """
    return min(PROBE_FIRST * (1 << min(failed_probes, _DOUBLINGS)), PROBE_LONGEST)


def _later_than(health: Health, now: datetime) -> datetime:
    """Return the time of a change: after the one before, though the clock was put back, because the newest counts."""
    return now if health.changed_at is None else max(now, health.changed_at + timedelta(microseconds=1))


def _tripped(health: Health) -> bool:
    failed = sum(tally.failed for tally in health.recent)
    total = failed + sum(tally.accepted for tally in health.recent)
    return health.in_a_row >= FAILURES_IN_A_ROW or (total >= WINDOW_LEAST and failed >= WINDOW_SHARE * total)


def _counted(recent: tuple[Tally, ...], now: datetime, *, accepted: int = 0, failed: int = 0) -> tuple[Tally, ...]:
    """Return the tallies of the window with some attempts more; those of a clock that ran ahead are dropped."""
    if recent and timedelta(0) <= now - recent[-1].at < SLOT:
        last = recent[-1]
        return (*recent[:-1], Tally(at=last.at, accepted=last.accepted + accepted, failed=last.failed + failed))
    kept = (tally for tally in recent if timedelta(0) <= now - tally.at < WINDOW)
    return (*kept, Tally(at=now, accepted=accepted, failed=failed))


def _judged(health: Health, now: datetime) -> Health:
    """Return the health with the warning that is due, or disabled if it has failed for too long."""
    since = health.failing_since or now
    way = 100 * min((now - since) / DISABLE_AFTER, health.failures / DISABLE_LEAST)
    if way >= 100:  # noqa: PLR2004 (percent)
        reason = f"nothing was accepted since {since:%Y-%m-%d %H:%M} UTC, in {health.failures} attempts"
        return disabled(replace(health, warned=0), Standing.FAILING, reason, now=now)
    return replace(health, warned=max((share for share in WARN_AT if share <= way), default=0))


def _believed(until: datetime | None, now: datetime, longest: timedelta) -> datetime | None:
    """Return a time that is still to come, unless a clock that ran ahead wrote it: nobody waits longer than that."""
    return until if until is not None and now < until <= now + longest else None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment), default=None)
