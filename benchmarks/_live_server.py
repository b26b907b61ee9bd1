"""A publisher in a process of its own: live blogs of 100 entries, rendered and compressed before the clock starts."""

from __future__ import annotations

import asyncio
import gzip
import json
import multiprocessing
import random
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

ENTRIES = 100
NEW_EACH_TURN = 2
STARTED = datetime(2024, 11, 7, 6, tzinfo=UTC)
SCRIPT_CHARS = 100_000
"""What real pages carry beside the live blog: their own scripts and state."""
WORDS = 600
"""So few that gzip makes of the page what it makes of real ones: 340 KB become about 70."""
SHARE = '<a class="live-post__share" rel="nofollow" data-network="{0}" href="/share?to={0}">Share on {0}</a>'
NETWORKS = ("mail", "chat", "feed", "copy")
URL = "https://courier.example/live/harbour-b2404017.html"
ETAG = '"v1"'


@contextmanager
def publisher(turns: int) -> Iterator[str]:
    """Serve from a child process while the block runs, and yield the address.

    `/not-modified/N` has an ETag; `/same/N` is the same page without any validator; `/new/N` shows two new entries
    at each turn. `/turn/K` sets the turn, from 0 to `turns`.
    """
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, turns), daemon=True)
    child.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        child.terminate()
        child.join()


def _serve(pipe: Connection, turns: int) -> None:
    """Answer until the process is ended."""
    pages = render(turns)
    turn = 0
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-cache"}

    async def answer(request: web.BaseRequest) -> web.Response:
        nonlocal turn
        _, kind, number = request.path.split("/")
        if kind == "turn":
            turn = int(number)
            return web.Response(text="turned")
        if kind == "not-modified" and request.headers.get("If-None-Match") == ETAG:
            return web.Response(status=304, headers={"ETag": ETAG})
        validators = {"ETag": ETAG} if kind == "not-modified" else {}
        body = pages[turn if kind == "new" else 0]
        return web.Response(body=body, headers={**headers, **validators}, content_type="text/html", charset="utf-8")

    async def run() -> None:
        runner = web.ServerRunner(web.Server(answer), keepalive_timeout=300)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


def render(turns: int) -> list[bytes]:
    """Return the compressed page at each turn; the entries move down by two from one to the next."""
    dice = random.Random(7)
    words = ["".join(dice.choices("etaoinshrdlu", k=dice.randint(2, 10))) for _ in range(WORDS)]
    posts = [_post(number, dice, words) for number in range(ENTRIES + NEW_EACH_TURN * turns)]
    script = " ".join(dice.choices(words, k=SCRIPT_CHARS // 6))[:SCRIPT_CHARS]
    pages = []
    for turn in range(turns + 1):
        oldest = NEW_EACH_TURN * turn
        pages.append(gzip.compress(_page(posts[oldest : oldest + ENTRIES][::-1], script), mtime=0))
    return pages


def _post(number: int, dice: random.Random, words: list[str]) -> dict[str, str]:
    stamp = (STARTED + timedelta(minutes=3 * number)).isoformat()
    return {
        "@type": "BlogPosting",
        "url": f"{URL}/#liveblogPost{2_640_000 + 7 * number}",
        "headline": " ".join(dice.choices(words, k=9)),
        "datePublished": stamp,
        "dateModified": stamp,
        "articleBody": " ".join(dice.choices(words, k=dice.randint(40, 160))),
    }


def _page(posts: list[dict[str, str]], script: str) -> bytes:
    linked = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "url": URL,
        "headline": "Harbour talks: the day as it happens",
        "coverageStartTime": STARTED.isoformat(),
        "liveBlogUpdate": posts,
    }
    share = "".join(SHARE.format(network) for network in NETWORKS)
    articles = "".join(
        f'<article id="{post["url"].partition("#")[2]}" class="live-post"><time datetime="{post["datePublished"]}">'
        f'</time><h2>{post["headline"]}</h2><p class="live-post__text">{post["articleBody"]}</p>{share}</article>'
        for post in posts
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbour talks</title>'
        f'<script type="application/ld+json">{json.dumps(linked)}</script>'
        f'<script>window.state="{script}"</script></head>'
        f"<body><main><h1>Harbour talks: the day as it happens</h1>{articles}</main></body></html>"
    ).encode()
