"""Decoded JSON → the list in it that holds the entries → drafts. What is particular to a site stands in `platforms`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import structs

from monitor.extract.page.document import Kind
from monitor.extract.readings.assemble import within_limit
from monitor.extract.readings.reading import Cover, Draft
from monitor.extract.structured.fields import (
    first_key,
    first_stamp,
    flag,
    headline_of,
    markup_of,
    names_of,
    scalar,
    web_address,
    web_addresses,
    words_of,
)
from monitor.extract.structured.guess import guess_shape
from monitor.extract.structured.items import digest_of_value, drafts_of, no_digest
from monitor.extract.structured.standing import current
from monitor.extract.structured.wrappers import forms_of, unwrapped, with_its_text
from monitor.extract.tables.platforms import SHAPES
from monitor.extract.tables.roles import (
    COLUMNS,
    LIVE_NAMES,
    LOOSE_WRAPPERS,
    OTHER_NAMES,
    PAGE_NAMES,
    PINNED_NAMES,
    WRAPPERS,
)
from monitor.extract.tables.shapes import BARE_ID, PARTS, Shape
from monitor.extract.times.times import AHEAD_COVERAGE, EARLIEST
from monitor.extract.values.rows import are_names, under_names
from monitor.extract.words.markup import MAX_IMAGES, MAX_LINKS, read_body, without_captions
from monitor.extract.words.urls import page_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.structured.jsontree import Graph, Spot

MIN_GUESSED = 3
"""Fewer objects on a page that only look like entries are no evidence."""

PROBED = 8
"""How many members of a list are looked at to see whether it has a known shape."""

MAX_CANDIDATES = 10_000
"""How many lists and objects are looked at; the captured states have up to 464."""

MAX_BESIDE = 10
"""How many entries are looked for that are pinned beside the list; publishers pin one."""

MAX_GUESSES = 200
"""How many lists of one document are looked at for unknown entries; a page of 760 KB has 90 lists of objects."""

MIN_ALIKE = 3
"""How many names objects share at least that are one kind of thing: a time, words and something more."""

NEAR = 2
"""A list is found again by its path if every other has less than one in so many of its entries: one that had most of
them by chance, while the live blog began, must not be read for ever."""

Item = dict[str, Any]

_TELLS_APART = re.compile(r"[-_\d]")
"""What a key has that tells one of many things apart; that of a kind is a word (`{"header": {…`)."""

_BARE_LISTS = frozenset(name for shape in SHAPES if BARE_ID in shape.needs for name in shape.lists)
_SINGLE = frozenset(name for shape in SHAPES if shape.single for name in shape.lists)
_LIVE = re.compile(LIVE_NAMES, re.IGNORECASE)
_LIVE_ITSELF = re.compile(r"(?<![A-Za-z])live|L(?:ive|IVE)|[Tt]icker|[Mm]inute")
"""What can be nothing else: any list may be one of items."""

_OTHER = re.compile(OTHER_NAMES, re.IGNORECASE)
_PAGE = re.compile(PAGE_NAMES, re.IGNORECASE)
_LIVE_ADDRESS = re.compile(
    r"live|ticker|minuto-a-minuto|en-vivo|en-direct|ao-vivo|diretta|directo|direto|relacja|na-zhivo|onlain|rolling",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The members of a list that are entries, how to read them, and where the list stands.

    `live` and `other` say whether what it is called speaks for a live blog or for something else. No other list in the
    value comes near a `lone` one.
    """

    shape: Shape
    items: list[Item]
    spot: Spot
    graph: Graph
    live: bool = True
    other: bool = False
    lone: bool = False

    def __len__(self) -> int:
        return len(self.items)


def find_entries(graph: Graph, document: Document, *, page: bool) -> Found | None:
    """Return the best list of entries in a value: one of a known shape, else the largest that can be read as entries.

    Of equal ones it is the first: publishers keep the same list up to four times (Times of India). On a `page`, among
    much else, an unknown list must also stand where live blogs do; a document that is all JSON was asked for.
    """
    spots = list(islice((spot for spot in graph.spots() if _is_candidate(spot)), MAX_CANDIDATES))
    shapes: dict[tuple[bool, str], list[Shape]] = {}
    if known := [found for spot in spots if (found := _known(spot, graph, shapes))]:
        return _best(known)
    lists = (listed for spot in spots if (listed := _listed(spot)) is not None)
    return _best(
        [found for spot in islice(lists, MAX_GUESSES) if (found := _guessed(spot, graph, document, page=page))]
    )


def find_at(path: str, graph: Graph, document: Document) -> Found | None:
    """Return the entries at a path in a document that is all JSON, where the last one had them."""
    spot = graph.at(path) if path else None
    if spot is None or not _is_candidate(spot):
        return None
    found, listed = _known(spot, graph, {}), _listed(spot)
    if found is None and listed is not None:
        found = _guessed(listed, graph, document, page=False)
    return replace(found, lone=True) if found is not None else None


def _best(lists: Sequence[Found]) -> Found | None:
    """Return the list that is most like entries, of equal ones the first."""
    best = max(lists, key=lambda found: (not found.other, found.live, len(found)), default=None)
    if best is None:
        return None
    return replace(best, lone=all(one is best or NEAR * len(one) <= len(best) for one in lists))


def _listed(spot: Spot) -> Spot | None:
    """Return a list as it is, and objects under names that tell them apart as one: `{"p17": {"id": "p17"…`.

    Where they do not tell the name themselves, as Firebase keeps them, it is their id. Names in caches of GraphQL have
    a colon, and are followed by reference.
    """
    if isinstance(spot.value, list):
        names = _columns(spot)
        return spot if names is None else spot._replace(value=under_names(names, filter(_is_row, spot.value)))
    if not _is_keyed(spot.value):
        return None
    members = [{"id": key, **one} for key, one in spot.value.items() if isinstance(one, dict)]
    return spot._replace(value=members, keyed=True)


def _columns(spot: Spot) -> list[str] | None:
    """Return the names of the columns of a list of rows: beside it, or its first row, as Google's spreadsheets have."""
    if not spot.value or not all(map(_is_row, spot.value[:PROBED])):
        return None
    beside = (around.get(name) for around in islice(spot.ancestors(), 1) for name in COLUMNS)
    return next(filter(are_names, (*beside, spot.value[0])), None)


def _is_row(member: object) -> bool:
    return isinstance(member, list)


def _is_keyed(value: Item) -> bool:
    if len(value) < MIN_GUESSED:
        return False
    sample = list(islice(value.items(), PROBED))
    if not all(isinstance(one, dict) for _, one in sample):
        return False
    if all(key in {str(one.get(name)) for name in ("id", "_id", "key")} for key, one in sample):
        return True
    alike = set.intersection(*(set(one) for _, one in sample))
    return len(alike) >= MIN_ALIKE and all(_TELLS_APART.search(key) and ":" not in key for key, _ in sample)


def _is_candidate(spot: Spot) -> bool:
    if isinstance(spot.value, dict):
        return spot.name in _SINGLE or _is_keyed(spot.value)
    listed = any(isinstance(member, dict) for member in spot.value[:PROBED]) or spot.name in _BARE_LISTS
    return listed or _columns(spot) is not None


def _known(spot: Spot, graph: Graph, shapes: dict[tuple[bool, str], list[Shape]]) -> Found | None:
    """Return the entries of a list in a shape that we know; `shapes` remembers which may stand under which name."""
    alone = isinstance(spot.value, dict)
    members = [spot.value] if alone else spot.value
    possible = shapes.get((alone, spot.name))
    if possible is None:
        possible = [one for one in SHAPES if one.single == alone and (not one.lists or spot.name in one.lists)]
        shapes[alone, spot.name] = possible
    sample = [form for member in members[:PROBED] for form in forms_of(member, graph)]
    for shape in possible:
        first = next((form for form in sample if form.keys() >= shape.needs), None)
        if first is None or not _is_meant(shape, spot, first, graph):
            continue
        if shape.opens:
            items = list(_opened(members, shape, graph))
        else:
            forms = ([form for form in forms_of(member, graph) if form.keys() >= shape.needs] for member in members)
            items = [fitting[0] for fitting in forms if fitting]
        if items:
            return Found(shape=shape, items=items, spot=spot, graph=graph)
    return None


def _is_meant(shape: Shape, spot: Spot, item: Item, graph: Graph) -> bool:
    if shape.about.only is None:
        return True
    path, pattern = shape.about.only
    places = (item, *spot.ancestors())
    said = (scalar(value) for place in places for value in graph.pick(place, path))
    return any(re.fullmatch(pattern, words, re.IGNORECASE) for words in said)


def _opened(members: Sequence[Any], shape: Shape, graph: Graph) -> Iterator[Item]:
    """Yield the elements of a flat article that begin an entry, each with those that follow it."""
    path, pattern = shape.opens or ("", "")
    entry: Item | None = None
    for member in members:
        element = graph.resolve(member)
        if not isinstance(element, dict):
            continue
        if re.fullmatch(pattern, scalar(element.get(path)), re.IGNORECASE):
            if entry is not None:
                yield entry
            entry = {**element, PARTS: []}
        elif entry is not None:
            entry[PARTS].append(element)
    if entry is not None:
        yield entry


def _guessed(spot: Spot, graph: Graph, document: Document, *, page: bool) -> Found | None:
    names = spot.names()
    around = (name for at, name in enumerate(names) if at == 0 or not _PAGE.fullmatch(name))
    other = any(_OTHER.fullmatch(name) for name in around)
    live = any(_LIVE.fullmatch(name) for name in names)
    if page and (other or not (live or _LIVE_ADDRESS.search(page_key(document.url)))):
        return None
    listed = [member for member in map(graph.resolve, spot.value) if isinstance(member, dict)]
    if len(listed) < (MIN_GUESSED if page else 1):
        return None
    called = any(map(_LIVE_ITSELF.search, (*names, page_key(document.url))))
    nameless = not (page or other) and (called or document.kind is Kind.CSV)
    loosely = any(name in member for member in listed[:PROBED] for name in LOOSE_WRAPPERS)
    for wrappers in (WRAPPERS, (*LOOSE_WRAPPERS, *WRAPPERS)) if loosely else (WRAPPERS,):
        members = [with_its_text([*unwrapped(member, graph, wrappers)][-1], graph) for member in listed]
        if shape := guess_shape(members, graph, document, page=page, nameless=nameless):
            items = [item for item in members if first_stamp(item, shape.published, graph, document)]
            if spot.keyed:  # what stands under names has no order
                shape = replace(shape, unordered=True)
            return Found(shape=shape, items=items, spot=spot, graph=graph, live=live, other=other)
    return None


# ------------------------------------------------------------------------------------------------ reading


def read_about(found: Found, document: Document) -> Cover:
    """Return what the values around the list say of the live blog."""
    about, graph = found.shape.about, found.graph
    places = list(found.spot.ancestors())
    urls = (web_address(place, about.url, graph, document.url) for place in places)
    starts = (first_stamp(place, about.start, graph, document, AHEAD_COVERAGE) for place in places)
    ends = (first_stamp(place, about.end, graph, document, AHEAD_COVERAGE) for place in places)
    start, end = next(filter(None, starts), None), next(filter(None, ends), None)
    return Cover(
        title=next(filter(None, (headline_of(place, about.title, graph) for place in places)), None),
        url=next(filter(None, urls), None),
        standfirst=next(filter(None, (words_of(place, about.standfirst, graph) for place in places)), None),
        coverage_start=start.at if start else None,
        coverage_end=end.at if end else None,
    )


def read_drafts(found: Found, cover: Cover, document: Document, warnings: list[str]) -> list[Draft]:
    """Return the entries as drafts, in the order of the list."""
    items = within_limit(list(current(found, document)), warnings)
    base = cover.url or document.url
    shape, graph = found.shape, found.graph
    drafts = drafts_of(
        items,
        lambda item: _draft(item, shape, graph, document, base),
        document,
        (shape, base),
        digest_of_value if graph.direct else no_digest,
    )
    if shape.unordered:
        drafts.sort(key=lambda draft: draft.published or EARLIEST, reverse=True)
    return drafts


def read_beside(found: Found, cover: Cover, document: Document) -> list[Draft]:
    """Return as drafts the entries that the document shows pinned beside its list (the Guardian's `pinnedPost`)."""
    shape, graph = found.shape, found.graph
    around = next(found.spot.ancestors(), {})
    values = [value for name in PINNED_NAMES for value in graph.pick(around, name)]
    listed = [one for value in values for one in (value if isinstance(value, list) else [value])][:MAX_BESIDE]
    items = [item for one in listed if isinstance(item := graph.resolve(one), dict) and item.keys() >= shape.needs]
    drafts = (_draft(item, shape, graph, document, cover.url or document.url) for item in items)
    return [structs.replace(draft, pinned=True) for draft in drafts if draft.keys[0]]


def with_pinned(listed: list[Draft], beside: list[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Return the entries of a list, pinned if they stand `beside` it, too, and those that only stand there."""
    both = {draft.keys[0] for draft in listed} & {draft.keys[0] for draft in beside}
    marked = [structs.replace(draft, pinned=True) if draft.keys[0] in both else draft for draft in listed]
    return marked if both else listed, [draft for draft in beside if draft.keys[0] not in both]


def _draft(item: Item, shape: Shape, graph: Graph, document: Document, base: str) -> Draft:
    markup = "".join(filter(None, (markup_of(item, paths, graph) for paths in (shape.body, shape.more))))
    body = read_body(without_captions(markup) if document.kind is Kind.HTML else markup, base)
    published = first_stamp(item, shape.published, graph, document)
    updated = first_stamp(item, shape.updated, graph, document)
    url = web_address(item, shape.url, graph, base)
    title = headline_of(item, shape.title, graph)
    return Draft(
        keys=tuple(first_key(item, (path,), graph) for path in shape.keys),
        url=None if url and "#" not in url and page_key(url) == page_key(base) and "?" not in url else url,
        title=None if title and title.casefold() in shape.labels else title,
        text=body.text,
        html=body.html,
        authors=names_of(item, shape.authors, graph),
        published=published.at if published else None,
        updated=updated.at if updated else None,
        links=tuple(dict.fromkeys((*body.links, *web_addresses(item, shape.links, graph, base))))[:MAX_LINKS],
        images=tuple(dict.fromkeys((*web_addresses(item, shape.images, graph, base), *body.images)))[:MAX_IMAGES],
        pinned=flag(item, shape.pinned, graph),
        assumed=any(stamp.assumed for stamp in (published, updated) if stamp),
    )
