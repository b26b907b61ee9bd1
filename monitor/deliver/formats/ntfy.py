"""ntfy, published as JSON (https://docs.ntfy.sh/publish/#publish-as-json)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import msgspec

from monitor.deliver.formats.fitting import fit, plain_cost, plain_diff
from monitor.deliver.formats.message import Message, cut, message
from monitor.model import EventType, Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Endpoint, Event

MESSAGE_LIMIT_BYTES = 4_096
"""ntfy makes a file of a longer message, which no phone shows."""

TITLE_LIMIT = 120
HIGH, NORMAL = 4, 3
_TROUBLE = frozenset({EventType.SOURCE_DEGRADED, EventType.SOURCE_GAP})
_SEPARATOR = "\n\n"


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return one notification that tells all events."""
    told = [message(event) for event in events]
    first, parts = told[0], urlsplit(endpoint.url)
    default = HIGH if any(one.kind in _TROUBLE for one in told) else NORMAL
    room = (MESSAGE_LIMIT_BYTES - len(_SEPARATOR) * (len(told) - 1)) // len(told)
    body: dict[str, Any] = {
        "topic": parts.path.strip("/"),
        "title": _title(first) if len(told) == 1 else f"{len(told)} updates · {first.place}",
        "message": _SEPARATOR.join(_text(one, room, titled=len(told) > 1) for one in told),
        "priority": int(endpoint.options.get("priority", default)),
        **({"click": first.url} if first.url else {}),
    }
    headers = {"content-type": "application/json"}
    if token := endpoint.options.get("token"):
        headers["authorization"] = f"Bearer {token}"
    return Rendered(url=urlunsplit(parts._replace(path="/", query="")), body=msgspec.json.encode(body), headers=headers)


def _title(told: Message) -> str:
    return cut(" · ".join(filter(None, (f"{told.sign} {told.what}", told.headline))), TITLE_LIMIT)


def _text(told: Message, limit_bytes: int, *, titled: bool) -> str:
    """Return an event in plain text: phones show no marks, so what went and what came stands in brackets."""
    head = f"{_title(told)}\n" if titled else ""
    foot = "".join(f"\n{line}" for line in (*told.notes, told.footer))
    room = limit_bytes - len((head + foot).encode())
    return (head + plain_diff(fit(told.spans, room, plain_cost)) + foot).strip()
