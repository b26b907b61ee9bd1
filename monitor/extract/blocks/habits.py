"""What a page does alike in all its entries: what is the same in each is a fitting, what differs is content.

    the pieces of text at one place of each entry
        the same words in each            ─▶ a refrain: "Share", "Details", the name of the channel; cut out
        a number in each, below the text  ─▶ a tally of what readers did; cut out
        a short line above the text       ─▶ its headline, whatever its element is called
        a name in each                    ─▶ who wrote it, whatever its element is called
    an address in one directory in each   ─▶ its own

No word of any language is known here. It is learnt from all entries of the first reading (learning.py) and remembered
with the source: were it learnt anew, each entry would lose or gain words when one comes or goes.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import islice, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import xxhash

from monitor.extract.blocks.naming import may_name_record
from monitor.extract.blocks.portraits import is_given
from monitor.extract.blocks.signatures import MAX_NAME_CHARS, is_handle, is_name, without_by
from monitor.extract.page.fittings import EMBEDS, is_in_sentence, is_number, within
from monitor.extract.page.kinds import BYLINE, HEADING
from monitor.extract.page.outline import outermost
from monitor.extract.page.quotations import is_change
from monitor.extract.tables.labels import is_label
from monitor.extract.words.text import is_sentence, one_line
from monitor.extract.words.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

MAX_REFRAIN_CHARS = 80
MAX_SPEAKERS = 200
"""How many elements of an entry are looked at."""

MAX_CALLED_CHARS = 80
"""How much of what an element is called tells its place: a megabyte around a thousand texts would be a gigabyte."""

MAX_DEPTH = 14
MAX_WORDS_CHARS = 160
MAX_LINKS = 20
MAX_SIGNERS = 2
DIGEST_CHARS = 8
NEAR = 2
"""How many elements around one may say what it is."""

MAX_COUNTING_CHARS = 40
_COUNTING = re.compile(r"\D*\d[\d.,]*\D*")

AROUND_NAMES = " ,;:|/·•()[]–—-"
_DASHES = frozenset("-–—:")
_CELLS = frozenset({"td", "th", "label", "time"})
"""What is the same in these is a field of a form, or what heads one."""

_SHOWN = re.compile(
    r"player|scorer|spieler|joueur|jugador|giocat|gracz|speler|rider|driver|team|club|candidate|kandidat|place|location"
    r"|venue|stadium|district|subject|topic|tag|categor|caption|credit",
    re.IGNORECASE,
)
"""What elements are called that name whom or what an entry is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Digests of the `refrains` with their places, of the places of names and tallies, and of the link's directory.

    At the places of `strangers` stand names that are nobody's: those of towns, teams, subjects.
    """

    refrains: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    tallies: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()
    headed: str = ""
    link: str = ""

    def __str__(self) -> str:
        """Return them as they are remembered: `1f0a77c2.9b3e0d41-55d0c8ef----0a1b2c3d`; "" if there are none."""
        kinds = (".".join(sorted(kind)) for kind in (self.refrains, self.signed, self.tallies, self.strangers))
        return "-".join((*kinds, self.headed, self.link)) if self != NO_HABITS else ""

    @property
    def learnt(self) -> bool:
        """Whether anything is known of the words of entries."""
        return bool(self.refrains or self.signed or self.tallies or self.strangers or self.headed)


NO_HABITS = Habits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What of one entry is as the habits say: elements that are `cut` out, that name who wrote it, and its `link`.

    `names` are refrains that may be a name, if nothing else tells who wrote the entry; `strangers` are nobody's names.
    `headline` is what may be one, if nothing else is.
    """

    cut: Sequence[Part] = ()
    names: Sequence[Part] = ()
    signed: Mapping[int, tuple[Part, str]] = field(default_factory=dict)
    strangers: Collection[str] = ()
    headline: Part | None = None
    link: str | None = None


NOTHING_ALIKE = Alike()


def parse_habits(text: str) -> Habits:
    """Return the habits that are remembered so; none if `text` says none.

    >>> str(parse_habits("1f0a77c2--0a1b2c3d---")), parse_habits("old") == NO_HABITS
    ('1f0a77c2--0a1b2c3d---', True)
    """
    kinds = text.split("-")
    if len(kinds) != len(Habits.__slots__):
        return NO_HABITS
    *found, headed, link = kinds
    refrains, signed, tallies, strangers = (frozenset(filter(None, kind.split("."))) for kind in found)
    return Habits(refrains=refrains, signed=signed, tallies=tallies, strangers=strangers, headed=headed, link=link)


def how_read(layout: Hashable, habits: Habits) -> Hashable:
    """Return what entries are read by: what was read of one by something else is another reading of it."""
    return layout if habits == NO_HABITS else (layout, habits)


def alike_in(item: Part, habits: Habits, document: Document) -> Alike:
    """Return what of an entry is as the habits of its page say."""
    if habits == NO_HABITS:
        return NOTHING_ALIKE
    cut: list[Part] = []
    alone: list[Part] = []
    names: list[Part] = []
    signed: dict[int, tuple[Part, str]] = {}
    strangers: set[str] = set()
    speakers = speakers_in(item) if habits.learnt else []
    heads = headed_ways(speakers, item) if habits.headed else ()
    headline = next((part for part, way in heads if way == habits.headed), None)
    inner_first = sorted(speakers, key=_place, reverse=True)
    for part in inner_first:
        if part.size > MAX_REFRAIN_CHARS:
            continue
        way = way_of(part, item)
        if not may_repeat(item, (part,)):
            continue
        name = name_in(part) if way in habits.strangers or way in habits.signed else ""
        if name and way in habits.strangers and not (way in habits.signed and _is_person(name, part)):
            strangers.add(name)
        elif name and way in habits.signed and may_sign(item, (part,)):
            signed[part.at] = part, name
            names.append(part)
        elif (
            habits.refrains
            and refrain_of(way, part) in habits.refrains
            and holds_none_but(part, (*cut, *alone, *names))
        ):
            (alone if name_in(part) else cut).append(part)
        elif way in habits.tallies and is_tally(part, item):
            cut.append(part)
    links = links_in(item, document) if habits.link else ()
    link = next((url for directory, url in links if directory == habits.link), None)
    return Alike(cut=cut, names=alone, signed=signed, strangers=strangers, headline=headline, link=link)


def _is_person(name: str, part: Part) -> bool:
    """Return whether a name where people and others are named is of a person: what opens a byline is nobody's role."""
    line = part.parent
    return is_given(name) or (line is not None and line.kinds & BYLINE != 0 and line.first == part.first)


def headed_ways(parts: Sequence[Part], item: Part) -> Iterator[tuple[Part, str]]:
    """Yield parts with the way to each, and which it is of those that share one: a time, a headline, in a div each."""
    seen: Counter[str] = Counter()
    for part in parts:
        way = way_of(part, item)
        yield part, digest_of(f"{way} {seen[way]}") if seen[way] else way
        seen[way] += 1


def speakers_in(item: Part) -> list[Part]:
    """Return the elements in an item that have words of their own, the first of them."""
    speakers = item.outline.speakers[item.first : min(item.last, item.first + MAX_SPEAKERS)]
    return [part for part in dict.fromkeys(speakers) if part is not item]


def around(part: Part, item: Part, levels: int = MAX_DEPTH) -> list[Part]:
    """Return the elements around one, up to the item."""
    found: list[Part] = []
    place = part.parent
    while place is not item and place is not None and len(found) < levels:
        found.append(place)
        place = place.parent
    return found


def near(part: Part, item: Part) -> list[Part]:
    """Return an element and the innermost ones around it in the item."""
    return [part, *around(part, item, NEAR)]


def kinds_near(part: Part, item: Part) -> int:
    """Return what an element and the innermost ones around it are called, all together."""
    kinds = part.kinds
    for one in around(part, item, NEAR):
        kinds |= one.kinds
    return kinds


def words_of(part: Part) -> str:
    """Return the words of an element, if they are no more than a headline has."""
    return one_line(part.text()) if part.size <= MAX_WORDS_CHARS else ""


def name_in(part: Part) -> str:
    """Return the whole name that an element says and nothing else, but for what stands around it; "" if it does not.

    "KEY EVENT" is written like one, where the Mirror has who wrote it.
    """
    words = without_by(words_of(part).strip(AROUND_NAMES)).rpartition(":")[2].strip(AROUND_NAMES)
    named = " " in words and len(words) <= MAX_NAME_CHARS and is_name(words) and not is_label(words)
    return words if named else ""


def way_of(part: Part, item: Part) -> str:
    """Return a digest of the tags of an element and those around it: its classes may be other ones tomorrow."""
    return digest_of("/".join([one.tag[:MAX_CALLED_CHARS] for one in (part, *around(part, item))]))


def refrain_of(way: str, part: Part) -> str:
    return digest_of(f"{way} {one_line(part.own)}")


def holds_none_but(part: Part, others: Iterable[Part]) -> bool:
    """Return whether all words in a part that are not its own stand in `others`."""
    return part.size == len(part.own) + sum(one.size for one in outermost(others) if part.holds(one))


_place = attrgetter("at")


def digest_of(words: str) -> str:
    return xxhash.xxh3_64_hexdigest(words.encode("utf-8", "surrogatepass"))[:DIGEST_CHARS]


def may_repeat(item: Part, parts: Sequence[Part]) -> bool:
    """Return whether elements may be fittings: of few words, no headlines, no words of a text."""
    for part in parts:
        if part.size > MAX_REFRAIN_CHARS or part.tag in _CELLS:
            return False
        headed = any(one.kinds & HEADING and not one.kinds & BYLINE for one in near(part, item))
        if headed or is_in_sentence(part) or within(part, item, EMBEDS):
            return False
    return True


def may_sign(item: Part, parts: Sequence[Part]) -> bool:
    """Return whether names may be of who wrote an item: few, above or below its sentences, no team's or place's."""
    first, last = sentences_of(item)
    inner = any(first < part.first < last for part in parts)
    about = (one for part in parts for one in near(part, item))
    return len(parts) <= MAX_SIGNERS and not inner and not any(_SHOWN.search(one.get("class")) for one in about)


def is_tally(part: Part, item: Part) -> bool:
    """Return whether an element is a number or change below the sentences of an item, or a handle above or below them.

    So is a link that says beside one number what is counted. A handle in a byline is the name of who wrote the entry.
    Below "Goal!!", which is no sentence, a number is one, too. Two numbers around a dash are a score.
    """
    words, (first, last) = words_of(part), sentences_of(item)
    below = 0 <= last < part.first
    if is_handle(words):
        return (below or part.first < first) and not kinds_near(part, item) & BYLINE
    counts = is_number(words) or is_change(words) or is_counting(part, words)
    if not counts or (part.parent is not None and part.parent.own.strip() in _DASHES):
        return False
    return below or (last < 0 and _is_below_words(part, item))


def is_counting(part: Part, words: str) -> bool:
    """Return whether the words of a link have one number in them: "Обсудить 9"."""
    linked = part.tag == "a" or (part.parent is not None and part.parent.tag == "a")
    return linked and len(words) <= MAX_COUNTING_CHARS and _COUNTING.fullmatch(words) is not None


def says_sentence(item: Part) -> bool:
    """Return whether a text of an item says a sentence."""
    return sentences_of(item)[0] >= 0


def _is_below_words(part: Part, item: Part) -> bool:
    return any(letter.isalpha() for text in item.outline.texts[item.first : part.first] for letter in text)


def sentences_of(item: Part) -> tuple[int, int]:
    """Return where the first and the last text of an item stand that say a sentence, -1 if none does."""
    known: dict[int, tuple[int, int]] = item.outline.answers["sentences"]
    if item.at not in known:
        texts = item.outline.texts
        first = next((at for at in range(item.first, item.last) if is_sentence(texts[at])), -1)
        last = next((at for at in range(item.last - 1, item.first - 1, -1) if is_sentence(texts[at])), -1)
        known[item.at] = first, last
    return known[item.at]


def line_around(part: Part, item: Part) -> Part:
    """Return the largest element around a part that has no other words."""
    alone = takewhile(lambda one: one.size == part.size, around(part, item))
    return deque((part, *alone), maxlen=1)[0]


def links_in(item: Part, document: Document) -> Iterator[tuple[str, str]]:
    """Yield an item's links to other pages of its house, each with a digest of its directory."""
    host = urlsplit(document.url).netloc
    links = (part for part in item.inside() if part.tag == "a" and "href" in part.attributes)
    for part in islice(links, MAX_LINKS):
        url = (clean_url(part.get("href"), document.base) or "").partition("#")[0]
        directory, _, name = url.rpartition("/")
        if urlsplit(url).netloc == host and may_name_record(name) and page_key(url) not in document.here:
            yield digest_of(directory), url
