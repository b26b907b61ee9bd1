"""Which hub a page names, in its headers or in its body (WebSub §4). Pure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from monitor.model import Offer
from monitor.model.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Page

LOOKED_AT_BYTES = 64 * 1024
"""Of a body: hubs stand in its head, or before a feed's first item."""

URL_CHARS = 2_000
LINKS_LIMIT = 100
"""Links of a page that are looked at; the first hub counts."""

_HEADER_LINK = re.compile(
    r"""<([^<>]{1,2000})>((?:\s*;\s*[\w*-]{1,32}\s*(?:=\s*(?:"[^"]{0,500}"|[^\s",;]{0,500}))?){0,16})"""
)
_HEADER_REL = re.compile(r""";\s*rel\s*=\s*(?:"([^"]{0,500})"|([^\s",;]{1,500}))""", re.IGNORECASE)
# Each pattern begins with a literal and is bounded, so that a hostile page costs no more than its bytes.
_ELEMENT = re.compile(rb"<(?:[A-Za-z0-9_-]{1,20}:)?link\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(rel|href)\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'>]{1,2000}))""", re.IGNORECASE
)


def find_offer(page: Page) -> Offer | None:
    """Return the hub that a page names first, and what the page calls itself; None if it names none.

    Headers come before the body, as the standard has it.
    """
    links: dict[str, str] = {}
    for number, (rel, address) in enumerate(_links(page)):
        if number >= LINKS_LIMIT or len(links) == 2:  # noqa: PLR2004  # a hub and a self
            break
        if rel not in links and (url := _absolute(address, page.url)) is not None:
            links[rel] = url
    hub = links.get("hub")
    return None if hub is None else Offer(hub=hub, topic=links.get("self", urldefrag(page.url).url))


def _links(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the links of a page that are of a kind which matters here: `hub` or `self`, and where to."""
    for address, parameters in _HEADER_LINK.findall(page.headers.get("link", "")[:LOOKED_AT_BYTES]):
        rel = _HEADER_REL.search(parameters)
        yield from _kinds((rel[1] or rel[2]) if rel else "", address)
    head = page.body[:LOOKED_AT_BYTES]
    if b"hub" not in head:
        return
    if head.lstrip()[:1] == b"{":
        yield from _of_json(page)
        return
    for element in _ELEMENT.finditer(head):
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(element[1].decode("utf-8", "replace")):
            found.setdefault(name.lower(), unescape("".join(values)))
        yield from _kinds(found.get("rel", ""), found.get("href", ""))


def _of_json(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the links of a JSON Feed (https://jsonfeed.org/version/1.1)."""
    try:
        feed = json.loads(page.body)
    except (ValueError, RecursionError):
        return
    hubs = feed.get("hubs") if isinstance(feed, dict) else None
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type")).lower() == "websub" and isinstance(hub.get("url"), str):
            yield "hub", hub["url"]
    if isinstance(feed, dict) and isinstance(feed.get("feed_url"), str):
        yield "self", feed["feed_url"]


def _kinds(rel: str, address: str) -> Iterator[tuple[str, str]]:
    for kind in rel.lower().split():
        if kind in {"hub", "self"}:
            yield kind, address


def _absolute(address: str, base: str) -> str | None:
    try:
        url = urldefrag(urljoin(base, address.strip())).url if address.strip() else ""
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) and len(url) <= URL_CHARS else None
