"""What an index lists: a feed (RSS, Atom), a sitemap (with or without news), or a page of links. Pure.

Its own parsers: extractors read entries, whose words matter; here only addresses, titles and dates do.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from itertools import islice, pairwise
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from monitor.model import Listed
from monitor.model.references import href_in, unescape
from monitor.wire.http_dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Page

LISTED_LIMIT = 2_000
"""Pages that are looked at; news sitemaps list at most 1,000 (of the last two days)."""

LINKS_LIMIT = 20_000
"""Of a page of links, those to one page included; the words of each are looked for in `LINK_CHARS`."""

NOTHING_LISTED = "the index lists no pages: neither a feed, nor a sitemap, nor links"

TITLE_CHARS = 500
URL_CHARS = 2_000

_XML = re.compile(rb"\s*+(?:\xef\xbb\xbf)?\s*+<(?:\?xml|rss|feed|urlset|rdf:RDF)\b", re.IGNORECASE)
_ITEMS = frozenset({"item", "entry", "url"})
_TITLES = frozenset({"title"})
_DATES = ("pubdate", "published", "publication_date", "date", "updated", "lastmod")
"""In the order in which they are believed."""

# Each pattern begins with a literal and gives nothing back, so that a hostile page costs no more than its bytes.
_EDGE = re.compile(r"<a\s(?P<attributes>[^<>]{0,4000}+)>|</a\s*+>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
LINK_CHARS = 3_000
"""Where a link begins, the one before has ended, whether it says so or not."""


def listed(page: Page) -> tuple[Listed, ...]:
    """Return the pages that an index lists, in its order, each once; none if it cannot be read."""
    found = _of_xml(page) if _XML.match(page.body[:512]) else _of_html(page)
    first: dict[str, Listed] = {}
    for item in found:
        known = first.setdefault(item.url, item)
        if not known.title and item.title:  # a picture links to it, too
            first[item.url] = item
        if len(first) >= LISTED_LIMIT:
            break
    return tuple(first.values())


def _of_xml(page: Page) -> Iterator[Listed]:
    # No entities, no network: what a feed declares of its own is left out.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        elements = etree.fromstring(page.body, parser).iter()
    except (etree.XMLSyntaxError, AttributeError):  # the latter of what can be recovered nothing of: it is no tree
        return
    for element in elements:
        if _name(element) in _ITEMS:
            item = _item(element, page.url)
            if item is not None:
                yield item


def _item(element: etree._Element, base: str) -> Listed | None:
    link, title = "", ""
    dates: dict[str, str] = {}
    for part in _parts(element):
        name, text = _name(part), (part.text or "").strip()
        if name == "link" and (part.get("rel") or "alternate") == "alternate":
            link = link or text or part.get("href") or ""
        elif name == "loc":
            link = link or text
        elif name in _TITLES:
            title = title or " ".join(unescape(_TAG.sub(" ", text)).split())
        elif name in _DATES:
            dates.setdefault(name, text)
    url = _absolute(link, base)
    if url is None:
        return None
    published = next((date for name in _DATES if (date := _date(dates.get(name, ""))) is not None), None)
    return Listed(url=url, title=title[:TITLE_CHARS], published=published)


def _parts(item: etree._Element) -> Iterator[etree._Element]:
    """Yield what an item has, and what that has; items within items would be read once for each level."""
    for part in item:
        yield part
        yield from part


def _name(element: etree._Element) -> str:
    tag: object = element.tag  # a function for comments and the like, whatever the stubs say
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _of_html(page: Page) -> Iterator[Listed]:
    text = page.body.decode("utf-8", "replace")
    for href, start, end in islice(_links(text), LINKS_LIMIT):
        url = _absolute(href, page.url)
        if url is None:
            continue
        inside = text[start:end] if end - start <= LINK_CHARS else ""
        title = " ".join(unescape(_TAG.sub(" ", inside)).split())
        yield Listed(url=url, title=title[:TITLE_CHARS])


def _links(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield where each link leads, and where its words begin and end; one that leads nowhere ends none."""
    hrefs = ((edge, href_in(edge["attributes"] or "")) for edge in _EDGE.finditer(text))
    edges = [(edge, href) for edge, href in hrefs if href is not None or edge["attributes"] is None]
    for (opening, href), (after, _) in pairwise([*edges, (None, None)]):
        if opening is not None and href is not None:
            yield href, opening.end(), after.start() if after else sys.maxsize


def _absolute(link: str, base: str) -> str | None:
    """Return an address without its fragment, None if it is none of the web or only that of the index."""
    try:
        url = urldefrag(urljoin(base, link)).url
        _ = urlsplit(url).port
    except ValueError:  # "[" outside an IPv6 address, port 99999
        return None
    if not link or not url.startswith(("http://", "https://")) or len(url) > URL_CHARS or url == urldefrag(base).url:
        return None
    return url


def _date(text: str) -> datetime | None:
    """Return a date as feeds (RFC 5322) and sitemaps (W3C) write it."""
    try:
        date = datetime.fromisoformat(text)
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the last hour of the year 9999, west of Greenwich
        return parse_date(text)
