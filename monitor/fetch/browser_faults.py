"""Turns what Playwright raises, and what the tunnel could not dial, into the FetchError that says so in plain words."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import httpx
from playwright.async_api import Error

from monitor.errors import BadContent, BadRedirect, FetchError, Unreachable
from monitor.fetch.faults import not_allowed
from monitor.fetch.headers import without_userinfo
from monitor.fetch.redirects import PORTS
from monitor.fetch.tunnel import CONNECT_S
from monitor.wire.dialling import AddressRefused
from monitor.wire.faults import NO_SUCH_NAME, in_words

if TYPE_CHECKING:
    from playwright.async_api import Page as Tab
    from playwright.async_api import Response

    from monitor.fetch.tunnel import Tunnel

FAULTS: tuple[tuple[str, type[FetchError], str], ...] = (
    ("ERR_CERT_", Unreachable, "TLS certificate not trusted"),
    ("ERR_TOO_MANY_REDIRECTS", BadRedirect, "redirects in a circle (it may want cookies)"),
    ("Download is starting", BadContent, "the server sends a file to save, not a page"),
    ("ERR_ABORTED", BadContent, "the server sends no page"),
    ("net::", Unreachable, "the connection broke: {}"),
    # The page's doing, or the browser's: no sign that our network is down, whoever else falls silent then.
    ("crashed", BadContent, "the page crashed the browser tab (its scripts have 512 MiB)"),
    ("has been closed", Unreachable, "the browser ended while it read the page"),
    ("", Unreachable, "the browser could not read the page: {}"),
)
"""A part of Playwright's message, our error, and the words; the first that fits counts."""

REASON_CHARS = 200


async def navigate(tab: Tab, url: httpx.URL, tunnel: Tunnel) -> Response | None:
    """Return the answer of a page that is opened. Raises: FetchError for what the tunnel could not dial."""
    failed: list[str] = []
    tab.on("requestfailed", lambda request: failed.append(request.url) if request.is_navigation_request() else None)
    try:
        return await tab.goto(str(url), wait_until="domcontentloaded")
    except Error as error:
        last = httpx.URL(failed[-1]) if failed else url
        why = tunnel.failure(last.raw_host.decode(), last.port or PORTS[last.scheme])
        if why is None or ("ERR_SOCKS_" not in error.message and "ERR_FAILED" not in error.message):
            raise
        raise _not_dialled(str(without_userinfo(last)), why) from error


def _not_dialled(url: str, why: OSError) -> FetchError:
    match why:
        case AddressRefused():
            return not_allowed(url, why.address, str(why))
        case socket.gaierror(errno=socket.EAI_NONAME | socket.EAI_NODATA):
            return Unreachable(url, NO_SUCH_NAME)
        case socket.gaierror():
            return Unreachable(url, f"name not resolved: {(why.strerror or str(why)).lower()}", ours=True)
        case TimeoutError():
            return Unreachable(url, f"could not connect within {CONNECT_S:g} s")
        case _:
            return Unreachable(url, f"could not connect: {in_words(why)}")


def browser_fault(url: httpx.URL, error: Error) -> FetchError:
    line = first_line(error)
    ours, words = next((ours, words) for part, ours, words in FAULTS if part in error.message)
    return ours(str(url), words.format(line))


def first_line(error: Error) -> str:
    """Return what went wrong without the name of Playwright's function and its log of steps."""
    line = error.message.strip().partition("\n")[0]
    return line.removeprefix("Page.goto: ").removeprefix("BrowserType.launch: ")[:REASON_CHARS]
