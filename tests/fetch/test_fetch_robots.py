"""robots.txt: what is kept to, what is read how often, and what a publisher cannot do to us with it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from fetch_servers import NOW, TEXT, Answer, fetched, misbehaving, says, site

from monitor.errors import Disallowed, Held, NotAllowed, ServerFault, TimedOut, Unreachable
from monitor.fetch import Fetcher, robots
from monitor.fetch.robots import ASK_AGAIN, ASK_SHUT, KEPT_FOR, SHUT_FOR, Robots, concerning
from monitor.model import NotModified, Page, Request, host_of
from monitor.wire.addresses import LOOPBACK

LIVE = "https://news.example.org/live/war?page=2"


class Publisher:
    """Answers for robots.txt what it is told to, at a time that can be moved on."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.asked: list[Request] = []
        self.now = NOW
        self.robots = Robots(self.get, lambda: self.now, user_agent="desk-monitor/1.0 (+mailto:desk@example.org)")

    async def get(self, request: Request) -> Page | NotModified:
        self.asked.append(request)
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        body = answer.encode() if isinstance(answer, str) else answer
        return Page(url=request.url, status=200, headers={}, body=body, fetched_at=self.now)

    async def check(self, url: str = LIVE, **fields):
        """Return the delay, or the error as a value."""
        import httpx  # noqa: PLC0415

        try:
            return await self.robots.check(httpx.URL(url), Request(url=url, **fields))
        except (Disallowed, ServerFault, Held) as error:
            return error


def checked(*answers, url: str = LIVE, **fields):
    return asyncio.run(Publisher(*answers).check(url, **fields))


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /live", False),
        ("User-agent: *\nDisallow: /live\nAllow: /live/war", True),
        ("User-agent: *\nDisallow: /*?page=", False),
        ("User-agent: *\nDisallow: /live/war$", True),
        ("User-agent: desk-monitor\nDisallow: /\n\nUser-agent: *\nDisallow:", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: desk-monitor\nDisallow:", True),
        ("User-agent: Desk-Monitor\nUser-agent: other\nDisallow: /", False),
        ("User-agent: monitor\nDisallow: /", True),
        ("\ufeffUser-agent: *\nDisallow: /live", False),
        ("<!doctype html><title>Not found</title>", True),
        ("Disallow: /", True),
    ],
)
def test_rules(text, allowed):
    """What a robots.txt says of us decides, by the longest rule of the group that names us best."""
    assert allowed is not isinstance(checked(text), Disallowed)


def test_bytes_that_are_no_text():
    """A file in another coding is read as far as it goes."""
    assert Disallowed is type(checked(b"# \xff\xfe\nUser-agent: *\nDisallow: /live"))


def test_words():
    """A refusal says whose file says so, of what, and what can be done; it shows no query."""
    error = checked("User-agent: *\nDisallow: /live")
    assert ("https://news.example.org/live/war", False) == (error.url, error.retryable)
    assert error.reason == (
        "https://news.example.org/robots.txt asks robots to stay away from /live/war; "
        "if the publisher has agreed, set robots: ignore for the source, or --ignore-robots"
    )


def test_ignored():
    """Where the operator says so, nothing is asked."""
    assert timedelta(0) == checked(AssertionError("asked"), robots=False)


def test_another_name():
    """A source that calls itself otherwise is judged by that name."""
    text = "User-agent: desk-monitor\nUser-agent: *\nDisallow:\n\nUser-agent: newsbot\nDisallow: /"
    assert [timedelta(0), Disallowed] == [
        checked(text),
        type(checked(text, headers={"User-Agent": "NewsBot/2"})),
    ]


@pytest.mark.parametrize(
    ("text", "seconds"), [("Crawl-delay: 10", 10), ("Crawl-delay: 1e300", 86_400), ("Crawl-delay: x", 0), ("", 0)]
)
def test_crawl_delay(text, seconds):
    """The pause that a publisher asks for is handed on, within a day."""
    assert timedelta(seconds=seconds) == checked(f"User-agent: *\n{text}\nDisallow: /private")


async def test_asked_once_a_day():
    """One request a day and origin, however many polls wait for it at once."""
    made = Publisher("User-agent: *\nDisallow: /live")
    await asyncio.gather(*[made.check() for _ in range(10)])
    await made.check("http://news.example.org/live")
    made.now += KEPT_FOR - timedelta(seconds=1)
    await made.check()
    before = [request.url for request in made.asked]
    made.now += timedelta(seconds=1)
    await made.check()
    count, kept_to = len(made.asked), {request.robots for request in made.asked}
    assert ["https://news.example.org/robots.txt", "http://news.example.org/robots.txt"] == before
    assert (3, {False}) == (count, kept_to)


@pytest.mark.parametrize(
    "fault", [Unreachable("u", "no"), TimedOut("u", "no"), NotAllowed("u", "no", address="10.1.1.1")]
)
async def test_no_answer(fault):
    """Where robots.txt cannot be had the page is asked for; what was known before stands."""
    made = Publisher(fault, "User-agent: *\nDisallow: /live", fault)
    seen = [await made.check()]
    made.now += ASK_AGAIN
    seen.append(await made.check())
    made.now += KEPT_FOR
    seen.append(await made.check())
    assert [timedelta, Disallowed, Disallowed] == [type(one) for one in seen]


async def test_server_faults():
    """A server that is at fault keeps us away for an hour, unless we know better from before; then it has no file."""
    made = Publisher(ServerFault("https://news.example.org/robots.txt", 503, "the server answered 503"))
    seen = []
    for wait in (timedelta(0), ASK_SHUT, SHUT_FOR, ASK_AGAIN):
        made.now += wait
        seen.append(await made.check())
    count = len(made.asked)
    assert [ServerFault, ServerFault, timedelta, timedelta] == [type(one) for one in seen]
    assert 4 == count
    assert "when asked for its robots.txt, so nothing is fetched until it can be read" in seen[0].reason


def test_a_server_fault_after_a_good_answer():
    """What was read last stands while the server is at fault."""

    async def run():
        made = Publisher("User-agent: *\nDisallow: /private", ServerFault("u", 500, "the server answered 500"))
        await made.check()
        made.now += KEPT_FOR
        return await made.check(), await made.check("https://news.example.org/private")

    assert [timedelta, Disallowed] == [type(one) for one in asyncio.run(run())]


def test_put_off():
    """A host whose turn has not come is asked later; nothing is concluded."""

    async def run():
        made = Publisher(Held("u", "wait", wait=timedelta(seconds=9)), "User-agent: *\nDisallow: /live")
        return await made.check(), await made.check()

    assert [Held, Disallowed] == [type(one) for one in asyncio.run(run())]


def test_other_robots_cost_nothing():
    """A file that names thousands of robots is read in no more time than its length takes."""
    many = "".join(f"User-agent: bot{number}\n" for number in range(15_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(10_000))
    text = f"{many}User-agent: *\n{rules}"
    assert 10_002 == len(concerning(text, "desk/1").splitlines())
    assert Disallowed is type(checked(text, url="https://news.example.org/9999"))


def test_only_so_much_is_read():
    """Beyond half a megabyte nothing is looked at."""
    padding = "#" * robots.READ_BYTES
    assert timedelta(0) == checked(f"{padding}\nUser-agent: *\nDisallow: /")


@pytest.mark.parametrize(("limit", "value"), [("ORIGINS", 2), ("KEPT_CHARS", 100)])
async def test_memory(monkeypatch, limit, value):
    """Of the origins only the last so many are remembered, and only so much text."""
    monkeypatch.setattr(robots, limit, value)

    made = Publisher("User-agent: *\nDisallow: /live/war and more")
    for host in "abcab":
        await made.check(f"https://{host}.example/")
    assert 5 == len(made.asked)


def fetcher() -> Fetcher:
    return Fetcher(lambda: NOW, allow_networks=LOOPBACK)


async def test_pages():
    """A page that robots may read is fetched after robots.txt, one that they may not is never asked for."""
    text = b"User-agent: *\nDisallow: /secret\nCrawl-delay: 0.2"

    async with site(Answer(body=text), Answer(body=TEXT)) as there, fetcher() as fetch:
        seen = [await fetched(fetch, f"{there.url}/{path}") for path in ("live", "secret", "live")]
        ignored = await fetched(fetch, f"{there.url}/secret", robots=False)
        paths, gap_s = there.paths, fetch.turns.ledger.gap_s(host_of(there.url))
    assert [Page, Disallowed, Page] == [type(one) for one in seen]
    assert Page is type(ignored)
    assert ["/robots.txt", "/live", "/live", "/secret"] == paths
    assert gap_s == pytest.approx(0.2)


def test_no_file():
    """A server without a robots.txt is one whose pages may be read."""

    async def run():
        async with site(Answer(status=404), Answer(body=TEXT)) as there, fetcher() as fetch:
            return await fetched(fetch, f"{there.url}/live")

    assert TEXT == asyncio.run(run()).body


async def test_redirects():
    """A redirect to where robots may not go is not followed."""
    async with site(Answer(body=b"User-agent: *\nDisallow: /")) as shut:
        to = Answer(status=302, headers={"Location": f"{shut.url}/live"})
        async with site(Answer(status=404), to) as there, fetcher() as fetch:
            error, paths, shut_paths = await fetched(fetch, f"{there.url}/live"), there.paths, shut.paths
    assert Disallowed is type(error)
    assert (["/robots.txt", "/live"], ["/robots.txt"]) == (paths, shut_paths)


async def test_the_pace_of_where_a_redirect_leads():
    """The Crawl-delay of a redirect's goal holds from its first page on, also for sources that ask there directly."""
    text = Answer(body=b"User-agent: *\nCrawl-delay: 40")
    async with site(text, Answer(body=TEXT)) as goal:
        to = Answer(status=302, headers={"Location": f"{goal.url}/live"})
        async with site(Answer(status=404), to) as there, fetcher() as fetch:
            first = await fetched(fetch, f"{there.url}/live")
            ledger = fetch.turns.ledger
            gaps = [ledger.gap_s(host_of(one.url)) for one in (there, goal)]
            second, paths = await fetched(fetch, f"{goal.url}/other"), goal.paths
    assert (TEXT, 40.0) == (first.body, gaps[1])
    assert gaps[0] < 1
    assert Held is type(second)
    assert second.wait > timedelta(seconds=30)
    assert ["/robots.txt", "/live"] == paths


async def test_the_turn_of_where_a_redirect_leads():
    """A host that asked for time is not asked by way of a redirect either."""
    busy = Answer(status=429, headers={"Retry-After": "90"})
    async with site(Answer(status=404), busy) as goal:
        to = Answer(status=302, headers={"Location": f"{goal.url}/live"})
        async with site(Answer(status=404), to) as there, fetcher() as fetch:
            refused = await fetched(fetch, f"{goal.url}/live")
            held, paths = await fetched(fetch, f"{there.url}/live"), goal.paths
    assert 429 == refused.status
    assert Held is type(held)
    assert timedelta(seconds=80) < held.wait <= timedelta(seconds=90)
    assert ["/robots.txt", "/live"] == paths


def test_broken_answers():
    """A robots.txt that is no HTTP, or empty, is none."""

    async def run():
        async with misbehaving(says(b"nonsense\r\n\r\n")) as url, fetcher() as fetch:
            return await fetch._robots._rules(url, "desk", Request(url=url))

    assert asyncio.run(run()).protego is None
