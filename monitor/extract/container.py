"""The generic repeated container: entries are the children of one parent that look alike and tell a time each.

    time marks ─▶ their ancestors, by what they look like ─▶ groups of siblings ─▶ the one that reads like entries

No publisher is known here. What is no live blog is told by its shape too: teasers are links to elsewhere, comments and
side bars are named so, and a group without words is a programme or a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from monitor.extract.document import Document, Kind
from monitor.extract.dom import own_tree, read_items
from monitor.extract.fittings import AD_ID, NOT_ENTRY
from monitor.extract.front import is_live
from monitor.extract.marks import MARKS, Reader, timed_leaves, told
from monitor.extract.reading import Absent, Reading
from monitor.extract.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_CLIMB = 14
"""How far above its time mark an entry's element may be."""

MAX_GROUPS = 40
MAX_SIBLINGS = 6_000
MAX_MARKS = 6_000
FEW, ENOUGH = 2, 3
TIMED = 0.6
"""The share of a group that must tell a time."""

MIN_WORDS = 40
"""Characters that half of the entries must have, at least; "GOAL! 1-0" is an entry too, but not every one is."""

WORDS_COUNTED = 400
LINKED = 0.5
"""The share of a group's words inside links at which it is a list of teasers."""

TEASER_CHARS = 300

_TICKER_WEIGHT, _PLAIN_WEIGHT, _UNTIMED_WEIGHT = 0.85, 0.6, 0.7
"""Confidence in a group: on a page that calls itself live, on one that does not, and by its ids alone."""

_LIVE_WORDS = re.compile(
    r"live|blog|ticker|entry|entries|post|update|event|stream|timeline|block|feed|minut|story|card|item|diretta|directo",
    re.IGNORECASE,
)
_STRONG_WORDS = re.compile(
    r"live-?(?:blog|event|ticker|post|update|story|entry)|liveblog|ticker|lb-post", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:comments?|discussion|disqus|repl(?:y|ies)|related|recommend\w*|trending|most-?(?:read|popular|viewed)"
    r"|newsletter|sidebar|side-bar|navigation|nav|menu|breadcrumbs?|footer|teasers?|promos?|carousel|scroller|widget"
    r"|more-(?:on|from|stories)|latest-(?:news|stories)|outbrain|taboola|tweet|key-?events?-?list|summary-points)(?![a-z])",
    re.IGNORECASE,
)
_OUTSIDE_TAGS = frozenset({"nav", "aside", "footer", "header"})
_CONTEXT_LEVELS = 3
_UNTIMED = (
    "article[id], section[id], li[id], [data-post-id], [data-source-id], "  # by ids alone
    '[data-testid*="post" i], [data-test-id*="post" i]'
)
_WORD_START = re.compile(r"[A-Za-z]+(?:[-_:][A-Za-z]+)*")


@dataclass(slots=True, kw_only=True)
class Group:
    """Siblings (or cousins, under days) of one look; `timed` are those that hold a time mark."""

    look: tuple[object, ...]
    timed: dict[int, LexborNode] = field(default_factory=dict)
    items: list[LexborNode] = field(default_factory=list)
    score: float = 0.0


def read_container(document: Document) -> Reading | Absent:
    """Return the entries of the group of elements that looks most like those of a live blog."""
    if document.kind is not Kind.HTML:
        return Absent(reason="not an HTML page")
    tree = own_tree(document)
    if tree is None or tree.body is None:
        return Absent(reason="the page has no tree that could be read in time")
    reader = Reader(now=document.now, zone=document.zone)
    marks = [node for node in tree.css(MARKS)[:MAX_MARKS] if told(node, reader)]
    best = _best(_groups(marks), document)
    if best is None:
        best = _best(_groups(list(timed_leaves(tree.body, reader))[:MAX_MARKS]), document)
    untimed = best is None
    if best is None:
        best = _best(_groups(tree.css(_UNTIMED)[:MAX_MARKS], itself=True), document, strict=True)
    if best is None:
        return Absent(reason="no repeated elements with times and text")
    return _read(tree, best, document, untimed=untimed)


def _read(tree: LexborHTMLParser, group: Group, document: Document, *, untimed: bool) -> Reading | Absent:
    items = _entries_of(group)
    if not items:
        return Absent(reason="the repeated elements are advertisements")
    called_live = any(_STRONG_WORDS.search(words) for words in _words_around(items[0]))
    reading = read_items(tree, items, document)
    if len(reading.entries) < FEW:
        return Absent(reason="the repeated elements hold no entries")
    live = called_live or is_live(f"{reading.cover.title or ''} {document.url} {document.canonical or ''}")
    weight = _UNTIMED_WEIGHT if untimed else _TICKER_WEIGHT if live else _PLAIN_WEIGHT
    return replace(reading, confidence=round(reading.confidence * weight, 3))


# ------------------------------------------------------------------------------------------------------------- groups


def _groups(marks: Iterable[LexborNode], *, itself: bool = False) -> list[Group]:
    """Return the groups that elements with a time mark form, on any level above their marks."""
    groups: dict[tuple[object, ...], Group] = {}
    seen: set[int] = set()
    for mark in marks:
        node = mark if itself else mark.parent if mark.tag in {"time", "span", "meta"} else mark
        for _ in range(MAX_CLIMB):
            if node is None or node.mem_id in seen or node.tag in {"body", "html", "-undef"}:
                break
            seen.add(node.mem_id)
            for look in _looks(node):
                groups.setdefault(look, Group(look=look)).timed[node.mem_id] = node
            node = node.parent
    return [group for group in groups.values() if len(group.timed) >= FEW]


def _looks(node: LexborNode) -> Iterator[tuple[object, ...]]:
    """Yield what an element looks like among its siblings: its first class, its test id, the start of its id, its tag.

    The place is the parent, and once more the grandparent: some put the entries of each day into a section.
    """
    parent = node.parent
    assert parent is not None  # only `html` stands in no element, and no climb goes so far
    grandparent = parent.parent
    marks = _marks_of(node)
    yield from ((parent.mem_id, node.tag, kind, mark) for kind, mark in marks)
    if grandparent is not None and parent.tag not in {"body", "main"}:
        kind, mark = marks[0]
        yield (grandparent.mem_id, parent.tag, _first_class(parent), node.tag, kind, mark)


def _marks_of(node: LexborNode) -> list[tuple[str, str]]:
    attributes = node.attributes
    found: list[tuple[str, str]] = []
    if first := _first_class(node):
        found.append(("class", first))
    if test := attributes.get("data-testid") or attributes.get("data-test-id"):
        found.append(("testid", test))
    if start := _WORD_START.match(attributes.get("id") or ""):
        found.append(("id", start[0]))
    return found or [("tag", "")]


def _first_class(node: LexborNode) -> str:
    return next(iter((node.attributes.get("class") or "").split()), "")


def _members(group: Group) -> list[LexborNode]:
    """Return all elements of a group's look in document order, with and without a time."""
    any_item = next(iter(group.timed.values()))
    parent = any_item.parent
    assert parent is not None
    if len(group.look) == len(("parent", "tag", "kind", "mark")):
        places: Iterable[LexborNode] = (parent,)
    else:
        above = parent.parent
        places = above.iter() if above is not None else (parent,)
        places = (place for place in places if (place.tag, _first_class(place)) == group.look[1:3])
    _, mark = group.look[-2:]
    kind = group.look[-2]
    children = chain.from_iterable(place.iter() for place in places)
    alike = (child for child in children if child.tag == any_item.tag and (kind, mark) in _marks_of(child))
    return [child for child, _ in zip(alike, range(MAX_SIBLINGS), strict=False)]


# ------------------------------------------------------------------------------------------------------------ choosing


def _best(groups: Sequence[Group], document: Document, *, strict: bool = False) -> Group | None:
    """Return the group that reads most like entries; `strict` asks for ids and names, where no times speak."""
    largest = sorted(groups, key=lambda group: len(group.timed), reverse=True)[:MAX_GROUPS]
    for group in largest:
        group.items = _members(group)
        group.score = _score(group, document, strict=strict)
    best = max(largest, key=lambda group: group.score, default=None)
    return best if best is not None and best.score > 0 else None


def _score(group: Group, document: Document, *, strict: bool) -> float:
    """Return how much a group reads like entries; 0 for what cannot be one."""
    items = group.items
    named = sum(_is_named(item) for item in items) / max(len(items), 1)
    strong = any(_STRONG_WORDS.search(words) for words in _words_around(items[0])) if items else False
    if len(items) < (FEW if named == 1 and strong else ENOUGH) or len(group.timed) < TIMED * len(items):
        return 0
    if strict and (named < 1 or not strong):
        return 0
    if any(_ELSEWHERE.search(words) for words in _words_around(items[0])) or _is_outside(items[0]):
        return 0
    lengths = [len(item.text(strip=True)) for item in items]
    linked = sum(len(link.text(strip=True)) for item in items for link in item.css("a[href]"))
    if sorted(lengths)[len(lengths) // 2] < MIN_WORDS or linked > LINKED * sum(lengths):
        return 0
    if _are_teasers(items, lengths, document):
        return 0
    score = float(sum(min(length, WORDS_COUNTED) for length in lengths))
    score *= 1 + 0.5 * named + 0.3 * bool(any(_LIVE_WORDS.search(words) for words in _words_around(items[0])))
    return score * (1.5 if strong else 1) * (1 + min(sum(lengths), 10**6) / 10**8)


def _is_named(item: LexborNode) -> bool:
    attributes = item.attributes
    named = any(attributes.get(name) for name in ("id", "data-post-id", "data-source-id", "data-id", "data-entry-id"))
    return named or item.css_first("article[id], [data-post-id], [data-source-id]") is not None


def _words_around(item: LexborNode) -> list[str]:
    """Return what an item and the elements around it are called."""
    found: list[str] = []
    place: LexborNode | None = item
    for _ in range(_CONTEXT_LEVELS):
        if place is None or place.tag in {"body", "html"}:
            break
        attributes = place.attributes
        names = ("class", "id", "data-testid", "data-test-id", "data-component")
        found.append(f"{place.tag} " + " ".join(attributes.get(name) or "" for name in names))
        place = place.parent
    return found


def _is_outside(item: LexborNode) -> bool:
    place = item.parent
    while place is not None:
        if place.tag in _OUTSIDE_TAGS:
            return True
        place = place.parent
    return False


def _are_teasers(items: Sequence[LexborNode], lengths: Sequence[int], document: Document) -> bool:
    """Return whether the items are short and most lead to a page of their own by their headline, or altogether."""
    if sum(lengths) > TEASER_CHARS * len(lengths):
        return False
    here = {page_key(document.url), page_key(document.canonical or document.url)}
    leading = 0
    for item in items:
        around = item.parent if item.parent is not None and item.parent.tag == "a" else None
        link = item if item.tag == "a" else around or item.css_first("h1 a, h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4")
        while link is not None and link.tag != "a":
            link = link.parent
        url = clean_url(link.attributes.get("href") or "", document.base) if link is not None else None
        leading += url is not None and page_key(url) not in here
    return leading > len(items) / 2


def _entries_of(group: Group) -> list[LexborNode]:
    """Return the items of a group without advertisements, promotions, comments and what has neither time nor name."""
    named = sum(_is_named(item) for item in group.items)
    kept: list[LexborNode] = []
    for item in group.items:
        attributes = item.attributes
        told_as = " ".join(attributes.get(name) or "" for name in ("class", "data-type", "data-component", "content"))
        if AD_ID.match(attributes.get("id") or "") or NOT_ENTRY.search(told_as):
            continue
        anonymous = not item.text(strip=True) or (named and not _is_named(item))
        if item.mem_id in group.timed or not anonymous:
            kept.append(item)
    return kept
