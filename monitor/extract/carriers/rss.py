"""RSS 2.0 and its elders, RSS 1.0 (RDF) included. Any feed that the user names is watched entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitor.extract.readings.reading import Absent, Cover, Draft, Reading
from monitor.extract.structured.feeds import (
    Element,
    Fields,
    Members,
    author_names,
    base_of,
    children,
    fields,
    first,
    headline,
    inner_markup,
    item_fields,
    known_name,
    local_name,
    media_images,
    members,
    next_page,
    person,
    read_feed,
    stamp_of,
    words_of,
)
from monitor.extract.structured.items import digest_of_element
from monitor.extract.words.markup import MAX_IMAGES, Body, plain_text, read_body, read_html
from monitor.extract.words.urls import clean_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.page.document import Document

_TITLES = ("title", "dc:title", "atom:title", "media:title")
_BODIES = ("content:encoded", "atom:content", "fullitem")
_SHORTER = ("description", "atom:summary", "summary", "dc:description", "media:description", "itunes:summary")
_PUBLISHED = ("pubdate", "dc:date", "dcterms:issued", "dcterms:created", "atom:published", "published")
_UPDATED = ("atom:updated", "dcterms:modified", "updated")
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def read_rss(document: Document) -> Reading | Absent:
    """Return the items of an RSS feed as entries."""
    root, fault = document.xml
    if root is None or local_name(root) not in {"rss", "rdf"}:
        return Absent(reason=fault or "not an RSS feed")
    around = members(root)
    channel = next(children(around, "channel"), root)
    inside = around if channel is root else members(channel)
    items = [*children(inside, "item"), *(children(around, "item") if channel is not root else ())]
    warnings = [fault] if fault else []
    reading = read_feed(
        items,
        lambda item: _draft(item, document),
        document,
        cover=_cover(inside, document),
        context=(base_of(channel, document.url), base_of(root, document.url)),
        digest_of=digest_of_element,
        warnings=warnings,
    )
    return replace(reading, older=next_page(inside, base_of(channel, document.url), document.url))


def _cover(channel: Members, document: Document) -> Cover:
    found = fields(channel)
    published = stamp_of(found, document, "pubdate", "dc:date")
    updated = stamp_of(found, document, "lastbuilddate")
    return Cover(
        title=headline(first(found, "title")),
        url=clean_url(first(found, "link"), document.url),
        standfirst=plain_text(first(found, "description")) or None,
        published=published.at if published else None,
        updated=updated.at if updated else None,
    )


def _draft(item: Element, document: Document) -> Draft:
    inside = members(item)
    found = item_fields(inside)
    base = base_of(item, document.url)
    body = _body(inside, found, base)
    guid = first(found, "guid") or first(found, "atom:id", "id")
    url = clean_url(first(found, "link") or _linked(inside) or _permalink(inside, guid), base)
    published = stamp_of(found, document, *_PUBLISHED)
    updated = stamp_of(found, document, *_UPDATED)
    pictures = dict.fromkeys((*media_images(item, base), *body.images))
    return Draft(
        keys=(guid or item.get(_ABOUT), url),
        url=url,
        title=headline(first(found, *_TITLES)),
        text=body.text,
        html=body.html,
        authors=author_names(_bylines(inside)),
        published=published.at if published else None,
        updated=updated.at if updated else None,
        links=body.links,
        images=tuple(pictures)[:MAX_IMAGES],
        assumed=any(stamp.assumed for stamp in (published, updated) if stamp),
    )


def _body(item: Members, found: Fields, base: str) -> Body:
    """Return the whole text of an item if it has one, as XHTML even, or else the summary."""
    if whole := first(found, *_BODIES):
        return read_body(whole, base)
    markup = next((child for child in children(item, "body") if len(child)), None)
    return read_html(inner_markup(markup), base) if markup is not None else read_body(first(found, *_SHORTER), base)


def _linked(item: Members) -> str:
    """Return where a link as in Atom leads, in or without its namespace."""
    hrefs = (link.get("href") for link in children(item, "link") if link.get("rel", "alternate") == "alternate")
    return next(filter(None, hrefs), "")


def _permalink(item: Members, guid: str) -> str:
    """Return the guid where it is the address of the item, as it is unless `isPermaLink="false"` (RSS 2.0)."""
    element = next(children(item, "guid"), None)
    permanent = element is not None and (element.get("isPermaLink") or "true").lower() != "false"
    return guid if permanent and guid.startswith(("http://", "https://")) else ""


def _bylines(item: Members) -> Iterator[str]:
    """Yield names: `dc:creator` holds one, `author` by the letter of RSS 2.0 "mail@example.org (Name)"."""
    podcast: list[str] = []
    named = False
    for child in children(item, "creator", "author"):
        name = known_name(child)
        words = first(fields(members(child)), "atom:name", "name") if len(child) else words_of(child)
        if name in {"dc:creator", "dc:author", "author", "atom:author"} and (said := person(words)):
            named = True
            yield said
        elif name == "itunes:author":
            podcast.append(words)
    if not named:
        yield from podcast
