"""What is asked for when a page of a source is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import Request
from monitor.model.sites import is_at_or_below

if TYPE_CHECKING:
    from monitor.model import Lead, Source, Validators


def page_request(source: Source, url: str, lead: Lead | None, known: Validators, *, of: str | None = None) -> Request:
    """Return the request for a page of a source, or of the interface that a lead names.

    A further page `of` a live blog may be on another host of its publisher, which gets none of the operator's headers.
    """
    own = source.headers if of is None or lead or is_at_or_below(url, of) else {}
    headers = {**own, **lead.headers} if lead else own
    render = source.render and lead is None  # an interface needs no browser
    record = source.name if source.record else None
    return Request(
        url=url,
        known=known,
        headers=headers,
        timeout=source.timeout,
        render=render,
        robots=source.robots,
        record=record,
        evidence=source.name if source.evidence else None,
    )
