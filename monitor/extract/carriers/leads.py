"""Marks in a page that it embeds a platform's live blog → the address of the platform's own interface.

A page is not trusted with addresses: it names ids, which are checked letter by letter, and the host comes from this
table or is the page's own. So nobody's page leads us anywhere but to itself or to the platform that it says it uses.

Al Jazeera's interface is not among them: it tells ids and times only, which is less than its pages do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.extract.page.document import Document, Kind
from monitor.extract.page.titles import page_title
from monitor.extract.readings.assemble import EMPTY_CONFIDENCE
from monitor.extract.readings.reading import Absent, Cover, Reading
from monitor.model import IdClass, Lead

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PLACES = 50
"""How many places with a platform's sign are looked at; a page embeds one live blog or two."""

PLACE_BYTES = 2_000
"""How far from its sign a platform's tag or settings reach."""

_HEX = "[0-9a-f]{24}"
_WORD = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How the pages of one platform are recognised, and where its interface is.

    `sign` stands in each of them. Each of `patterns` must be found around it; their named groups fill `address`, in
    which `{origin}` and `{page}` are the page's own, without its query. `on` limits the hosts that the page may be on.
    """

    platform: str
    sign: bytes
    patterns: tuple[str, ...] = ()
    address: str
    extractor: str = "api"
    on: str = ""


MARKS = (
    Mark(
        platform="Tickaroo",
        sign=b"tickaroo-liveblog",
        patterns=(
            rf"\bliveblogid\s*=\s*[\"']?(?P<blog>{_HEX})\b",
            rf"\bclientid\s*=\s*[\"']?(?P<client>{_HEX})\b",
        ),
        address="https://cdn.tickaroo.com/api/embed/v4/prefetch/liveblog.json?client_id={client}&liveblogId={blog}",
    ),
    Mark(
        platform="24liveblog",
        sign=b"LB24_LIVE_CONTENT",
        patterns=(r"\bdata-eid\s*=\s*[\"']?(?P<event>\d{1,30})\b",),
        address="https://data.24liveplus.com/v1/retrieve_server/x/event/{event}/news/?inverted_order=1&last_nid=&limit=100",
    ),
    Mark(
        platform="Arena",
        sign=b"arena-liveblog",
        patterns=(
            rf"\bdata-publisher\s*=\s*[\"']?(?P<publisher>{_WORD})(?=[\"'\s>])",
            rf"\bdata-event\s*=\s*[\"']?(?P<event>{_WORD})(?=[\"'\s>])",
        ),
        address="https://cached-api.arena.im/v1/liveblog/{publisher}/{event}/ldjson",
        extractor="jsonld",
    ),
    Mark(
        platform="WordPress Liveblog",
        sign=b"liveblog_settings",
        patterns=(r"(?P<base>(?:\\?/[\w-]{1,60}){0,4}?)\\?/wp-json\\?/liveblog\\?/v1\\?/(?P<post>\d{1,12})\b",),
        address="{origin}{base}/wp-json/liveblog/v1/{post}/get-entries/1/latest",
    ),
    Mark(
        platform="WordPress Liveblog",
        sign=b"liveblog_settings",
        patterns=(r"\"post_id\"\s*:\s*\"?(?P<post>\d{1,12})\b",),
        address="{origin}/wp-json/liveblog/v1/{post}/get-entries/1/latest",
    ),
    Mark(
        platform="Sourcefabric Live Blog",
        sign=b".liveblog.pro/",
        patterns=(
            r"//(?P<host>[a-z0-9-]{1,60}\.liveblog\.pro)/",
            rf"/(?:embed|embed/iframe|blogs|client_blogs)/(?P<blog>{_HEX})\b",
        ),
        address="https://{host}/api/client_blogs/{blog}/posts?max_results=25&page=1",
    ),
    Mark(
        platform="Norkon Live Center",
        sign=b"livecenter.norkon.net/frame/",
        patterns=(rf"//livecenter\.norkon\.net/frame/(?P<tenant>{_WORD})/(?P<channel>\d{{1,12}})\b",),
        address="https://livecenter.norkon.net/frame/{tenant}/{channel}/default",
        extractor="profile",
    ),
    Mark(
        platform="Guardian",
        sign=b'"isLiveBlog":true',
        address="{page}.json?dcr",
        on=r"www\.theguardian\.com",
    ),
)


def find_lead(document: Document) -> Lead | None:
    """Return the interface of the platform that an HTML page says it uses, or None if it says none that we know."""
    if document.kind is not Kind.HTML:
        return None
    own = urlsplit(document.url)
    known = {"origin": f"{own.scheme}://{own.netloc}", "page": own._replace(query="", fragment="").geturl()}
    for mark in MARKS:
        if mark.sign not in document.utf8 or (mark.on and not re.fullmatch(mark.on, own.hostname or "")):
            continue
        for place in _places(document.utf8, mark.sign):
            named = _named(place, mark)
            if named is not None:
                address = mark.address.format(**known, **named)
                return Lead(url=address, extractor=mark.extractor, reason=f"the page is made with {mark.platform}")
    return None


def read_lead(document: Document) -> Reading | Absent:
    """Return a reading without entries that leads to where they are, for pages that only embed a live blog."""
    lead = find_lead(document)
    if lead is None:
        return Absent(reason="no mark of a live blog platform")
    cover = Cover(title=page_title(document))
    return Reading(cover=cover, entries=(), confidence=EMPTY_CONFIDENCE, id_class=IdClass.DERIVED, lead=lead)


def _named(place: str, mark: Mark) -> dict[str, str] | None:
    """Return what the patterns of a mark take from a place, or None if one of them is not there."""
    named: dict[str, str] = {}
    for pattern in mark.patterns:
        match = re.search(pattern, place, re.IGNORECASE)
        if match is None:
            return None
        named |= {name: value.replace("\\", "") for name, value in match.groupdict().items()}
    return named


def _places(body: bytes, sign: bytes) -> Iterator[str]:
    """Yield the tag around each sign, or as much of a script as belongs to it; nothing that is commented out."""
    at = -1
    for _ in range(MAX_PLACES):
        at = body.find(sign, at + 1)
        if at == -1:
            return
        before = body[max(0, at - PLACE_BYTES) : at]
        if before.rfind(b"<!--") > before.rfind(b"-->"):
            continue
        after = body[at : at + PLACE_BYTES].partition(b">")[0]
        yield (before[max(before.rfind(b"<"), 0) :] + after).decode("utf-8", "replace")
