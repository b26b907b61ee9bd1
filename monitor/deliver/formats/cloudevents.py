"""CloudEvents 1.0 in structured mode, or JSON batch mode (https://github.com/cloudevents/spec).

No attribute goes into a header: receivers that find `ce-…` headers read binary mode, and miss the rest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from monitor.model import Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Endpoint, Event

SPEC_VERSION = "1.0"
SEQUENCE_DIGITS = 20
"""`sequence` is a string and compares as one (CloudEvents' own extension): as wide as the largest 64-bit number."""

_SINGLE = "application/cloudevents+json; charset=utf-8"
_BATCH = "application/cloudevents-batch+json; charset=utf-8"
_NOT_ALLOWED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What CloudEvents' type String leaves out."""


class _Message(msgspec.Struct):
    """A stored body, of which `data` goes on as it is, to the byte."""

    timestamp: str
    data: msgspec.Raw


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return the event in structured mode, or a batch in batch mode."""
    if endpoint.batch is None and len(events) == 1:
        body, content_type = msgspec.json.encode(_envelope(events[0])), _SINGLE
    else:
        body, content_type = msgspec.json.encode([_envelope(event) for event in events]), _BATCH
    return Rendered(url=endpoint.url, body=body, headers={"content-type": content_type})


def _envelope(event: Event) -> dict[str, Any]:
    message = msgspec.json.decode(event.body, type=_Message)
    subject = {} if event.entry_id is None else {"subject": f"entry/{_NOT_ALLOWED.sub(chr(0xFFFD), event.entry_id)}"}
    return {
        "specversion": SPEC_VERSION,
        "id": event.id,
        "source": f"/liveblog-monitor/sources/{event.source}",
        "type": event.type.value,
        **subject,
        "time": message.timestamp,
        "datacontenttype": "application/json",
        "sequence": f"{event.sequence:0{SEQUENCE_DIGITS}}",
        "partitionkey": event.source,
        "data": message.data,
    }
