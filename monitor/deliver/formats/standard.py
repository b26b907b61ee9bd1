"""Standard Webhooks: the stored bytes as they are (https://www.standardwebhooks.com)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.event import rfc3339
from monitor.model import Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Endpoint, Event

BATCH_TYPE = "batch"


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return the event's bytes, or of a batch one message whose data are the messages of its events, oldest first."""
    body = events[0].body
    if endpoint.batch is not None or len(events) > 1:
        head = f'{{"type":"{BATCH_TYPE}","timestamp":"{rfc3339(events[-1].at)}","data":{{"events":['
        body = head.encode() + b",".join(event.body for event in events) + b"]}}"
    return Rendered(url=endpoint.url, body=body, headers={"content-type": "application/json"})
