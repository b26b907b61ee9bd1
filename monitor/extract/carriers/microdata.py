"""schema.org LiveBlogPosting in microdata (itemprop) and RDFa (property), joined with the words that readers see.

NDTV puts bodies into `content="…"` without escaping the quotes in them, so that a parser ends them at the first one.
The visible text is whole, and is taken where there is any; ids, times and headlines come from the properties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import structs

from monitor.extract.blocks.dom import read_items
from monitor.extract.blocks.seals import digest_of
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.fittings import MAX_CLIMB
from monitor.extract.page.outline import outermost
from monitor.extract.readings.reading import Absent, Cover, Draft, Reading
from monitor.extract.readings.recall import Told
from monitor.extract.structured.schema_org import Place, read_cover, read_draft, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.extract.page.outline import Outline, Part
    from monitor.extract.readings.recall import Memo, Shelf

MAX_ITEMS = 6_000
MAX_PROPERTIES = 200
MAX_NESTING = 4
MICRODATA_WEIGHT = 0.98
"""Below JSON-LD, which is the same said again without the markup's accidents."""

_NAME = b"liveBlogUpdate"
_PROPERTY = re.compile(rb"""(?:itemprop|property)\s*=\s*["']?[^"'>]{0,200}liveBlogUpdate""")
_BEFORE_NAME = 300
"""How far before its name the attribute of a property may begin: to look there takes a hundredth of a whole page."""

_LINKS = frozenset({"a", "area", "link"})
_MARKUP = frozenset({"p", "br", "a", "img"})
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
    if document.kind is not Kind.HTML or _NAME not in document.utf8:
        return Absent(reason="no liveBlogUpdate in microdata")
    if not _has_property(document.utf8):
        return Absent(reason="no element has the property liveBlogUpdate")
    outline = document.outline
    if outline is None:
        return Absent(reason="the page has no tree that could be read in time")
    for syntax in SYNTAXES:
        items = outermost(outline.select(_selector(syntax, "liveBlogUpdate"), MAX_ITEMS))
        if items:
            return _read(outline, items, syntax, document)
    return Absent(reason="no element has the property liveBlogUpdate")


def _has_property(body: bytes) -> bool:
    """Return whether the name of a live blog's updates stands in an attribute that names properties."""
    at = body.find(_NAME)
    while at != -1:
        start = max(0, at - _BEFORE_NAME)
        before = body[start:at]
        if (b"itemprop" in before or b"property" in before) and _PROPERTY.search(body, start, at + len(_NAME)):
            return True
        at = body.find(_NAME, at + 1)
    return False


def _read(outline: Outline, items: list[Part], syntax: Syntax, document: Document) -> Reading:
    blog = next((part for part in outline.parts if "LiveBlogPosting" in part.get(syntax.type)), None)
    told = _properties(blog, syntax, skip="liveBlogUpdate") if blog else {}
    place = Place(url=document.base, now=document.now, zone=document.zone, resolve=_itself, blog=told)
    cover = read_cover(told, place) if told else Cover()
    # Every update is inside the live blog's own element, so what a page says once is not said again below.
    drafts = _said(items, syntax, replace(place, cover=cover), document.shelf)
    joined = document.shelf.joined
    joined.turn()
    reading = read_items(
        items,
        document,
        weight=MICRODATA_WEIGHT,
        cover=cover,
        amend=lambda at, seen: _joined(drafts[at], seen, joined),
    )
    joined.settle()
    return reading


def _said(items: Sequence[Part], syntax: Syntax, place: Place, shelf: Shelf) -> list[Draft]:
    """Return what the properties say of each entry; of those whose markup was read before nothing is read again."""
    shelf.place((syntax, place.context))
    shelf.drafts.turn()
    drafts: list[Draft] = []
    for item in items:
        digest = digest_of(item.node)
        told = shelf.drafts.get(digest)
        if told is None:
            place.ties.now = False
            told = Told(draft=read_draft(_properties(item, syntax), place))
            if not place.ties.now:
                shelf.drafts.put(digest, told)
        drafts.append(told.draft)
    shelf.drafts.settle()
    return drafts


def _joined(said: Draft, seen: Draft, known: Memo[tuple[int, int], tuple[Draft, Draft, Draft]]) -> Draft:
    """Return what the properties say of an entry together with what its element shows."""
    before = known.get((id(said), id(seen)))
    if before is not None:
        return before[2]
    title = said.title or seen.title
    text = seen.text
    if title and text.startswith(title + "\n"):
        text = text[len(title) + 1 :]
    both = structs.replace(
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
    known.put((id(said), id(seen)), (said, seen, both))
    return both


def _itself(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return node


def _selector(syntax: Syntax, name: str) -> str:
    spellings = (name, f"schema:{name}", f"http://schema.org/{name}", f"https://schema.org/{name}")
    return ", ".join(f'[{syntax.name}~="{spelling}"]' for spelling in spellings)


def _properties(item: Part, syntax: Syntax, *, skip: str = "", depth: int = 0) -> dict[str, Any]:
    """Return the properties of one scope as JSON-LD would say them; the first value of each that says something."""
    found: dict[str, Any] = {}
    if type_ := item.get(syntax.type):
        found["@type"] = [short(name) for name in type_.split()]
    if id_ := item.get("itemid") or item.get("resource"):
        found["@id"] = id_
    for part in islice(_own(item, syntax, skip), MAX_PROPERTIES):
        for name in part.get(syntax.name).split():
            key = short(name)
            if key != skip and not found.get(key) and (value := _value(part, syntax, depth)):
                found[key] = value
    return found


def _own(item: Part, syntax: Syntax, skip: str) -> Iterator[Part]:
    """Yield the elements with a property whose nearest scope is `item`; a live blog's updates are not walked into."""
    named = (part for part in item.inside() if syntax.name in part.attributes)
    for part in islice(named, MAX_PROPERTIES if not skip else MAX_ITEMS):
        around = islice(part.above(), MAX_CLIMB + 1)
        if next((place for place in around if place is item or syntax.scope in place.attributes), None) is item:
            yield part


def _value(part: Part, syntax: Syntax, depth: int) -> Any:
    """Return the value of a property's element (WHATWG HTML §5.2.4; RDFa Core §7.5)."""
    attributes = part.attributes
    if syntax.scope in attributes and depth < MAX_NESTING:
        return _properties(part, syntax, depth=depth + 1) or _words(part)
    if attributes.get("content") or part.tag == "meta":
        return attributes.get("content")
    if attributes.get("datetime"):
        return attributes.get("datetime")
    if part.tag in _LINKS:
        return attributes.get("href")
    if part.tag in _MEDIA:
        return attributes.get("src")
    return part.node.html if any(inner.tag in _MARKUP for inner in part.inside()) else _words(part)


def _words(part: Part) -> str:
    return " ".join(text.strip() for text in part.outline.texts[part.first : part.last])
