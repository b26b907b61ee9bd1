"""What publishers call the elements of their entries: the names that last from one rendering to the next."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from monitor.extract.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

    from monitor.extract.document import Document

MAX_INNER = 5
"""How many ids and links inside an item are looked at."""

_ID_ATTRIBUTES = (
    *("data-post-id", "data-source-id", "data-entry-id", "data-event-id", "data-block-id", "data-item-id"),
    *("data-update-id", "data-liveblog-entry-id", "data-liveblog-post-id", "data-nid", "data-id", "data-urn"),
    *("data-key", "data-uid", "itemid"),
)
# Frameworks number what they render: the next rendering numbers it anew.
_RENDERED_ID = re.compile(r"src-component-|:r|radix-|ember\d|react-|yui|headlessui-|mui-|aria-|gid-|__", re.IGNORECASE)
_RECORD = re.compile(
    r"(?:[A-Za-z]{1,12}[-_:]?)?(?:\d{5,12}|[0-9a-f]{16,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
_RECORDED = "[data-id], [data-socialclick], [data-article-id], [data-share-id], [data-link]"
_PERMALINK = 'a[href*="#"]'


def keys_of(item: LexborNode, named: Sequence[str], document: Document, mined: str | None) -> tuple[str | None, ...]:
    """Return the publisher's names of an item: as a layout says, its data, link, id, one inside it, mined."""
    told = [_pick(item, key) for key in named]
    attributes = item.attributes
    listed = next((value for name in _ID_ATTRIBUTES if (value := attributes.get(name))), None)
    own = _lasting(attributes.get("id"))
    inner = None if own else next((id_ for node in item.css("[id]")[:MAX_INNER] if (id_ := _lasting(node.id))), None)
    return (*told, listed, _permalink(item, document), own, inner, mined)


def _pick(item: LexborNode, key: str) -> str | None:
    css, _, attribute = key.rpartition("@")
    node = item.css_first(css) if css else item
    return (node.attributes.get(attribute) or None) if node else None


def _lasting(id_: str | None) -> str | None:
    return id_ if id_ and any(c.isdigit() for c in id_) and not _RENDERED_ID.match(id_) else None


def _permalink(item: LexborNode, document: Document) -> str | None:
    here = {page_key(document.url), page_key(document.canonical or document.url)}
    for node in item.css(_PERMALINK)[:MAX_INNER]:
        href = node.attributes.get("href") or ""
        if len(href.partition("#")[2]) > 1 and (url := clean_url(href, document.url)) and page_key(url) in here:
            return url
    return None


def address_of(item: LexborNode, document: Document, keys: Sequence[str | None]) -> str | None:
    """Return where an item can be looked at: its own link on this page, else its anchor."""
    linked = keys[-4]
    if linked:
        return linked
    own = item.attributes.get("id")
    page = (document.canonical or document.url).partition("#")[0]
    return clean_url(f"{page}#{own}", document.url) if own and own in keys else None


def mined_keys(items: Sequence[LexborNode]) -> list[str | None]:
    """Return for each item the value of the one data attribute that names all of them, each differently.

    The Times of India counts its posts from the top and keeps their record numbers on the share buttons.
    """
    found: list[dict[str, str]] = []
    for item in items:
        values: dict[str, str] = {}
        for node in [item, *item.css(_RECORDED)]:
            for name, value in node.attributes.items():
                if name.startswith("data-") and value and "time" not in name and _RECORD.fullmatch(value):
                    values.setdefault(name, value)
        found.append(values)
    common = Counter(chain.from_iterable(found))
    for name, count in common.items():
        if count == len(items) > 2 and len({values[name] for values in found}) == count:  # noqa: PLR2004
            return [values[name] for values in found]
    return [None] * len(items)
