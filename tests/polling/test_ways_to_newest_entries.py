"""Live blogs whose first page shows the oldest entries, on a real server while they grow: what is told, what asked."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from monitor.fetch import Fetcher
from monitor.model import Source, SourceState
from monitor.pipeline import Pipeline, Poll, PollOutcome
from monitor.replay import ReplayStore
from monitor.watching import read_once
from monitor.wire.addresses import LOOPBACK

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
SIZE = 6
LIVE = "/live/flood"


@dataclass
class Blog:
    """Entries by number, those that are gone left out; `way` answers for a page of them, `asked` are all requests."""

    way: Callable[["Blog", web.Request], web.Response]
    newest: int = 3 * SIZE + 2
    gone: set[int] = field(default_factory=set)
    edited: set[int] = field(default_factory=set)
    turned: bool = False
    size: int = SIZE
    asked: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    @property
    def all(self) -> list[int]:
        shown = [number for number in range(1, self.newest + 1) if number not in self.gone]
        return shown[::-1] if self.turned else shown

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.all) // self.size))

    def page(self, number: int) -> list[int]:
        return self.all[(number - 1) * self.size : number * self.size]

    async def answer(self, request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        answer = self.way(self, request)
        self.asked.append(request.path_qs)
        self.statuses.append(answer.status)
        return answer

    def article(self, number: int) -> str:
        words = f"The mayor said in his statement number {number} that the water had risen again during the night."
        more = " Two bridges were closed." if number in self.edited else ""
        return (
            f'<article class="live-post" id="post-{77_000 + 13 * number}"><time datetime="{when(number).isoformat()}">'
            f"</time><h3>Report {number}</h3><p>{words}{more}</p></article>"
        )

    def whole(self, shown: Sequence[int], control: str = "", title: str = "Flood: live") -> web.Response:
        html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><main>"
        articles = "".join(map(self.article, shown))
        return web.Response(text=f"{html}{articles}</main>{control}</body></html>", content_type="text/html")


def when(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def number_of(request: web.Request, name: str = "page") -> int:
    return int(request.query.get(name, 1))


def missing(blog: Blog, shown: Sequence[int]) -> web.Response | None:
    return None if shown else web.Response(status=404, text="<h1>Page not found</h1>", content_type="text/html")


def numbered(blog: Blog, request: web.Request) -> web.Response:
    number = number_of(request)
    others = "".join(f'<a href="?page={at}">{at}</a>' for at in range(1, blog.pages + 1) if at != number)
    shown = blog.page(number)
    title = f"Flood: live – Page {number}" if number > 1 else "Flood: live"
    return missing(blog, shown) or blog.whole(shown, f"<nav>{others}</nav>", title)


def following(blog: Blog, request: web.Request) -> web.Response:
    number, shown = number_of(request), blog.page(number_of(request))
    more = f'<a rel="next" href="?page={number + 1}">Next</a>' if number < blog.pages else ""
    return missing(blog, shown) or blog.whole(shown, more)


def sorted_by_form(blog: Blog, request: web.Request) -> web.Response:
    order, number = request.query.get("sort", "oldest"), number_of(request)
    every = blog.all if order == "oldest" else blog.all[::-1]
    form = (
        f'<form action="{LIVE}"><select name="sort"><option value="oldest">Oldest first</option>'
        '<option value="newest">Newest first</option></select></form>'
    )
    more = f'<a rel="next" href="?sort={order}&page={number + 1}">Next</a>' if number < blog.pages else ""
    return blog.whole(every[(number - 1) * SIZE : number * SIZE], form + more)


def loaded(blog: Blog, request: web.Request) -> web.Response:
    """Answer what a button loads with a piece of markup, which has the button for the next one."""
    after = int(request.query.get("after", 0))
    shown = [number for number in blog.all if number > after][:SIZE]
    button = f'<button data-url="/live/more?after={shown[-1]}">Load newer updates</button>' if shown else ""
    if request.path == LIVE:
        return blog.whole(shown, button)
    if not shown:
        return web.Response(text="", content_type="text/html")
    return web.Response(text="".join(map(blog.article, shown)) + button, content_type="text/html")


def as_json(blog: Blog, request: web.Request) -> web.Response:
    number = number_of(request)
    rows = [
        {
            "id": str(77_000 + 13 * at),
            "title": f"Report {at}",
            "body": f"<p>Statement number {at}: the water rose.{' Two bridges were closed.' * (at in blog.edited)}</p>",
            "published_at": when(at).isoformat(),
        }
        for at in blog.page(number)
    ]
    link = f'<{LIVE}?page={number + 1}>; rel="next", <{LIVE}?page={blog.pages}>; rel="last"'
    headers = {"link": link} if number < blog.pages else {}
    return web.Response(text=json.dumps(rows), content_type="application/json", headers=headers)


def first_on_each(blog: Blog, request: web.Request) -> web.Response:
    """As forums do that repeat the first post on every page."""
    number = number_of(request)
    others = "".join(f'<a href="?page={at}">{at}</a>' for at in range(1, blog.pages + 1) if at != number)
    return blog.whole([*([1] if number > 1 else []), *blog.page(number)], f"<nav>{others}</nav>")


def tagged(blog: Blog, request: web.Request) -> web.Response:
    answer = numbered(blog, request)
    answer.etag = f"{len(answer.text or '')}-{blog.page(number_of(request))}-{blog.pages}".replace(" ", "")
    if request.headers.get("if-none-match") == answer.headers["etag"]:
        return web.Response(status=304, headers={"etag": answer.headers["etag"]})
    return answer


WAYS = [numbered, following, sorted_by_form, loaded, as_json, first_on_each, tagged]

Step = Callable[[Blog], None]


async def played(blog: Blog, *steps: Step, **settings: int | None) -> tuple[list[Poll], list[list[str]]]:
    """Poll a blog at first and after each of the steps; return the polls, and what each of them asked for."""
    runner = web.ServerRunner(web.Server(blog.answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    now = [NOON + timedelta(hours=3)]
    try:
        async with Fetcher(lambda: now[0], allow_networks=LOOPBACK) as fetch:
            states = {"flood": SourceState(source="flood")}
            pipeline = Pipeline(
                fetch=fetch,
                store=ReplayStore(states),
                clock=lambda: now[0],
                states=states,
                on_commit=lambda *_: None,
                page_gap=timedelta(0),
            )
            source = Source(name="flood", url=f"http://127.0.0.1:{runner.addresses[0][1]}{LIVE}", **settings)
            polls, asked = [], []
            for step in (None, *steps):
                if step is not None:
                    step(blog)
                before = len(blog.asked)
                polls.append(await pipeline.poll(source))
                asked.append(blog.asked[before:])
                now[0] += timedelta(minutes=1)
    finally:
        await runner.cleanup()
    return polls, asked


def told(poll: Poll) -> list[tuple[str, str]]:
    return [(event.type.value, (event.message["data"].get("entry") or {}).get("title", "")) for event in poll.events]


def tell(*polls: Poll) -> list[tuple[str, str]]:
    return [one for poll in polls for one in told(poll)]


def created(numbers: range) -> list[tuple[str, str]]:
    return [("entry.created", f"Report {number}") for number in numbers]


def come(count: int) -> Step:
    def step(blog: Blog) -> None:
        blog.newest += count

    return step


def rest(_: Blog) -> None:
    """Nothing happens."""


def edit(number: int) -> Step:
    return lambda blog: blog.edited.add(number)


def take_away(number: int) -> Step:
    return lambda blog: blog.gone.add(number)


@pytest.mark.parametrize("way", WAYS)
def test_new_entries_are_told_as_pages_fill_up(way):
    """One at a time, over three pages' ends, and eight at once: each told once, in order, by at most three requests."""
    blog = Blog(way)
    polls, asked = asyncio.run(played(blog, *[come(1)] * 14, rest, come(SIZE + 2), rest))

    assert [] == told(polls[0]), "what was there at first is the baseline"
    assert created(range(21, 21 + 14 + SIZE + 2)) == tell(*polls[1:])
    most = 3 if way is loaded else 2  # its button is there on the last piece, too
    assert max(len(paths) for paths in asked[1:]) <= 3
    assert sum(len(paths) for paths in asked[1:]) <= most * len(asked[1:])


@pytest.mark.parametrize("way", WAYS)
def test_edits_and_withdrawals_of_the_newest_are_told(way):
    """The newest five are watched, though the last page holds fewer; what is on earlier pages is not withdrawn."""
    blog = Blog(way)
    polls, _ = asyncio.run(played(blog, edit(18), rest, take_away(19), rest, rest, come(3)))

    assert [("entry.updated", "Report 18"), ("entry.deleted", "Report 19"), *created(range(21, 24))] == tell(*polls)


@pytest.mark.parametrize("way", [numbered, following, tagged])
def test_a_last_page_that_is_emptied(way):
    """The only entry of the last page is withdrawn, and that page is gone: it is told, and the watch goes on."""
    blog = Blog(way, newest=3 * SIZE + 1)
    polls, _ = asyncio.run(played(blog, take_away(19), rest, rest, come(3)))

    assert [("entry.deleted", "Report 19"), *created(range(20, 23))] == tell(*polls)


@pytest.mark.parametrize("way", WAYS)
def test_the_first_poll_tells_as_many_as_were_asked_for(way):
    """The newest nine, or all: from the end backwards, oldest first, and none twice."""
    (newest,), _ = asyncio.run(played(Blog(way), on_start=9))
    (every,), _ = asyncio.run(played(Blog(way), on_start=None))

    assert created(range(12, 21)) == told(newest)
    assert created(range(1, 21)) == told(every)


def test_a_first_page_that_overflows():
    """It grew by itself; from the second page on that one is asked for, and no longer the first."""
    blog = Blog(numbered, newest=SIZE - 1)
    polls, asked = asyncio.run(played(blog, come(1), come(2), come(4), rest))

    assert created(range(SIZE, SIZE + 7)) == tell(*polls)
    assert [f"{LIVE}?page=2"] == asked[-1]


@pytest.mark.parametrize("turned", [True, False])
def test_a_blog_that_turns_round(turned):
    """Publishers show the newest first while it is live, and the oldest once it is over: that tells nothing."""
    blog = Blog(numbered, turned=turned, newest=4 * SIZE + 3)

    def turn(blog: Blog) -> None:
        blog.turned = not blog.turned

    polls, _ = asyncio.run(played(blog, come(1), turn, rest, come(2), turn, come(1), rest))

    assert created(range(28, 32)) == tell(*polls)


@pytest.mark.parametrize("way", [numbered, following, tagged])
def test_a_blog_that_shows_the_newest_first_is_asked_for_its_first_page(way):
    """Whatever its pages are called, and whatever comes."""
    _, asked = asyncio.run(played(Blog(way, turned=True), come(1), rest, come(3), rest))

    assert [[LIVE]] * 5 == asked


def test_unchanged_pages_are_answered_as_such():
    """The last page and, while that is short, the one before it are asked with their validators."""
    blog = Blog(tagged, newest=3 * SIZE + 2)
    polls, asked = asyncio.run(played(blog, rest, rest))

    assert [PollOutcome.NOT_MODIFIED] * 2 == [poll.outcome for poll in polls[1:]]
    assert [[f"{LIVE}?page=4", f"{LIVE}?page=3"]] * 2 == asked[1:]
    assert [304] * 4 == blog.statuses[-4:]


def test_a_long_way_is_gone_over_several_polls():
    """Where each page names only the next, a first poll stops after twenty, and tells nothing before it is there."""
    blog = Blog(following, newest=45 * SIZE + 1)
    polls, asked = asyncio.run(played(blog, rest, rest, come(1), come(2)))

    assert [21, 21, 6] == [len(paths) for paths in asked[:3]]
    assert created(range(45 * SIZE + 2, 45 * SIZE + 5)) == tell(*polls)
    assert polls[0].reason is not None
    assert "on the way" in polls[0].reason


def test_a_page_that_turns_out_not_to_be_newer_is_not_followed():
    """Entries stand upwards on each page, and yet the first page has the newest: that is looked into once."""

    def upwards(blog: Blog, request: web.Request) -> web.Response:
        number = number_of(request)
        shown = blog.all[::-1][(number - 1) * SIZE : number * SIZE][::-1]
        more = f'<a href="?page={number + 1}" rel="next">Next</a>' if number < blog.pages else ""
        return blog.whole(shown, more)

    polls, asked = asyncio.run(played(Blog(upwards), rest, come(2), rest))

    assert created(range(21, 23)) == tell(*polls)
    assert [[LIVE, f"{LIVE}?page=2"], [LIVE], [LIVE], [LIVE]] == asked


def test_a_server_that_fails_is_a_failure():
    """An error of the last page's is none of the blog's: nothing is told, and that page is asked for again."""
    blog = Blog(numbered)

    def fail(blog: Blog) -> None:
        blog.way = lambda _, __: web.Response(status=503)

    def recover(blog: Blog) -> None:
        blog.way = numbered

    polls, asked = asyncio.run(played(blog, fail, recover, come(1)))

    assert PollOutcome.FETCH_FAILED is polls[1].outcome
    assert created(range(21, 22)) == tell(*polls)
    assert f"{LIVE}?page=4" == asked[1][0] == asked[2][0]


def test_pages_that_are_counted_anew():
    """The publisher puts twice as many entries on a page: the remembered one is gone, the newest are found again."""
    blog = Blog(numbered, newest=5 * SIZE + 5)

    def widen(blog: Blog) -> None:
        blog.size *= 2

    polls, asked = asyncio.run(played(blog, come(1), widen, rest, come(2)))

    assert created(range(36, 39)) == tell(*polls)
    assert f"{LIVE}?page=4" == asked[-1][-1]


@pytest.mark.parametrize("way", [way for way in WAYS if way is not loaded])  # its pieces name no way back
def test_with_depth_the_pages_before_are_read_in_turn(way):
    """An edit there is told within a few polls, and nothing is withdrawn that stands on pages which are not read."""
    blog = Blog(way, newest=4 * SIZE + 5)
    polls, _ = asyncio.run(played(blog, *[rest] * 6, edit(21), *[rest] * 12, come(4), *[rest] * 12, depth=3))

    assert [("entry.updated", "Report 21"), *created(range(30, 34))] == tell(*polls)


def test_what_is_told_carries_the_address_of_the_live_blog():
    """And its title, without the number of the page."""
    polls, _ = asyncio.run(played(Blog(numbered), come(1)))
    blog = polls[1].events[0].message["data"]["live_blog"]

    assert blog["url"].endswith(LIVE)
    assert "Flood: live" == blog["title"]


def test_probe_says_where_it_reads():
    """One line, and the entries are the newest ones."""

    async def looked() -> tuple[list[str], tuple[str, ...]]:
        blog = Blog(numbered)
        runner = web.ServerRunner(web.Server(blog.answer))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}{LIVE}"
            _, snapshot = await read_once(Source(name="flood", url=url), allow_networks=LOOPBACK)
            return [entry.title or "" for entry in snapshot.entries], snapshot.warnings
        finally:
            await runner.cleanup()

    titles, warnings = asyncio.run(looked())
    assert ["Report 20", "Report 19"] == titles[:2]
    assert any("the newest are read at http" in line and "?page=4 (the last page)" in line for line in warnings)
