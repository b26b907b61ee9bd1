"""`render: browser` against a real Chromium and local pages that are nothing without their scripts."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from aiohttp import web
from fetch_servers import NOW, fetched
from playwright.async_api import Error

from monitor.errors import BadContent, BadStatus, Disallowed, FetchError, ServerFault, TimedOut, TooLarge, Unreachable
from monitor.extract import extract
from monitor.fetch import Fetcher
from monitor.fetch.browser import DEFAULT_RENDER_LIMITS, INSTALLED_AS, Browser
from monitor.fetch.browser_faults import browser_fault
from monitor.fetch.fetcher import NEEDS_THE_EXTRA
from monitor.model import CssSelectors, NotModified, Page, Request, host_of
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, INSTALLED_AS)), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)")

LIVE_BLOG = """<!doctype html><title>Council</title><h1>Council live</h1><main></main><img src=/picture.png>
<script>
fetch("/entries").then(answer => answer.json()).then(entries => {
  for (const entry of entries) {
    const article = document.createElement("article");
    article.id = entry.id;
    article.innerHTML = `<h2>${entry.title}</h2><p>It was said — aloud.</p>`;
    document.querySelector("main").append(article);
  }
});
</script>"""
ENTRIES = [{"id": "k7f2", "title": "Vote begins"}, {"id": "x2c9", "title": "Doors open"}]

LATE = "<p>Live<main></main><script>%s(() => document.querySelector('main').append('Doors open'))</script>"
SEEN = "(then => new IntersectionObserver(([p]) => p.isIntersecting && then()).observe(document.querySelector('p')))"

SHADOW = """<p>Live<x-blog></x-blog><script>customElements.define("x-blog", class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({mode: "%(mode)s"});
      root.innerHTML = "<article id='k7f2'><h2>Vote begins</h2><x-more></x-more></article>";
      root.querySelector("x-more").attachShadow({mode: "%(mode)s"}).innerHTML = "<p>It was said — aloud.</p>";
    }})</script>"""

PAGES = {
    "/live": LIVE_BLOG,
    "/late": LATE % "((then) => setTimeout(then, 700))",
    "/below": "<div style='height: 3000px'></div>" + LATE % SEEN,
    "/shadow": SHADOW % {"mode": "open"},
    "/closed": SHADOW % {"mode": "closed"},
    "/renames": "<p>Live<script>history.pushState({}, '', '/next-article')</script>",
    "/endless": "<p>Live<script>while (true) {}</script>",
    "/restless": "<p>Live<script>setInterval(() => fetch('/entries'), 100)</script>",
    "/huge": "<script>document.write('<p>' + 'x'.repeat(5000000))</script>",
    "/liar": """<p>Live<script>Object.defineProperty(Element.prototype, "outerHTML", {
        get: () => ({length: 1, toString: () => "x".repeat(2000000)})})</script>""",
    "/leaves": "<p>Live<script>location = 'about:blank'</script>",
    "/moves": "<p>Wait<script>location = '/live'</script>",
    "/elsewhere": "<p>Live<script src='{other}/script.js'></script><script src='/own.js'></script>",
}


@dataclass(kw_only=True)
class Publisher:
    """Two origins that answer alike, and what they were asked."""

    url: str = ""
    other: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    robots: str | None = None

    async def answer(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append((request.headers["Host"], request.path, headers))
        match request.path:
            case "/robots.txt" if self.robots is not None and request.headers["Host"].startswith("localhost"):
                answer = web.Response(text=self.robots)
            case "/entries":
                answer = web.json_response(ENTRIES)
            case "/redirect":
                answer = web.Response(status=302, headers={"Location": f"{self.other}/live"})
            case "/cookie":
                answer = web.Response(text="<p>Live", content_type="text/html", headers={"Set-Cookie": "seen=yes"})
            case "/file":
                answer = web.Response(body=b"x", headers={"Content-Disposition": "attachment; filename=x.bin"})
            case "/busy":
                answer = web.Response(status=503, headers={"Retry-After": "30"}, text="busy")
            case path if path in PAGES:
                answer = web.Response(text=PAGES[path].replace("{other}", self.other), content_type="text/html")
            case _:
                answer = web.Response(status=404, text="<p>Gone", content_type="text/html")
        if request.path == "/endless":
            self.busy.set()
        return answer

    def headers_at(self, path: str) -> list[dict[str, str]]:
        return [headers for _, asked, headers in self.asked if asked == path]

    async def start(self) -> web.ServerRunner:
        runner = web.ServerRunner(web.Server(self.answer), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        # Cookies know no ports, so the other origin is another name of this machine.
        self.url, self.other = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        return runner


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def publisher(loop):
    made = Publisher()
    runner = loop.run(made.start())
    yield made
    loop.run(runner.cleanup())


@pytest.fixture(scope="module")
def browser(loop):
    limits = replace(DEFAULT_RENDER_LIMITS, settle=timedelta(seconds=1), dom_chars=1_000_000)

    async def made() -> Browser:
        return Browser(lambda: NOW, allow_networks=LOOPBACK, executable=CHROMIUM, user_agent="desk/1", limits=limits)

    browser = loop.run(made())
    yield browser
    loop.run(browser.aclose())


@pytest.fixture
def render(loop, browser, publisher):
    """Return a function that renders a path of the publisher."""
    publisher.asked.clear()

    def rendered(path: str, **fields: object) -> Page | NotModified | FetchError:
        fields = {"timeout": timedelta(seconds=30), **fields}
        return loop.run(fetched(browser, publisher.url + path, **fields))

    return rendered


@needs_chromium
def test_a_page_is_read_as_its_scripts_leave_it(render, publisher):
    """Entries that a script fetched and built are in the page, in UTF-8. No picture is loaded; we say who we are."""
    page = render("/live")
    snapshot = extract(page, now=NOW, selectors=CssSelectors(entry="article", id="@id", title="h2", text="p"))

    assert [("k7f2", "Vote begins"), ("x2c9", "Doors open")] == [(entry.id, entry.title) for entry in snapshot.entries]
    assert {"It was said — aloud."} == {entry.text for entry in snapshot.entries}
    assert {"/live", "/entries"} == {path for _, path, _ in publisher.asked}
    assert {"desk/1"} == {headers["user-agent"] for _, _, headers in publisher.asked}
    assert (200, f"{publisher.url}/live", NOW) == (page.status, page.url, page.fetched_at)


@needs_chromium
def test_the_known_page_is_not_modified(render):
    """The same DOM as the last time is no new page."""
    page = render("/live")
    again = render("/live", known=page.validators)

    assert (NotModified, page.validators) == (type(again), again.validators)


@needs_chromium
def test_headers_go_to_the_own_origin_alone(render, publisher):
    """What a source sends along, its own origin gets; another gets nothing but the language, by link or by redirect."""
    secret = {"Authorization": "Bearer k", "X-Key": "k", "Cookie": "session=k; theme=dark", "Accept-Language": "de"}
    first = render("/elsewhere", headers=secret)
    second = render("/redirect", headers=secret)
    own = [headers for host, _, headers in publisher.asked if host.startswith("127.")]
    others = [headers for host, _, headers in publisher.asked if host.startswith("localhost")]

    assert [Page, Page] == [type(first), type(second)]
    assert {("Bearer k", "k", "session=k; theme=dark", "de")} == {
        tuple(headers.get(name) for name in ("authorization", "x-key", "cookie", "accept-language")) for headers in own
    }
    assert {(None, None, None, "de")} == {
        tuple(headers.get(name) for name in ("authorization", "x-key", "cookie", "accept-language"))
        for headers in others
    }
    assert [(302, f"{publisher.url}/redirect", f"{publisher.other}/live")] == [
        (hop.status, hop.url, hop.location) for hop in second.redirects
    ]


@needs_chromium
def test_nothing_outlives_a_fetch(render, publisher):
    """A cookie that one fetch was given is not sent by the next."""
    render("/cookie")
    render("/cookie")

    assert [None, None] == [headers.get("cookie") for headers in publisher.headers_at("/cookie")]


@needs_chromium
def test_a_network_that_never_rests(render):
    """A page that polls for ever is read when the time to settle is up."""
    assert b"<p>Live" in render("/restless").body


@needs_chromium
@pytest.mark.parametrize("path", ["/late", "/below"])
def test_what_comes_late_or_in_view_is_waited_for(render, path: str):
    """A page that says next to nothing yet is given the time to settle; what is far down is in view, too."""
    assert b"<main>Doors open</main>" in render(path).body


@needs_chromium
@pytest.mark.parametrize("path", ["/shadow", "/closed"])
def test_what_components_show_in_shadow_roots_is_read(render, path):
    """One root in another, open or closed: they are in the page as declarative ones."""
    snapshot = extract(render(path), now=NOW, selectors=CssSelectors(entry="article", id="@id", title="h2", text="p"))

    assert [("k7f2", "Vote begins", "It was said — aloud.")] == [
        (entry.id, entry.title, entry.text) for entry in snapshot.entries
    ]


@needs_chromium
def test_an_address_that_scripts_write_is_not_the_pages(render, publisher):
    """Readers who scroll to the next article see its address; the document is that of the first."""
    page = render("/renames")

    assert (f"{publisher.url}/renames", True) == (page.url, page.rendered)


@needs_chromium
def test_a_page_that_sends_itself_on(render, publisher):
    """Where a script leads on, the page that it leads to is read."""
    page = render("/moves")

    assert f"{publisher.url}/live" == page.url
    assert b"Doors open" in page.body


@needs_chromium
@pytest.mark.parametrize(
    ("path", "kind", "reason"),
    [
        ("/huge", TooLarge, "the rendered page is over"),
        ("/liar", TooLarge, "the rendered page is over"),
        ("/leaves", BadContent, "the page went to 'about:blank', which is no web address"),
        ("/file", BadContent, "the server sends a file to save, not a page"),
        ("/missing", BadStatus, "the server answered 404 Not Found; check the address"),
        ("/busy", ServerFault, "the server answered 503 Service Unavailable and asks us to wait 30 s"),
    ],
)
def test_a_page_that_is_none(render, path: str, kind: type, reason: str):
    """What is no page, or too much of one, is an error in plain words."""
    error = render(path)

    assert kind is type(error)
    assert reason in error.reason


@needs_chromium
def test_a_script_that_never_ends(render):
    """The time limit holds whatever the page does, and the next page is rendered as if nothing had been."""
    render("/live")
    error = render("/endless", timeout=timedelta(seconds=2))

    assert (TimedOut, True) == (type(error), error.reason.startswith("not rendered within 2 s; "))
    assert "`timeout`" in error.reason
    assert b"Doors open" in render("/live").body


def test_a_tab_that_crashes_is_no_sign_of_our_network():
    """The page has done it, or the browser: `Unreachable` would count for our network being down."""
    error = browser_fault(httpx.URL("https://news.example/live"), Error("Page.evaluate: Target crashed"))

    assert (BadContent, True) == (type(error), "the page crashed the browser tab" in error.reason)


@needs_chromium
def test_nobody_there(loop, browser):
    """A server that refuses the connection is unreachable, with and without headers of the source."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    for headers in ({}, {"X-Key": "k"}):
        error = loop.run(fetched(browser, url, headers=headers, timeout=timedelta(seconds=30)))

        assert (Unreachable, "could not connect: connection refused") == (type(error), error.reason)


@needs_chromium
@pytest.mark.parametrize("fatal", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_browser_that_is_gone_is_replaced(tmp_path: Path, fatal: signal.Signals):
    """The fetch that loses its browser fails so that it is tried again; the next one has another browser.

    So it is with one that just does not answer any more.
    """
    pids = tmp_path / "pids"
    wrapper = tmp_path / "chromium"
    wrapper.write_text(f'#!/bin/sh\necho $$ >> {pids}\nexec {CHROMIUM} "$@"\n')
    wrapper.chmod(0o755)
    limits = replace(DEFAULT_RENDER_LIMITS, close=timedelta(seconds=0.5))

    publisher = Publisher()
    runner = await publisher.start()
    async with Browser(lambda: NOW, allow_networks=LOOPBACK, executable=str(wrapper), limits=limits) as browser:
        long = timedelta(seconds=30)
        first = await fetched(browser, f"{publisher.url}/live", timeout=long)
        doomed = asyncio.create_task(fetched(browser, f"{publisher.url}/endless", timeout=timedelta(seconds=3)))
        await publisher.busy.wait()
        os.kill(int(pids.read_text()), fatal)
        answers = first, await doomed, await fetched(browser, f"{publisher.url}/live", timeout=long)
    await runner.cleanup()
    first, second, third = answers

    assert (Page, True, Page) == (type(first), second.retryable, type(third))
    assert 2 == len(pids.read_text().split())


def test_no_chromium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Without a Chromium the error says how to get one, or which one does not start."""
    monkeypatch.setenv("PATH", str(tmp_path))
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 7\n")
    broken.chmod(0o755)

    async def told(executable: str | None) -> str:
        async with Browser(lambda: NOW, allow_networks=LOOPBACK, executable=executable) as browser:
            error = await fetched(browser, "http://127.0.0.1:9/", timeout=timedelta(seconds=30))
            again = await fetched(browser, "http://127.0.0.1:9/", timeout=timedelta(seconds=30))
        assert error.reason == again.reason
        return error.reason

    none = asyncio.run(told(None))

    assert none.startswith("render: browser needs a Chromium, and none is installed; install it")
    assert asyncio.run(told(str(broken))).startswith(f"the browser {broken} did not start: ")


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("exit 1", "it ended with status 1"),
        ("echo; echo no libatomic.so.1 >&2; exit 127", "no libatomic.so.1"),
        ('echo "at home in $HOME" >&2; exit 1', f"at home in {tempfile.gettempdir()}"),
        (None, "{}: no such file or directory"),
    ],
)
def test_what_drives_it_may_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str | None, fault: str):
    """Where the driver's program is not there or ends at once, a fetch says why; it has a home where we have none."""
    monkeypatch.setenv("HOME", "")  # so that the one it is given is taken away again
    monkeypatch.delenv("HOME")
    program = tmp_path / "node"
    if script is not None:
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(program))

    async def told() -> str:
        async with Browser(lambda: NOW, allow_networks=LOOPBACK, executable=sys.executable) as browser:
            return (await fetched(browser, "http://127.0.0.1:9/", timeout=timedelta(seconds=30))).reason

    reason = asyncio.run(told())
    gc.collect()  # a pipe that was left behind is told of by it, and fails the test

    fault = fault.format(program)
    assert reason.startswith(f"what drives the browser did not start: {fault}; see what `{program} -e 0`")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch):
    """Without the optional package the error says what to install."""
    monkeypatch.delitem(sys.modules, "monitor.fetch.browser", raising=False)
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)

    async def told() -> FetchError:
        async with Fetcher(lambda: NOW, allow_networks=LOOPBACK) as fetch:
            return await fetched(fetch, "http://127.0.0.1:9/", render=True)

    assert NEEDS_THE_EXTRA == asyncio.run(told()).reason


@needs_chromium
async def test_each_request_goes_to_who_can_answer_it():
    """A request is rendered only if it asks for it; two at once share the launch of the browser."""
    publisher = Publisher()
    runner = await publisher.start()
    request = Request(url=f"{publisher.url}/live", timeout=timedelta(seconds=30))
    async with Fetcher(lambda: NOW, allow_networks=LOOPBACK) as fetch:
        render = replace(request, render=True)
        answers = await fetch(request), *await asyncio.gather(fetch(render), fetch(render))
    await runner.cleanup()
    plain, rendered, beside = answers

    assert LIVE_BLOG.encode() == plain.body
    assert b"Doors open" in rendered.body
    assert rendered.body == beside.body


@needs_chromium
@pytest.mark.parametrize("rules", ["Crawl-delay: 40", "Disallow: /live"])
async def test_where_a_browser_is_redirected_to(rules: str):
    """The robots.txt of where a browser was redirected to is kept to, and its pace held from then on."""
    publisher = Publisher(robots=f"User-agent: *\n{rules}")
    runner = await publisher.start()
    async with Fetcher(lambda: NOW, allow_networks=LOOPBACK) as fetch:
        answer = await fetched(fetch, f"{publisher.url}/redirect", render=True, timeout=timedelta(seconds=30))
        ledger, host = fetch.turns.ledger, host_of(publisher.other)
        seen = ledger.gap_s(host), ledger.accounts[host].requests
    await runner.cleanup()
    answer, gap_s, requests = answer, *seen
    if rules.startswith("Crawl-delay"):
        assert (Page, 40.0) == (type(answer), gap_s)
    else:
        assert Disallowed is type(answer)
    assert requests == 2  # its page and its robots.txt
