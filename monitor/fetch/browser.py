"""Pages that need JavaScript, as a Chromium has them when their scripts have run (`render: browser`).

    first fetch ──▶ launch ──▶ per fetch: a fresh context ──▶ navigate ──▶ network idle or time up ──▶ DOM ──▶ Page
                      ▲                                                                                │
                      ╰──────────────────────── gone, or no longer answers ◀───────────────────────────╯

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
from playwright.async_api import Error, async_playwright
from playwright.async_api import TimeoutError as WaitedTooLong
from xxhash import xxh3_64_intdigest

from monitor.errors import BadContent, BadRedirect, FetchError, TimedOut, TooLarge, Unreachable
from monitor.fetch.faults import refusal
from monitor.fetch.headers import DEFAULT_USER_AGENT, own_headers, without_userinfo
from monitor.fetch.limits import MIB
from monitor.fetch.redirects import FOLLOWED, keeps_trust, parse_address
from monitor.model import NotModified, Page, Redirect, Validators

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from types import TracebackType

    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Playwright, Response, Route
    from playwright.async_api import Page as Tab

    from monitor.model import Request
    from monitor.ports import Clock

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
    "--no-proxy-server",  # as our own client, which trusts no proxy of the environment either
)
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")
"""The environment that Chromium sees; the rest may hold the secrets of the config."""

NOT_LOADED = frozenset({"image", "media", "font", "texttrack", "ping"})
"""Kinds of requests that carry no words."""

NOT_KEPT = frozenset({"set-cookie", "content-encoding", "content-length", "content-type", "etag", "transfer-encoding"})
"""Headers that speak of the bytes that the server sent, not of the DOM that came of them."""

READ_DOM = """(limit) => {
  const html = document.documentElement ? document.documentElement.outerHTML : "";
  return html.length > limit ? null : "<!DOCTYPE html>" + html;
}"""

FAULTS: tuple[tuple[str, type[FetchError], str], ...] = (
    ("ERR_NAME_NOT_RESOLVED", Unreachable, "name not found"),
    ("ERR_CONNECTION_REFUSED", Unreachable, "could not connect: connection refused"),
    ("ERR_CERT_", Unreachable, "TLS certificate not trusted"),
    ("ERR_TOO_MANY_REDIRECTS", BadRedirect, "redirects in a circle (it may want cookies)"),
    ("Download is starting", BadContent, "the server sends a file to save, not a page"),
    ("ERR_ABORTED", BadContent, "the server sends no page"),
    ("net::", Unreachable, "the connection broke: {}"),
    ("crashed", Unreachable, "the page crashed the browser tab"),
    ("has been closed", Unreachable, "the browser ended while it read the page"),
    ("", Unreachable, "the browser could not read the page: {}"),
)
"""A part of Playwright's message, our error, and the words; the first that fits counts."""

REASON_CHARS = 200
WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderLimits:
    """What rendering may cost. A tab takes 50 to 150 MB; `settle` is for pages whose network never falls idle."""

    tabs: int = 4
    dom_chars: int = 32 * MIB
    settle: timedelta = timedelta(seconds=5)
    close: timedelta = timedelta(seconds=3)
    """For a tab, and for the browser, to close; after that it is given up and another one launched."""


DEFAULT_RENDER_LIMITS = RenderLimits()


class _NoBrowser(Exception):
    """There is no Chromium, or it does not start; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Launched:
    driver: Playwright
    chromium: Chromium


class Browser:
    """Renders pages: `await browser(request)` returns a Page, or NotModified if the DOM is the known one.

    `executable` names the Chromium; without it the installed one is looked for. It is launched by the first fetch.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        executable: str | None = None,
        user_agent: str = DEFAULT_USER_AGENT,
        limits: RenderLimits = DEFAULT_RENDER_LIMITS,
    ) -> None:
        self._clock = clock
        self._executable = executable
        self._user_agent = user_agent
        self._limits = limits
        self._tabs = asyncio.Semaphore(limits.tabs)
        self._launching: asyncio.Task[_Launched] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
            async with asyncio.timeout(seconds), self._tabs, self._context(url, own) as context:
                return await self._render(context, url, request.known)
        except TimeoutError:
            raise TimedOut(str(url), f"not rendered within {seconds:g} s") from None
        except Error as error:
            raise _fault(url, error) from error

    # ---------------------------------------------------------------------------------------------- one page

    async def _render(self, context: BrowserContext, url: httpx.URL, known: Validators) -> Page | NotModified:
        tab = await context.new_page()
        documents: list[Response] = []
        tab.on("response", lambda response: documents.append(response) if _is_document(response, tab) else None)
        answer = await tab.goto(str(url), wait_until="domcontentloaded")
        with suppress(WaitedTooLong):
            await tab.wait_for_load_state("networkidle", timeout=self._limits.settle / timedelta(milliseconds=1))
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
            url=str(without_userinfo(httpx.URL(tab.url))),
            status=answer.status,
            headers={**headers, "content-type": "text/html; charset=utf-8"},
            body=body,
            fetched_at=self._clock(),
            validators=Validators(body_digest=xxh3_64_intdigest(body)),
            redirects=redirects,
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
    async def _context(self, url: httpx.URL, own: Mapping[str, str]) -> AsyncIterator[BrowserContext]:
        """Open a context as good as a browser that was never used, with the source's headers for its own origin."""
        launched = await self._launched(url)
        language = {name: value for name, value in own.items() if name == "accept-language"}
        opening = asyncio.create_task(
            launched.chromium.new_context(
                accept_downloads=False,
                service_workers="block",
                user_agent=own.get("user-agent", self._user_agent),
                extra_http_headers=language,
            )
        )
        try:
            # A fetch whose time is up must not lose track of a context that is just being made.
            context = await asyncio.shield(opening)
            await context.add_cookies(_cookies(url, own))  # type: ignore[arg-type]  # the TypedDict is not exported
            await context.route("**/*", _Gate(url, own))
            yield context
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
        except _NoBrowser as error:
            raise FetchError(str(url), str(error)) from error

    async def _launch(self) -> _Launched:
        executable = self._executable or next(filter(None, map(shutil.which, INSTALLED_AS)), None)
        if executable is None:
            remedy = "install it (Debian: apt-get install chromium) or name it: fetch: {browser: /path/to/chromium}"
            raise _NoBrowser(f"render: browser needs a Chromium, and none is installed; {remedy}")
        driver = await async_playwright().start()
        try:
            chromium = await driver.chromium.launch(
                executable_path=executable,
                headless=True,
                chromium_sandbox=os.geteuid() != 0,  # root has no sandbox to put it in
                args=ARGUMENTS,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
                handle_sigint=False,  # the daemon drains first
                handle_sigterm=False,
                handle_sighup=False,
            )
        except BaseException as error:
            await driver.stop()
            if isinstance(error, Error):
                raise _NoBrowser(f"the browser {executable} did not start: {_first_line(error)}") from error
            raise
        return _Launched(driver=driver, chromium=chromium)

    def _give_up(self, launching: asyncio.Task[_Launched] | None) -> None:
        """Let the next fetch launch another browser, and end this one on the side."""
        if launching is not None and launching is self._launching:
            self._launching = None
            ending = asyncio.create_task(self._end(launching))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def _end(self, launching: asyncio.Task[_Launched]) -> None:
        with suppress(TimeoutError, Error, _NoBrowser):
            async with asyncio.timeout(self._limits.close.total_seconds()):
                launched = await launching
                try:
                    await launched.chromium.close()
                finally:
                    await launched.driver.stop()


class _Gate:
    """Decides about each request of a context: no pictures, nothing but the web, headers for the own origin alone.

    What a request with the source's headers is redirected to is asked without them, on the own origin too.
    """

    def __init__(self, url: httpx.URL, own: Mapping[str, str]) -> None:
        self._url = url
        self._own = {name: value for name, value in own.items() if name not in {"cookie", "user-agent"}}

    async def __call__(self, route: Route) -> None:
        request = route.request
        try:
            if request.resource_type in NOT_LOADED or not request.url.startswith(WEB):
                await route.abort("blockedbyclient")
            elif self._own and keeps_trust(self._url, httpx.URL(request.url)):
                # Headers given to `continue_` stay on the request wherever it is redirected to (Playwright 1.65).
                answer = await route.fetch(headers={**request.headers, **self._own}, max_redirects=0)
                await route.fulfill(response=answer)
            else:
                await route.continue_()
        except Error:
            with suppress(Error):  # the tab may be gone by now
                await route.abort("failed")


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


def _cookies(url: httpx.URL, own: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the source's Cookie header as cookies of its host: as a header Chromium would not send it."""
    pairs = (pair.strip().partition("=") for pair in own.get("cookie", "").split(";"))
    return [{"name": name, "value": value, "url": str(url)} for name, _, value in pairs if name]


def _fault(url: httpx.URL, error: Error) -> FetchError:
    line = _first_line(error)
    ours, words = next((ours, words) for part, ours, words in FAULTS if part in error.message)
    return ours(str(url), words.format(line))


def _first_line(error: Error) -> str:
    """Return what went wrong without the name of Playwright's function and its log of steps."""
    line = error.message.strip().partition("\n")[0]
    return line.removeprefix("Page.goto: ").removeprefix("BrowserType.launch: ")[:REASON_CHARS]
