"""The lines that deliveries write: one per attempt, and one whenever an endpoint's standing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.deliver.redact import origin
from monitor.model import Outcome, Standing

if TYPE_CHECKING:
    from datetime import datetime

    from structlog.typing import FilteringBoundLogger

    from monitor.model import Attempt, DeadLetter, Endpoint, Health

ATTEMPT = "attempt"
DEAD_LETTER = "dead_letter"
ENDPOINT_PAUSED = "endpoint_paused"
ENDPOINT_UNWELL = "endpoint_unwell"
ENDPOINT_WELL = "endpoint_well"
ENDPOINT_FAILING = "endpoint_failing"
ENDPOINT_DISABLED = "endpoint_disabled"
NETWORK_DOWN = "network_down"
OLD_SECRET_DROPPED = "old_secret_dropped"  # noqa: S105 (the name of a log line)


def tell_attempt(log: FilteringBoundLogger, endpoint: Endpoint, attempt: Attempt, retry_at: datetime | None) -> None:
    """Write the one line of an attempt: neither body nor secret, and of the address only its origin."""
    tell = log.info if attempt.outcome is Outcome.ACCEPTED else log.warning
    tell(
        ATTEMPT,
        webhook=endpoint.name,
        url=origin(endpoint.url),
        source=attempt.source,
        sequence=attempt.sequence,
        event_id=attempt.event_id,
        number=attempt.number,
        outcome=attempt.outcome.value,
        status=attempt.status,
        reason=attempt.reason,
        duration_s=round(attempt.duration_s, 4),
        retry_at=retry_at.isoformat() if retry_at else None,
    )


def tell_dead(log: FilteringBoundLogger, letter: DeadLetter) -> None:
    log.error(
        DEAD_LETTER,
        webhook=letter.endpoint,
        source=letter.source,
        sequence=letter.sequence,
        event_id=letter.event_id,
        attempts=letter.attempts,
        reason=letter.reason,
    )


def tell_health(log: FilteringBoundLogger, name: str, before: Health, health: Health) -> None:
    """Write a line for each change of an endpoint's standing that an operator would want to know of."""
    if health.standing is not before.standing and health.standing is not Standing.ON:
        log.error(ENDPOINT_DISABLED, webhook=name, standing=health.standing.value, reason=health.reason)
        return
    if health.asked_until != before.asked_until and health.asked_until is not None:
        log.warning(ENDPOINT_PAUSED, webhook=name, until=health.asked_until.isoformat())
    if health.probe_at is not None and health.probe_at != before.probe_at:
        log.warning(ENDPOINT_UNWELL, webhook=name, failures=health.failures, probe_at=health.probe_at.isoformat())
    if before.probe_at is not None and health.probe_at is None:
        log.info(ENDPOINT_WELL, webhook=name, failures=before.failures)
    if health.warned > before.warned and health.failing_since is not None:
        since = health.failing_since.isoformat()
        log.warning(ENDPOINT_FAILING, webhook=name, since=since, percent_until_disabled=health.warned)
