"""What a page does alike in all its entries: what is the same in each is a fitting, what differs is content.

    the pieces of text at one place of each entry (what they stand in is called, up to the entry)
        the same words in each            ─▶ a refrain: "Share", "Details", the name of the channel; cut out
        a number in each, below the text  ─▶ a tally of what readers did; cut out
        a name in each                    ─▶ who wrote it, whatever its element is called
    an address at one place of each, another in each but for one directory  ─▶ the entry's own

No word of any language is known here. It is learnt from all entries of the first reading and remembered with the
source: were it learnt anew, each entry would lose or gain words when one comes or goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import xxhash

from monitor.extract.blocks.groups import MAX_CLIMB
from monitor.extract.blocks.naming import is_record_name
from monitor.extract.blocks.portraits import is_given
from monitor.extract.blocks.signatures import MAX_NAME_CHARS, is_name, without_by
from monitor.extract.page.fittings import EMBEDS, is_in_sentence, is_number, within
from monitor.extract.page.kinds import BYLINE, HEADING
from monitor.extract.page.trails import first_class
from monitor.extract.words.text import is_sentence, one_line
from monitor.extract.words.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.times.reader import Reader

    _Spoken = tuple[Part, list[Part]]

FEW, OFTEN = 4, 1 / 3
"""In how many entries something must be alike, at least, and in which share of them."""

MAX_ASKED = 100
"""From how many entries it is learnt."""

MAX_REFRAIN_CHARS = 80
MAX_VALUE_CHARS = 40
MAX_LINKS = 20
"""How many links of an entry are looked at."""

MAX_CALLED_CHARS = 80
"""How much of what an element is called tells its place: a megabyte around a thousand texts would be a gigabyte."""

MAX_REFRAINS, MAX_SIGNED, MAX_TALLIES = 12, 3, 6
DIGEST_CHARS = 8
MANY = 4
"""So many names of which none begins as people are called are of other things."""

GIVEN = 0.5
"""The share of the names at one place that must begin as people are called; places and teams are there as well."""

_CELLS = frozenset({"td", "th", "dt", "label", "time"})
"""What is the same in these is a field of a form, or what heads one."""

MAX_SIGNERS = 2
_SHOWN = re.compile(
    r"player|scorer|spieler|joueur|jugador|giocat|gracz|speler|rider|driver|team|club|candidate|kandidat|place|location"
    r"|venue|stadium|district|subject|topic|tag|categor|caption|credit",
    re.IGNORECASE,
)
"""What elements are called that name whom or what an entry is about."""

AROUND_NAMES = " ,;:|/·•()[]–—-"
_LEADS_ON = (":", "：")
NEAR = 2
"""How many elements around one may say what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Digests of the `refrains` with their places, of the places of names and tallies, and of the link's directory.

    At the places of `strangers` stand names that are nobody's: those of towns, teams, subjects.
    """

    refrains: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    tallies: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()
    link: str = ""

    def __str__(self) -> str:
        """Return them as they are remembered: `1f0a77c2.9b3e0d41-55d0c8ef---0a1b2c3d`; "" if there are none."""
        kinds = (".".join(sorted(kind)) for kind in (self.refrains, self.signed, self.tallies, self.strangers))
        return "-".join((*kinds, self.link)) if self != NO_HABITS else ""

    @property
    def learnt(self) -> bool:
        """Whether anything is known of the words of entries."""
        return bool(self.refrains or self.signed or self.tallies or self.strangers)


NO_HABITS = Habits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What of one entry is as the habits say: elements that are `cut` out, that name who wrote it, and its `link`.

    `names` are refrains that may be a name, if nothing else tells who wrote the entry; `strangers` are nobody's names.
    """

    cut: Sequence[Part] = ()
    names: Sequence[Part] = ()
    signed: Mapping[int, tuple[Part, str]] = field(default_factory=dict)
    strangers: Collection[str] = ()
    link: str | None = None


NOTHING_ALIKE = Alike()


def parse_habits(text: str) -> Habits:
    """Return the habits that are remembered so; none if `text` says none.

    >>> str(parse_habits("1f0a77c2--0a1b2c3d--")), parse_habits("old") == NO_HABITS
    ('1f0a77c2--0a1b2c3d--', True)
    """
    kinds = text.split("-")
    if len(kinds) != len(Habits.__slots__):
        return NO_HABITS
    *found, link = kinds
    refrains, signed, tallies, strangers = (frozenset(filter(None, kind.split("."))) for kind in found)
    return Habits(refrains=refrains, signed=signed, tallies=tallies, strangers=strangers, link=link)


def how_read(layout: Hashable, habits: Habits) -> Hashable:
    """Return what entries are read by: what was read of one by something else is another reading of it."""
    return layout if habits == NO_HABITS else (layout, habits)


def habits_of(items: Sequence[Part], document: Document, reader: Reader, *, minutes: bool) -> Habits:
    """Return what `items`, the entries of a page, do alike; in `minutes` of a match names are those of players."""
    asked = items[:MAX_ASKED]
    places: dict[str, list[_Spoken]] = {}
    for item in asked:
        for place, parts in _spoken_in(item).items():
            places.setdefault(place, []).append((item, parts))
    least = max(FEW, OFTEN * len(asked))
    often = {place: found for place, found in places.items() if len(found) >= least and _may_repeat(*found[0])}
    constant = {place for place, found in often.items() if _are_same(found)}
    refrains: list[str] = []
    signed: list[str] = []
    tallies: list[str] = []
    strangers: list[str] = []
    for place, found in often.items():
        item, parts = found[0]
        names = {_name(part) for _, told in found for part in told}
        if all(names) and sum(map(is_given, names)) >= GIVEN * len(names):
            if minutes or not all(_may_sign(*one) for one in found):
                continue
            signed.append(_digest(_way(parts[0], item)))
        elif _are_strangers(found):
            strangers.append(_digest(_way(parts[0], item)))
        elif place in constant and not _heads_values(item, parts, constant, reader):
            refrains += (_refrain(part, item) for part in parts if _is_refrain(part, reader))
        elif all(len(told) == 1 and _is_tally(told[0], one) for one, told in found):
            tallies.append(_digest(_way(parts[0], item)))
    return Habits(
        refrains=frozenset(refrains[:MAX_REFRAINS]),
        signed=frozenset(signed[:MAX_SIGNED]),
        tallies=frozenset(tallies[:MAX_TALLIES]),
        strangers=frozenset(strangers[:MAX_SIGNED]),
        link=_link_place(asked, document),
    )


def alike_in(item: Part, habits: Habits, document: Document) -> Alike:
    """Return what of an entry is as the habits of its page say."""
    if habits == NO_HABITS:
        return NOTHING_ALIKE
    cut: list[Part] = []
    alone: list[Part] = []
    signed: dict[int, tuple[Part, str]] = {}
    strangers: set[str] = set()
    for part in _speakers_in(item) if habits.learnt else ():
        if not _may_repeat(item, (part,)):
            continue
        way = _digest(_way(part, item))
        name = _name(part)
        if name and way in habits.signed and _may_sign(item, (part,)):
            signed[part.at] = part, name
        elif name and way in habits.strangers:
            strangers.add(name)
        elif _refrain(part, item) in habits.refrains:
            (alone if name else cut).append(part)
        elif way in habits.tallies and _is_tally(part, item):
            cut.append(part)
    link = (
        next((url for place, url in _links_in(item, document) if place == habits.link), None) if habits.link else None
    )
    return Alike(cut=cut, names=alone, signed=signed, strangers=strangers, link=link)


def _speakers_in(item: Part) -> list[Part]:
    """Return the elements in an item that have words of their own."""
    return [part for part in dict.fromkeys(item.outline.speakers[item.first : item.last]) if part is not item]


def _spoken_in(item: Part) -> dict[str, list[Part]]:
    """Return the elements of an item that have words of their own, by their place."""
    found: dict[str, list[Part]] = {}
    for part in _speakers_in(item):
        found.setdefault(_place(part, item), []).append(part)
    return found


def _place(part: Part, item: Part) -> str:
    """Return what an element and those around it are called, up to the item."""
    return "/".join(map(_called, _up(part, item)))


def _called(part: Part) -> str:
    known: dict[int, str] = part.outline.answers["called"]
    called = known.get(part.at)
    if called is None:
        called = known[part.at] = f"{part.tag}.{first_class(part.attributes)}"[:MAX_CALLED_CHARS]
    return called


def _way(part: Part, item: Part) -> str:
    """Return the tags of an element and those around it, up to the item: classes may be other ones tomorrow."""
    return "/".join(one.tag[:MAX_CALLED_CHARS] for one in _up(part, item))


def _up(part: Part, item: Part) -> Iterator[Part]:
    """Yield an element and the nearest of those around it, up to the item."""
    yield part
    yield from takewhile(lambda one: one is not item, islice(part.above(), MAX_CLIMB))


def _refrain(part: Part, item: Part) -> str:
    return _digest(f"{_way(part, item)}\n{_words(part)}")


def _words(part: Part) -> str:
    """Return the words of an element, if they are no more than a refrain may have."""
    return one_line(part.text()) if part.size <= MAX_REFRAIN_CHARS else ""


def _digest(words: str) -> str:
    return xxhash.xxh3_64_hexdigest(words.encode("utf-8", "surrogatepass"))[:DIGEST_CHARS]


def _are_same(found: Sequence[_Spoken]) -> bool:
    first = [_words(part) for part in found[0][1]]
    return all([*map(_words, parts)] == first for _, parts in found)


def _may_repeat(item: Part, parts: Sequence[Part]) -> bool:
    """Return whether elements may be fittings: of few words, no headlines, no words of a text."""
    for part in parts:
        if part.size > MAX_REFRAIN_CHARS or part.tag in _CELLS:
            return False
        near = (part, *takewhile(lambda one: one is not item, islice(part.above(), NEAR)))
        if any(one.kinds & HEADING for one in near) or is_in_sentence(part) or within(part, item, EMBEDS):
            return False
    return True


def _is_refrain(part: Part, reader: Reader) -> bool:
    words = _words(part)
    if any(map(str.isdigit, words)) or words.endswith(_LEADS_ON) or is_sentence(words) or reader.read(words):
        return False
    of_byline = any(one.kinds & BYLINE for one in (part, *islice(part.above(), NEAR)))
    # Who signs all entries is their author; a name of no case cannot be told from the house that stands beside it.
    return not of_byline or (words.lower() != words.upper() and not is_name(words))


def _name(part: Part) -> str:
    """Return the whole name that an element says and nothing else, but for what stands around it; "" if it does not."""
    words = without_by(_words(part).strip(AROUND_NAMES)).strip(AROUND_NAMES)
    return words if " " in words and len(words) <= MAX_NAME_CHARS and is_name(words) else ""


def _are_strangers(found: Sequence[_Spoken]) -> bool:
    """Return whether the words at a place are names, and none of them begins as people are called."""
    told = {_words(part) for _, parts in found for part in parts}
    names = [name for name in told if " " in name]
    return len(names) >= MANY and all(map(is_name, told)) and not any(map(is_given, names))


def _heads_values(item: Part, parts: Sequence[Part], constant: set[str], reader: Reader) -> bool:
    """Return whether what follows the same words in one line is another value in each entry: "Depth | 14 km"."""
    part = parts[-1]
    if part.last >= item.last:
        return False
    behind = part.outline.speakers[part.last]
    if part.parent not in {behind, behind.parent} or part.parent is item:
        return False
    value = one_line(behind.own)
    short = len(value) <= MAX_VALUE_CHARS and not is_sentence(value)
    return short and _place(behind, item) not in constant and reader.read(value) is None


def _is_tally(part: Part, item: Part) -> bool:
    """Return whether an element is a number below the sentences of an item."""
    if not is_number(_words(part)):
        return False
    said = _sentences_in(item)
    return bool(said) and said[-1] < part.first


def _may_sign(item: Part, parts: Sequence[Part]) -> bool:
    """Return whether names may be of who wrote an item: few, above or below its sentences, no team's or place's."""
    said = _sentences_in(item)
    inner = any(said and said[0] < part.first < said[-1] for part in parts)
    return len(parts) <= MAX_SIGNERS and not inner and not any(_SHOWN.search(_place(part, item)) for part in parts)


def _sentences_in(item: Part) -> list[int]:
    """Return the numbers of the texts of an item that say a sentence; each of its elements may ask."""
    known: dict[int, list[int]] = item.outline.answers["sentences"]
    if item.at not in known:
        known[item.at] = [at for at in range(item.first, item.last) if is_sentence(item.outline.texts[at])]
    return known[item.at]


def _links_in(item: Part, document: Document) -> Iterator[tuple[str, str]]:
    """Yield an item's links to what its house names as records are, each with a digest of its directory."""
    host = urlsplit(document.url).netloc
    links = (part for part in item.inside() if part.tag == "a" and "href" in part.attributes)
    for part in islice(links, MAX_LINKS):
        url = clean_url(part.get("href"), document.base)
        directory, _, name = url.rpartition("/") if url else ("", "", "")
        if url and "#" not in url and urlsplit(url).netloc == host and is_record_name(name):
            yield _digest(directory), url


def _link_place(items: Sequence[Part], document: Document) -> str:
    """Return the digest of the directory that each item has a link of its own to; "" without one."""
    if len(items) < FEW:
        return ""
    first: list[Mapping[str, str]] = [dict(reversed([*_links_in(item, document)])) for item in items]
    for place in first[0]:
        urls = {page_key(links[place]) for links in first if place in links}
        if len(urls) == len(items):
            return place
    return ""
