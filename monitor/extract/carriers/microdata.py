"""schema.org LiveBlogPosting in microdata (itemprop) and RDFa (property), joined with the words that readers see.

NDTV puts bodies into `content="…"` without escaping the quotes in them, so that a parser ends them at the first one.
The visible text is whole, and is taken where there is any; ids, times and headlines come from the properties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import structs

from monitor.extract.blocks.dom import read_items
from monitor.extract.blocks.pieces import pieces_read_before
from monitor.extract.blocks.seals import Opening, apart
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.fittings import MAX_CLIMB
from monitor.extract.readings.reading import Absent, Cover, Draft, Reading
from monitor.extract.readings.recall import told_again
from monitor.extract.structured.schema_org import Place, own_zone, read_cover, read_draft, short
from monitor.extract.tables.profiles import GENERAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.extract.page.outline import Part
    from monitor.extract.readings.recall import Memo, Shelf

MAX_ITEMS = 6_000
MAX_PROPERTIES = 200
MAX_NESTING = 4
MICRODATA_WEIGHT = 0.98
"""Below JSON-LD, which is the same said again without the markup's accidents."""

_TYPE = "LiveBlogPosting"
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
    tree = document.tree
    if tree is None:
        return Absent(reason="the page has no tree that could be read in time")
    for syntax in SYNTAXES:
        items = apart(tree.css(_selector(syntax, "liveBlogUpdate"))[:MAX_ITEMS])
        opening = Opening(items, document, pieces_read_before(document, GENERAL), (f'{syntax.name}="', _TYPE))
        if opening.parts:
            reading = _read(opening, syntax, document)
            opening.release()
            return reading
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


def _read(opening: Opening, syntax: Syntax, document: Document) -> Reading:
    around = opening.parts[0].outline.outside(opening.parts)
    blog = next((part for part in around if _TYPE in part.get(syntax.type)), None)
    told = _properties(blog, syntax, filter(blog.holds, around), limit=MAX_ITEMS) if blog else {}
    place = Place(url=document.base, now=document.now, zone=document.zone, resolve=_itself, blog=told)
    cover = read_cover(told, place) if told else Cover()
    # Every update is inside the live blog's own element, so what a page says once is not said again below.
    place = structs.replace(place, cover=cover, zone=document.zone or own_zone(told))
    drafts = _said(opening, syntax, place, document.shelf)
    joined = document.shelf.joined
    joined.turn()
    reading = read_items(
        opening.parts,
        document,
        weight=MICRODATA_WEIGHT,
        cover=cover,
        amend=lambda at, seen: _joined(drafts[at], seen, joined),
        opening=opening,
    )
    joined.settle()
    return reading


def _said(opening: Opening, syntax: Syntax, place: Place, shelf: Shelf) -> list[Draft]:
    """Return what the properties say of each entry; of those whose markup was read before nothing is read again."""
    shelf.place((syntax, place.context))
    shelf.drafts.turn()
    digests = [opening.digests[item.number] for item in opening.parts]
    known = shelf.drafts.get_all(digests)
    if any(item.sealed and told is None for item, told in zip(opening.parts, known, strict=True)):
        opening.parts = opening.reopened(opening.parts)

    def draft_of(item: Part) -> Draft:
        return read_draft(_properties(item, syntax, item.inside()), place)

    drafts = told_again(zip(opening.parts, digests, known, strict=True), draft_of, place.ties, shelf.drafts)
    shelf.drafts.settle()
    return drafts


def _joined(said: Draft, seen: Draft, known: Memo[tuple[int, int], tuple[Draft, Draft, Draft]]) -> Draft:
    """Return what the properties say of an entry together with what its element shows."""
    before = known.get((id(said), id(seen)))
    if before is not None:
        return before[2]
    # A time without a zone is seen as well, and read there in the zone of the page.
    placed = said.assumed and seen.published is not None and not seen.assumed
    both = structs.replace(
        seen,
        keys=(*said.keys, *seen.keys),
        url=said.url or seen.url,
        title=said.title or seen.title,
        text=seen.text or said.text,
        authors=seen.authors or said.authors,
        published=seen.published if placed else said.published or seen.published,
        updated=said.updated or seen.updated,
        links=tuple(dict.fromkeys((*seen.links, *said.links))),
        images=seen.images or said.images,
        assumed=(said.assumed and not placed) or (seen.assumed and not said.published),
    )
    known.put((id(said), id(seen)), (said, seen, both))
    return both


def _itself(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return node


def _selector(syntax: Syntax, name: str) -> str:
    spellings = (name, f"schema:{name}", f"http://schema.org/{name}", f"https://schema.org/{name}")
    return ", ".join(f'[{syntax.name}~="{spelling}"]' for spelling in spellings)


def _properties(
    item: Part, syntax: Syntax, inside: Iterable[Part], *, limit: int = MAX_PROPERTIES, depth: int = 0
) -> dict[str, Any]:
    """Return the properties of one scope as JSON-LD would say them; the first value of each that says something."""
    found: dict[str, Any] = {}
    if type_ := item.get(syntax.type):
        found["@type"] = [short(name) for name in type_.split()]
    if id_ := item.get("itemid") or item.get("resource"):
        found["@id"] = id_
    named = islice((part for part in inside if syntax.name in part.attributes), limit)
    for part in islice((part for part in named if _scope_of(part, item, syntax) is item), MAX_PROPERTIES):
        for name in part.get(syntax.name).split():
            key = short(name)
            if not found.get(key) and (value := _value(part, syntax, depth)):
                found[key] = value
    return found


def _scope_of(part: Part, item: Part, syntax: Syntax) -> Part | None:
    """Return the nearest scope around an element, `item` being one."""
    around = islice(part.above(), MAX_CLIMB + 1)
    return next((place for place in around if place is item or syntax.scope in place.attributes), None)


def _value(part: Part, syntax: Syntax, depth: int) -> Any:
    """Return the value of a property's element (WHATWG HTML §5.2.4; RDFa Core §7.5)."""
    attributes = part.attributes
    if syntax.scope in attributes and depth < MAX_NESTING:
        return _properties(part, syntax, part.inside(), depth=depth + 1) or _words(part)
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
