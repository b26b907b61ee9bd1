"""The generic repeated container: entries are the children of one parent that look alike and tell a time each.

    time marks ─▶ their ancestors, by what they look like ─▶ groups of siblings ─▶ the one that reads like entries

No publisher is known here. What is no live blog is told by its shape too: teasers are links to elsewhere, comments and
side bars are named so, and a group without words is a programme or a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from monitor.extract.blocks.beside import line_of
from monitor.extract.blocks.dom import read_items
from monitor.extract.blocks.evidence import (
    is_minute,
    is_named,
    is_other,
    is_post,
    looked_at,
    without_commentary,
)
from monitor.extract.blocks.front import is_called_live, is_live
from monitor.extract.blocks.marks import is_timed_leaf, reader_of, told
from monitor.extract.blocks.pieces import pieces_read_before
from monitor.extract.blocks.replies import replies_in
from monitor.extract.blocks.seals import Opening
from monitor.extract.blocks.survey import Survey
from monitor.extract.blocks.teasers import LOOKED_AT, are_ahead, are_others, are_teasers, is_for_others
from monitor.extract.merging.choice import COLLAPSE
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.fittings import ELSEWHERE, WIDGET
from monitor.extract.page.kinds import MARK, parted
from monitor.extract.page.outline import shared_out
from monitor.extract.page.trails import first_class, follow, marks_of, parse_trail, trail_of
from monitor.extract.readings.assemble import MAX_ENTRIES
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.readings.recall import Look
from monitor.extract.tables.profiles import GENERAL
from monitor.extract.words.text import MANY_ROWS, SAID, are_of_a_form, is_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.extract.page.outline import Part
from monitor.extract.page.trails import Evidence

MAX_CLIMB = 14
"""How far above its time mark an entry's element may be."""

MAX_GROUPS = 40
MAX_SIBLINGS = 6_000
MAX_MARKS = 6_000
FEW, ENOUGH = 2, 3
TIMED = 0.6
"""The share of a group that must tell a time."""

NOT_HTML = "not an HTML page"

MIN_WORDS = 40
"""Characters that half of the entries must have, at least; "GOAL! 1-0" is an entry too, but not every one is."""

WORDS_COUNTED = 400
LINKED = 0.5
"""The share of a group's words inside links at which it is a list of teasers."""

DIVIDED = 0.7
"""The share of the words of days that their entries have; what else repeats inside entries has fewer."""

_TICKER_WEIGHT, _PLAIN_WEIGHT, _UNTIMED_WEIGHT = 0.85, 0.6, 0.7
"""Confidence in a group: on a page that calls itself live, on one that does not, and by its ids alone."""

_LIVE_WORDS = re.compile(
    r"live|blog|ticker|entry|entries|post|update|event|stream|timeline|block|feed|minut|story|card|item|diretta|directo",
    re.IGNORECASE,
)
_STRONG_WORDS = re.compile(
    r"live-?(?:blog|event|ticker|post|update|story|entry)|liveblog|ticker|lb-post", re.IGNORECASE
)
_OWN_WORDS = re.compile(r"live-?(?:blog|post|update|entry)", re.IGNORECASE)
_MATCH_WORDS = re.compile(r"live|ticker|commentary|play-?by-?play|ball-?by-?ball|match-?events?", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
"""What they head stands below them, outside."""

_BOLD = frozenset({"b", "strong"})
_LISTS = frozenset({"ol", "ul"})
_OUTSIDE_TAGS = frozenset({"nav", "aside", "footer", "header"})
_CONTEXT_LEVELS = 3


@dataclass(slots=True, kw_only=True)
class Group:
    """Siblings (or cousins, under days) of one look; `timed` are those that hold a time mark."""

    look: tuple[object, ...]
    timed: dict[int, Part] = field(default_factory=dict)
    items: list[Part] = field(default_factory=list)
    score: float = 0.0


def read_container(document: Document) -> Reading | Absent:
    """Return the entries of the group of elements that looks most like those of a live blog.

    Where the entries stood on the last page is looked first; the page is searched if too few are left there. What
    microdata names is not read once more, unless both were chosen before: it would only find the same again.
    """
    if document.kind is not Kind.HTML:
        return Absent(reason=NOT_HTML)
    reading = _followed(document)
    return reading if reading is not None else _searched(document)


def _followed(document: Document) -> Reading | None:
    """Return the reading of what stands where the last page had its entries; None if that is no group of entries."""
    trail, tree = parse_trail(document.trail), document.tree
    nodes = follow(trail, tree) if trail is not None and tree is not None else []
    if trail is None or len(nodes) < FEW or COLLAPSE * len(nodes) < document.size:
        return None
    opening = Opening(nodes, document, pieces_read_before(document, GENERAL))
    looks = looked_at(opening, trail.evidence, document)
    enough = sum(look.timed for look in looks) >= TIMED * len(nodes)
    items = _entries_of(opening.parts, looks) if enough else []
    if len(items) < len(looks):
        kept = {item.at for item in items}
        if any(part.sealed and part.at not in kept for part in opening.parts):
            items = opening.reopened(items)
    found = _read(items, document, trail.evidence, document.trail, opening) if items else None
    opening.release()
    return found if isinstance(found, Reading) else None


def _searched(document: Document) -> Reading | Absent:
    """Return the reading of the group that looks most like entries, of all groups on the page."""
    outline = document.outline
    if outline is None:
        return Absent(reason=f"the page cannot be parsed in time: {document.tangle}")
    live = is_called_live(document)
    reader = reader_of(document, brief=live)
    marked = [part for part in outline.parts if part.kinds & MARK]
    marks = (part for part in islice(marked, MAX_MARKS) if told(part, reader))
    survey, spoken = Survey(outline, live=live), outline.spoken()
    evidence: Evidence = "marks"
    best = _best(_groups(marks), document, survey)
    if best is None:
        leaves = islice((part for part in spoken if is_timed_leaf(part, reader)), MAX_MARKS)
        evidence, best = "leaves", _best(_groups(leaves), document, survey)
    if best is None and survey.live:
        lines = islice((part for part in spoken if line_of(part, reader)), MAX_MARKS)
        evidence, best = "lines", _best(_groups(lines), document, survey)
    if best is None:
        minutes = islice(filter(is_minute, spoken), MAX_MARKS)
        evidence, best = "minutes", _best(_groups(minutes), document, survey, minutes=True)
    if best is None:
        posts = islice(filter(is_post, outline.parts), MAX_MARKS)
        evidence, best = "posts", _best(_groups(posts, itself=True), document, survey, strict=True)
    if best is None:
        return Absent(reason="no repeated elements with times and text")
    looks = [
        Look(timed=item.at in best.timed, named=survey.is_named(item), other=is_other(item, evidence))
        for item in best.items
    ]
    items = _entries_of(best.items, looks)
    if not items or are_ahead(items, document):
        return Absent(reason="the repeated elements are advertisements, or still to come")
    read = document.pieces.get(GENERAL, {})
    if not document.size and all(item.number in read for item in items[:MAX_ENTRIES]):
        return Absent(reason="the repeated elements are those that the page's properties name")
    kind, mark = best.look[-2:]
    trail = trail_of(items[0], evidence, (str(kind), str(mark)), reach=_reach(best))
    return _read(items, document, evidence, trail)


def _read(
    items: Sequence[Part], document: Document, evidence: Evidence, trail: str, opening: Opening | None = None
) -> Reading | Absent:
    called_live = any(_STRONG_WORDS.search(words) for words in _words_around(items[0]))
    reading = read_items(items, document, opening=opening)
    if len(reading.entries) < FEW:
        return Absent(reason="the repeated elements hold no entries")
    live = called_live or is_live(f"{reading.cover.title or ''} {document.url} {document.canonical or ''}")
    weight = _UNTIMED_WEIGHT if evidence in {"posts", "minutes"} else _TICKER_WEIGHT if live else _PLAIN_WEIGHT
    return replace(reading, confidence=round(reading.confidence * weight, 3), trail=trail)


# ------------------------------------------------------------------------------------------------------------- groups


def _groups(marks: Iterable[Part], *, itself: bool = False) -> list[Group]:
    """Return the groups that elements with a time mark form, on any level above their marks."""
    groups: dict[tuple[object, ...], Group] = {}
    seen: set[int] = set()
    for mark in marks:
        part = mark if itself else mark.parent if mark.tag in {"time", "span", "meta"} else mark
        for _ in range(MAX_CLIMB):
            if part is None or part.at in seen or part.tag in {"body", "html"}:
                break
            seen.add(part.at)
            for look in _looks(part):
                groups.setdefault(look, Group(look=look)).timed[part.at] = part
            part = part.parent
    return [group for group in groups.values() if len(group.timed) >= FEW]


def _looks(part: Part) -> Iterator[tuple[object, ...]]:
    """Yield what an element looks like among its siblings: its first class, its test id, the start of its id, its tag.

    The place is the parent, and once more the grandparent: some put the entries of each day into a section; or what is
    above that, where the section has a list of them.
    """
    parent = part.parent
    assert parent is not None  # only `html` stands in no element, and no climb goes so far
    grandparent = parent.parent
    marks = marks_of(part.attributes)
    yield from ((parent.at, part.tag, kind, mark) for kind, mark in marks)
    if grandparent is not None and parent.tag not in {"body", "main"}:
        kind, mark = marks[0]
        days = (parent.tag, first_class(parent.attributes), part.tag, kind, mark)
        yield (grandparent.at, *days)
        if grandparent.parent is not None and _is_list_of_a_day(parent, grandparent):
            yield (grandparent.parent.at, grandparent.tag, first_class(grandparent.attributes), *days)


def _is_list_of_a_day(part: Part, around: Part) -> bool:
    """Return whether a list stands below a heading in an element of their own, which readers see at once: no tab."""
    headed = part.tag in _LISTS and around.tag not in {"body", "main"} and "hidden" not in around.attributes
    return headed and any(
        child.tag in _HEADINGS for child in takewhile(lambda child: child is not part, around.children())
    )


def _reach(group: Group) -> int:
    """Return how far above the items of a group the element stands that holds all."""
    return len(group.look) // 2 - 1


def _members(group: Group, survey: Survey) -> list[Part]:
    """Return all elements of a group's look in document order, with and without a time."""
    any_item = next(iter(group.timed.values()))
    reach = _reach(group)
    places = list(islice(any_item.above(), reach - 1, reach))
    for at in range(1, 2 * reach - 1, 2):
        places = [inner for place in places for inner in survey.alike(place, group.look[at : at + 2])]
    kind, mark = group.look[-2:]
    children = chain.from_iterable(place.children() for place in places)
    alike = (child for child in children if child.tag == any_item.tag and (kind, mark) in marks_of(child.attributes))
    return list(islice(alike, MAX_SIBLINGS))


# ------------------------------------------------------------------------------------------------------------ choosing


def _best(
    groups: Sequence[Group],
    document: Document,
    survey: Survey,
    *,
    strict: bool = False,
    minutes: bool = False,
) -> Group | None:
    """Return the group that reads most like entries; `strict` asks for ids and names, where no times speak.

    Where `minutes` of a match speak, the page must call itself live, or its elements so.
    """
    largest = sorted(groups, key=lambda group: len(group.timed), reverse=True)[:MAX_GROUPS]
    scores: dict[tuple[int, ...], float] = {}  # the same elements have several looks: a class, the start of an id
    for group in largest:
        group.items = _members(group, survey)
        same = (len(group.timed), *(item.at for item in group.items))
        if same not in scores:
            scores[same] = _score(group, document, survey, strict=strict, minutes=minutes)
            if minutes and not (survey.live or any(map(_MATCH_WORDS.search, _words_around(group.items[0])))):
                scores[same] = 0
        group.score = scores[same]
    best = max(largest, key=lambda group: group.score, default=None)
    if best is None or best.score <= 0:
        return None
    finer = [group for group in largest if group.score > 0 and _divides(group, best)]
    best = max(finer, key=lambda group: group.score, default=best)
    best = next((group for group in largest if group.score > 0 and _replied_to(group, best)), best)
    return next((group for group in largest if group.score > 0 and _names(group, best)), best)


def _names(group: Group, other: Group) -> bool:
    """Return whether each item of a group has a name and holds one of the other, which has none, and nothing else.

    RNZ has the id of an entry on the list's element, its words in an article in that.
    """
    if len(group.items) != len(other.items) or any(map(is_named, other.items)) or not all(map(is_named, group.items)):
        return False
    pairs = zip(group.items, other.items, strict=True)
    return all(outer.holds(inner) and inner.size == outer.size for outer, inner in pairs)


def _replied_to(group: Group, other: Group) -> bool:
    """Return whether the items of a group hold all of another's, which are replies to them, however long."""
    if not FEW <= len(group.items) < len(other.items) or not all(map(replies_in, group.items[:LOOKED_AT])):
        return False
    return sum(map(len, shared_out(other.items, group.items).values())) == len(other.items)


def _divides(group: Group, other: Group) -> bool:
    """Return whether the items of a group are all in those of another, more of them, and have most of their words.

    The others are the days of a live blog, and no entries; entries have replies in them.
    """
    if len(group.items) <= len(other.items) or all(map(replies_in, other.items[:LOOKED_AT])):
        return False
    places = shared_out(group.items, other.items)
    held = sum(len(parts) for parts in places.values())
    return held == len(group.items) and sum(item.size for item in group.items) >= DIVIDED * sum(
        item.size for item in other.items
    )


def _score(group: Group, document: Document, survey: Survey, *, strict: bool, minutes: bool) -> float:
    """Return how much a group reads like entries; 0 for what cannot be one."""
    items = group.items
    if len(items) < FEW or len(group.timed) < TIMED * len(items) or _is_headline(items[0]):
        return 0
    named = sum(map(survey.is_named, items)) / len(items)
    around = _words_around(items[0])
    strong = any(map(_STRONG_WORDS.search, around))
    if (len(items) < ENOUGH and not (named == 1 and strong)) or (strict and (named < 1 or not strong)):
        return 0
    paragraphs = items[0].tag == "p" and len(group.timed) < len(items) and not named
    if paragraphs or _stands_elsewhere(items[0], [without_commentary(words, minutes=minutes) for words in around]):
        return 0  # of the paragraphs of one text some may begin with a clock: an entry has several
    lengths = [item.size for item in items]
    if sorted(lengths)[len(lengths) // 2] < MIN_WORDS or sum(map(survey.linked, items)) > LINKED * sum(lengths):
        return 0
    called = strong or survey.live
    silent = _are_forms(items) if called else len(set(chain.from_iterable(map(_sentences, items)))) < SAID * len(items)
    other = is_for_others(document) if called else are_others(items, document)
    if silent or are_teasers(items, lengths, document, called=called) or (other and not strong):
        return 0
    score = float(sum(min(length, WORDS_COUNTED) for length in lengths))
    score *= 1 + 0.5 * named + 0.3 * any(map(_LIVE_WORDS.search, around))
    return score * (1.5 if strong else 1) * (1 + min(sum(lengths), 10**6) / 10**8)


def _is_headline(item: Part) -> bool:
    """Return whether an element is a heading or bold, or a paragraph all bold: what it heads stands below it."""
    if item.tag in _HEADINGS or item.tag in _BOLD:
        return True
    return item.tag == "p" and any(child.tag in _BOLD and child.size == item.size for child in item.children())


def _are_forms(items: Sequence[Part]) -> bool:
    """Return whether each item says a sentence, and the same one but for its numbers: rows of a form, called live."""
    asked = items[:MANY_ROWS]
    headings = [next((part.text() for part in item.inside() if part.tag in _HEADINGS), "") for item in asked]
    return any(headings) and are_of_a_form((frozenset(_sentences(item)) for item in asked), headings)


def _sentences(item: Part) -> Iterator[str]:
    """Yield the pieces of an item that say a sentence; "Landed after a short delay." in each row is one of a form."""
    return filter(is_sentence, item.outline.texts[item.first : item.last])


def _words_around(item: Part) -> list[str]:
    """Return what an item and the elements around it are called."""
    names = ("class", "id", "data-testid", "data-test-id", "data-component")
    around = (place for place in chain((item,), item.above()))
    near = takewhile(lambda place: place.tag not in {"body", "html"}, islice(around, _CONTEXT_LEVELS))
    return [f"{place.tag} " + parted(" ".join(place.get(name) for name in names)) for place in near]


def _stands_elsewhere(item: Part, around: Sequence[str]) -> bool:
    """Return whether an item is of something beside the live blog, by what it and the elements around it are called."""
    boxed = any(map(WIDGET.search, around)) and not _OWN_WORDS.search(around[0])
    return boxed or any(map(ELSEWHERE.search, around)) or _is_outside(item) or item.tag == "figure"


def _is_outside(item: Part) -> bool:
    return any(place.tag in _OUTSIDE_TAGS for place in item.above())


def _entries_of(items: Sequence[Part], looks: Sequence[Look]) -> list[Part]:
    """Return the items of a group without advertisements, promotions, comments and what has neither time nor name."""
    named = any(look.named for look in looks)
    return [
        item
        for item, look in zip(items, looks, strict=True)
        if not look.other and (look.timed or (item.size and (look.named or not named)))
    ]
