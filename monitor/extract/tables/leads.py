"""Marks in a page that it embeds a platform's live blog → the address of the platform's own interface.

A page is not trusted with addresses: it names ids, which are checked letter by letter, and the host comes from this
table or is the page's own. So nobody's page leads us anywhere but to itself or to the platform that it says it uses.

Al Jazeera's interface is not among them: it tells ids and times only, which is less than its pages do.
"""

from __future__ import annotations

from dataclasses import dataclass

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
