"""`/api/sources`: what is watched, what was seen of it, and the acts on it."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from monitor.compare.edits import describe
from monitor.errors import Declined, Obstacle
from monitor.event import edit_shape, rfc3339
from monitor.web.answers import told
from monitor.web.parts import parts_of
from monitor.web.routes.asked import (
    ID_LIMIT_CHARS,
    PAGE_DEFAULT,
    SOURCE_LIMIT_CHARS,
    EntryId,
    Limit,
    SourcePath,
)
from monitor.web.shapes.sources import (
    EntryPageShape,
    EntryShape,
    LiveBlogAtShape,
    ProbeShape,
    RevisionsShape,
    SourceDetailShape,
    SourcePageShape,
    known_shape,
    probe_shape,
    revision_shape,
    source_detail,
    source_shape,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import KnownEntry

CONDITIONS = "^(waiting|well|failing|degraded|paused)$"
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such source."}}
NOT_OURS: dict[int | str, dict[str, Any]] = {409: {"description": "It stands in the config, or the name is taken."}}

REVISIONS_LIMIT = 2**31 - 1
Before = Annotated[
    str | None,
    Query(max_length=ID_LIMIT_CHARS, description="The newest first: those behind the entry of this id."),
]
Keys = Annotated[
    dict[str, Any],
    Body(
        description="The keys of a source as in the config's `sources`; `url` alone is enough.",
        examples=[{"url": "https://www.example.org/live/flood", "name": "flood", "labels": {"desk": "world"}}],
    ),
]

router = APIRouter(prefix="/api", tags=["sources"])


async def require_seen(request: Request, name: str) -> str:
    """Return the address of a source, if there ever was one of that name. Raises: Declined."""
    url = await parts_of(request).ledger.find_url(name)
    if url is None:
        raise Declined(Obstacle.UNKNOWN, f"No source is named {name[:SOURCE_LIMIT_CHARS]!r}.")
    return url


@router.get("/sources", response_model=SourcePageShape)
async def list_sources(
    request: Request,
    after: Annotated[str, Query(max_length=256, description="Those after this name.")] = "",
    condition: Annotated[str | None, Query(pattern=CONDITIONS, description="Only those that fare so.")] = None,
    limit: Limit = PAGE_DEFAULT,
) -> Response:
    """Return a page of the sources that are watched, by name."""
    parts = parts_of(request)
    watched = parts.control.sources()
    if condition is not None:
        watched = [one for one in watched if one.condition == condition]
    start = bisect_right(watched, after, key=lambda one: one.source.name)
    page = watched[start : start + limit]
    titles = await parts.ledger.titles([one.source.name for one in page])
    more = start + limit < len(watched)
    shapes = [source_shape(one, titles.get(one.source.name)) for one in page]
    return told(SourcePageShape(sources=shapes, next=page[-1].source.name if more else None, total=len(watched)))


@router.post("/sources", status_code=201, response_model=SourceDetailShape, responses=NOT_OURS)
async def add_source(
    request: Request,
    keys: Keys,
    probe: Annotated[bool, Query(description="Whether to read it first, and refuse what cannot be read.")] = True,  # noqa: FBT002
) -> Response:
    """Watch a live blog from now on; it is kept in the database, and watched after a restart too."""
    control = parts_of(request).control
    if probe:
        await control.probe(keys)
    watched = await control.add_source(keys)
    return await _detail(request, watched.source.name, HTTPStatus.CREATED)


@router.post("/probe", response_model=ProbeShape)
async def probe(request: Request, keys: Keys) -> Response:
    """Read a live blog once and say what was found; nothing is kept."""
    parts = parts_of(request)
    return told(probe_shape(await parts.control.probe(keys), parts.clock()))


@router.get("/sources/{name:source}", response_model=SourceDetailShape, responses=UNKNOWN)
async def get_source(request: Request, name: SourcePath) -> Response:
    """Return one source, with its pace explained."""
    return await _detail(request, name)


@router.delete("/sources/{name:source}", status_code=204, responses=UNKNOWN | NOT_OURS)
async def remove_source(request: Request, name: SourcePath) -> Response:
    """Stop watching a source that came in by the API; what was seen of it is kept."""
    await parts_of(request).control.remove_source(name)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/sources/{name:source}/pause", response_model=SourceDetailShape, responses=UNKNOWN)
async def pause_source(request: Request, name: SourcePath) -> Response:
    """Do not poll a source until it is resumed, restarts included."""
    await parts_of(request).control.pause_source(name)
    return await _detail(request, name)


@router.post("/sources/{name:source}/resume", response_model=SourceDetailShape, responses=UNKNOWN)
async def resume_source(request: Request, name: SourcePath) -> Response:
    """Poll a source again, at once."""
    await parts_of(request).control.resume_source(name)
    return await _detail(request, name)


@router.post("/sources/{name:source}/poll", status_code=202, response_model=SourceDetailShape, responses=UNKNOWN)
async def poll_source(request: Request, name: SourcePath) -> Response:
    """Poll a source now; the answer does not wait for it."""
    await parts_of(request).control.poll_source(name)
    return await _detail(request, name, HTTPStatus.ACCEPTED)


@router.get("/sources/{name:source}/entries", response_model=EntryPageShape, responses=UNKNOWN)
async def list_entries(
    *,
    request: Request,
    name: SourcePath,
    after: Annotated[
        str | None, Query(max_length=ID_LIMIT_CHARS, description="Those after the entry of this id.")
    ] = None,
    before: Before = None,
    order: Annotated[str, Query(pattern="^(id|newest)$", description="By id, or the newest first.")] = "id",
    limit: Limit = PAGE_DEFAULT,
) -> Response:
    """Return a page of all entries that were ever seen of a source, deleted ones too."""
    await require_seen(request, name)
    ledger = parts_of(request).ledger
    if order == "newest":
        found = await ledger.newest_entries(name, before=await _place(request, name, before), limit=limit + 1)
    else:
        found = await ledger.find_entries(name, after=after, limit=limit + 1)
    shapes, more = [known_shape(known) for known in found[:limit]], _next(found, limit)
    return told(EntryPageShape(source=name, entries=shapes, next=more))


@router.get(
    "/sources/{name:source}/entries/{entry_id:path}/revisions", response_model=RevisionsShape, responses=UNKNOWN
)
async def list_revisions(
    request: Request,
    name: SourcePath,
    entry_id: EntryId,
    after: Annotated[int, Query(ge=0, le=REVISIONS_LIMIT, description="Those after the revision of this number.")] = 0,
    limit: Limit = PAGE_DEFAULT,
) -> Response:
    """Return a page of the revisions of one entry, the oldest first, each with how it differs from the one before."""
    ledger = parts_of(request).ledger
    await require_seen(request, name)
    known = await ledger.find_entry(name, entry_id)
    if known is None:
        raise _no_entry(name, entry_id)
    # From the one before the page on: the first of the page is held against it.
    found = await ledger.revisions_of(name, entry_id, after=max(0, after - 1), limit=limit + 2)
    shapes = []
    for place, revision in enumerate(found):
        edit = describe(found[place - 1].entry, revision.entry) if place else None
        if revision.number > after:
            shapes.append(revision_shape(revision, edit_shape(edit) if edit else None))
    more = shapes[limit - 1].entry["revision"] if len(shapes) > limit else None
    shape = RevisionsShape(source=name, entry_id=entry_id, deleted=known.deleted, revisions=shapes[:limit], next=more)
    return told(shape)


@router.get("/sources/{name:source}/entries/{entry_id:path}", response_model=EntryShape, responses=UNKNOWN)
async def get_entry(request: Request, name: SourcePath, entry_id: EntryId) -> Response:
    """Return one entry as it stands."""
    await require_seen(request, name)
    known = await parts_of(request).ledger.find_entry(name, entry_id)
    if known is None:
        raise _no_entry(name, entry_id)
    return told(known_shape(known))


@router.get("/sources/{name:source}/at", response_model=LiveBlogAtShape, responses=UNKNOWN)
async def live_blog_at(
    request: Request,
    name: SourcePath,
    time: Annotated[AwareDatetime | None, Query(description="RFC 3339; now without.")] = None,
    before: Before = None,
    limit: Limit = PAGE_DEFAULT,
) -> Response:
    """Return a live blog as it was known at a time: a page of the entries that stood then, the newest first."""
    ledger = parts_of(request).ledger
    url = await require_seen(request, name)
    moment: datetime = time or parts_of(request).clock()
    place = await _place(request, name, before)
    found = await ledger.entries_at(name, moment, before=place, limit=limit + 1)
    first = moment if found or before is not None else await ledger.first_reading(name)
    if first is None or moment < first:
        when = f"was first read at {rfc3339(first)}" if first else "was never read"
        raise Declined(Obstacle.UNKNOWN, f"{name} {when}; there is nothing to show of {rfc3339(moment)}.")
    shape = LiveBlogAtShape(
        at=rfc3339(moment),
        source=name,
        url=url,
        title=await ledger.title_at(name, moment),
        entries=[known_shape(one) for one in found[:limit]],
        next=_next(found, limit),
    )
    return told(shape)


async def _detail(request: Request, name: str, status: int = HTTPStatus.OK) -> Response:
    parts = parts_of(request)
    watched = parts.control.source(name)
    titles = await parts.ledger.titles([name])
    return told(source_detail(watched, titles.get(name), parts.control.explain(name)), status)


async def _place(request: Request, name: str, entry_id: str | None) -> tuple[datetime, str] | None:
    """Return where an entry stands among those of its source by date. Raises: Declined if there is none."""
    if entry_id is None:
        return None
    known = await parts_of(request).ledger.find_entry(name, entry_id)
    if known is None:
        raise _no_entry(name, entry_id)
    return known.revision.entry.published or known.first_seen, entry_id


def _next(found: Sequence[KnownEntry], limit: int) -> str | None:
    """Return the id of the last entry of a page, if there is one more behind it."""
    return found[limit - 1].id if len(found) > limit else None


def _no_entry(name: str, entry_id: str) -> Declined:
    return Declined(Obstacle.UNKNOWN, f"No entry of {name} has the id {entry_id[:200]!r}.")
