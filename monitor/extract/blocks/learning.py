"""Learning from the entries of a page what they do alike (habits.py).

What elements are called tells their places apart here, as it is the same for all entries of one page.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING

from monitor.extract.blocks.habits import (
    MAX_CALLED_CHARS,
    MAX_DEPTH,
    Habits,
    around,
    headed_ways,
    is_counting,
    is_tally,
    kinds_near,
    links_in,
    may_repeat,
    may_sign,
    name_in,
    refrain_of,
    says_sentence,
    speakers_in,
    way_of,
    words_of,
)
from monitor.extract.blocks.headlines import LEADS_ON, LINE_TAGS, NO_HEADLINE_ENDS, next_tag
from monitor.extract.blocks.naming import is_record_name
from monitor.extract.blocks.portraits import has_given, is_given
from monitor.extract.blocks.signatures import LINES, is_name, is_role
from monitor.extract.page.fittings import BOLD, EMBEDS, is_number, within
from monitor.extract.page.kinds import BYLINE, CAPTION, FITTING, HEADING, MARK
from monitor.extract.page.trails import first_class
from monitor.extract.tables.labels import is_label
from monitor.extract.words.text import is_sentence, one_line, said, without_digits
from monitor.extract.words.urls import page_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.times.reader import Reader

    _Spoken = tuple[Part, list[Part]]

ENOUGH_ALIKE, OFTEN = 4, 1 / 3
"""In how many entries something must be alike, at least, and in which share of them."""

MAX_ASKED = 40
"""From how many entries it is learnt."""

MAX_REFRAINS, MAX_SIGNED, MAX_TALLIES = 12, 3, 6
MAX_VALUE_CHARS = 40
MAX_SEVERAL = 4
MAX_PLACE_CHARS = 400
MANY = 4
"""So many names of which none begins as people are called are of other things."""

GIVEN = 0.5
"""The share of the names at one place that must begin as people are called; places and teams are there as well."""

MIN_HEAD_CHARS, MAX_HEAD_CHARS = 8, 150
"""How long the line is that opens entries, if it is a headline."""

MAX_OPENINGS = 3
"""How many lines at the top of an entry are asked whether they are its headline."""

MAX_FILED_CHARS, FAR_LONGER = 20, 2
"""How long what files an entry is at most, on average, and how many times longer the headline below it is."""

_UPDATE = re.compile("update(?!d)", re.IGNORECASE)
"""What publishers call an entry, and not only when it was changed: "update-header"."""

MOST = 0.8
_NTH = "\0"
"""What stands before the number of an element among those of its place."""


def habits_of(items: Sequence[Part], document: Document, reader: Reader, *, minutes: bool) -> Habits:
    """Return what `items`, the entries of a page, do alike; in `minutes` of a match names are those of players."""
    asked = items[:MAX_ASKED]
    places: dict[str, list[_Spoken]] = {}
    for item in asked:
        for place, parts in _spoken_in(item).items():
            places.setdefault(place, []).append((item, parts))
    least = max(ENOUGH_ALIKE, OFTEN * len(asked))
    found_often = {place: found for place, found in places.items() if len(found) >= least and may_repeat(*found[0])}
    often = dict(chain.from_iterable(map(_one_by_one, found_often.items())))
    same = {place for place, found in often.items() if _are_same(found)}
    plain = {place for place in same if not any(map(_has_inner, often[place][0][1]))}
    split = {place for place in often if _NTH in place}
    kinds = {place: _kind_of(found, minutes=minutes) for place, found in often.items()}
    named = Counter(place.partition(_NTH)[0] for place, kind in kinds.items() if kind in {"signed", "strangers"})
    among = {place for place in split if named[place.partition(_NTH)[0]] > 1}
    kinds = {place: kind for place, kind in kinds.items() if place not in (among if kind == "signed" else same)}
    ways: dict[str, list[str]] = {"": [], "signed": [], "strangers": [], "tallies": []}
    for place, kind in kinds.items():
        item, parts = often[place][0]
        ways[kind].append(way_of(parts[0], item))
    asides = _with_whole(plain | {place for place, kind in kinds.items() if kind}, split)
    refrains: list[str] = []
    for place in sorted(same - kinds.keys(), key=lambda place: place not in plain):
        item, parts = often[place][0]
        inner = {_place(one, item) for part in parts for one in speakers_in(part)}
        if inner <= asides and not (place in plain and _stands_by_value(item, parts, asides | same, reader)):
            refrains += (refrain_of(way_of(part, item), part) for part in parts if _is_refrain(part, item, reader))
            asides.add(place)
    return Habits(
        refrains=frozenset(refrains[:MAX_REFRAINS]),
        signed=frozenset(ways["signed"][:MAX_SIGNED]),
        strangers=frozenset(ways["strangers"][:MAX_SIGNED]),
        tallies=frozenset(ways["tallies"][:MAX_TALLIES]),
        headed=_headline_way(asked, asides, reader),
        link=_link_directory(asked, document),
    )


def _with_whole(places: Collection[str], split: Collection[str]) -> set[str]:
    """Return `places`, and those `split` ones of which all elements are in these."""
    whole = {place.partition(_NTH)[0] for place in split}
    lacking = {place.partition(_NTH)[0] for place in split if place not in places}
    return {*places, *(whole - lacking)}


def _one_by_one(place_and_found: tuple[str, list[_Spoken]]) -> Iterator[tuple[str, list[_Spoken]]]:
    """Yield the places of a few elements of one look, as many in each entry: a label and its value in two spans."""
    place, found = place_and_found
    several = len(found[0][1])
    if not 1 < several <= MAX_SEVERAL or any(len(parts) != several for _, parts in found):
        yield place, found
        return
    for at in range(several):
        yield f"{place}{_NTH}{at}", [(item, [parts[at]]) for item, parts in found]


def _kind_of(found: Sequence[_Spoken], *, minutes: bool) -> str:
    """Return what stands at a place: names of who wrote the entry or of nobody, tallies; "" if anything else."""
    names = _names_at(found)
    if names and sum(map(is_given, names)) >= GIVEN * len(names):
        return "signed" if not minutes and all(may_sign(*one) for one in found) else ""
    if _are_strangers(found):
        return "strangers"
    if not all(len(parts) == 1 and is_tally(parts[0], item) for item, parts in found) or not _count_alike(found):
        return ""
    return "tallies" if 2 * sum(says_sentence(item) for item, _ in found) > len(found) else ""


def _count_alike(found: Sequence[_Spoken]) -> bool:
    """Return whether links that say beside a number what is counted say the same at a place of all entries."""
    told = ((part, words_of(part)) for _, parts in found for part in parts)
    counted = {without_digits(words) for part, words in told if is_counting(part, words) and not is_number(words)}
    return len(counted) <= 1


def _names_at(found: Sequence[_Spoken]) -> set[str]:
    """Return the names that stand at a place, none if anything else does, too, but the flags of some entries."""
    names: set[str] = set()
    for part in chain.from_iterable(parts for _, parts in found):
        if is_label(words_of(part)):
            continue
        if not (name := name_in(part)):
            return set()
        names.add(name)
    return names


def _spoken_in(item: Part) -> dict[str, list[Part]]:
    """Return the elements of an item that have words of their own, by their place."""
    found: dict[str, list[Part]] = {}
    for part in speakers_in(item):
        found.setdefault(_place(part, item), []).append(part)
    return found


def _place(part: Part, item: Part) -> str:
    """Return what an element and those around it are called, up to the item that it stands in."""
    known: dict[int, str] = part.outline.answers["place"]
    fresh: list[Part] = []
    one: Part | None = part
    while one is not None and one is not item and one.at not in known and len(fresh) <= MAX_DEPTH:
        fresh.append(one)
        one = one.parent
    for inner in reversed(fresh):
        holder = inner.parent
        place = known.get(holder.at, "") if holder is not None and holder is not item else ""
        called = f"{inner.tag}.{first_class(inner.attributes)}"[:MAX_CALLED_CHARS]
        known[inner.at] = f"{called}/{place}"[:MAX_PLACE_CHARS]
    return known[part.at]


def _are_same(found: Sequence[_Spoken]) -> bool:
    """Return whether the words that stand in the elements of a place themselves are the same in all entries."""
    first = [part.own for part in found[0][1]]
    return all([part.own for part in parts] == first for _, parts in found)


def _has_inner(part: Part) -> bool:
    return part.size > len(part.own)


def _is_refrain(part: Part, item: Part, reader: Reader) -> bool:
    words = one_line(part.own)
    leads_on = words.endswith(LEADS_ON) and part.last < item.last  # "Share:", and nothing but icons below
    if any(map(str.isdigit, words)) or leads_on or is_sentence(words) or reader.read(words):
        return False
    of_byline = kinds_near(part, item) & BYLINE
    # Who signs all entries is their author; a name of no case cannot be told from the house that stands beside it.
    return not of_byline or (words.lower() != words.upper() and not is_name(words))


def _are_strangers(found: Sequence[_Spoken]) -> bool:
    """Return whether the words at a place are names, or roles in a byline, and none begins as people are called.

    In a byline none ends so, either.
    """
    item, (first, *_) = found[0]
    of_byline = kinds_near(first, item) & BYLINE != 0
    if not of_byline and not is_name(words_of(first)):
        return False
    told = {words_of(part) for _, parts in found for part in parts}
    names = [name for name in told if " " in name]
    if any(map(has_given if of_byline else is_given, names)):
        return False
    roles = of_byline and any(map(is_role, names))
    return roles or (len(names) >= MANY and all(map(is_name, told)))


def _stands_by_value(item: Part, parts: Sequence[Part], asides: Collection[str], reader: Reader) -> bool:
    """Return whether before or behind the same words stands another value in each entry: "Depth | 14 km"."""
    speakers = item.outline.speakers
    last, first = parts[-1], parts[0]
    behind = speakers[last.last] if last.last < item.last else None
    before = speakers[first.first - 1] if first.first > item.first and not first.kinds & HEADING else None
    return any(
        beside is not None and _is_value(beside, part, item, asides, reader)
        for beside, part in ((behind, last), (before, first))
    )


def _is_value(beside: Part, part: Part, item: Part, asides: Collection[str], reader: Reader) -> bool:
    """Return whether what stands beside a part in one line is a value, and no time, name, control or tally."""
    if part.parent not in {beside, beside.parent} or part.parent is item or beside.kinds & (BYLINE | FITTING | HEADING):
        return False
    value = one_line(beside.own)
    short = len(value) <= MAX_VALUE_CHARS and not is_sentence(value) and not is_tally(beside, item)
    return short and _place(beside, item) not in asides and reader.read(value) is None


def _headline_way(items: Sequence[Part], asides: Collection[str], reader: Reader) -> str:
    """Return the way to the short line that opens the entries, another in each; "" without one.

    Above it may stand what is no headline: a shorter one, which files the entry ("28 km", "Set 4 · Leg 3").
    """
    least = max(ENOUGH_ALIKE, MOST * len(items))
    places: dict[str, list[tuple[Part, Part]]] = {}
    for at, item in enumerate(items):
        for part in _openings(item, asides, reader):
            places.setdefault(_place(part, item), []).append((item, part))
        if at - max(map(len, places.values()), default=0) >= len(items) - least:
            return ""
    heads: list[tuple[Part, Part]] = []
    for found in places.values():
        if len(found) >= least and _are_headlines(found) and (not heads or _files(heads, found)):
            heads = found
    ways = Counter(dict(headed_ways(speakers_in(item), item))[part] for item, part in heads)
    return ways.most_common(1)[0][0] if ways else ""


def _are_headlines(found: Sequence[tuple[Part, Part]]) -> bool:
    """Return whether the lines at a place are others in each entry, and no sentences."""
    told = {words_of(part) for _, part in found}
    if len(set(map(without_digits, told))) <= 1:
        return False  # "LAP 23/57"
    ended = sum(words.endswith(NO_HEADLINE_ENDS) for words in told)
    return len(told) >= MOST * len(found) and ended <= (1 - MOST) * len(found)


def _files(heads: Sequence[tuple[Part, Part]], found: Sequence[tuple[Part, Part]]) -> bool:
    """Return whether lines that stand above others are so short beside these that they only file the entries."""
    above, below = (sum(part.size for _, part in lines) / len(lines) for lines in (heads, found))
    return above <= MAX_FILED_CHARS and FAR_LONGER * above <= below


def _openings(item: Part, asides: Collection[str], reader: Reader) -> Iterator[Part]:
    """Yield the first lines of an item beside times, names and what all items have that may be a headline."""

    def is_beside(part: Part) -> bool:
        if kinds_near(part, item) & (BYLINE | FITTING | CAPTION) or _place(part, item) in asides:
            return True
        dated = part.size <= MAX_HEAD_CHARS and reader.read(words_of(part)) is not None
        return dated or (part.kinds & MARK != 0 and not _UPDATE.search(part.get("class")))

    speakers = speakers_in(item)
    for part in islice((part for part in speakers if not is_beside(part)), MAX_OPENINGS):
        if _has_inner(part) or not 0 < part.size <= MAX_HEAD_CHARS:
            return
        if kinds_near(part, item) & HEADING or within(part, item, EMBEDS):
            return
        line = next((one for one in (part, *around(part, item)) if one.tag in LINES), part)
        linked = part.tag == "a" and part.parent is item and next_tag(part) in LINE_TAGS
        alone = linked or (line.tag in LINES and all(one is part or is_beside(one) for one in speakers_in(line)))
        alone = alone or _opens_box(part)
        below = item.outline.sizes[item.last] - item.outline.sizes[part.last]
        short = said(words_of(part)) >= MIN_HEAD_CHARS and part.size <= below
        place = _place(part, item)
        if short and alone and sum(_place(one, item) == place for one in speakers) == 1:
            yield part
        if is_sentence(part.own):
            return


def _opens_box(part: Part) -> bool:
    """Return whether bold words stand in a box of elements alone, whose styles make a line of each, and open it.

    `<div><b>Pier closed</b><span>The harbour board …</span></div>`; in a paragraph they are the first words of a line.
    """
    box = part.parent
    return (
        part.tag in BOLD
        and box is not None
        and box.tag == "div"
        and box.first == part.first
        and not box.own.strip()
        and next_tag(part) != ""
    )


def _link_directory(items: Sequence[Part], document: Document) -> str:
    """Return the directory that each item has a link of its own to; "" without one."""
    if len(items) < ENOUGH_ALIKE:
        return ""
    first: list[Mapping[str, str]] = []
    for item in items:
        first.append(dict(reversed([*links_in(item, document)])))
        if first[0].keys().isdisjoint(first[-1]):
            return ""
    for directory in first[0]:
        urls = {page_key(links[directory]) for links in first if directory in links}
        records = sum(is_record_name(url.rpartition("/")[2]) for url in urls)
        if len(urls) == len(items) and records > len(urls) / 2:
            return directory
    return ""
