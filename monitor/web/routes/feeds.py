"""The newest events as feeds: of all sources, and of each one."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.model import EventQuery, Placed
from monitor.web.feeds import Feed, atom, json_feed
from monitor.web.parts import parts_of
from monitor.web.routes.asked import SourcePath
from monitor.web.routes.sources import UNKNOWN, require_seen

FEED_EVENTS = 50
ATOM_TYPE = "application/atom+xml"
JSON_FEED_TYPE = "application/feed+json"


def _described(media_type: str, kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": kind}}}, "description": "The feed."}}


router = APIRouter(prefix="/api", tags=["feeds"])


@router.get("/feed.atom", response_class=Response, responses=_described(ATOM_TYPE, "string"))
async def all_atom(request: Request) -> Response:
    """Return the newest events of all sources as Atom (RFC 4287)."""
    feed = await _feed(request, None)
    return _told(request, feed, atom(feed), ATOM_TYPE)


@router.get("/feed.json", response_class=Response, responses=_described(JSON_FEED_TYPE, "object"))
async def all_json(request: Request) -> Response:
    """Return the newest events of all sources as a JSON Feed 1.1."""
    feed = await _feed(request, None)
    return _told(request, feed, json_feed(feed), JSON_FEED_TYPE)


@router.get(
    "/sources/{name:source}/feed.atom", response_class=Response, responses=_described(ATOM_TYPE, "string") | UNKNOWN
)
async def source_atom(request: Request, name: SourcePath) -> Response:
    """Return the newest events of one source as Atom (RFC 4287)."""
    feed = await _feed(request, name)
    return _told(request, feed, atom(feed), ATOM_TYPE)


@router.get(
    "/sources/{name:source}/feed.json",
    response_class=Response,
    responses=_described(JSON_FEED_TYPE, "object") | UNKNOWN,
)
async def source_json(request: Request, name: SourcePath) -> Response:
    """Return the newest events of one source as a JSON Feed 1.1."""
    feed = await _feed(request, name)
    return _told(request, feed, json_feed(feed), JSON_FEED_TYPE)


def _told(request: Request, feed: Feed, content: bytes, media_type: str) -> Response:
    """Return a feed, with the time of its newest event once the second is over: another one may come within it."""
    newest = max((event.at.replace(microsecond=0) for event in feed.events), default=None)
    now = parts_of(request).clock()
    headers = {}
    if newest is not None and now - newest >= timedelta(seconds=2):
        headers["Last-Modified"] = format_datetime(newest, usegmt=True)
    return Response(content, media_type=media_type, headers=headers)


async def _feed(request: Request, source: str | None) -> Feed:
    ledger = parts_of(request).ledger
    title = "All live blogs"
    if source is not None:
        await require_seen(request, source)
        title = (await ledger.titles([source])).get(source, source)
    page = await ledger.find_events(EventQuery(newest=True, source=source, limit=FEED_EVENTS))
    events: tuple[Placed, ...] = page.events
    return Feed(title=title, url=str(request.url), events=tuple(placed.event for placed in events))
