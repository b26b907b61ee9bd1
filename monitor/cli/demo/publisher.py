"""A small publisher on 127.0.0.1: one live blog in JSON-LD and AMP markup, with ads between the entries and an ETag."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from html import escape
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    import asyncio
    from datetime import datetime

    from monitor.cli.demo.play import Play, Post

PATH = "/live/veldra-harbour-talks-b2404017.html"


def application(play: Play, polled: asyncio.Event) -> web.Application:
    """Return a web application that shows the play; `polled` is set once the page was asked for."""

    async def live_blog(request: web.Request) -> web.Response:
        polled.set()
        page = _page(play, str(request.url.origin()) + PATH).encode()
        etag = hashlib.sha256(page).hexdigest()[:16]
        if f'"{etag}"' in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers={"ETag": f'"{etag}"'})
        response = web.Response(body=page, content_type="text/html", charset="utf-8", headers={"ETag": f'"{etag}"'})
        response.enable_compression()
        return response

    app = web.Application()
    app.router.add_get(PATH, live_blog)
    return app


def _page(play: Play, url: str) -> str:
    linked_data = json.dumps(_linked_data(play, url), ensure_ascii=False).replace("<", "\\u003c")
    items = "".join(_item(post) + (_ad(post) if place % 4 == 1 else "") for place, post in enumerate(play.posts))
    title = escape(play.title)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | The Veldra Courier</title>
<link rel="canonical" href="{url}">
<script type="application/ld+json">{{"@context":"http://schema.org","@type":"NewsArticle","headline":"{title}"}}</script>
<script type="application/ld+json">{linked_data}</script>
</head><body><header><nav><a href="/">Front page</a> <a href="/harbour">Harbour</a></nav></header>
<main><h1>{title}</h1>
<amp-live-list id="courier-live" data-max-items-per-page="10"><button update>Show latest update</button>
<div items>{items}</div></amp-live-list></main></body></html>
"""


def _linked_data(play: Play, url: str) -> dict[str, Any]:
    posts = play.posts
    publisher = {"@type": "Organization", "name": "The Veldra Courier"}
    return {
        "@context": "http://schema.org",
        "@type": "LiveBlogPosting",
        "url": url,
        "headline": play.title,
        "datePublished": _stamp(play.started),
        "dateModified": _stamp(posts[0].modified),
        "coverageStartTime": _stamp(play.started),
        # As the publisher of this layout does: the time of the newest entry, while the coverage goes on.
        "coverageEndTime": _stamp(posts[0].published),
        "publisher": publisher,
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "headline": post.headline,
                "url": f"{url}/#liveblogPost{post.number}",
                "datePublished": _stamp(post.published),
                "dateModified": _stamp(post.modified),
                "mainEntityOfPage": url,
                "author": {"@type": "Person", "name": post.author},
                "articleBody": post.body,
                "publisher": publisher,
            }
            for post in posts
        ],
    }


def _item(post: Post) -> str:
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in post.body.split("\n"))
    published, modified = _ms(post.published), _ms(post.modified)
    return f"""<div data-sort-time="{published}" data-update-time="{modified}" id="post-{post.number}">
<a href="#post-{post.number}"><amp-timeago layout="fixed-height" height="20" datetime="{_stamp(post.published)}"
locale="en">{published // 1000}</amp-timeago></a>
<div><h3>{escape(post.headline)}</h3><div class="sc-nar43b-0">{paragraphs}</div></div>
<div><span>{post.author}</span><span>{post.published:%d %B %Y %H:%M}</span></div></div>
"""


def _ad(post: Post) -> str:
    return f'<div id="ad-{post.number}" data-sort-time="{_ms(post.published) // 1000}"><div>Advertisement</div></div>\n'


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
