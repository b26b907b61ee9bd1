"""Which group of elements reads most like the entries of a live blog, and which cannot be one.

No publisher is known here: words, links and names of the elements and of what is around them decide, and what other
group holds the same words.
"""

from __future__ import annotations

import re
from itertools import chain, islice, pairwise, takewhile
from typing import TYPE_CHECKING

from monitor.extract.blocks.evidence import is_commentary, is_named, minute_of, without_commentary
from monitor.extract.blocks.groups import FEW, members_of
from monitor.extract.blocks.habits import says_sentence
from monitor.extract.blocks.neighbours import without_neighbours
from monitor.extract.blocks.replies import replies_in
from monitor.extract.blocks.teasers import (
    LOOKED_AT,
    are_of_readers,
    are_others,
    are_places,
    are_teasers,
    is_for_others,
)
from monitor.extract.page.fittings import BOLD, ELSEWHERE, MAIN, NEWEST, OTHER_LISTS, WIDGET, within
from monitor.extract.page.kinds import HEADING_TAGS, parted
from monitor.extract.page.outline import shared_out
from monitor.extract.words.text import MANY_ROWS, SAID, are_of_a_form, is_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.extract.blocks.groups import Group
    from monitor.extract.blocks.survey import Survey
    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

MAX_GROUPS = 40
ENOUGH = 3
TIMED = 0.6
"""The share of a group that must tell a time."""

MIN_WORDS = 40
"""Characters that half of the entries must have, at least; "GOAL! 1-0" is an entry too, but not every one is."""

WORDS_COUNTED = 400
LINKED = 0.5
"""The share of a group's words inside links at which it is a list of teasers."""

DIVIDED = 0.7
"""The share of the words of days that their entries have; what else repeats inside entries has fewer."""

BESIDE = 0.25
"""How much a page says in sentences beside a commentary, at most, for what that says."""

OPENED = 0.3
"""From how many words between paragraphs on, for each word in them, these only open what stands there."""

A_MATCH = 5
RUNNING = 0.6
"""How many more of the minutes of a match run one way than the other, of all; several things happen in one minute."""

BY_FAR = 0.7
"""The share of the words of a page beside which there is nothing that could be the live blog."""

_LIVE_WORDS = re.compile(
    r"live|blog|ticker|entry|entries|post|update|event|stream|timeline|block|feed|minut|story|card|item|diretta|directo",
    re.IGNORECASE,
)
STRONG_WORDS = re.compile(r"live-?(?:blog|event|ticker|post|update|story|entry)|ticker|lb-post", re.IGNORECASE)
_OWN_WORDS = re.compile(r"live-?(?:blog|post|update|entry)", re.IGNORECASE)
_MATCH_WORDS = re.compile(r"live|ticker|commentary|play-?by-?play|ball-?by-?ball|match-?events?", re.IGNORECASE)
_SHOWING = frozenset({"figure", "figcaption"})
_OUTSIDE_TAGS = frozenset({"nav", "aside", "footer", "header"})
_CONTEXT_LEVELS = 3


def best_of(
    groups: Sequence[Group],
    document: Document,
    survey: Survey,
    *,
    strict: bool = False,
    minutes: bool = False,
    young: bool = False,
) -> Group | None:
    """Return the group that reads most like entries; `strict` asks for ids and names, where no times speak.

    Where `minutes` of a match speak, the page must call itself live, or its elements so, or be nothing else. Of a live
    blog that is `young` two entries are enough, if these are what the page says.
    """
    largest = sorted(groups, key=lambda group: len(group.timed), reverse=True)[:MAX_GROUPS]
    scores: dict[tuple[int, ...], float] = {}  # the same elements have several looks: a class, the start of an id
    for group in largest:
        group.items = members_of(group, survey)
        same = (len(group.timed), *(item.at for item in group.items))
        if same not in scores:
            few = len(group.items) < ENOUGH and not (young and _are_all(group))
            scores[same] = _score(group, document, survey, strict=strict, minutes=minutes, few=few)
            if minutes and not (survey.live or _is_of_match(group.items)):
                scores[same] = 0
        group.score = scores[same]
    best = max(largest, key=lambda group: group.score, default=None)
    if best is None or best.score <= 0:
        return None
    finer = [group for group in largest if group.score > 0 and _divides(group, best)]
    best = max(finer, key=lambda group: group.score, default=best)
    best = next((group for group in largest if group.score > 0 and _replied_to(group, best)), best)
    best = next((group for group in largest if group.score > 0 and _names(group, best)), best)
    best = next((group for group in largest if group.score > 0 and _heads(group, best)), best)
    return without_neighbours(best, largest, document)


def _is_of_match(items: Sequence[Part]) -> bool:
    """Return whether items with minutes are of something that is told while it is played.

    They are called so in English, or they are what the page says and their minutes run one way, whatever it calls them
    (`cronaca__item`): the steps of a recipe do not, and the goals in a report are the smaller part of it.
    """
    if any(map(_MATCH_WORDS.search, words_around(items[0]))):
        return True
    minutes = list(filter(None, map(minute_of, items)))
    steps = [(later > earlier) - (later < earlier) for earlier, later in pairwise(minutes)]
    return len(items) >= A_MATCH and is_main(items) and abs(sum(steps)) >= RUNNING * (len(items) - 1)


def _names(group: Group, other: Group) -> bool:
    """Return whether each item of a group has a name and holds one of the other, which has none, and nothing else.

    RNZ has the id of an entry on the list's element, its words in an article in that.
    """
    if len(group.items) != len(other.items) or _are_named(other.items) or not _are_named(group.items):
        return False
    pairs = zip(group.items, other.items, strict=True)
    return all(outer.holds(inner) and inner.size == outer.size for outer, inner in pairs)


def _are_named(items: Sequence[Part]) -> bool:
    """Return whether items have ids, each its own: Elementor gives the box in each entry one id."""
    return all(map(is_named, items)) and len({tuple(item.attributes.items()) for item in items}) == len(items)


def _heads(group: Group, other: Group) -> bool:
    """Return whether each item of a group holds one of the other, below a heading, and the other's have none.

    What unfolds below its headline is one element, and the box around both is the entry.
    """
    if len(group.items) != len(other.items) or any(map(_has_heading, other.items)):
        return False
    pairs = zip(group.items, other.items, strict=True)
    return all(outer.holds(inner) and _has_heading(outer) for outer, inner in pairs)


def _has_heading(item: Part) -> bool:
    return any(part.tag in HEADING_TAGS for part in item.inside())


def _replied_to(group: Group, other: Group) -> bool:
    """Return whether the items of a group hold all of another's, which are replies to them, however long."""
    if not FEW <= len(group.items) < len(other.items) or not all(map(replies_in, group.items[:LOOKED_AT])):
        return False
    return sum(map(len, shared_out(other.items, group.items).values())) == len(other.items)


def _divides(group: Group, other: Group) -> bool:
    """Return whether the items of a group are all in those of another, more of them, and have most of their words.

    The others are the days of a live blog, and no entries; entries have replies in them (`_replied_to`).
    """
    if len(group.items) <= len(other.items):
        return False
    places = shared_out(group.items, other.items)
    held = sum(len(parts) for parts in places.values())
    return held == len(group.items) and sum(item.size for item in group.items) >= DIVIDED * sum(
        item.size for item in other.items
    )


def _score(group: Group, document: Document, survey: Survey, *, strict: bool, minutes: bool, few: bool) -> float:
    """Return how much a group reads like entries; 0 for what cannot be one, as `few` without a name for entries."""
    items = group.items
    if len(items) < FEW or len(group.timed) < TIMED * len(items) or _is_headline(items[0]):
        return 0
    named = sum(map(survey.is_named, items)) / len(items)
    around = words_around(items[0])
    strong = any(map(STRONG_WORDS.search, around))
    called = strong or survey.live
    if (few and not (named == 1 and strong)) or (strict and (named < 1 or not (strong or (called and is_main(items))))):
        return 0
    paragraphs = items[0].tag == "p" and len(group.timed) < len(items) and not named
    lengths = [item.size for item in items]
    main = called and (is_main(items) or _OWN_WORDS.search(around[0]) is not None)
    told = minutes or (
        survey.live and is_commentary(around) and not are_of_readers(items, document) and _say_most(items)
    )
    around_it = [without_commentary(words, minutes=told) for words in around]
    if paragraphs or _are_columns(items) or _stands_elsewhere(items, around_it, main=main):
        return 0  # of the paragraphs of one text some may begin with a clock: an entry has several
    if sorted(lengths)[len(lengths) // 2] < MIN_WORDS or sum(map(survey.linked, items)) > LINKED * sum(lengths):
        return 0
    silent = _are_forms(items) if called else len(set(chain.from_iterable(map(_sentences, items)))) < SAID * len(items)
    other = is_for_others(document) or are_places(items) if called else are_others(items, document)
    if silent or _are_heads(items) or are_teasers(items, lengths, document, called=called) or (other and not strong):
        return 0
    score = float(sum(min(length, WORDS_COUNTED) for length in lengths))
    score *= 1 + 0.5 * named + 0.3 * any(map(_LIVE_WORDS.search, around))
    return score * (1.5 if strong else 1) * (1 + min(sum(lengths), 10**6) / 10**8)


def _are_all(group: Group) -> bool:
    """Return whether the items of a group tell a time each and hold most of the words of their page: it is young."""
    return len(group.timed) == len(group.items) and is_main(group.items)


def _is_headline(item: Part) -> bool:
    """Return whether an element is a heading or bold, or a paragraph all bold: what it heads stands below it."""
    if item.tag in HEADING_TAGS or item.tag in BOLD:
        return True
    return item.tag == "p" and any(child.tag in BOLD and child.size == item.size for child in item.children())


def _are_heads(items: Sequence[Part]) -> bool:
    """Return whether items are the heads of entries alone: headlines without sentences, with more between than in them.

    What they head stands below them, outside (Tagesschau); so it does below paragraphs that open entries.
    """
    sizes = items[0].outline.sizes
    between = sum(sizes[b.first] - sizes[a.last] for a, b in pairwise(items) if a.parent is b.parent)
    inside = sum(item.size for item in items)
    if items[0].tag == "p":
        return between > OPENED * inside
    return between > inside and all(map(_has_heading, items)) and not any(map(_tells, items))


def _are_columns(items: Sequence[Part]) -> bool:
    """Return whether items are the columns of entries: as many in each, and one of them never says a sentence.

    Where a player stands in the other one with its length, both tell a time.
    """
    rows: dict[int, list[Part]] = {}
    for item in items:
        rows.setdefault(item.parent.at if item.parent else 0, []).append(item)
    many = len(rows[min(rows)])
    if len(rows) < FEW or many < FEW or any(len(row) != many for row in rows.values()):
        return False
    return any(not any(map(says_sentence, column)) for column in zip(*rows.values(), strict=True))


def _tells(item: Part) -> bool:
    """Return whether an item says a sentence outside its headings."""
    outline = item.outline
    told = (at for at in range(item.first, item.last) if is_sentence(outline.texts[at]))
    return any(
        not within(outline.speakers[at], item, HEADING_TAGS) and outline.speakers[at].tag not in HEADING_TAGS
        for at in told
    )


def _are_forms(items: Sequence[Part]) -> bool:
    """Return whether each item says a sentence, and the same one but for its numbers: rows of a form, called live."""
    asked = items[:MANY_ROWS]
    headings = [next((part.text() for part in item.inside() if part.tag in HEADING_TAGS), "") for item in asked]
    return any(headings) and are_of_a_form((frozenset(_sentences(item)) for item in asked), headings)


def _sentences(item: Part) -> Iterator[str]:
    """Yield the pieces of an item that say a sentence; "Landed after a short delay." in each row is one of a form."""
    return filter(is_sentence, item.outline.texts[item.first : item.last])


def is_main(items: Sequence[Part], share: float = MAIN) -> bool:
    """Return whether items hold most of the words of their page, or more than another share of them."""
    return sum(item.size for item in items) > share * items[0].outline.sizes[-1]


def words_around(item: Part) -> list[str]:
    """Return what an item and the elements around it are called."""
    names = ("class", "id", "data-testid", "data-test-id", "data-component")
    around = (place for place in chain((item,), item.above()))
    near = takewhile(lambda place: place.tag not in {"body", "html"}, islice(around, _CONTEXT_LEVELS))
    return [f"{place.tag} " + parted(" ".join(place.get(name) for name in names)) for place in near]


def _stands_elsewhere(items: Sequence[Part], around: Sequence[str], *, main: bool) -> bool:
    """Return whether items are of something beside the live blog, by what they and the elements around are called.

    What holds most of a page's words is no box beside them, though its place be called `article-review-body`.
    """
    (own, *places), item = around, items[0]
    own = NEWEST.sub("", own) if main else own
    boxed = any(map(WIDGET.search, around)) and not _OWN_WORDS.search(own) and not is_main(items, BY_FAR)
    beside = ELSEWHERE.search(own) is not None or any(map((OTHER_LISTS if main else ELSEWHERE).search, places))
    outside = any(place.tag in _OUTSIDE_TAGS and not (main and place.tag == "aside") for place in item.above())
    return boxed or beside or outside or item.tag in _SHOWING


def _say_most(items: Sequence[Part]) -> bool:
    """Return whether nearly all sentences of a page stand in its items: what readers write stands below an article."""
    outline = items[0].outline
    texts = (outline.texts[at] for at in outline.texts_outside(items))
    return sum(len(text) for text in texts if is_sentence(text)) <= BESIDE * sum(item.size for item in items)
