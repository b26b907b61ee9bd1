"""Atom 1.0 (RFC 4287), and 0.3, which still runs here and there."""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64
from typing import TYPE_CHECKING

from msgspec import structs

from monitor.extract.readings.reading import Absent, Cover, Draft, Reading
from monitor.extract.structured.feeds import (
    Element,
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
    read_feed,
    stamp_of,
    words_of,
)
from monitor.extract.structured.items import digest_of_element
from monitor.extract.words.markup import MAX_IMAGES, Body, plain_text, read_body, read_html
from monitor.extract.words.text import MAX_TEXT_CHARS, normal_text
from monitor.extract.words.urls import clean_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.page.document import Document

_PUBLISHED = ("atom:published", "atom:issued", "published", "atom:created")
_UPDATED = ("atom:updated", "atom:modified", "updated")


def read_atom(document: Document) -> Reading | Absent:
    """Return the entries of an Atom feed."""
    root, fault = document.xml
    if root is None or local_name(root) != "feed":
        return Absent(reason=fault or "not an Atom feed")
    inside = members(root)
    items = list(children(inside, "entry"))
    warnings = [fault] if fault else []
    base = base_of(root, document.url)
    cover = _cover(inside, base, document)
    reading = read_feed(
        items,
        lambda item: _draft(item, cover, document),
        document,
        cover=cover,
        context=(base, cover.authors),
        digest_of=digest_of_element,
        warnings=warnings,
    )
    return structs.replace(reading, older=next_page(inside, base, document.url))


def _cover(feed: Members, base: str, document: Document) -> Cover:
    found = fields(feed)
    updated = stamp_of(found, document, *_UPDATED)
    return Cover(
        title=headline(first(found, "atom:title", "title")),
        url=_link(feed, base),
        standfirst=plain_text(first(found, "atom:subtitle", "atom:tagline", "subtitle")) or None,
        authors=author_names(_authors(feed)),
        updated=updated.at if updated else None,
    )


def _draft(item: Element, cover: Cover, document: Document) -> Draft:
    inside = members(item)
    found = item_fields(inside)
    base = base_of(item, document.url)
    body = _body(inside, base)
    if not body.text:  # YouTube says it with the film
        body = structs.replace(body, text=plain_text(first(found, "media:description"))[:MAX_TEXT_CHARS])
    published = stamp_of(found, document, *_PUBLISHED)
    updated = stamp_of(found, document, *_UPDATED)
    link = _link(inside, base)
    pictures = dict.fromkeys((*_enclosed_images(inside, base), *media_images(item, base), *body.images))
    return Draft(
        keys=(first(found, "atom:id", "id") or None, link),
        url=link,
        title=headline(first(found, "atom:title", "title", "dc:title")),
        text=body.text,
        html=body.html,
        # RFC 4287 §4.2.1: the feed's authors are those of an entry that names none.
        authors=author_names(_authors(inside)) or cover.authors,
        published=published.at if published else None,
        updated=updated.at if updated else None,
        links=body.links,
        images=tuple(pictures)[:MAX_IMAGES],
        assumed=any(stamp.assumed for stamp in (published, updated) if stamp),
    )


def _body(item: Members, base: str) -> Body:
    """Return the content, or the summary, by its type (RFC 4287 §3.1.1, §4.1.3.1)."""
    for name in ("content", "summary"):
        for child in children(item, name):
            if not known_name(child).startswith("atom:") and child.tag != name:
                continue  # media:content
            kind = (child.get("type") or "text").lower()
            if child.get("mode") == "base64" or not _is_text(kind):
                body = read_body(_decoded(words_of(child)), base_of(child, base))
            elif kind == "xhtml" or (kind.endswith("xml") and len(child)):
                body = read_html(inner_markup(child), base_of(child, base))
            elif kind in {"text", "text/plain"}:
                body = Body(text=normal_text(words_of(child))[:MAX_TEXT_CHARS])
            else:
                body = read_body(words_of(child), base_of(child, base))
            if body.text or body.links or body.images:
                return body
    return Body()


def _is_text(kind: str) -> bool:
    """Return whether content of a type is words; of all other types it is Base64 (RFC 4287 §4.1.3.3)."""
    return kind in {"text", "html", "xhtml"} or kind.startswith("text/") or kind.endswith(("xml", "html"))


def _decoded(words: str) -> str:
    """Return the words that Base64 stands for; "" if it is none, or of a picture."""
    try:
        return a2b_base64(words).decode()
    except (NotBase64, ValueError):
        return ""


def _link(inside: Members, base: str) -> str | None:
    hrefs = (
        clean_url(link.get("href") or "", base)
        for link in children(inside, "link")
        if link.get("rel", "alternate") == "alternate" and link.get("href")
    )
    return next((href for href in hrefs if href), None)


def _enclosed_images(item: Members, base: str) -> Iterator[str]:
    for link in children(item, "link"):
        picture = link.get("rel") == "enclosure" and (link.get("type") or "").startswith("image")
        if picture and (url := clean_url(link.get("href") or "", base)):
            yield url


def _authors(inside: Members) -> Iterator[str]:
    for author in children(inside, "author"):
        yield first(fields(members(author)), "atom:name", "name")
