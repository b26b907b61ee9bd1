"""schema.org LiveBlogPosting in microdata (itemprop) and RDFa (property), joined with the words that readers see.

NDTV puts bodies into `content="…"` without escaping the quotes in them, so that a parser ends them at the first one.
The visible text is whole, and is taken where there is any; ids, times and headlines come from the properties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from monitor.extract.document import Document, Kind
from monitor.extract.dom import own_tree, read_items
from monitor.extract.fittings import MAX_CLIMB, outermost
from monitor.extract.reading import Absent, Cover, Draft, Reading
from monitor.extract.schema_org import Place, read_cover, read_draft, short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_ITEMS = 6_000
MAX_PROPERTIES = 200
MAX_NESTING = 4
MICRODATA_WEIGHT = 0.98
"""Below JSON-LD, which is the same said again without the markup's accidents."""

_PROPERTY = re.compile(rb"""(?:itemprop|property)\s*=\s*["']?[^"'>]{0,200}liveBlogUpdate""")
_LINKS = frozenset({"a", "area", "link"})
_MEDIA = frozenset({"img", "amp-img", "audio", "video", "source", "embed", "iframe"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """The attributes in which a syntax says property, scope and type."""

    name: str
    scope: str
    type: str


SYNTAXES = (
    Syntax(name="itemprop", scope="itemscope", type="itemtype"),
    Syntax(name="property", scope="typeof", type="typeof"),
)


def read_microdata(document: Document) -> Reading | Absent:
    """Return the live blog that a page's microdata or RDFa describe."""
    if document.kind is not Kind.HTML or b"liveBlogUpdate" not in document.utf8:
        return Absent(reason="no liveBlogUpdate in microdata")
    if not _PROPERTY.search(document.utf8):
        return Absent(reason="no element has the property liveBlogUpdate")
    tree = own_tree(document)
    if tree is None:
        return Absent(reason="the page has no tree that could be read in time")
    for syntax in SYNTAXES:
        items = outermost(tree.css(_selector(syntax, "liveBlogUpdate"))[:MAX_ITEMS])
        if items:
            return _read(tree, items, syntax, document)
    return Absent(reason="no element has the property liveBlogUpdate")


def _read(tree: LexborHTMLParser, items: list[LexborNode], syntax: Syntax, document: Document) -> Reading:
    blog = next(iter(tree.css(f'[{syntax.type}*="LiveBlogPosting"]')), None)
    told = _properties(blog, syntax, skip="liveBlogUpdate") if blog else {}
    place = Place(url=document.base, now=document.now, zone=document.zone, resolve=_itself, blog=told)
    cover = read_cover(told, place) if told else Cover()
    # Every update is inside the live blog's own element, so what a page says once is not said again below.
    place = replace(place, cover=cover)
    drafts = [read_draft(_properties(item, syntax), place) for item in items]
    return read_items(
        tree,
        items,
        document,
        weight=MICRODATA_WEIGHT,
        cover=cover,
        amend=lambda at, seen: _joined(drafts[at], seen),
    )


def _joined(said: Draft, seen: Draft) -> Draft:
    """Return what the properties say of an entry together with what its element shows."""
    title = said.title or seen.title
    text = seen.text
    if title and text.startswith(title + "\n"):
        text = text[len(title) + 1 :]
    return replace(
        seen,
        keys=(*said.keys, *seen.keys),
        url=said.url or seen.url,
        title=title,
        text=text or said.text,
        authors=seen.authors or said.authors,
        published=said.published or seen.published,
        updated=said.updated or seen.updated,
        links=tuple(dict.fromkeys((*seen.links, *said.links))),
        images=seen.images or said.images,
        assumed=said.assumed or (seen.assumed and not said.published),
    )


def _itself(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return node


def _selector(syntax: Syntax, name: str) -> str:
    spellings = (name, f"schema:{name}", f"http://schema.org/{name}", f"https://schema.org/{name}")
    return ", ".join(f'[{syntax.name}~="{spelling}"]' for spelling in spellings)


def _properties(item: LexborNode, syntax: Syntax, *, skip: str = "", depth: int = 0) -> dict[str, Any]:
    """Return the properties of one scope as JSON-LD would say them; the first value of each that says something."""
    found: dict[str, Any] = {}
    if type_ := item.attributes.get(syntax.type):
        found["@type"] = [short(name) for name in type_.split()]
    if id_ := item.attributes.get("itemid") or item.attributes.get("resource"):
        found["@id"] = id_
    for node in _own(item, syntax, skip)[:MAX_PROPERTIES]:
        for name in (node.attributes.get(syntax.name) or "").split():
            key = short(name)
            value = _value(node, syntax, depth)
            if key != skip and value and not found.get(key):
                found[key] = value
    return found


def _own(item: LexborNode, syntax: Syntax, skip: str) -> list[LexborNode]:
    """Return the elements with a property whose nearest scope is `item`; a live blog's updates are not walked into."""
    own: list[LexborNode] = []
    for node in item.css(f"[{syntax.name}]")[: MAX_PROPERTIES if not skip else MAX_ITEMS]:
        if node.mem_id == item.mem_id:
            continue
        place = node.parent
        for _ in range(MAX_CLIMB):
            if place is None or place.mem_id == item.mem_id or syntax.scope in place.attributes:
                break
            place = place.parent
        if place is not None and place.mem_id == item.mem_id:
            own.append(node)
    return own


def _value(node: LexborNode, syntax: Syntax, depth: int) -> Any:
    """Return the value of a property's element (WHATWG HTML §5.2.4; RDFa Core §7.5)."""
    attributes = node.attributes
    if syntax.scope in attributes and depth < MAX_NESTING:
        return _properties(node, syntax, depth=depth + 1) or node.text(separator=" ", strip=True)
    if attributes.get("content") or node.tag == "meta":
        return attributes.get("content")
    if attributes.get("datetime"):
        return attributes.get("datetime")
    if node.tag in _LINKS:
        return attributes.get("href")
    if node.tag in _MEDIA:
        return attributes.get("src")
    return node.html if node.css_first("p, br, a, img") else node.text(separator=" ", strip=True)
