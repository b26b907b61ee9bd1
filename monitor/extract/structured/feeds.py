"""What RSS and Atom share: looking at XML elements by local name, whatever their namespace and version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from lxml import etree

from monitor.extract.readings.assemble import assemble, within_limit
from monitor.extract.readings.reading import MAX_AUTHORS
from monitor.extract.structured.items import drafts_of
from monitor.extract.structured.paging import merged_address
from monitor.extract.words.markup import MAX_IMAGES, plain_text
from monitor.extract.words.text import MAX_TITLE_CHARS, one_line
from monitor.extract.words.urls import clean_url

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from monitor.extract.page.document import Document
    from monitor.extract.readings.reading import Cover, Draft, Reading
    from monitor.extract.times.times import Stamp

_T = TypeVar("_T")

Element = etree._Element  # noqa: SLF001 - lxml gives its class no public name

Fields = Mapping[str, str]

Members = Sequence[tuple[str, Element]]
"""The elements right in one, with their local names: asked of once, for lxml makes an object of each that it shows."""

MAX_CHILDREN = 500
"""How many elements of an item are looked at."""

FEED_WEIGHT = 0.9
"""A feed is a live blog only because someone says so."""

# In lower case: some write "http://www.w3.org/2005/ATOM".
_PREFIXES = {
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
}
_XMLNS = re.compile(r'\sxmlns(?::[\w.-]+)?="[^"]*"')
_ADDRESS = re.compile(r"(?:mailto:)?[^\s@()<>]{1,64}@[^\s@()<>]{1,255}")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def next_page(feed: Members, base: str, asked: str) -> str | None:
    """Return the address of the older items that a feed names (RFC 5005 §3), of the same host."""
    for link in children(feed, "link"):
        if link.get("rel") == "next" and (url := clean_url(link.get("href") or "", base)):
            return merged_address(asked, url)
    return None


def local_name(element: Element) -> str:
    """Return an element's name in lower case without its namespace; "" for what is no element, such as an entity."""
    tag: object = element.tag  # the stubs do not know that comments and entities have a function here
    return _named(tag)[0] if isinstance(tag, str) else ""


def known_name(element: Element) -> str:
    """Return `prefix:name` with the prefix that feeds usually give the namespace, whatever this one calls it.

    Without a namespace, or with a prefix that the feed forgot to declare, it is the name as written; so it is in a
    namespace that the whole feed is in, as some put RSS 2.0 into one of their own.
    """
    name, namespace, prefix = _named(element.tag)
    if prefix is None:
        parent = element.getparent()
        prefix = "" if parent is not None and _named(parent.tag)[1] == namespace else "other"
    return f"{prefix}:{name}" if prefix else name


@lru_cache(maxsize=64)
def _named(tag: str) -> tuple[str, str, str | None]:
    """Return what a tag is called in lower case, its namespace, and the prefix that this usually has, if it is known.

    Of the elements of a feed thousands have the same few tags. libxml2 lets a name have 50,000 characters.
    """
    namespace = tag[1:].partition("}")[0] if tag[:1] == "{" else ""
    prefix = _PREFIXES.get(namespace.lower().strip()) if namespace else ""
    return tag.rpartition("}")[2].lower(), namespace, prefix


def members(element: Element) -> Members:
    """Return the elements right in one, with their local names."""
    return [(name, child) for child in element if (name := local_name(child))]


def children(inside: Members, *names: str) -> Iterator[Element]:
    """Yield the elements with one of these local names."""
    return (child for name, child in inside if name in names)


def words_of(element: Element) -> str:
    """Return the characters in an element, its CDATA and those of its children included."""
    words = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return words.strip()


def fields(inside: Members) -> Fields:
    """Return the words of elements by known name, the first that has some of each."""
    found: dict[str, str] = {}
    for _, child in islice(inside, MAX_CHILDREN):
        name = known_name(child)
        if name and name not in found and (words := words_of(child)):
            found[name] = words
    return found


def item_fields(item: Members) -> Fields:
    """Return the fields of an item, and what Media RSS says of its pictures, which it may put into a group."""
    group = next(children(item, "group"), None)
    said = {} if group is None else fields(members(group))
    return {name: words for name, words in said.items() if name.startswith("media:")} | dict(fields(item))


def first(found: Fields, *names: str) -> str:
    """Return the first of these fields that is there, or ""."""
    return next((found[name] for name in names if name in found), "")


def read_feed(
    items: Sequence[_T],
    draft_of: Callable[[_T], Draft],
    document: Document,
    *,
    cover: Cover,
    context: Hashable,
    digest_of: Callable[[_T], bytes | None],
    warnings: list[str],
) -> Reading:
    """Return the reading that the items of a feed make; see `drafts_of` for their `context`."""
    return assemble(
        cover,
        drafts_of(within_limit(items, warnings), draft_of, document, context, digest_of),
        page_url=document.url,
        zone=document.zone,
        warnings=warnings,
        weight=FEED_WEIGHT,
        permanent=True,
        shelf=document.shelf,
    )


def stamp_of(found: Fields, document: Document, *names: str) -> Stamp | None:
    """Return the first time in these fields."""
    stamps = (document.time_of(found[name]) for name in names if name in found)
    return next((stamp for stamp in stamps if stamp), None)


def headline(words: str) -> str | None:
    """Return a title as one line of plain text; feeds put HTML into titles whatever their type says."""
    return one_line(plain_text(words))[:MAX_TITLE_CHARS] or None


def person(words: str) -> str:
    """Return the name that a byline of a feed gives beside an address of e-mail, or without one.

    >>> person("ada@example.org (Ada Moor)"), person("Ada Moor <ada@example.org>"), person("ada@example.org")
    ('Ada Moor', 'Ada Moor', '')
    """
    rest = _ADDRESS.sub("", words)
    return rest.strip(" ()<>,;\t\n") if rest != words else words


def inner_markup(content: Element) -> str:
    """Return what stands inside the one <div> that XHTML content must have, which is no part of it."""
    inner = content[0] if len(content) == 1 and local_name(content[0]) == "div" else content
    for descendant in inner.iterdescendants("*"):
        with suppress(ValueError):  # libxml2 lets a prefix pass that is declared nowhere, and lxml will not set it
            descendant.tag = local_name(descendant)  # <xhtml:p> is <p> to readers
    children_markup = (etree.tostring(child, encoding="unicode", method="html") for child in inner)
    return escape(inner.text or "", quote=False) + _XMLNS.sub("", "".join(children_markup))


def author_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as plain text, each once."""
    return tuple(dict.fromkeys(name for raw in names if (name := one_line(plain_text(raw)))))[:MAX_AUTHORS]


def media_images(element: Element, base: str) -> Iterator[str]:
    """Yield the pictures of Media RSS (`media:content`, `media:thumbnail`, also in a group) and of enclosures."""
    for at, child in enumerate(element.iter("{*}content", "{*}thumbnail", "{*}enclosure")):
        if at >= MAX_IMAGES:
            return
        kind = child.get("medium") or child.get("type") or ""
        picture = local_name(child) == "thumbnail" or kind.startswith("image")
        if picture and (url := clean_url(child.get("url") or "", base)):
            yield url


def base_of(element: Element, url: str) -> str:
    """Return what addresses in an element are relative to: the nearest `xml:base`, else the feed's address."""
    chain = [element, *element.iterancestors()]
    base = url
    for link in reversed(chain):
        if declared := link.get(_XML_BASE):
            base = clean_url(declared, base) or base
    return base
