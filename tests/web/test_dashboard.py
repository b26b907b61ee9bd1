"""The dashboard in a real Chromium, with a daemon behind it that reads a live blog which changes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from chromium import chromium, needs_chromium, tab
from web_daemon import ADMIN, READER, TOKENS, daemon

pytestmark = [needs_chromium, pytest.mark.slow]

WIDTHS = (320, 820, 1440)
SERIOUS = {"serious", "critical"}


async def tell(one, *entries):
    """Have the publisher show these entries, the newest first, and the daemon read them."""
    one.blog.entries = list(entries)
    await one.poll()


async def full_story(one):
    """Entries come, are edited and withdrawn; one is given up for the webhook."""
    await one.receiver.until(2)
    await tell(
        one, ("e3", "At least 12 people were brought to safety"), ("e2", "The dam holds"), ("e1", "Rain all night")
    )
    await one.receiver.until(3)
    one.receiver.status = 503
    await tell(
        one, ("e3", "At least 45 people were brought to safety"), ("e2", "The dam holds"), ("e1", "Rain all night")
    )
    await one.receiver.until(4)
    one.receiver.status = 200
    for _ in range(2):
        await tell(one, ("e3", "At least 45 people were brought to safety"), ("e1", "Rain all night"))
    await one.receiver.until(5)


async def test_a_day_at_the_desk(tmp_path):
    """Paste an address, see what is found, watch it, see an event come without a reload, read its diff."""
    async with daemon(tmp_path, hooked=True) as one, chromium() as browser, tab(browser, one.url) as (page, heard):
        await page.goto("/sources")
        await page.get_by_label("Paste a live blog's address").fill(one.blog.url.replace("/live", "/other"))
        await page.get_by_role("button", name="Look at it").click()
        await page.get_by_role("heading", name="Flood: as it happens").wait_for()
        assert await page.get_by_text("The dam holds").is_visible()
        await page.get_by_label("Name (optional").fill("paste")
        await page.get_by_role("button", name="Watch", exact=True).click()
        await page.get_by_text("It is watched from now on").wait_for()
        await one.until_polled(1, "paste")
        await page.get_by_role("link", name="Its events, as they happen").click()
        await page.get_by_text("Live", exact=True).wait_for()
        await page.evaluate("window.sameAsBefore = true")
        one.blog.entries[0] = ("e2", "The dam does not hold")
        await one.poll("paste")
        edited = page.locator("li.event.edited")
        await edited.wait_for()
        assert await page.evaluate("window.sameAsBefore")
        assert "does not hold" in await edited.locator("ins").inner_text()
        assert "holds" == await edited.locator("del").inner_text()
        assert "negation" in await edited.inner_text()
        await edited.locator(".when a").click()
        await page.get_by_role("heading", name="What changed").wait_for()
        assert "does not hold" in await page.locator(".diff.whole ins").inner_text()
        assert ([], []) == (heard.dialogs, heard.complaints)


async def test_dead_letter_and_slider(tmp_path):
    """A dead letter is sent once more from its webhook's page; the slider shows the live blog as it stood."""
    async with daemon(tmp_path, hooked=True, max_head_age=timedelta(0)) as one, chromium() as browser:
        await full_story(one)
        async with tab(browser, one.url) as (page, heard):
            await page.goto("/webhooks/desk")
            letter = page.get_by_label("Edited: Headline of e3")
            assert await letter.is_checked()
            await page.get_by_role("button", name="Send the chosen once more").click()
            await page.get_by_text("1 event will be sent once more").wait_for()
            await one.receiver.until(6)
            assert one.receiver.bodies[3] == one.receiver.bodies[5]

            await page.goto("/sources/flood")
            slider = page.get_by_role("slider")
            assert "3" == await slider.input_value()
            await slider.focus()
            await page.keyboard.press("Home")
            await page.locator("output", has_text="change 1 of 4").wait_for()
            standing = page.locator("[data-standing]")
            assert "The dam holds" in await standing.inner_text()
            assert "people" not in await standing.inner_text()
            await page.keyboard.press("ArrowRight")
            await standing.get_by_text("At least 12 people").wait_for()
            await page.keyboard.press("End")
            await standing.get_by_text("Withdrawn", exact=True).wait_for()
            assert "change 4 of 4" in await slider.get_attribute("aria-valuetext")
            assert page.url.endswith("moment=3")
            assert [] == heard.complaints


async def test_live_timeline_keeps_still(tmp_path):
    """While it is paused, or somebody reads further down, what comes waits for them; all that was missed is shown."""
    async with daemon(tmp_path) as one, chromium() as browser, tab(browser, one.url) as (page, heard):
        await page.goto("/")
        pause = page.get_by_role("button", name="Pause")
        await page.get_by_text("Live", exact=True).wait_for()
        await pause.click()
        assert "true" == await pause.get_attribute("aria-pressed")
        await tell(one, ("e4", "Four"), ("e3", "Three"), *one.blog.entries)
        await page.get_by_role("button", name="Show 2 new events").wait_for()
        assert (2, "(2) Now · liveblog-monitor") == (await page.locator("li.event").count(), await page.title())
        await pause.click()
        await page.get_by_text("Four").wait_for()
        shown = await page.locator("li.event").evaluate_all("items => items.map(one => one.dataset.position)")
        assert ["4", "3", "2", "1"] == shown
        await page.evaluate("document.body.style.minHeight = '300vh'; window.scrollTo(0, 600)")
        await page.wait_for_function("window.scrollY > 240")
        await tell(one, ("e5", "Five"), *one.blog.entries)
        await page.get_by_role("button", name="Show 1 new event").click()
        await page.get_by_text("Five").wait_for()
        assert "New Headline of e5" in (await page.locator("[data-announce]").inner_text())
        assert [] == heard.complaints


async def test_filtered_timeline(tmp_path):
    """A filtered timeline hears only of what matches."""
    async with daemon(tmp_path) as one, chromium() as browser, tab(browser, one.url) as (page, _):
        await page.goto("/")
        await page.get_by_label("Words").fill("dam")
        await page.get_by_label("Edits").check()
        await page.get_by_role("button", name="Filter").click()
        await page.get_by_text("Nothing matches.").wait_for()
        async with page.expect_response(re.compile("/fresh")) as looked:
            await page.get_by_text("Live", exact=True).wait_for()
        await (await looked.value).finished()
        await page.evaluate("() => new Promise(requestAnimationFrame)")
        assert await page.get_by_text("Nothing matches.").is_visible()
        await tell(one, ("e3", "A dam, new"), ("e2", "The dam does not hold"), ("e1", "Rain all day"))
        await page.locator("li.event").wait_for()
        assert ["edited"] == await page.locator("li.event").evaluate_all("items => items.map(one => one.classList[1])")
        assert 0 == await page.get_by_text("Nothing matches.").count()


async def test_lost_connection(tmp_path):
    """When the stream breaks off it is said, and what came meanwhile is shown as soon as there is one again."""
    async with daemon(tmp_path) as one, chromium() as browser, tab(browser, one.url) as (page, _):
        await page.route("**/api/stream*", lambda route: route.abort())
        await page.route("**/fresh*", lambda route: route.abort())
        await page.goto("/")
        await page.get_by_text("Connection lost; trying again").wait_for()
        await tell(one, ("e3", "Meanwhile"), *one.blog.entries)
        await page.evaluate("window.sameAsBefore = true")
        await page.unroute_all()
        await page.get_by_text("Meanwhile").wait_for()
        await page.get_by_text("Live", exact=True).wait_for()
        assert await page.evaluate("window.sameAsBefore")


async def test_what_keeps_itself_fresh(tmp_path):
    """A list is made anew by itself, but not under the hands of somebody who is in it."""
    async with daemon(tmp_path) as one, chromium() as browser, tab(browser, one.url) as (page, heard):
        await page.clock.install()
        await page.goto("/sources")
        assert await page.get_by_text("1 source. 0 in trouble, 0 paused.").is_visible()
        await one.post("/api/sources/flood/pause")
        await page.locator("#list a").first.focus()
        await page.clock.run_for(10_000)
        assert await page.get_by_text("1 source. 0 in trouble, 0 paused.").is_visible()
        await page.get_by_label("Name, address or label").focus()
        await page.clock.run_for(10_000)
        await page.get_by_text("1 source. 0 in trouble, 1 paused.").wait_for()
        assert [] == heard.complaints


async def test_slider_without_an_answer(tmp_path):
    """Without an answer the slider says so, and what is shown stays; a page that is gone says so itself."""
    async with daemon(tmp_path) as one, chromium() as browser, tab(browser, one.url) as (page, _):
        await tell(one, ("e2", "The dam does not hold"), ("e1", "Rain all night"))
        await page.goto("/sources/flood")
        await page.route("**/sources/flood?*", lambda route: route.abort())
        slider = page.get_by_role("slider")
        await slider.focus()
        await page.keyboard.press("Home")
        await page.get_by_text("The daemon does not answer; try again in a moment.").wait_for()
        assert "does not hold" in await page.locator("[data-standing]").inner_text()
        await page.unroute_all()
        gone = "<html><body><h1>Not found</h1></body></html>"
        await page.route("**/sources/flood?*", lambda route: route.fulfill(status=404, body=gone))
        await page.keyboard.press("End")
        await page.get_by_role("heading", name="Not found").wait_for()


PAGES = (
    "/",
    "/?kind=edited",
    "/sources",
    "/sources/flood",
    "/sources/flood?moment=1",
    "/webhooks",
    "/webhooks/desk",
    "/latency?span=hour",
    "/sign-in",
    "/nowhere",
)
SCHEMES = {"light": None, "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}}
"""What axe looks for: everything, and in the dark once more what hangs on colours. The markup is the same."""


async def test_axe(tmp_path):
    """No page has a serious or critical fault for who uses a screen reader, light or dark; all fit every width."""
    axe, faults = Axe(), []
    async with daemon(tmp_path, hooked=True, max_head_age=timedelta(0)) as one, chromium() as browser:
        await full_story(one)
        async with tab(browser, one.url) as (page, _):
            await page.goto("/sources/flood")
            entry = await page.locator("a[href^='/entry']").first.get_attribute("href")
            await page.goto("/?kind=edited")
            event = await page.locator(".event .when a").first.get_attribute("href")
            for path in (*PAGES, entry, event, None):
                if path is None:
                    await page.goto("/sources")
                    await page.get_by_label("Paste a live blog's address").fill(one.blog.url)
                    await page.get_by_role("button", name="Look at it").click()
                    await page.get_by_role("heading", name="Watch it?").wait_for()
                else:
                    await page.goto(path)
                await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
                for width in WIDTHS:
                    await page.set_viewport_size({"width": width, "height": 900})
                    over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    if over > 0:
                        faults.append((path, width, f"{over} px too wide"))
                for scheme, options in SCHEMES.items():
                    await page.emulate_media(color_scheme=scheme)
                    found = (await axe.run(page, options=options)).response["violations"]
                    faults += [
                        (path, scheme, one["id"], [node["html"][:200] for node in one["nodes"]])
                        for one in found
                        if one["impact"] in SERIOUS
                    ]
    assert [] == faults


async def test_keyboard(tmp_path):
    """The first stop of the Tab key skips to the content; each stop can be seen."""
    async with daemon(tmp_path) as one, chromium() as browser, tab(browser, one.url) as (page, _):
        await page.goto("/sources")
        await page.keyboard.press("Tab")
        assert "Skip to the content" == await page.evaluate("document.activeElement.textContent")
        await page.keyboard.press("Enter")
        assert "main" == await page.evaluate("document.activeElement.id")
        await page.keyboard.press("Tab")
        assert "url" == await page.evaluate("document.activeElement.id")
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert "solid" == await page.evaluate(outline)


async def test_without_scripts(tmp_path):
    """Everything works where scripts are off: filters, the slider, the box, and times that say their zone."""
    async with (
        daemon(tmp_path, hooked=True) as one,
        chromium() as browser,
        tab(browser, one.url, java_script_enabled=False) as (page, _),
    ):
        await one.receiver.until(2)
        one.blog.entries[0] = ("e2", "The dam does not hold")
        await one.poll()
        await page.goto("/?kind=edited")
        assert re.fullmatch(r"\d\d:\d\d:\d\d UTC", await page.locator("li.event time").inner_text())
        assert not await page.get_by_role("button", name="Pause").is_visible()
        await page.goto("/sources/flood")
        await page.get_by_role("slider").focus()
        await page.keyboard.press("Home")
        await page.get_by_role("button", name="Show").click()
        assert await page.get_by_text("As it stood").is_visible()
        assert await page.get_by_text("The dam holds").is_visible()
        await page.goto("/sources")
        await page.get_by_label("Paste a live blog's address").fill(one.blog.url.replace("/live", "/other"))
        await page.get_by_role("button", name="Look at it").click()
        await page.get_by_role("button", name="Watch", exact=True).click()
        assert await page.get_by_text("It is watched from now on").is_visible()


async def test_sign_in(tmp_path):
    """With tokens a browser signs in, comes where it wanted to, acts, hears the stream, and signs out."""
    async with daemon(tmp_path, tokens=TOKENS) as one, chromium() as browser:
        async with tab(browser, one.url) as (page, _):
            await page.goto("/sources/flood")
            await page.get_by_label("Token").fill("no such token")
            await page.get_by_role("button", name="Sign in").click()
            assert "none of the tokens" in await page.get_by_role("alert").inner_text()
            await page.get_by_label("Token").fill(ADMIN)
            await page.get_by_role("button", name="Sign in").click()
            await page.get_by_role("button", name="Pause").click()
            await page.get_by_text("It is not polled until you resume it").wait_for()
            assert one.monitor.control.source("flood").paused
            assert [] == [one for one in await page.context.cookies() if ADMIN in one["value"]]
            assert "" == await page.evaluate("document.cookie")
            await page.goto("/")
            await page.get_by_text("Live", exact=True).wait_for()
            await page.get_by_role("button", name="Sign out").click()
            await page.get_by_label("Token").wait_for()
            await page.goto("/sources")
            assert await page.get_by_label("Token").is_visible()
        async with tab(browser, one.url) as (page, _):
            await page.goto("/sign-in")
            await page.get_by_label("Token").fill(READER)
            await page.get_by_role("button", name="Sign in").click()
            await page.get_by_text("You may look but not change anything").wait_for()
            await page.goto("/sources/flood")
            assert 0 == await page.get_by_role("button", name="Poll now").count()


async def test_link_from_elsewhere(tmp_path):
    """Who is signed in and follows a link from another site's page arrives, though the cookie is for our own pages."""
    async with daemon(tmp_path, tokens=TOKENS) as one, chromium() as browser, tab(browser, one.url) as (page, _):
        await page.goto("/sign-in")
        await page.get_by_label("Token").fill(ADMIN)
        await page.get_by_role("button", name="Sign in").click()
        await page.get_by_role("heading", name="Now").wait_for()
        await page.goto(one.blog.url.replace("127.0.0.1", "localhost").replace("/live", "/none"))
        link = f"<a href='{one.url}/sources/flood?moment=0'>Look</a>"
        await page.evaluate("link => { document.body.innerHTML = link }", link)
        await page.get_by_role("link", name="Look").click()
        await page.get_by_role("heading", name="Flood: as it happens").wait_for()
        assert page.url.endswith("/sources/flood?moment=0")


EVIL = "https://evil.example"
MARKUP = f"""<p id=words>Plain words</p><script>window.pwned = 1; alert(1)</script>
<img src={EVIL}/a.png onerror="window.pwned=2">
<svg onload="window.pwned=3"><script>window.pwned=4</script><image href={EVIL}/b.png></image></svg>
<style>@import "{EVIL}/c.css"; body {{ background: url({EVIL}/d.png) }} main {{ display: none }}</style>
<p style="position:fixed;inset:0;background:url({EVIL}/e.png)" onmouseover="window.pwned=5">styled</p>
<link rel=stylesheet href={EVIL}/f.css><link rel=prefetch href={EVIL}/g>
<meta http-equiv=refresh content="0;url={EVIL}/h"><base href="{EVIL}/">
<form action="{EVIL}/i" id=theirs><button>Go</button></form><iframe src={EVIL}/j></iframe>
<a id=run href="javascript:window.pwned=6">run</a>
<a id=data href="data:text/html,<script>window.pwned=7</script>">data</a><a id=out href="{EVIL}/k">out</a>
<video src={EVIL}/l autoplay></video><object data={EVIL}/m></object><audio src={EVIL}/n></audio>
<input name=token autofocus onfocus="window.pwned=8"><details open ontoggle="window.pwned=9">x</details>"""
TITLE = '"><script>window.pwned=10</script><img src=x onerror=window.pwned=11>\N{RIGHT-TO-LEFT OVERRIDE}desrever'


def feed(text):
    from xml.sax.saxutils import escape  # noqa: PLC0415

    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{escape(TITLE)}</title><link>{EVIL}/live</link>
    <item><guid isPermaLink="false">evil-1</guid><title>{escape(TITLE)} {text}</title>
    <link>javascript:window.pwned=12</link>
    <dc:creator>{escape(TITLE)}</dc:creator><pubDate>Sat, 07 Nov 2026 06:00:00 GMT</pubDate>
    <content:encoded>{escape(MARKUP)} {text}</content:encoded></item></channel></rss>"""


async def test_hostile_source(tmp_path):
    """Nothing that a source writes runs, loads, leads, styles or submits on any page that shows it."""
    async with daemon(tmp_path) as one, chromium() as browser, tab(browser, one.url) as (page, heard):
        one.blog.page = feed("first")
        url = one.blog.url.replace("/live", "/feed")
        await one.post("/api/sources", {"url": url, "name": "evil", "on_start": "all"})
        await one.until_polled(1, "evil")
        one.blog.page = feed("second")
        await one.poll("evil")
        await page.goto("/sources/evil")
        assert "Plain words" in await page.locator("[data-standing]").inner_text()
        entry = await page.locator("a[href^='/entry']").get_attribute("href")
        await page.goto("/?source=evil&kind=new")
        created = await page.locator(".event .when a").get_attribute("href")
        await page.goto("/?source=evil&kind=edited")
        edited = await page.locator(".event .when a").get_attribute("href")
        seen = set()
        for path in ("/", "/sources", "/sources/evil", "/latency", entry, created, edited):
            await page.goto(path)
            await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            await page.mouse.move(200, 200)
            await page.evaluate("() => new Promise(requestAnimationFrame)")
            assert page.url.startswith(one.url)
            assert await page.locator("main").is_visible()
            assert "undefined" == await page.evaluate("typeof window.pwned")
            found = await page.evaluate(
                """[...document.querySelectorAll("main *")].flatMap(one => [...one.attributes]
                       .filter(a => /^(on|style)/.test(a.name) || /^(javascript|data):/i.test(a.value))
                       .map(a => a.name + "=" + a.value))"""
            )
            assert [] == found
            seen |= set(await page.locator(f"a[href^='{EVIL}']").evaluate_all("all => all.map(a => a.rel)"))
            assert (
                0 == await page.locator("#theirs, #run, #data, iframe, object, video, base, meta[http-equiv]").count()
            )
        assert {"noopener noreferrer nofollow"} == seen
        assert [] == [url for url in heard.requests if not url.startswith(one.url)]
        assert ([], []) == (heard.dialogs, heard.complaints)
