"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from monitor.extract.readings.reading import MAX_AUTHORS, Absent, Cover, Draft, Reading
from monitor.extract.structured.feeds import author_names, headline, read_feed
from monitor.extract.structured.items import digest_of_value
from monitor.extract.structured.paging import merged_address
from monitor.extract.words.markup import MAX_IMAGES, Body, plain_text, read_body, read_html
from monitor.extract.words.text import MAX_TEXT_CHARS, normal_text
from monitor.extract.words.urls import clean_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.page.document import Document

Item = dict[str, Any]

_CONTENTS = frozenset({"content_html", "content_text"})


def read_jsonfeed(document: Document) -> Reading | Absent:
    """Return the items of a JSON Feed as entries."""
    feed = document.json
    if not isinstance(feed, dict) or not _is_feed(feed):
        return Absent(reason="not a JSON Feed")
    listed = feed.get("items")
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    warnings: list[str] = []
    cover = Cover(
        title=headline(_string(feed, "title")),
        url=clean_url(_string(feed, "home_page_url"), document.url),
        standfirst=plain_text(_string(feed, "description")) or None,
        authors=author_names(_authors(feed)),
    )
    reading = read_feed(
        items,
        lambda item: _draft(item, cover, document),
        document,
        cover=cover,
        context=cover.authors,
        digest_of=digest_of_value,
        warnings=warnings,
    )
    following = _string(feed, "next_url")
    return replace(reading, older=merged_address(document.url, following) if following else None)


def _is_feed(feed: Item) -> bool:
    """Return whether a value calls itself a JSON Feed, by its address as it must or by the bare number."""
    version = _string(feed, "version")
    if "jsonfeed.org/version/" in version:
        return True
    items = feed.get("items")
    first = items[0] if isinstance(items, list) and items else None
    return version in {"1", "1.0", "1.1"} and isinstance(first, dict) and not _CONTENTS.isdisjoint(first)


def _draft(item: Item, cover: Cover, document: Document) -> Draft:
    base = document.url
    body = _body(item, base)
    url = clean_url(_string(item, "url"), base)
    published = document.time_of(item.get("date_published"))
    updated = document.time_of(item.get("date_modified"))
    shared = clean_url(_string(item, "external_url"), base)
    return Draft(
        keys=(_string(item, "id") or None, url),
        url=url,
        title=headline(_string(item, "title")),
        text=body.text,
        html=body.html,
        # Version 1.1: the feed's authors are those of an item that names none.
        authors=author_names(_authors(item)) or cover.authors,
        published=published.at if published else None,
        updated=updated.at if updated else None,
        links=tuple(dict.fromkeys((*body.links, *filter(None, (shared,))))),
        images=tuple(dict.fromkeys((*_pictures(item, base), *body.images)))[:MAX_IMAGES],
        assumed=any(stamp.assumed for stamp in (published, updated) if stamp),
    )


def _body(item: Item, base: str) -> Body:
    if markup := _string(item, "content_html"):
        return read_html(markup, base)
    if words := _string(item, "content_text"):
        return Body(text=normal_text(words)[:MAX_TEXT_CHARS])
    return read_body(_string(item, "summary"), base)


def _string(value: Item, name: str) -> str:
    """Return a member as a string; readers must accept numbers as ids (version 1, "id")."""
    member = value.get(name)
    if isinstance(member, (int, float)) and not isinstance(member, bool):
        return str(member)
    return member if isinstance(member, str) else ""


def _authors(value: Item) -> Iterator[str]:
    """Yield names: `authors` since version 1.1, `author` before."""
    listed = value.get("authors")
    for author in (listed if isinstance(listed, list) else [value.get("author")])[:MAX_AUTHORS]:
        if isinstance(author, dict):
            yield _string(author, "name")


def _pictures(item: Item, base: str) -> Iterator[str]:
    attachments = item.get("attachments")
    attached = [part for part in attachments if isinstance(part, dict)] if isinstance(attachments, list) else []
    addresses = [_string(item, "image"), _string(item, "banner_image")]
    addresses += [_string(part, "url") for part in attached if _string(part, "mime_type").startswith("image/")]
    return (url for address in addresses[:MAX_IMAGES] if (url := clean_url(address, base)))
