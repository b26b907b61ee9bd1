"""`/sources`: what is watched and how it fares; an address is pasted, read once, looked at, and watched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from monitor.errors import (
    Blocked,
    ConfigError,
    Declined,
    Disallowed,
    ExtractError,
    FetchError,
    LayoutChanged,
    NotALiveBlog,
    NotAllowed,
)
from monitor.model import Snapshot, Watched
from monitor.web.pages import figures, plots
from monitor.web.pages.frame import PageRoute, form_of, page, query, to
from monitor.web.parts import parts_of
from monitor.web.routes.asked import NUMBER_LIMIT

SHOWN = 50
TIMED = 10
"""The newest events of each source, of which its detection delay is told."""
PREVIEW = 10
DAY = timedelta(hours=plots.HOURS)
WORDS_LIMIT_CHARS = 200
CONDITIONS = ("well", "failing", "degraded", "waiting", "paused")
INTERVALS = {"auto": "as often as entries come", "10s": "each 10 s", "30s": "each 30 s", "2m": "each 2 min"}

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/sources")
async def sources(
    request: Request,
    q: Annotated[str, Query(max_length=WORDS_LIMIT_CHARS)] = "",
    condition: Annotated[str, Query(max_length=20)] = "",
    start: Annotated[int, Query(ge=0, le=NUMBER_LIMIT)] = 0,
) -> Response:
    """Return a page of the sources by name, with the box for a new one."""
    parts = parts_of(request)
    everything = parts.control.sources()
    chosen = _chosen(everything, q, condition)
    shown = chosen[start : start + SHOWN]
    names = [one.source.name for one in shown]
    now = parts.clock()
    titles = await parts.ledger.titles(names)
    counts = await parts.ledger.count_events(names, since=now - DAY)
    timings = await parts.ledger.newest_timings(names, limit=TIMED, delivered=False)
    rows = [
        {
            "watched": one,
            "title": titles.get(one.source.name),
            "hours": plots.hours_of(counts.get(one.source.name, {}), now),
            "seen": figures.pair(timings.get(one.source.name, ())).seen,
        }
        for one in shown
    ]
    asked = {"q": q.strip() or None, "condition": condition or None}
    further = start + SHOWN
    return page(
        request,
        "sources.html",
        title="Sources",
        rows=rows,
        asked=asked,
        conditions=CONDITIONS,
        total=len(everything),
        found=len(chosen),
        start=start,
        previous=query("/sources", **asked, start=max(0, start - SHOWN) or None) if start else None,
        following=query("/sources", **asked, start=further) if further < len(chosen) else None,
    )


@router.post("/sources/probe")
async def probe(request: Request) -> Response:
    """Return what one reading of an address finds; nothing is kept."""
    url = _address(form_of(request).get("url", ""))
    try:
        snapshot = await parts_of(request).control.probe({"url": url})
    except (ConfigError, FetchError, ExtractError) as error:
        return _preview(request, url, fault=_fault(error), advice=_advice(error))
    return _preview(request, url, snapshot=snapshot)


@router.post("/sources/watch")
async def watch(request: Request) -> Response:
    """Watch an address from now on."""
    form = form_of(request)
    url, name = _address(form.get("url", "")), form.get("name", "").strip()
    keys: dict[str, Any] = {"url": url}
    if name:
        keys["name"] = name
    if form.get("interval", "auto") != "auto":
        keys["interval"] = form["interval"]
    try:
        watched = await parts_of(request).control.add_source(keys)
    except (ConfigError, Declined) as error:
        return _preview(request, url, fault=_fault(error), advice=None, name=name)
    return to(query(f"/sources/{watched.source.name}", done="added"))


def _preview(
    request: Request,
    url: str,
    *,
    snapshot: Snapshot | None = None,
    fault: str | None = None,
    advice: str | None = None,
    name: str = "",
) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return page(
        request,
        "probe.html",
        status=status,
        title="Look at a live blog",
        url=url,
        name=name,
        snapshot=snapshot,
        state=snapshot.state(parts_of(request).clock()).value if snapshot else None,
        entries=snapshot.entries[:PREVIEW] if snapshot else (),
        fault=fault,
        advice=advice,
        intervals=INTERVALS,
    )


def _chosen(everything: Sequence[Watched], words: str, wanted: str) -> Sequence[Watched]:
    """Return the sources that are in a condition, and in whose name, address or labels all words stand."""
    asked = words.casefold().split()
    if not asked and not wanted:
        return everything  # each is made when it is looked at, so that 10,000 cost no more than those that are shown
    return [
        one
        for one in everything
        if (not wanted or one.condition == wanted) and all(word in _words_of(one) for word in asked)
    ]


def _words_of(watched: Watched) -> str:
    source = watched.source
    return " ".join((source.name, source.url, *source.labels.values())).casefold()


def _address(pasted: str) -> str:
    """Return an address as it was meant: people paste them without the scheme, and with blanks around.

    >>> _address(" news.example.org/live "), _address("http://x.example/")
    ('https://news.example.org/live', 'http://x.example/')
    """
    url = pasted.strip()
    return f"https://{url}" if url and "://" not in url else url


def _fault(error: Exception) -> str:
    if isinstance(error, ConfigError):
        return "; ".join(
            f"{one.key}: {one.problem}" + (f" ({one.remedy})" if one.remedy else "") for one in error.faults
        )
    reason = getattr(error, "reason", None)
    return str(reason or error)


def _advice(error: Exception) -> str | None:
    """Return what to do about an address that cannot be watched."""
    match error:
        case NotAllowed():
            return "Only public addresses are read. If this is a page of your own, name it under fetch.allow_networks."
        case Disallowed():
            return "If the publisher has agreed, put it into the config with robots: ignore."
        case Blocked():
            return "A reader in a browser may see more. Try the page of the live blog itself, or a feed of it."
        case NotALiveBlog() | LayoutChanged():
            return (
                "Paste the page on which the entries stand, not a section's front page. A page that scripts build needs"
                " render: browser, an unusual one selectors; both stand in the config."
            )
        case FetchError():
            return "See whether the address opens in a browser, and try again in a moment."
        case _:
            return None
