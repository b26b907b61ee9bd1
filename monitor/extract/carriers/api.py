"""Documents of data: the interfaces of platforms and publishers, read by what `platforms` says of them.

a list of a known shape                 WordPress Liveblog, Sourcefabric, Guardian, BBC, Al Jazeera, 24liveblog …
schema.org in a string                  Tickaroo (`html` with an attribute that holds JSON that holds JSON)
any list with ids, times and words      what nobody has described
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import structs

from monitor.extract.merging.choice import COLLAPSE
from monitor.extract.page.document import Document, Kind
from monitor.extract.readings.assemble import assemble, within_limit
from monitor.extract.readings.ids import normal_id
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.structured.jsontree import Graph
from monitor.extract.structured.paging import older_address
from monitor.extract.structured.records import find_at, find_entries, read_about, read_beside, read_drafts, with_pinned
from monitor.extract.structured.schema_org import UPDATES, Place, read_cover, read_draft, updates
from monitor.extract.structured.standing import last_touched, touches, withdrawn
from monitor.extract.values.hydration import flight_rows, put_together, untyped
from monitor.extract.values.loose import decode_json
from monitor.model.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.readings.reading import Draft
    from monitor.extract.structured.records import Found

GUESSED_WEIGHT = 0.75
"""Below feeds (0.9): JSON Feed has ids, times and words too, and its own reader knows it better."""

BARE_WEIGHT = 0.6
"""Ids and times without words tell that something came or went, and not what."""

MAX_INNER = 20
"""How many strings that may hold schema.org are looked into."""

MAX_INNER_DEPTH = 3

_MARK = "LiveBlogPosting"
_TYPED = (b'"stringValue"', b'"$')
"""What tells that an interface writes each value with its type."""

_QUOTE = re.compile(rb"(?:\\|&(?:amp;)*(?:quot|#34|#x22);)\"?\Z")
MAX_QUOTE_BYTES = 40
_ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(r"<script[^>]{0,400}ld\+json[^>]{0,400}>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL)


def read_api(document: Document) -> Reading | Absent:
    """Return the entries in a document that is JSON, XML of a vocabulary of its own, or a table."""
    value, rows = document.data, {}
    if value is None and document.kind is Kind.JSON:
        # What Next.js asks for when a reader goes from one page to the next.
        rows = flight_rows(document.text)
        value = [*rows.values()] or None
    if not isinstance(value, (dict, list)):
        return Absent(reason="not a JSON document")
    graph = Graph(untyped(value) if any(sign in document.utf8 for sign in _TYPED) else put_together(value), rows)
    if _is_quoted(document.utf8) and (blog := next(_inner_blogs(graph, 0), None)):
        return _read_schema_org(blog, document)
    found = find_at(document.trail, graph, document)
    if found is None or COLLAPSE * len(found) < document.size:
        found = find_entries(graph, document, page=False)
    if found is None:
        return Absent(reason="no list of objects with ids, times and words")
    return _read_found(found, document)


def _is_quoted(body: bytes) -> bool:
    """Return whether the type of a live blog stands in a string: to search for it with its quote took 2 ms per MB."""
    mark = _MARK.encode()
    at = body.find(mark)
    while at != -1:
        if _QUOTE.search(body, max(0, at - MAX_QUOTE_BYTES), at):
            return True
        at = body.find(mark, at + 1)
    return False


def _read_found(found: Found, document: Document) -> Reading | Absent:
    shape = found.shape
    warnings: list[str] = []
    cover = read_about(found, document)
    drafts, beside = with_pinned(read_drafts(found, cover, document, warnings), read_beside(found, cover, document))
    if shape.bare:
        warnings.append("this interface gives ids and times of entries without their words")
    reading = assemble(
        cover,
        [*beside, *drafts],
        page_url=cover.url or document.url,
        zone=document.zone,
        warnings=warnings,
        weight=BARE_WEIGHT if shape.bare else 1.0 if shape.name else GUESSED_WEIGHT,
        bare=shape.bare,
        shelf=document.shelf,
    )
    if not reading.entries and not shape.name:
        return Absent(reason="the only list of objects with ids and times has no words")
    older, page_url = older_address(found, document.url), cover.url or document.url
    apart = {id_ for draft in beside for key in draft.keys if (id_ := normal_id(key, page_url))}
    dated = touches(found, document) if older else ()
    return structs.replace(
        reading,
        entries=tuple(entry for entry in reading.entries if entry.id not in apart),
        beside=tuple(entry for entry in reading.entries if entry.id in apart),
        trail=found.spot.path() if found.lone else "",
        older=older,
        touched_since=last_touched(found, document) if older else None,
        touched={id_: at for name, at in dated if (id_ := normal_id(name, page_url))},
        withdrawn=frozenset(id_ for name in withdrawn(found, document) if (id_ := normal_id(name, page_url))),
    )


# ------------------------------------------------------------------------------------------------- schema.org


def _inner_blogs(graph: Graph, depth: int) -> Iterator[dict[str, Any]]:
    """Yield the live blogs that stand as JSON, or in the markup, in strings of a document."""
    looked = 0
    for spot in graph.spots():
        if depth and isinstance(spot.value, dict) and any(name in spot.value for name in UPDATES):
            yield spot.value
        members = spot.value.values() if isinstance(spot.value, dict) else spot.value
        for member in members:
            if isinstance(member, str) and _MARK in member and looked < MAX_INNER and depth < MAX_INNER_DEPTH:
                looked += 1
                for value in _values_in(member):
                    yield from _inner_blogs(Graph(value), depth + 1)


def _values_in(words: str) -> Iterator[Any]:
    """Yield what a string holds as JSON: the whole of it, its script blocks, or its attributes."""
    whole = words.lstrip()[:1] in {"{", "["}
    pieces = [words] if whole else [block[1] for block in _BLOCK.finditer(words)]
    if not pieces:
        pieces = [unescape(match[1] or match[2]) for match in _ATTRIBUTE.finditer(words)]
    for piece in pieces:
        if _MARK in piece:
            try:
                value, _ = decode_json(piece.encode("utf-8", "replace"))
            except ValueError:  # markup that only mentions the type
                continue
            if isinstance(value, (dict, list)):
                yield value


def _read_schema_org(blog: dict[str, Any], document: Document) -> Reading:
    warnings: list[str] = []
    place = Place(url=document.url, now=document.now, zone=document.zone, resolve=lambda node: node)
    cover = read_cover(blog, place)
    place = structs.replace(place, blog=blog, cover=cover)
    nodes = within_limit(updates(blog, place.resolve), warnings)
    drafts = [_without_headline(read_draft(node, place)) for node in nodes]
    return assemble(cover, drafts, page_url=cover.url or document.url, zone=document.zone, warnings=warnings)


def _without_headline(draft: Draft) -> Draft:
    """Return a draft whose text does not begin with a copy of its headline, as Tickaroo's do."""
    rest = draft.text.removeprefix(draft.title).lstrip() if draft.title else draft.text
    return structs.replace(draft, text=rest) if rest else draft
