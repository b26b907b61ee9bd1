"""Lines between bylines → entries: whether a byline closes its entry or opens it is learnt from all of them together.

closes                opens                 stands below the headline
Headline              12:01 Tom Watling     Headline
Paragraphs            Headline              12:01, Tom Watling
Tom Watling 12:01     Paragraphs            Paragraphs
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

import xxhash

from monitor.extract.words.remembered import remembered
from monitor.extract.words.text import said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.extract.prose.lines import Line

MAX_HEADLINE_CHARS = 160
MIN_PROSE_CHARS = 60
MOST = 0.6
FEW = 0.2
NEARLY_ALL = 0.8
"""The share of entries that must be otherwise before a page that was read in one manner is read in another one."""

MAX_SLOTS = 16
"""Lines that repeat in entries and are of none: so many of the most frequent are remembered."""

SAME_WORDS = 0.6
"""The share of words that a video's title has in common with the headline above it (0.8 in the page that has one)."""

_SENTENCE = re.compile(r"""[.;:,…。।؟]["'”’»)\]」』）]*$|[!?]["”»]$""")
_WORD = re.compile(r"\w+")
_MANNER = re.compile(
    r"(?P<place>\w+)(?P<led>-led)?\.(?P<slots>[\da-f,]*)\.(?P<end>[\da-f]*)"
    r"\.(?P<head>(?:h\d{1,7}x[\da-f]*|\d{1,7}x\d{1,7}x[\da-f]*)?)(?:\.(?P<room>\d{1,3}))?",
    re.ASCII,
)


class Place(StrEnum):
    """Where the byline of an entry stands: it closes it, opens it, or stands below the headline."""

    BELOW = "below"
    ABOVE = "above"
    BELOW_HEADLINE = "headed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a page sets its entries: where bylines stand, and whether the first line below or beside one is a headline.

    It is learnt from all entries together, so that a few more could turn it over and make each of them another one:
    what was learnt is remembered with the source, and stays unless nearly all are otherwise. `slots` are digests of the
    lines that stand in several entries and are of none; no further one is learnt, or each entry that has it would lose
    it when another one comes. `end` is that of the line that ended the last entry, "" if none did: where nothing
    followed, a short line at the end of an entry is no heading of what follows once it is the last. `head` is what is
    known of the page's header where bylines close the entries (`begun`). `room` is how many columns a plain text was
    broken to: one wide table more, and all its lines would be parted again.
    """

    place: Place
    led: bool = False
    slots: frozenset[str] = frozenset()
    end: str = ""
    head: str = ""
    room: int = 0

    def __str__(self) -> str:
        """Return it as it is remembered: `above-led.1f0a77c2,9b3e0d41.55d0c8ef..78`."""
        place, slots = f"{self.place}{'-led' if self.led else ''}", ",".join(sorted(self.slots))
        return f"{place}.{slots}.{self.end}.{self.head}" + (f".{self.room}" if self.room else "")


def parse_manner(trail: str) -> Manner | None:
    """Return the manner that is remembered so; None if none is.

    >>> parse_manner("above-led....78"), parse_manner("main:article")
    (Manner(place=<Place.ABOVE: 'above'>, led=True, slots=frozenset(), end='', head='', room=78), None)
    """
    told = _MANNER.fullmatch(trail)
    if told is None or told["place"] not in {*Place}:
        return None
    slots = frozenset(filter(None, told["slots"].split(",")))
    return Manner(
        place=Place(told["place"]),
        led=bool(told["led"]),
        slots=slots,
        end=told["end"],
        head=told["head"],
        room=int(told["room"] or 0),
    )


def goes_on(share: float, *, before: bool | None) -> bool:
    """Return whether most entries are so, by the share that are and whether most were `before`.

    >>> goes_on(0.5, before=None), goes_on(0.5, before=True), goes_on(0.7, before=False)
    (False, True, False)
    """
    if before is None:
        return share >= MOST
    return share > FEW if before else share >= NEARLY_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One entry as lines: its headline if it has one, and its body; both may be missing."""

    headline: Line | None
    body: tuple[Line, ...]


def is_headline(line: Line) -> bool:
    """Return whether a line may be a headline: marked as one, or short and no sentence.

    >>> from monitor.extract.prose.lines import Line
    >>> is_headline(Line(text="In pictures: the storm")), is_headline(Line(text="It rained."))
    (True, False)
    """
    return line.heading or (len(line.text) <= MAX_HEADLINE_CHARS and _may_head(line.text))


@remembered(4_096)
def _may_head(words: str) -> bool:
    return said(words) <= MAX_HEADLINE_CHARS and not _SENTENCE.search(words)


def is_prose(line: Line) -> bool:
    """Return whether a line is a paragraph."""
    return not is_headline(line) and said(line.text) >= MIN_PROSE_CHARS


def place_of_bylines(gaps: Sequence[Sequence[Line]], *, signed: bool) -> Place:
    """Return where bylines stand, given the lines before the first, between each two, and after the last.

    `signed` says that the name comes before the date, as it does below a text; that decides what nothing else does.
    """
    before, *inner, after = gaps
    full = [gap for gap in inner if len(gap) > 1]
    above = _share(full, lambda gap: is_headline(gap[0]))
    below = _share(full, lambda gap: is_headline(gap[-1]))
    if below >= MOST and above < MOST and before and after:
        return Place.BELOW_HEADLINE
    if not after or not before:
        return Place.BELOW if before else Place.ABOVE
    # Where others between bylines are told in few words, so may the last one be, and prose above the first an intro.
    brief = not signed and not all(any(map(is_prose, gap)) for gap in inner)
    ends = is_entry(after) if above >= MOST else any(map(is_prose, after)) or brief
    starts = _has_entry_below_header(before) if above >= MOST else is_prose(before[-1])
    if ends == starts:
        silent = not any(map(is_prose, after)) and any(map(is_prose, before)) and not brief
        return Place.BELOW if signed or silent else Place.ABOVE
    return Place.BELOW if starts else Place.ABOVE


def is_entry(lines: Sequence[Line]) -> bool:
    """Return whether lines begin as an entry does, with a headline and a text below it."""
    return len(lines) > 1 and is_headline(lines[0]) and is_prose(lines[1])


def _has_entry_below_header(lines: Sequence[Line]) -> bool:
    """Return whether an entry stands below other prose: paragraph, headline, paragraph."""
    prose = False
    for upper, lower in pairwise(lines):
        prose |= is_prose(upper)
        if prose and is_headline(upper) and not is_headline(lower):
            return True
    return False


def manner_of(gaps: Sequence[Sequence[Line]], place: Place, before: Manner | None) -> Manner:
    """Return how a page sets its entries whose bylines stand at a place, and set them `before`."""
    _, *inner, last = gaps
    if place is Place.BELOW_HEADLINE:
        return Manner(place=place)
    entries = inner if place is Place.BELOW else [*inner, last]
    share = _share([gap for gap in entries if gap], lambda gap: is_headline(gap[0]))
    return Manner(place=place, led=goes_on(share, before=before.led if before else None))


def segments_of(gaps: Sequence[Sequence[Line]], manner: Manner) -> list[Segment]:
    """Return the entries, in page order, that lie between bylines, set as the page does."""
    before, *inner, last = gaps
    if manner.place is Place.BELOW:
        return [_headed(gap, headed=manner.led) for gap in (before, *inner)]
    if manner.place is Place.ABOVE:
        return [_headed(gap, headed=manner.led) for gap in [*inner, last]]
    headlines = [gap[-1] if gap and is_headline(gap[-1]) else None for gap in (before, *inner)]
    bodies = [gap[:-1] if headline else gap for gap, headline in zip(inner, headlines[1:], strict=True)]
    return [
        Segment(headline=headline, body=tuple(body)) for headline, body in zip(headlines, [*bodies, last], strict=True)
    ]


def _headed(gap: Sequence[Line], *, headed: bool) -> Segment:
    if not gap or not is_headline(gap[0]) or not (headed or gap[0].heading):
        return Segment(headline=None, body=tuple(gap))
    headline, *body = gap
    # A video's title repeats the headline in other words.
    while body and is_headline(body[0]) and alike(headline.text, body[0].text):
        body = body[1:]
    return Segment(headline=headline, body=tuple(body))


def _last_entry(lines: Sequence[Line], usual: int, *, headed: bool, marked: bool) -> Sequence[Line]:
    """Return the entry at the end of `lines`, without the page's header before it.

    Where the others' headlines are `marked` as such, its own is: the last row of a list is as short as a headline.
    """
    if not headed:
        titled = len(lines) > 1 and is_headline(lines[0])
        return lines[max(titled, len(lines) - max(1, usual)) :]
    opens = is_headline if not marked or not any(line.heading for line in lines) else attrgetter("heading")
    start = next((at for at in range(len(lines) - 1, -1, -1) if opens(lines[at])), 0)
    while start and is_headline(lines[start - 1]) and alike(lines[start].text, lines[start - 1].text):
        start -= 1
    return lines[start:]


def begun(gaps: Sequence[Sequence[Line]], manner: Manner, head: str) -> tuple[list[list[Line]], str]:
    """Return `gaps` without the page's header above the first entry, and what is known of the header from now on.

    Where the first entry begins is guessed at first: at its headline, or by the length of the others. Once another one
    stands above it, it shows how many of the lines had been the header's:

        5x2x3f0a77c2    five lines above the first byline, two of them are taken for the header's, and the last of them
        h2x9b3e0d41     how many lines the header has, and the last of them: a live blog that ends may be titled anew
    """
    first, *inner, after = gaps
    marked = all(gap[0].heading for gap in inner if gap)
    entry = _last_entry(first, round(sum(map(len, inner)) / len(inner)), headed=manner.led, marked=marked)
    guess, last = len(first) - len(entry), line_digest(first[-1].text) if first else ""
    if head.startswith("h"):
        many, title = head[1:].split("x")
        below = (at for at in range(len(first), 0, -1) if line_digest(first[at - 1].text) == title)
        return [list(first[next(below, min(int(many), max(0, len(first) - 1))) :]), *map(list, [*inner, after])], head
    count, start, was_last = head.split("x") if head else ("", "", "")
    if (count, was_last) == (str(len(first)), last):
        return [list(first[int(start) :]), *map(list, [*inner, after])], head
    whole = next((gap for gap in inner if gap and line_digest(gap[-1].text) == was_last), None)
    header = int(count) - len(whole) if whole else -1
    if not 0 <= header <= len(first):
        return [list(entry), *map(list, [*inner, after])], f"{len(first)}x{guess}x{last}"
    known = f"h{header}x{line_digest(first[header - 1].text) if header else ''}"
    return [list(first[header:]), *map(list, [*inner, after])], known


def ended(
    gaps: Sequence[Sequence[Line]], before: Manner | None, *, inlined: bool = False
) -> tuple[list[list[Line]], str]:
    """Return `gaps` without the page's footer below the last entry, and a digest of its first line, "" if it has none.

    The entry ends where it ended `before`. At first a headline below prose ends it, unless other entries have
    subheadings too; where entries begin beside their clocks any heading does, unless others have headings (Forbes).
    """
    first, *inner, last = gaps
    known = before.end if before else None
    at = (
        len(last)
        if known == ""
        else next((at for at, line in enumerate(last) if line_digest(line.text) == known), None)
    )
    if at is None:
        at = _end_of_last(last, inner)
        if inlined and not any(line.heading for gap in inner for line in gap):
            at = next((place for place, line in enumerate(last[:at]) if line.heading), at)
    found = line_digest(last[at].text) if at < len(last) else ""
    return [*map(list, [first, *inner, last[:at]])], found if known is None else known


def _end_of_last(lines: Sequence[Line], others: Sequence[Sequence[Line]]) -> int:
    """Return where the page's footer begins: at a heading of something that stands in no other entry."""
    marked = _share(others, lambda gap: any(line.heading for line in gap)) >= MOST
    subheaded = _share(others, lambda gap: _subheading(gap[:-1], marked=marked) is not None) > FEW
    at = None if subheaded else _subheading(lines, marked=marked)
    if at is None or at == len(lines) - 1 or any(line.text == lines[at].text for gap in others for line in gap):
        return len(lines)
    return at


def _subheading(lines: Sequence[Line], *, marked: bool) -> int | None:
    """Return where a headline, or one that is `marked` as such, stands below prose."""
    prose = False
    for at, line in enumerate(lines):
        if prose and (line.heading if marked else is_headline(line)):
            return at
        prose |= is_prose(line) or (marked and not line.heading)
    return None


def slots_of(gaps: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return digests of the lines that a page shows in several entries under the same words, but for headlines.

    Headlines repeat as well ("Women's World Cup", seven times in ten entries): they stand first or last.
    """
    inner = gaps[1:-1]
    headed = _share([gap for gap in inner if len(gap) > 1], lambda gap: is_headline(gap[0])) >= MOST
    shown = Counter(text for gap in gaps for text in {line.text for line in gap if is_headline(line)})
    odd = Counter(
        gap[at].text
        for gap in inner
        for at in range(len(gap))
        if shown[gap[at].text] > 1 and _is_odd_place_for_headline(gap, at, headed=headed)
    )
    return frozenset(line_digest(text) for text, times in odd.most_common(MAX_SLOTS) if times * 2 >= shown[text])


def without_slots(gaps: Sequence[Sequence[Line]], slots: frozenset[str]) -> list[list[Line]]:
    """Return `gaps` without the lines of these digests."""
    if not slots:
        return list(map(list, gaps))
    return [[line for line in gap if not is_headline(line) or line_digest(line.text) not in slots] for gap in gaps]


@remembered(4_096)
def line_digest(text: str) -> str:
    """Return a line as it is remembered: by eight signs."""
    return xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass"))[:8]


def _is_odd_place_for_headline(gap: Sequence[Line], at: int, *, headed: bool) -> bool:
    if at == 0:
        return len(gap) > 1 and is_headline(gap[1]) and not alike(gap[0].text, gap[1].text)
    return headed or at < len(gap) - 1


def alike(a: str, b: str) -> bool:
    """Return whether two lines have most of their words in common."""
    words, others = set(_WORD.findall(a.casefold())), set(_WORD.findall(b.casefold()))
    return len(words & others) >= SAME_WORDS * max(1, min(len(words), len(others)))


def _share(gaps: Sequence[Sequence[Line]], test: Callable[[Sequence[Line]], bool]) -> float:
    return sum(map(test, gaps)) / len(gaps) if gaps else 0.0
