"""`/sources/{name}`: one live blog, how it is polled, and how it stood at any time; `/entry`: the revisions of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from monitor.compare.edits import describe
from monitor.errors import Declined, Obstacle
from monitor.model import Edit, Revision, Watched
from monitor.web.pages import figures, plots
from monitor.web.pages.frame import PageRoute, form_of, page, query, to
from monitor.web.parts import parts_of
from monitor.web.routes.asked import ID_LIMIT_CHARS, NUMBER_LIMIT

SHOWN = 30
"""Entries on one page."""
ENTRIES_LIMIT = 100_000
"""How far one may look back among the entries of one live blog."""
REVISIONS_SHOWN = 20
"""Revisions on one page: finding the words that changed takes up to 5 ms each."""
TIMED = 200
DAY = timedelta(hours=plots.HOURS)
NAME_LIMIT_CHARS = 200
DONE = {
    "added": "It is watched from now on, and after a restart too.",
    "paused": "It is not polled until you resume it, restarts included.",
    "resumed": "It is polled again.",
    "polled": "It is being polled; what that brings is shown here in a moment.",
}

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.post("/sources/act")
async def act(request: Request) -> Response:
    """Pause, resume, poll or remove a source."""
    form, control = form_of(request), parts_of(request).control
    name = form.get("name", "")
    there = f"/sources/{name}"
    match form.get("act"):
        case "pause":
            await control.pause_source(name)
            return to(query(there, done="paused"))
        case "resume":
            await control.resume_source(name)
            return to(query(there, done="resumed"))
        case "poll":
            await control.poll_source(name)
            return to(query(there, done="polled"))
        case "remove":
            await control.remove_source(name)
            return to("/sources")
        case other:
            raise Declined(Obstacle.UNKNOWN, f"A source cannot be asked to {str(other)[:40]!r}.")


@router.get("/sources/{name:path}")
async def source(
    request: Request,
    name: str,
    moment: Annotated[int | None, Query(ge=0, le=NUMBER_LIMIT)] = None,
    start: Annotated[int, Query(ge=0, le=ENTRIES_LIMIT)] = 0,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Return one source, its live blog as it stands or as it stood at the moment of that number."""
    parts, ledger = parts_of(request), parts_of(request).ledger
    watched = _watched(request, name)
    url = watched.source.url if watched else await ledger.find_url(name[:NAME_LIMIT_CHARS])
    if url is None:
        raise Declined(Obstacle.UNKNOWN, f"No source is named {name[:64]!r}; a name may have been misspelt.")
    now = parts.clock()
    moments = await ledger.moments(name)
    place = None if moment is None or not moments else min(moment, len(moments) - 1)
    at = now if place is None else moments[place]
    stood = await ledger.live_blog_at(name, None if place is None else at, start=start, limit=SHOWN)
    counts = await ledger.count_events([name], since=now - DAY)
    timings = await ledger.newest_timings([name], limit=TIMED)
    there = f"/sources/{name}"
    further = start + SHOWN
    return page(
        request,
        "source.html",
        title=(await ledger.titles([name])).get(name, name),
        name=name,
        url=url,
        watched=watched,
        condition=watched.condition if watched else None,
        pace=parts.control.explain(name) if watched else (),
        done=DONE.get(done),
        hours=plots.hours_of(counts.get(name, {}), now),
        pair=figures.pair(timings.get(name, ())),
        moments=moments,
        place=place,
        at=at,
        entries=stood.entries,
        total=stood.total,
        start=start,
        newer=query(there, moment=place, start=max(0, start - SHOWN) or None) if start else None,
        older=query(there, moment=place, start=further) if further < stood.total else None,
        removable=watched is not None and watched.added,
    )


@router.get("/entry")
async def entry(
    request: Request,
    source: Annotated[str, Query(max_length=NAME_LIMIT_CHARS)],
    id: Annotated[str, Query(max_length=ID_LIMIT_CHARS)],  # noqa: A002 (what it is called in the address)
    below: Annotated[int | None, Query(ge=1, le=NUMBER_LIMIT)] = None,
) -> Response:
    """Return the revisions of one entry, the newest first, each with what it changed."""
    ledger = parts_of(request).ledger
    known = None
    if await ledger.find_url(source) is not None:
        known = await ledger.find_entry(source, id)
    if known is None:
        raise Declined(Obstacle.UNKNOWN, f"No entry of {source[:64]!r} has the id {id[:200]!r}.")
    revisions = await ledger.revisions_of(source, id)
    shown = [one for one in revisions if below is None or one.number < below]
    steps = await run_in_threadpool(_steps, shown)
    more = len(shown) > REVISIONS_SHOWN
    return page(
        request,
        "entry.html",
        title=known.revision.entry.title or f"An entry of {source}",
        source=source,
        known=known,
        entry=known.revision.entry,
        steps=steps,
        count=len(revisions),
        older=query("/entry", source=source, id=id, below=steps[-1][0].number) if more else None,
    )


def _steps(revisions: list[Revision]) -> list[tuple[Revision, Edit | None]]:
    """Return the last revisions, the newest first, each with how it differs from the one before."""
    kept = revisions[-REVISIONS_SHOWN - 1 :]
    steps = [
        (revision, describe(kept[place - 1].entry, revision.entry) if place else None)
        for place, revision in enumerate(kept)
    ]
    return list(reversed(steps[-REVISIONS_SHOWN:]))


def _watched(request: Request, name: str) -> Watched | None:
    """Return a source as it is watched, None if it is watched no more."""
    try:
        return parts_of(request).control.source(name)
    except Declined:
        return None
