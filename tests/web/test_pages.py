"""The dashboard without a browser: each page, each form, who may, and what is said when something is wrong."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import aiohttp
import pytest
from web_daemon import ADMIN, READER, TOKENS, as_admin, as_reader, daemon

from monitor.model import ApiSettings, LeftPage, Scope
from monitor.web.gate import SESSION_COOKIE, SESSION_FOR, Gate

NOON = datetime(2026, 11, 7, 12, tzinfo=UTC)
HTML = {"Accept": "text/html"}


async def look(one, path, **options):
    """Return the status and the page at a path."""
    options["headers"] = HTML | options.get("headers", {})
    async with one.session.get(one.url + path, **options) as answer:
        return answer.status, await answer.text()


def token_in(page):
    return re.search(r'name="form_token" value="([0-9a-f]+)"', page)[1]


async def send(one, path, fields=(), *, page="/sources", headers=None, token=None):
    """Send a form as the page at `page` shows it, and return the status, where to, and what came."""
    if token is None:
        token = token_in((await look(one, page, headers=headers or {}))[1])
    body = urlencode([("form_token", token), *(fields.items() if isinstance(fields, dict) else fields)])
    given = {"Content-Type": "application/x-www-form-urlencoded", "Origin": one.url} | (headers or {})
    async with one.session.post(one.url + path, data=body, headers=given, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("location"), await answer.text()


def told(page):
    """Return the words of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


async def test_now(tmp_path):
    """The first page tells what happened, and filters by source, kind and words; what matches nothing says so."""
    async with daemon(tmp_path) as one:
        _, everything = await look(one, "/")
        assert everything.index("Headline of e2") < everything.index("Headline of e1")
        assert "The dam holds" in everything
        _, some = await look(one, "/?source=flood&kind=new&q=DAM")
        assert ("Headline of e2" in some, "Headline of e1" in some) == (True, False)
        assert 'data-stream="/api/stream?after=2&amp;source=flood&amp;q=DAM&amp;type=entry.created"' in some
        assert "Nothing matches." in told((await look(one, "/?kind=gone"))[1])
        assert "No source is named nowhere" in told((await look(one, "/?source=nowhere"))[1])
        _, back = await look(one, "/?before=2")
        assert ("Headline of e2" in back, "Headline of e1" in back, "data-stream" in back) == (False, True, False)


async def test_fresh(tmp_path):
    """What comes after a position is told as the timeline shows it, and where to ask on."""
    async with (
        daemon(tmp_path) as one,
        one.session.get(f"{one.url}/fresh?after=1&kind=new") as answer,
    ):
        assert ("2", "0") == (answer.headers["x-next"], answer.headers["x-more"])
        assert ['data-position="2"'] == re.findall(r'data-position="\d+"', await answer.text())


async def test_event(tmp_path):
    """An event's page shows its words, how it was seen, who was told, and its JSON."""
    async with daemon(tmp_path, hooked=True) as one:
        await one.receiver.until(2)
        one.blog.entries[0] = ("e2", "The dam does not hold")
        await one.poll()
        await one.receiver.until(3)
        id_ = one.receiver.bodies[2]["data"]["id"]
        status, page = await look(one, f"/events/{id_}")
        assert 200 == status
        assert re.search(r"The dam <del>holds</del><ins>does not hold</ins>|<ins>", page)
        assert ("negation" in page, f"&#34;{id_}&#34;" in page, "Before and after" in page) == (True, True, True)
        first = one.receiver.bodies[0]["data"]["id"]
        assert "What changed" not in (await look(one, f"/events/{first}"))[1]
        status, page = await look(one, "/events/evt_none")
        assert (404, True) == (status, "older than events are kept" in told(page))


async def test_nothing_is_watched(tmp_path):
    """Where nothing was seen, pages say what to do next."""
    async with daemon(tmp_path) as one:
        status, page = await look(one, "/sources?q=nowhere")
        assert (200, True) == (status, "No source is like that" in told(page))
        assert "Nobody is told yet" in told((await look(one, "/webhooks"))[1])
        assert "Nothing is watched" not in told((await look(one, "/"))[1])


async def test_sources(tmp_path):
    """Sources are listed with how they fare, and are found by words and condition."""
    async with daemon(tmp_path) as one:
        _, page = await look(one, "/sources")
        assert "Flood: as it happens flood well" in told(page)
        assert "1 source. 0 in trouble" in told((await look(one, "/sources?q=FLOOD&condition=well"))[1])
        assert "No source is like that" in told((await look(one, "/sources?condition=paused"))[1])


async def test_sources_in_pages(tmp_path, monkeypatch):
    """A long list comes in pages, which know the one before and the one after."""
    monkeypatch.setattr("monitor.web.pages.sources.SHOWN", 1)

    async with daemon(tmp_path) as one:
        await one.post("/api/sources?probe=false", {"url": one.blog.url.replace("/live", "/other"), "name": "other"})
        first, second = (await look(one, "/sources"))[1], (await look(one, "/sources?start=1"))[1]
    assert ('href="/sources?start=1"' in first, 'rel="prev"' in first) == (True, False)
    assert ('rel="next"' in second, 'rel="prev" href="/sources"' in second) == (False, True)


def test_probe_and_watch(tmp_path):
    """An address that is pasted is read, looked at, and watched; what cannot be read says why, and what to do."""

    async def story():
        async with daemon(tmp_path) as one:
            other = one.blog.url.replace("/live", "/other")
            status, _, page = await send(one, "/sources/probe", {"url": f"  {other} "})
            assert (200, True, True) == (status, "The dam holds" in page, "jsonld" in page)
            status, to, _ = await send(one, "/sources/watch", {"url": other, "name": "second", "interval": "30s"})
            assert (303, "/sources/second?done=added") == (status, to)
            _, page = await look(one, to)
            assert "It is watched from now on" in page
            await one.until_polled(1, "second")
            assert timedelta(seconds=30) == one.monitor.control.source("second").source.interval
            status, _, page = await send(one, "/sources/watch", {"url": other, "name": "second"})
            assert (422, True) == (status, "A source is named 'second' already" in told(page))
            status, _, page = await send(one, "/sources/watch", {"url": other, "name": "UPPER CASE"})
            assert (422, True) == (status, "name" in told(page))
            return [
                told((await send(one, "/sources/probe", {"url": url}))[2])
                for url in (
                    other.replace("/other", "/none"),
                    other.replace("/other", "/404"),
                    "http://10.9.9.9/",
                    "ftp:x",
                    "",
                )
            ]

    nothing, missing, private, odd, empty = asyncio.run(story())
    assert "Paste the page on which the entries stand" in nothing
    assert "404" in missing
    assert "See whether the address opens in a browser" in missing
    assert "fetch.allow_networks" in private
    assert all("Not watched yet" in page for page in (odd, empty))


async def test_source(tmp_path):
    """A source's page shows its entries, its pace explained, and how it stood at each moment; and acts on it."""
    async with daemon(tmp_path) as one:
        one.blog.entries[0] = ("e2", "The dam does not hold")
        await one.poll()
        one.blog.entries = [("e3", "Water everywhere"), ("e2", "The dam does not hold"), ("e1", "Rain all night")]
        await one.poll()
        one.blog.entries.pop(1)
        await one.poll()
        await one.poll()
        _, page = await look(one, "/sources/flood")
        assert "3 entries ever seen" in told(page)
        assert 1 == page.count('class="withdrawn"')
        assert "Why it is asked so often" in page
        assert 'type="range" min="0" max="3" step="1" value="3"' in page
        stood = [told((await look(one, f"/sources/flood?moment={moment}"))[1]) for moment in (0, 1, 2, 3, 99)]
        assert [True, False, False] == ["The dam holds" in page for page in stood[:3]]
        assert [False, False, True, True, True] == ["Water everywhere" in page for page in stood]
        assert "As it stood" in stood[0]
        assert "Remove" not in page
        for act, said in (("pause", "not polled until"), ("resume", "polled again"), ("poll", "being polled")):
            status, to, _ = await send(one, "/sources/act", {"name": "flood", "act": act}, page="/sources/flood")
            assert 303 == status
            assert said in told((await look(one, to))[1])
        status, _, page = await send(one, "/sources/act", {"name": "flood", "act": "remove"})
        assert (409, True) == (status, "stands in the config" in told(page))
        assert 404 == (await send(one, "/sources/act", {"name": "flood", "act": "sing"}))[0]
        assert 404 == (await look(one, "/sources/nowhere"))[0]


async def test_removed(tmp_path):
    """What was added can be removed; its page then still shows what was seen of it."""
    async with daemon(tmp_path) as one:
        other = one.blog.url.replace("/live", "/other")
        await send(one, "/sources/watch", {"url": other, "name": "second"})
        await one.until_polled(1, "second")
        _, page = await look(one, "/sources/second")
        assert "Remove second" in told(page)
        status, to, _ = await send(one, "/sources/act", {"name": "second", "act": "remove"}, page="/sources/second")
        assert (303, "/sources") == (status, to)
        status, page = await look(one, "/sources/second")
        assert (200, True) == (status, "It is watched no more" in told(page))
        assert "The dam holds" in page


async def test_entries_in_pages(tmp_path, monkeypatch):
    """Entries come in pages, and so do revisions; at a moment too."""
    monkeypatch.setattr("monitor.web.pages.source.SHOWN", 1)
    monkeypatch.setattr("monitor.web.pages.source.REVISIONS_SHOWN", 2)

    async with daemon(tmp_path) as one:
        for number in range(4):
            one.blog.entries[0] = ("e2", f"At least {number} people")
            await one.poll()
        _, first = await look(one, "/sources/flood?moment=1")
        assert 'rel="next" href="/sources/flood?moment=1&amp;start=1"' in first
        _, second = await look(one, "/sources/flood?start=1")
        assert ("Rain all night" in second, 'rel="prev" href="/sources/flood"' in second) == (True, True)
        link = unescape(re.search(r'href="(/entry\?[^"]*e2)"', first)[1])
        _, page = await look(one, link)
        assert "5 revisions" in told(page)
        assert ["5", "4"] == re.findall(r'aria-label="Revision (\d+)"', page)
        _, page = await look(one, unescape(re.search(r'rel="next" href="([^"]*)"', page)[1]))
        assert ["3", "2"] == re.findall(r'aria-label="Revision (\d+)"', page)
        _, page = await look(one, unescape(re.search(r'rel="next" href="([^"]*)"', page)[1]))
        assert (["1"], False) == (re.findall(r'aria-label="Revision (\d+)"', page), 'rel="next"' in page)
        assert 404 == (await look(one, "/entry?source=flood&id=none"))[0]
        assert 404 == (await look(one, "/entry?source=none&id=none"))[0]


async def test_webhook(tmp_path):
    """A webhook's page shows its health, what it answered and what was given up, which is sent once more on demand."""
    async with daemon(tmp_path, hooked=True, max_head_age=timedelta(0)) as one:
        await one.receiver.until(2)
        one.receiver.status = 503
        one.blog.entries = [("e3", "Water everywhere"), *one.blog.entries]
        await one.poll()
        await one.receiver.until(3)
        await until(lambda: letters(one))
        assert "desk standard to http://127.0.0.1" in told((await look(one, "/webhooks"))[1])
        _, page = await look(one, "/webhooks/desk")
        assert ("1 dead letter" in told(page), "refused 503" in told(page)) == (True, True)
        assert "New: Headline of e3" in told(page)
        one.receiver.status = 200
        there = "/webhooks/desk"
        status, to, _ = await send(one, f"{there}/replay", [], page=there)
        assert (303, f"{there}?done=none") == (status, to)
        status, to, _ = await send(one, f"{there}/replay", [("letter", "flood/3")], page=there)
        assert (303, f"{there}?replayed=1") == (status, to)
        assert "1 event will be sent once more" in told((await look(one, to))[1])
        await one.receiver.until(4)
        assert one.receiver.bodies[2] == one.receiver.bodies[3]
        for letter in ("flood", "/3", "flood/x", "flood/" + "9" * 30):
            assert 404 == (await send(one, f"{there}/replay", [("letter", letter)], page=there))[0]


async def letters(one):
    return (await one.ask("/api/dead-letters"))[1]["dead_letters"]


async def until(asked):
    """Ask until the answer is yes; the daemon's own transactions are what is waited for."""
    async with asyncio.timeout(30):
        while not await asked():
            pass


async def test_webhook_acts(tmp_path):
    """A webhook is sent a sample, paused and enabled from its page."""
    async with daemon(tmp_path, hooked=True) as one:
        await one.receiver.until(2)
        there = "/webhooks/desk"
        status, _, page = await send(one, f"{there}/test", {"type": "entry.deleted"}, page=there)
        assert (200, True) == (status, "The sample was accepted with 200" in told(page))
        assert "entry.deleted" == one.receiver.bodies[-1]["type"]
        one.receiver.status = 418
        _, _, page = await send(one, f"{there}/test", page=there)
        assert "The sample was refused with 418" in told(page)
        assert 404 == (await send(one, f"{there}/test", {"type": "entry.sung"}, page=there))[0]
        for pause, state in (("1h", "paused"), ("", "switched off")):
            status, to, _ = await send(one, f"{there}/pause", {"for": pause}, page=there)
            assert (303, f"{there}?done=paused") == (status, to)
            assert state in told((await look(one, to))[1])
        one.blog.entries = [("e3", "Water everywhere"), *one.blog.entries]
        await one.poll()
        assert "in order. 1 lane in all." in told((await look(one, there))[1])
        assert 303 == (await send(one, f"{there}/enable", page=there))[0]
        assert "on" == (await one.ask("/api/webhooks/desk"))[1]["condition"]
        assert 404 == (await look(one, "/webhooks/nobody"))[0]


async def test_attempts_in_pages(tmp_path, monkeypatch):
    """Attempts come in pages, the newest first."""
    monkeypatch.setattr("monitor.web.pages.webhooks.ATTEMPTS_SHOWN", 1)

    async def counted(one):
        return 2 == len((await one.ask("/api/attempts"))[1]["attempts"])

    async with daemon(tmp_path, hooked=True) as one:
        await one.receiver.until(2)
        await until(lambda: counted(one))
        _, page = await look(one, "/webhooks/desk")
        older = unescape(re.search(r'rel="next" href="([^"]*)"', page)[1])
        _, page = await look(one, older)
        assert ("Newest attempts" in page, 'rel="next"' in page) == (True, False)


async def test_latency(tmp_path):
    """Latencies are told over time as a plot and a table, and by source; where there are none it says so."""

    async def delivered(one):
        return 2 == len((await one.ask("/api/attempts"))[1]["attempts"])

    async with daemon(tmp_path, hooked=True) as one:
        await one.receiver.until(2)
        await until(lambda: delivered(one))
        _, page = await look(one, "/latency?span=hour")
        assert "2 events in the last hour." in told(page)
        assert 2 == page.count('<svg class="plot"')
        assert "The same as a table" in page
        assert 422 == (await look(one, "/latency?span=year"))[0]


async def test_latency_without_webhooks(tmp_path):
    """Where nothing is delivered the page says so instead of showing an empty plot."""
    async with daemon(tmp_path) as one:
        assert "No webhook has accepted any of them" in told((await look(one, "/latency"))[1])


# ---------------------------------------------------------------------------------------------------- who may


async def sign_in(one, token, following="/"):
    """Sign in, and return the status, the cookie's header, and where to."""
    body = urlencode({"token": token, "next": following})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": one.url}
    async with aiohttp.ClientSession() as session:
        there = f"{one.url}/sign-in"
        async with session.post(there, data=body, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("set-cookie", ""), answer.headers.get("location")


async def test_sign_in(tmp_path):
    """Who is not signed in is asked to; a token opens a session that does not give it away, until it is left."""
    async with daemon(tmp_path, tokens=TOKENS) as one:
        async with one.session.get(f"{one.url}/sources?q=a", allow_redirects=False) as answer:
            assert (303, "/sign-in?next=%2Fsources%3Fq%3Da") == (answer.status, answer.headers["location"])
        status, page = await look(one, "/sign-in?next=/sources")
        assert (200, True) == (status, 'name="next" value="/sources"' in page)
        assert 401 == (await sign_in(one, "wrong"))[0]
        status, cookie, to = await sign_in(one, ADMIN, "/sources?q=a")
        assert (303, "/sources?q=a") == (status, to)
        assert ADMIN not in cookie
        assert ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=strict"] == sorted(cookie.split("; "))[:4]
        assert "/" == (await sign_in(one, ADMIN, "https://evil.example/"))[2]
        session = {"Cookie": cookie.partition(";")[0]}
        assert 200 == (await look(one, "/sources", headers=session))[0]
        assert 200 == (await one.ask("/api/sources", headers=session))[0]
        async with one.session.get(f"{one.url}/sign-in", headers=session, allow_redirects=False) as answer:
            assert (303, "/") == (answer.status, answer.headers["location"])
        status, to, _ = await send(one, "/sources/act", {"name": "flood", "act": "pause"}, headers=session)
        assert (303, "/sources/flood?done=paused") == (status, to)
        status, to, _ = await send(one, "/sign-out", headers=session)
        assert (303, "/sign-in") == (status, to)


async def test_secure_cookie(tmp_path):
    """A browser that sees TLS, behind a proxy, is told to keep the session to TLS."""
    async with daemon(tmp_path, tokens=TOKENS, hosts=("monitor.example.org",)) as one:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": "https://monitor.example.org",
            "Host": "monitor.example.org",
        }
        body = urlencode({"token": ADMIN})
        there = f"{one.url}/sign-in"
        async with one.session.post(there, data=body, headers=headers, allow_redirects=False) as answer:
            assert "; Secure" in answer.headers["set-cookie"]


async def test_reader_looks(tmp_path):
    """Who may only read sees every page and no form, and a form sent all the same is refused."""
    async with daemon(tmp_path, tokens=TOKENS, hooked=True) as one:
        pages = ("/", "/sources", "/sources/flood", "/webhooks", "/webhooks/desk", "/latency")
        shown = [(await look(one, path, **as_reader())) for path in pages]
        assert [200] * len(pages) == [status for status, _ in shown]
        assert [] == [path for path, (_, page) in zip(pages, shown, strict=True) if 'method="post"' in page]
        token = Gate(ApiSettings(tokens=TOKENS)).form_token({"authorization": f"Bearer {READER}"})
        for path in ("/sources/probe", "/sources/watch", "/sources/act", "/webhooks/desk/test"):
            status, _, page = await send(one, path, token=token, **as_reader())
            assert (403, True) == (status, "token that may only read" in told(page))


async def test_forged_forms(tmp_path):
    """A form that our own page has not shown to the same browser does nothing, whatever else is right about it."""
    async with daemon(tmp_path, tokens=TOKENS) as one:
        fields = {"name": "flood", "act": "pause"}
        theirs = token_in((await look(one, "/sources", **as_admin()))[1])
        _, cookie, _ = await sign_in(one, ADMIN)
        session = {"Cookie": cookie.partition(";")[0]}
        for token in ("", "0" * 64, theirs, "\u0441"):
            status, _, page = await send(one, "/sources/act", fields, headers=session, token=token)
            assert (403, True) == (status, "Nothing was changed" in told(page))
        ours = token_in((await look(one, "/sources", headers=session))[1])
        for header in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
            assert 403 == (await send(one, "/sources/act", fields, headers=session | header, token=ours))[0]
        status, _, _ = await send(one, "/sources/act", [("x", "y")] * 1_200, headers=session, token=ours)
        assert 429 == status
        assert not one.monitor.control.source("flood").paused
        assert 303 == (await send(one, "/sources/act", fields, headers=session, token=ours))[0]


async def test_sign_in_of_a_flood_of_fields(tmp_path):
    """A sign-in form with more fields than any has is refused; where nobody has to sign in it leads on."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with daemon(tmp_path) as one:
        there = f"{one.url}/sign-in"
        async with one.session.post(there, data="a=b&" * 2_000, headers=headers) as answer:
            assert 429 == answer.status
        async with one.session.post(there, data="token=x", headers=headers, allow_redirects=False) as answer:
            assert (303, "/") == (answer.status, answer.headers["location"])


def test_session_ends():
    """A session ends after its time, is worth what its token is, and no other value opens anything."""
    gate = Gate(ApiSettings(tokens=TOKENS))
    session = gate.session_of(READER, NOON)
    cookie = {"cookie": f"{SESSION_COOKIE}={session}"}
    assert Scope.READ is gate.admit(cookie, NOON).scope
    assert gate.admit(cookie, NOON + SESSION_FOR) is None
    until, _, proof = session.partition(".")
    for value in (f"{int(until) + 1}.{proof}", f"{until}.{'0' * 64}", f"9999999999.{proof}", proof, "x" * 5_000, '"'):
        assert gate.admit({"cookie": f"{SESSION_COOKIE}={value}"}, NOON) is None
    assert gate.admit({"cookie": "="}, NOON) is None
    assert gate.session_of("unknown", NOON) is None


async def test_policy(tmp_path):
    """Every page forbids scripts, styles and pictures from elsewhere, frames, and forms that lead elsewhere."""
    async with daemon(tmp_path) as one:
        found = []
        for path in ("/", "/sources", "/sign-in", "/nowhere", "/fresh"):
            async with one.session.get(one.url + path, headers=HTML, allow_redirects=False) as answer:
                found.append((answer.status, dict(answer.headers)))
    assert [200, 200, 303, 404, 200] == [status for status, _ in found]
    for status, headers in found:
        if status == 303:
            continue
        policy = headers["Content-Security-Policy"]
        assert policy.startswith(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
        )
        assert all(part in policy for part in ("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"))
        assert ("nosniff", "same-origin") == (headers["X-Content-Type-Options"], headers["Referrer-Policy"])
        assert "unsafe" not in policy


async def test_assets(tmp_path):
    """Style sheet, script and icon are kept for ever under names that change with them; others are not there."""
    async with daemon(tmp_path, tokens=TOKENS) as one:
        _, page = await look(one, "/sign-in")
        names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        assert 3 == len(set(names))
        for name in names:
            async with one.session.get(one.url + name) as answer:
                assert 200 == answer.status
                assert "immutable" in answer.headers["Cache-Control"]
        async with one.session.get(f"{one.url}/favicon.ico") as answer:
            assert "image/svg+xml" == answer.content_type
        for name in ("dashboard.css", "frame.py", "dashboard.000000000000.js"):
            assert 404 == (await one.ask(f"/static/{name}"))[0]


@pytest.mark.parametrize("path", ["/nowhere", "/api/nowhere"])
async def test_not_found(tmp_path, path):
    """People get a page about what is not there, programs a problem."""
    kind = "application/problem+json" if path.startswith("/api") else "text/html"
    async with daemon(tmp_path) as one:
        async with one.session.get(one.url + path, headers=HTML) as answer:
            page = answer.content_type
        assert (kind, 404) == (page, (await one.ask(path))[1]["status"])


async def test_database_out_of_order(tmp_path):
    """A database that does not answer is told as a page, with when to look again."""
    async with daemon(tmp_path) as one:
        await one.monitor.api._ledger.close()
        status, page = await look(one, "/")
    assert (503, True) == (status, "look again in a moment" in told(page))


@pytest.mark.parametrize("images", [False, True])
async def test_images(tmp_path, images):
    """Publishers' images are shown only if the config allows them, and never tell where they are shown."""
    async with daemon(tmp_path, images=images) as one:
        shown = "&lt;p&gt;It holds&lt;img src=https://news.example/dam.jpg alt=Dam&gt;&lt;/p&gt;"
        one.blog.page = (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>Flood</title><item><guid>f1</guid>'
            f"<title>Dam</title><description>{shown}</description>"
            "<pubDate>Sat, 07 Nov 2026 06:00:00 GMT</pubDate></item></channel></rss>"
        )
        await one.post("/api/sources", {"url": one.blog.url.replace("/live", "/feed"), "name": "feed"})
        await one.until_polled(1, "feed")
        async with one.session.get(f"{one.url}/entry?source=feed&id=f1") as answer:
            policy, page = answer.headers["Content-Security-Policy"], await answer.text()
    assert images == ("img-src 'self' https: http:;" in policy)
    assert images == ('src="https://news.example/dam.jpg"' in page)
    assert images == ('referrerpolicy="no-referrer"' in page)


async def test_troubled_webhook(tmp_path):
    """Every page says how many webhooks somebody should look at."""
    async with daemon(tmp_path, hooked=True) as one:
        await one.receiver.until(2)
        assert "Webhooks Latency" in told((await look(one, "/"))[1])
        one.receiver.status = 410
        one.blog.entries = [("e3", "Water everywhere"), *one.blog.entries]
        await one.poll()
        await one.receiver.until(3)

        async def gone():
            return "gone" == (await one.ask("/api/webhooks/desk"))[1]["condition"]

        await until(gone)
        assert "Webhooks 1 in trouble" in told((await look(one, "/"))[1])
        assert "It answered 410: it is gone." in told((await look(one, "/webhooks/desk"))[1])


async def test_source_in_trouble(tmp_path):
    """A source that cannot be read says why, and what to do."""
    async with daemon(tmp_path) as one:
        url = one.blog.url.replace("/live", "/none")
        await one.post("/api/sources?probe=false", {"url": url, "name": "none", "degraded_after": 1})
        await one.until_polled(1, "none")
        page, everything = told((await look(one, "/sources/none"))[1]), told((await look(one, "/sources"))[1])
    assert "1 poll in a row failed:" in page
    assert "See whether the address opens in a browser" in page
    assert ("No entry has been seen yet." in page, "Sources 1 in trouble" in everything) == (True, True)


def test_pages_that_were_left(tmp_path):
    """A source's page and the API say which earlier pages are looked at for late corrections, and how that goes."""

    async def story():
        async with daemon(tmp_path) as one:
            state = one.monitor.pipeline.state("flood")
            left = [
                LeftPage(url=url, told_as=url, at=NOON, due=NOON + timedelta(hours=1), failures=failures, reason=reason)
                for url, failures, reason in (
                    ("https://news.example.org/live/day-1", 0, None),
                    ("https://news.example.org/live/day-2", 2, "answered 404 <Not Found>"),
                )
            ]
            today = "https://news.example.org/live/day-3"
            await one.monitor.pipeline.keep(replace(state, followed=today, left=tuple(left)))
            shape = (await one.ask("/api/sources/flood"))[1]
            assert today == shape["followed"]
            return shape["left"], (await look(one, "/sources/flood"))[1]

    shapes, page = asyncio.run(story())
    assert [
        {
            "url": f"https://news.example.org/live/day-{day}",
            "left_at": "2026-11-07T12:00:00Z",
            "looked_at": None,
            "next_at": "2026-11-07T13:00:00Z",
            "failures": failures,
            "reason": reason,
        }
        for day, failures, reason in ((2, 2, "answered 404 <Not Found>"), (1, 0, None))
    ] == shapes
    assert "Earlier pages, looked at for late corrections" in page
    assert "not read 2 times in a row: answered 404 &lt;Not Found&gt;" in page
