"""Live blogs of three pages on a real server, each with another way to the next: read whole, and gaps closed."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from monitor.fetch import Fetcher
from monitor.model import Source, SourceState
from monitor.pipeline import Pipeline
from monitor.replay import ReplayStore
from monitor.wire.addresses import LOOPBACK

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
SIZE = 4
LIVE = "/live/flood"


@dataclass
class Blog:
    """Entries by number, the newest has the highest; `way` answers for a page of them."""

    way: Callable[["Blog", web.Request], web.Response]
    newest: int = 3 * SIZE

    def page(self, number: int) -> list[int]:
        return list(range(self.newest, 0, -1))[(number - 1) * SIZE : number * SIZE]

    async def answer(self, request: web.Request) -> web.Response:
        return web.Response(status=404) if request.path == "/robots.txt" else self.way(self, request)


def when(number: int) -> str:
    return (NOON + timedelta(minutes=number)).isoformat()


def words(number: int) -> str:
    return f"The mayor said in his statement number {number} that the water had risen again during the night."


def article(number: int) -> str:
    return (
        f'<article class="live-post" id="post-{77_000 + 13 * number}"><time datetime="{when(number)}"></time>'
        f"<h3>Report {number}</h3><p>{words(number)}</p></article>"
    )


def declared(shown: list[int]) -> str:
    updates = [
        {
            "@type": "BlogPosting",
            "@id": f"#post-{77_000 + 13 * number}",
            "headline": f"Report {number}",
            "articleBody": words(number),
            "datePublished": when(number),
        }
        for number in shown
    ]
    posting = {"@type": "LiveBlogPosting", "headline": "Flood: live", "liveBlogUpdate": updates}
    return f'<script type="application/ld+json">{json.dumps(posting)}</script>'


def whole(shown: list[int], control: str = "", head: str = "") -> web.Response:
    html = f"<html><head><title>Flood: live</title>{head}</head><body><h1>Flood: live</h1><main>"
    return web.Response(
        text=f"{html}{''.join(map(article, shown))}</main>{control}</body></html>", content_type="text/html"
    )


def piece(shown: list[int], control: str = "") -> web.Response:
    return web.Response(text="".join(map(article, shown)) + control, content_type="text/html")


def number_of(request: web.Request, name: str = "page") -> int:
    return int(request.query.get(name, 1))


def linked(blog: Blog, request: web.Request) -> web.Response:
    number = number_of(request)
    return whole(blog.page(number), f'<a href="?page={number + 1}">Older</a>' if number < 3 else "")


def announced(blog: Blog, request: web.Request) -> web.Response:
    number = number_of(request)
    answer = whole(blog.page(number))
    if blog.page(number + 1):
        answer.headers["Link"] = f"<{LIVE}?page={number + 1}>; rel=next"
    return answer


def scrolled(blog: Blog, request: web.Request) -> web.Response:
    number = number_of(request)
    more = f'<div hx-get="{LIVE}/more?page={number + 1}" hx-trigger="revealed">…</div>' if number < 3 else ""
    return whole(blog.page(1), more) if request.path == LIVE else piece(blog.page(number), more)


def by_cursor(blog: Blog, request: web.Request) -> web.Response:
    number = int(request.query.get("cursor", "k1")[1:])
    more = f'<button data-url="/more" data-cursor="k{number + 1}">Load more</button>' if number < 3 else ""
    return whole(blog.page(1), more) if request.path == LIVE else piece(blog.page(number), more)


def by_cursor_in_json(blog: Blog, request: web.Request) -> web.Response:
    number = int(request.query.get("cursor", "k1")[1:])
    if request.path == LIVE:
        return whole(blog.page(1), '<button data-url="/more?cursor=k2">Load more</button>')
    following = f"k{number + 1}" if number < 3 else None
    return web.json_response({"html": "".join(map(article, blog.page(number))), "cursor": following})


def as_json(blog: Blog, request: web.Request) -> web.Response:
    if request.path == LIVE:
        return whole(blog.page(1), '<button data-url="/api?page=2">Load more</button>')
    number = number_of(request)
    records = [
        {"id": str(77_000 + 13 * one), "title": f"Report {one}", "body": f"<p>{words(one)}</p>", "published": when(one)}
        for one in blog.page(number)
    ]
    return web.json_response({"entries": records, "next": f"/api?page={number + 1}" if blog.page(number + 1) else None})


def declared_on_the_first(blog: Blog, request: web.Request) -> web.Response:
    number = number_of(request)
    more = f'<button data-url="/more?page={number + 1}">Load more</button>'
    if request.path == LIVE:
        return whole(blog.page(1), more, declared(blog.page(1)))
    return piece(blog.page(number), more if blog.page(number + 1) else "")


def declared_on_each(blog: Blog, request: web.Request) -> web.Response:
    number = number_of(request)
    more = f'<a href="?page={number + 1}">Older</a>' if number < 3 else ""
    return whole(blog.page(number), more, declared(blog.page(1)))


WAYS = [
    linked,
    announced,
    scrolled,
    by_cursor,
    by_cursor_in_json,
    as_json,
    declared_on_the_first,
    declared_on_each,
]


async def told(blog: Blog, *settings: dict[str, int | None], come: int = 0) -> list[list[tuple[str, str]]]:
    """Poll a blog by a new watch for each of the settings, and once more when so many entries have come."""
    runner = web.ServerRunner(web.Server(blog.answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}{LIVE}"
    polls = []
    try:
        async with Fetcher(lambda: NOON + timedelta(hours=9), allow_networks=LOOPBACK) as fetch:
            for setting in settings:
                source = Source(name="flood", url=url, **setting)
                states = {"flood": SourceState(source="flood")}
                pipeline = Pipeline(
                    fetch=fetch,
                    store=ReplayStore(states),
                    clock=lambda: NOON + timedelta(hours=9),
                    states=states,
                    on_commit=lambda *_: None,
                    page_gap=timedelta(0),
                )
                polls.append(await pipeline.poll(source))
                if come:
                    blog.newest += come
                    polls.append(await pipeline.poll(source))
    finally:
        await runner.cleanup()
    return [
        [(event.type.value, (event.message["data"]["entry"] or {}).get("title", "")) for event in poll.events]
        for poll in polls
    ]


def created(numbers: range) -> list[tuple[str, str]]:
    return [("entry.created", f"Report {number}") for number in numbers]


@pytest.mark.parametrize("way", WAYS)
def test_the_first_poll_tells_as_many_as_were_asked_for(way):
    """All of them, or the newest six of which page one has four; oldest first, and none twice."""
    every, newest = asyncio.run(told(Blog(way), {"on_start": None}, {"on_start": 6}))

    assert created(range(1, 13)) == every
    assert created(range(7, 13)) == newest


@pytest.mark.parametrize("way", WAYS)
def test_a_gap_is_closed_whatever_the_way(way):
    """Seven entries came while nobody looked, and page one has four: they are told, and nothing else."""
    _, after = asyncio.run(told(Blog(way), {"on_start": 0}, come=7))

    assert created(range(13, 20)) == after
