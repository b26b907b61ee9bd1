"""The operator's own words: a Jinja template that makes the body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.deliver.formats.fitting import plain_diff
from monitor.deliver.formats.message import message, seen
from monitor.errors import Unrenderable
from monitor.model import Rendered
from monitor.templates import BadTemplate, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Endpoint, Event

CONTENT_TYPE = "application/json"


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return the template filled in with the newest event's variables, and with all in `events`.

    Raises: Unrenderable.
    """
    told = [variables(event) for event in events]
    try:
        body = fill(endpoint.options["template"], {**told[-1], "events": told})
    except BadTemplate as error:
        where = f"line {error.line}: " if error.line else ""
        raise Unrenderable(f"the template of {endpoint.name} cannot tell {events[-1].id}: {where}{error}") from error
    content_type = endpoint.options.get("content_type", CONTENT_TYPE)
    return Rendered(url=endpoint.url, body=body.encode("utf-8", "replace"), headers={"content-type": content_type})


def variables(event: Event) -> dict[str, Any]:
    """Return what a template may name.

    `event` is the whole message as Standard Webhooks has it, `data` its data, whose parts have names of their own; what
    an event does not have is None. The others are the event in words: `words` is its diff on one line, `[12 → 45]`,
    or its text.
    """
    body, told = event.message, message(event)
    data = body["data"]
    return {
        "event": body,
        "type": body["type"],
        "timestamp": body["timestamp"],
        "data": data,
        **{part: data.get(part) for part in ("source", "live_blog", "entry", "previous", "change", "reason")},
        "what": told.what,
        "headline": told.headline,
        "text": seen((data.get("entry") or {}).get("text") or data.get("reason") or ""),
        "words": " ".join(plain_diff(told.spans).split()),
        "byline": told.byline,
        "url": told.url or "",
        "time": f"{told.at:%H:%M}",
    }
