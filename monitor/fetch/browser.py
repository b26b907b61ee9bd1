"""Pages that need JavaScript, as a Chromium has them when their scripts have run (`render: browser`).

    first fetch ──▶ launch ──▶ per fetch: a fresh context ──▶ navigate ──▶ at rest or time up ──▶ DOM ──▶ Page
                      ▲                                                                           │
                      ╰─────────────────────── gone, or no longer answers ◀───────────────────────╯

Nothing outlives a fetch: no cookies, no cache, no profile. Needs the extra `browser`, so only `fetcher` imports it, and
only when a source asks to be rendered.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import httpx
from playwright.async_api import Error
from xxhash import xxh3_64_intdigest

from monitor.errors import BadContent, FetchError, TimedOut, TooLarge
from monitor.fetch.browser_faults import REASON_CHARS, browser_fault, first_line, navigate
from monitor.fetch.browser_scripts import AT_REST, FEW_CHARS, KEEP_SHADOWS_OPEN, QUIET_MS, READ_DOM
from monitor.fetch.driver import UNDER_SYSTEMD, NoBrowser, start_driver
from monitor.fetch.faults import refusal
from monitor.fetch.gate import WEB, Gate, source_cookies
from monitor.fetch.headers import DEFAULT_USER_AGENT, own_headers, without_userinfo
from monitor.fetch.limits import MIB
from monitor.fetch.redirects import FOLLOWED, parse_address
from monitor.fetch.tunnel import Tunnel
from monitor.model import NotModified, Page, Redirect, Validators

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Playwright, Response
    from playwright.async_api import Page as Tab

    from monitor.model import Request
    from monitor.ports import Clock
    from monitor.wire.addresses import Networks

INSTALLED_AS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""How distributions name it."""

ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--js-flags=--max-old-space-size=512",  # MiB a page's scripts may take; beyond, the tab crashes and we go on
    "--no-first-run",
    # All goes through the tunnel: with a name server of its own, or UDP, a page could have it ask whom it likes.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # the same in later versions
)
NO_EXCEPTIONS = "<-loopback>"
"""Chromium would pass the proxy by for this machine's own addresses, which are the last that a page should reach."""
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")
"""The environment that Chromium sees; the rest may hold the secrets of the config."""

NOT_KEPT = frozenset({"set-cookie", "content-encoding", "content-length", "content-type", "etag", "transfer-encoding"})
"""Headers that speak of the bytes that the server sent, not of the DOM that came of them."""

VIEW = {"width": 1280, "height": 6_000}
"""What comes into view loads what it shows only then. No page is scrolled: that would load the next article, too."""

LATE = "where the machine is busy or the page heavy it takes longer: raise the source's `timeout`"

NAVIGATES = ("context was destroyed", "because of a navigation")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderLimits:
    """What rendering may cost. A tab takes 50 to 150 MB; `settle` is for pages whose network never falls idle."""

    tabs: int = 4
    dom_chars: int = 32 * MIB
    settle: timedelta = timedelta(seconds=5)
    close: timedelta = timedelta(seconds=3)
    """For a tab, and for the browser, to close; after that it is given up and another one launched."""


DEFAULT_RENDER_LIMITS = RenderLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Launched:
    driver: Playwright
    chromium: Chromium
    tunnel: Tunnel


class Browser:
    """Renders pages: `await browser(request)` returns a Page, or NotModified if the DOM is the known one.

    A page, and all that it loads, comes from public addresses and those in `allow_networks`. `executable` names the
    Chromium; without it the installed one is looked for. It is launched by the first fetch.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        allow_networks: Networks = (),
        executable: str | None = None,
        user_agent: str = DEFAULT_USER_AGENT,
        limits: RenderLimits = DEFAULT_RENDER_LIMITS,
    ) -> None:
        self._clock = clock
        self._allow_networks = allow_networks
        self._executable = executable
        self._user_agent = user_agent
        self._limits = limits
        self._tabs = asyncio.Semaphore(limits.tabs)
        self._launching: asyncio.Task[_Launched] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End the browser."""
        self._give_up(self._launching)
        await asyncio.gather(*self._ending)

    async def __call__(self, request: Request) -> Page | NotModified:
        """Render one page within `request.timeout`, the launch of the browser included. Raises: FetchError."""
        address = parse_address(request.url)
        url = without_userinfo(address)
        own = own_headers(address, request.headers)
        seconds = request.timeout.total_seconds()
        try:
            async with asyncio.timeout(seconds), self._tabs, self._context(url, own) as (context, tunnel):
                return await self._render(context, url, request.known, tunnel)
        except TimeoutError:
            raise TimedOut(str(url), f"not rendered within {seconds:g} s; {LATE}") from None
        except Error as error:
            raise browser_fault(url, error) from error

    # ---------------------------------------------------------------------------------------------- one page

    async def _render(
        self, context: BrowserContext, url: httpx.URL, known: Validators, tunnel: Tunnel
    ) -> Page | NotModified:
        tab = await context.new_page()
        documents: list[Response] = []
        tab.on("response", lambda response: documents.append(response) if _is_document(response, tab) else None)
        answer = await navigate(tab, url, tunnel)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.settle.total_seconds()):
                await _rest(tab)
        # A page may have sent itself elsewhere meanwhile, as the waiting rooms of bot walls do.
        answer = documents[-1] if documents else answer
        if answer is None or not tab.url.startswith(WEB):
            raise BadContent(str(url), f"the page went to {tab.url[:REASON_CHARS]!r}, which is no web address")
        headers = {name: value for name, value in (await answer.all_headers()).items() if name not in NOT_KEPT}
        if answer.status != HTTPStatus.OK:
            raise refusal(url, httpx.Response(answer.status, headers=headers), self._clock())
        body = await self._read_dom(tab, url)
        redirects = await _redirects(answer)
        page = Page(
            # Where the document came from: what scripts write into the address bar is another page's, now and then.
            url=str(without_userinfo(httpx.URL(answer.url))),
            status=answer.status,
            headers={**headers, "content-type": "text/html; charset=utf-8"},
            body=body,
            fetched_at=self._clock(),
            validators=Validators(body_digest=xxh3_64_intdigest(body)),
            redirects=redirects,
            rendered=True,
            wire_bytes=0,  # Chromium does not tell what the page and all that it loads cost on the wire
        )
        if page.validators.body_digest != known.body_digest:
            return page
        return NotModified(
            url=page.url,
            fetched_at=page.fetched_at,
            validators=page.validators,
            status=page.status,
            redirects=redirects,
        )

    async def _read_dom(self, tab: Tab, url: httpx.URL) -> bytes:
        limit = self._limits.dom_chars
        html = await tab.evaluate(READ_DOM, limit)
        # The page's own scripts may have replaced what ours calls, so the answer is not trusted to be a short string.
        if not isinstance(html, str) or len(html) > limit + len("<!DOCTYPE html>"):
            raise TooLarge(str(url), f"the rendered page is over {limit / MIB:g} MiB")
        return html.encode("utf-8", "replace")

    @asynccontextmanager
    async def _context(self, url: httpx.URL, own: Mapping[str, str]) -> AsyncIterator[tuple[BrowserContext, Tunnel]]:
        """Open a context as good as a browser that was never used, with the source's headers for its own origin."""
        launched = await self._launched(url)
        language = {name: value for name, value in own.items() if name == "accept-language"}
        opening = asyncio.create_task(
            launched.chromium.new_context(
                accept_downloads=False,
                service_workers="block",
                user_agent=own.get("user-agent", self._user_agent),
                extra_http_headers=language,
                viewport=VIEW,  # type: ignore[arg-type]  # the TypedDict is not exported
            )
        )
        try:
            # A fetch whose time is up must not lose track of a context that is just being made.
            context = await asyncio.shield(opening)
            await context.add_cookies(source_cookies(url, own))  # type: ignore[arg-type]  # the TypedDict is not exported
            await context.add_init_script(KEEP_SHADOWS_OPEN)
            await context.route("**/*", Gate(url, own))
            yield context, launched.tunnel
        finally:
            await self._close(opening)

    async def _close(self, opening: asyncio.Task[BrowserContext]) -> None:
        try:
            async with asyncio.timeout(self._limits.close.total_seconds()):
                context = await opening
                await context.close()
        except (TimeoutError, Error):
            self._give_up(self._launching)

    # ----------------------------------------------------------------------------------------------- the browser

    async def _launched(self, url: httpx.URL) -> _Launched:
        """Return the browser, a new one if there is none that answers. Raises: FetchError."""
        if self._launching is not None and _is_over(self._launching):
            self._give_up(self._launching)
        if self._launching is None:
            self._launching = asyncio.create_task(self._launch())
        try:
            # A fetch whose time is up leaves the launch to those that come after.
            return await asyncio.shield(self._launching)
        except NoBrowser as error:
            raise FetchError(str(url), str(error)) from error

    async def _launch(self) -> _Launched:
        executable = self._executable or next(filter(None, map(shutil.which, INSTALLED_AS)), None)
        if executable is None:
            remedy = "install it (Debian: apt-get install chromium) or name it: fetch: {browser: /path/to/chromium}"
            raise NoBrowser(f"render: browser needs a Chromium, and none is installed; {remedy}")
        driver = await start_driver()
        tunnel = Tunnel(self._allow_networks)
        try:
            await tunnel.open()
            chromium = await driver.chromium.launch(
                executable_path=executable,
                headless=True,
                chromium_sandbox=os.geteuid() != 0,  # root has no sandbox to put it in
                args=ARGUMENTS,
                proxy={"server": tunnel.server, "bypass": NO_EXCEPTIONS},
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
                handle_sigint=False,  # the daemon drains first
                handle_sigterm=False,
                handle_sighup=False,
            )
        except BaseException as error:
            await driver.stop()
            await tunnel.aclose()
            if isinstance(error, Error):
                remedy = f"see what `{executable} --headless --dump-dom about:blank` says{UNDER_SYSTEMD}"
                raise NoBrowser(f"the browser {executable} did not start: {first_line(error)}; {remedy}") from error
            raise
        return _Launched(driver=driver, chromium=chromium, tunnel=tunnel)

    def _give_up(self, launching: asyncio.Task[_Launched] | None) -> None:
        """Let the next fetch launch another browser, and end this one on the side."""
        if launching is not None and launching is self._launching:
            self._launching = None
            ending = asyncio.create_task(self._end(launching))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def _end(self, launching: asyncio.Task[_Launched]) -> None:
        with suppress(TimeoutError, Error, NoBrowser):
            async with asyncio.timeout(self._limits.close.total_seconds()):
                launched = await launching
                try:
                    await launched.chromium.close()
                finally:
                    await launched.tunnel.aclose()
                    await launched.driver.stop()


async def _rest(tab: Tab) -> None:
    """Wait until a page's network and its elements are at rest and it says something, whatever it goes on to."""
    while True:
        await tab.wait_for_load_state("networkidle", timeout=0)
        try:
            await tab.evaluate(AT_REST, [QUIET_MS, FEW_CHARS])
        except Error as error:
            if not any(words in error.message for words in NAVIGATES):
                raise
        else:
            return


def _is_over(launching: asyncio.Task[_Launched]) -> bool:
    if not launching.done():
        return False
    failed = launching.cancelled() or launching.exception() is not None
    return failed or not launching.result().chromium.is_connected()


def _is_document(response: Response, tab: Tab) -> bool:
    request = response.request
    return request.is_navigation_request() and request.frame == tab.main_frame and response.status not in FOLLOWED


async def _redirects(answer: Response) -> tuple[Redirect, ...]:
    hops: list[Redirect] = []
    request = answer.request
    while (earlier := request.redirected_from) is not None:
        redirect = await earlier.response()
        if redirect is not None:
            hops.append(Redirect(status=redirect.status, url=earlier.url, location=request.url))
        request = earlier
    return tuple(reversed(hops))
