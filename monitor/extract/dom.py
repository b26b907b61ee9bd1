"""Elements of a page → drafts: the one way in which every extractor of markup reads an entry.

    times, names, ids ─▶ cut times and fittings ─▶ headline ─▶ cut it and the byline ─▶ what is left is the text

The tree is changed on the way, so it must be the extractor's own. Queries run over the whole tree and are shared out
to the items: a query per item and kind of part would take three times as long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from monitor.extract.assemble import MAX_ENTRIES, assemble
from monitor.extract.feeds import author_names
from monitor.extract.fittings import (
    EMBEDS,
    FITTINGS,
    MAX_FITTING_CHARS,
    MAX_FITTING_PARTS,
    MAX_LABEL_CHARS,
    PINNED,
    cut,
    is_label,
    outermost,
    owned,
    short_text,
    within,
)
from monitor.extract.front import read_front
from monitor.extract.marks import MARKS, Reader, When, dated, timed_leaves
from monitor.extract.markup import Body, read_html
from monitor.extract.naming import address_of, keys_of, mined_keys
from monitor.extract.reading import Cover, Draft, Reading
from monitor.extract.signatures import MAX_BYLINE_CHARS, names_in, spoken_bylines
from monitor.extract.text import MAX_TITLE_CHARS, one_line
from monitor.extract.timing import later_update, steady, times_of
from monitor.extract.urls import page_key
from monitor.model import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from monitor.extract.document import Document
    from monitor.extract.times import Stamp

MAX_LEAD_IN_CHARS = 60
"""A heading below more words than this is one of the text's, not the entry's own."""

MAX_HEADING_CHARS = 300
MAX_ABOVE_CHARS = 2_000
"""How much of an item, with the blanks between its elements, may come before and be in its heading."""

HOLLOW_ROUNDS = 4

_HEADINGS = 'h1, h2, h3, h4, h5, h6, [itemprop="headline"], [class*="headline" i], [class*="title" i], [class*="ttl" i]'
_BYLINES = (
    '[rel~="author"], [itemprop~="author"], [property$="author"], [class*="byline" i], [class*="author" i], '
    '[class*="contributor" i], address, [data-testid*="byline" i], [data-testid*="author" i]'
)
_OPENING = " –—:|·•"
"""What is left of "14:05 – Text" when its time is cut."""

_HOLLOW = re.compile(r"<(header|footer|div|span|a|p|ul|li|section)\b[^<>]*>\s*</\1>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the parts of an entry are, as CSS; what is empty is found by general rules.

    `keys` are `css@attribute`, with the css empty for the item itself. `published` and `updated` are attributes of the
    item. `body` may match several elements, whose words are the text together.
    """

    items: str = ""
    keys: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    title: str = ""
    author: str = ""
    body: str = ""
    exclude: str = ""


GENERAL = Layout()


@dataclass(slots=True, kw_only=True)
class _Parts:
    """What was read of one item before its furniture was cut."""

    node: LexborNode
    when: When
    keys: tuple[str | None, ...]
    authors: tuple[str, ...]
    pinned: bool
    url: str | None = None
    title: str | None = None


def own_tree(document: Document) -> LexborHTMLParser | None:
    """Return a tree of the page that may be changed; None if it has none."""
    return None if document.tree is None else LexborHTMLParser(document.text)


def read_items(
    tree: LexborHTMLParser,
    items: Sequence[LexborNode],
    document: Document,
    *,
    layout: Layout = GENERAL,
    weight: float = 1.0,
    cover: Cover | None = None,
    amend: Callable[[int, Draft], Draft] | None = None,
) -> Reading:
    """Return the reading that `items`, elements of `tree` in page order, make; the tree is used up.

    `amend` may add to a draft, by its place, what another carrier says of the same item; `cover` says of the live blog
    what it knows better than the page around it.
    """
    warnings = [] if len(items) <= MAX_ENTRIES else [f"only the first {MAX_ENTRIES} of {len(items)} entries are read"]
    items = items[:MAX_ENTRIES]
    cut(tree.css("picture > source"))  # the same picture in other sizes, under signed addresses
    reader = Reader(now=document.now, zone=document.zone)
    parts = _read_parts(tree, items, document, layout, reader)
    _read_titles(tree, parts, layout)
    bodies = _read_bodies(tree, parts, document, layout)
    cut(items)
    front = read_front(tree, document, reader)
    told_times = [part.when for part in parts]
    whens = dated(told_times, reader, first=front.first_day, last=front.last_day, either=front.spoken)
    untold = sum(part.when.clock is not None and not when.published for part, when in zip(parts, whens, strict=True))
    if untold:
        warnings.append(f"{untold} of {len(parts)} entries have a clock time, and the page names no day for it")
    drafts = [_draft(part, when, body, document) for part, when, body in zip(parts, whens, bodies, strict=True)]
    if amend is not None:
        drafts = [amend(at, draft) for at, draft in enumerate(drafts)]
    reading = assemble(
        front.cover if cover is None else _both(cover, front.cover),
        _each_copy_once(drafts),
        page_url=document.canonical or document.url,
        zone=document.zone,
        warnings=warnings,
        weight=weight,
    )
    return replace(reading, window=Window.WHOLE if front.only_page else reading.window, older=front.older)


def _both(known: Cover, seen: Cover) -> Cover:
    """Return `known`, with what is seen on the page where it is silent."""
    gaps = {field.name: getattr(seen, field.name) for field in fields(Cover) if not getattr(known, field.name)}
    return replace(known, **gaps)


# ---------------------------------------------------------------------------------------------------- before cutting


def _read_parts(
    tree: LexborHTMLParser, items: Sequence[LexborNode], document: Document, layout: Layout, reader: Reader
) -> list[_Parts]:
    marks = owned(chain(tree.css(MARKS), timed_leaves(tree.root, reader) if tree.root else ()), items)
    bylines = owned(tree.css(_BYLINES), items) | (owned(tree.css(layout.author), items) if layout.author else {})
    spoken = owned(spoken_bylines(tree), items)
    fittings = owned(tree.css(f"{FITTINGS}, {layout.exclude}" if layout.exclude else FITTINGS), items)
    labels = owned(_labels(tree), items)
    portraits = owned(tree.css("img[alt], amp-img[alt]"), items)
    mined = mined_keys(items)
    doomed: dict[int, LexborNode] = {}
    parts: list[_Parts] = []
    for at, item in enumerate(items):
        when, signatures = times_of(
            item,
            marks.get(at, []),
            reader,
            doomed,
            published_in=layout.published,
            updated_in=layout.updated,
        )
        names = [name for node in bylines.get(at, []) for name in names_in(node, item, reader)] or signatures
        if not names and (line := next((node for node in spoken.get(at, []) if not within(node, item, EMBEDS)), None)):
            names = list(names_in(line, item, reader))
            doomed[line.mem_id] = line
        authors = author_names(names)
        keys = keys_of(item, layout.keys, document, mined[at])
        parts.append(
            _Parts(
                node=item,
                when=steady(when, keys),
                keys=keys,
                authors=authors,
                pinned=_is_pinned(item),
                url=address_of(item, document, keys),
            )
        )
        _doom(fittings.get(at, ()), item, doomed)
        _doom(bylines.get(at, ()), item, doomed, limit=MAX_BYLINE_CHARS)
        _doom((node for node in portraits.get(at, ()) if node.attributes.get("alt") in authors), item, doomed)
        doomed.update((node.mem_id, node) for node in labels.get(at, ()))
    cut(doomed.values())
    return parts


def _doom(
    nodes: Iterable[LexborNode], item: LexborNode, doomed: dict[int, LexborNode], limit: int = MAX_FITTING_CHARS
) -> None:
    for node in nodes:
        inside = node.parent is not None and node.parent.mem_id in doomed
        if inside or short_text(node, limit, parts=MAX_FITTING_PARTS) is None or node.css_first("h2, h3") is not None:
            continue
        if not within(node, item, EMBEDS):
            doomed[node.mem_id] = node


def _labels(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for node in tree.css("a, span, div, mark, p, strong, small, li, h5, h6, b, em"):
        words = node.text(deep=False, strip=True)
        if words and is_label(words) and short_text(node, MAX_LABEL_CHARS) == words:
            yield node


def _is_pinned(item: LexborNode) -> bool:
    attributes = item.attributes
    flags = (attributes.get(name) for name in ("data-pinned", "data-post-sticky", "data-sticky", "data-is-pinned"))
    if any(flag is not None and flag.lower() not in {"false", "0", "no"} for flag in flags):
        return True
    return bool(PINNED.search(attributes.get("class") or ""))


# ------------------------------------------------------------------------------------------------------ after cutting


def _read_titles(tree: LexborHTMLParser, parts: Sequence[_Parts], layout: Layout) -> None:
    items = [part.node for part in parts]
    named = owned(tree.css(layout.title), items) if layout.title else {}
    headings = owned(tree.css(_HEADINGS), items)
    doomed: dict[int, LexborNode] = {}
    for at, part in enumerate(parts):
        for node in named.get(at) or headings.get(at) or []:
            words = one_line(node.text(separator="")) if short_text(node, MAX_HEADING_CHARS) else ""
            if not words or (within(node, part.node, EMBEDS) and at not in named):
                continue
            above = one_line(part.node.text()[:MAX_ABOVE_CHARS]).find(words[:MAX_LEAD_IN_CHARS])
            if at in named or 0 <= above <= MAX_LEAD_IN_CHARS:
                part.title = words[:MAX_TITLE_CHARS]
                doomed[node.mem_id] = node
            break
    cut(doomed.values())


def _read_bodies(tree: LexborHTMLParser, parts: Sequence[_Parts], document: Document, layout: Layout) -> list[Body]:
    items = [part.node for part in parts]
    captions = owned(tree.css("figcaption"), items)
    doomed: dict[int, LexborNode] = {}
    for at, item in enumerate(items):
        held = captions.get(at, ())
        if held and len(item.text(strip=True)) > sum(len(node.text(strip=True)) for node in held):
            doomed.update((node.mem_id, node) for node in held)
    cut(doomed.values())
    chosen = owned(tree.css(layout.body), items) if layout.body else {}
    bodies: list[Body] = []
    for at, item in enumerate(items):
        nodes = outermost(chosen.get(at, ()))
        html = "".join(node.html or "" for node in nodes) if nodes else item.inner_html or ""
        body = read_html(_without_hollows(html), document.base)
        bodies.append(body if body.text or body.images or body.links else Body())
    return bodies


def _without_hollows(html: str) -> str:
    """Return markup without the elements that cutting has left empty."""
    for _ in range(HOLLOW_ROUNDS):
        filled = _HOLLOW.sub("", html)
        if filled == html:
            break
        html = filled
    return html


def _draft(part: _Parts, when: When, body: Body, document: Document) -> Draft:
    here = {page_key(document.url), page_key(document.canonical or document.url)}
    stamps: list[Stamp] = [stamp for stamp in (when.published, when.updated) if stamp]
    return Draft(
        keys=part.keys,
        url=part.url,
        title=part.title,
        text=body.text.lstrip(_OPENING),
        html=body.html,
        authors=part.authors,
        published=when.published.at if when.published else None,
        updated=later_update(when),
        # The page's own address comes from the link around the time, not from what the entry says.
        links=tuple(link for link in body.links if page_key(link) not in here),
        images=body.images,
        pinned=part.pinned,
        assumed=any(stamp.assumed for stamp in stamps),
    )


def _each_copy_once(drafts: Sequence[Draft]) -> list[Draft]:
    """Return `drafts` without pinned copies that carry no name; the entry that was copied is the pinned one."""
    named = {(draft.published, draft.text): at for at, draft in enumerate(drafts) if any(draft.keys)}
    kept = list(drafts)
    dropped: set[int] = set()
    for at, draft in enumerate(drafts):
        original = named.get((draft.published, draft.text))
        if not any(draft.keys) and original is not None and draft.text:
            kept[original] = replace(kept[original], pinned=True)
            dropped.add(at)
    return [draft for at, draft in enumerate(kept) if at not in dropped]
