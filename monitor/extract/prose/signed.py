"""The lines of a page that sign and date an entry, told from lines that only have a date in them.

lines ─▶ bylines and days ─▶ those of the usual form ─▶ those beside each other in one element
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from monitor.extract.page.fittings import ELSEWHERE, MAIN, OTHER_LISTS, WIDGET
from monitor.extract.prose.bylines import MAX_BYLINE_CHARS, MAYBE, Byline, Form, byline_behind, read_byline
from monitor.extract.prose.segments import is_entry, is_prose
from monitor.extract.times.calendar_words import WEEKDAYS
from monitor.extract.times.date_parts import Phrase
from monitor.extract.times.dates import parse_phrase
from monitor.extract.times.far_dates import is_far
from monitor.extract.words.text import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import time

    from monitor.extract.prose.lines import Line, Lines

MAX_TRIES = 600
"""How many lines are read as bylines or days; a try takes up to 0.1 ms, a real page has 60."""

MAX_DAY_CHARS = 40
HALF = 0.5
A_DAY_MINUTES = 1_440

NAMED_LEVELS = 3
"""How far up an element's names are looked at."""

MAX_WEEKDAY_CHARS = 16
_DOTTED = re.compile(r"(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?P<text>(?:\s?[|:–—\])-])?\s.*)?\Z", re.DOTALL)
"""A clock as Dutch, Finns and Germans write it, which may be a price or a share too."""

_AROUND = "+[( "
_DOTTED_BEHIND = re.compile(r"(?P<name>[^\d:.]{3,60}?)[\s,|·–—-]+(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)")
"""Such a clock behind a name: "Aino Laine 14.20"."""

_OPENING_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\b")

_NUMBER = re.compile(r"\A\d{1,3}[.)] (?=\S)")

PLUS = "+++"
"""What parts the entries of a live blog that shows no times, and stands around times elsewhere (Deutschlandfunk)."""

_LISTS = frozenset({"ul", "ol", "dl", "tbody", "table", "details"})
_DATED_BEHIND = re.compile(
    r"[)\]）]\Z|(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bis )(?<!\bare )\b(?:published|posted) at \d", re.IGNORECASE
)
"""What a line has that says something and tells its time behind it."""

_BESIDE = frozenset({"aside", "nav", "footer"})
_DISCUSSION = re.compile(r"(?:[a-z]{1,6}[-_])?comments?(?:[-_].*)?|.*disqus.*|.*discussion.*")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A byline, the number of its line, and the last day that a line above it names."""

    at: int
    byline: Byline
    day: Phrase | None = None


def find_marks(lines: Sequence[Line], *, live: bool, month_first: bool) -> tuple[list[Mark], set[int]]:
    """Return the bylines, and the numbers of the lines that name a day or a revision and nothing else.

    On a page that is called `live` "21.30" before a text is a clock, elsewhere only where nothing stands beside it.
    """
    marks: list[Mark] = []
    ended: list[Mark] = []
    days: set[int] = set()
    doubtful: set[int] = set()
    day: Phrase | None = None
    tries = 0
    for at, line in enumerate(lines):
        text = line.text
        if len(text) <= MAX_WEEKDAY_CHARS and folded(text.strip(" :")) in WEEKDAYS:
            days.add(at)
        plus = live and text.startswith(PLUS)
        if tries >= MAX_TRIES or not (plus or _DIGIT.search(text, 0, MAX_BYLINE_CHARS)):
            continue
        timely = MAYBE.search(text) is not None or is_far(text[:MAX_DAY_CHARS])
        tries += timely
        byline, doubted = _byline_of(line, live=live, month_first=month_first) if timely else (None, False)
        doubtful.update((at,) if doubted else ())
        if byline is None and plus and len(text) > MAX_DAY_CHARS:
            byline = Byline(form=Form.BEFORE_TEXT, phrase=Phrase(), rest=text.strip(" +"))
        if byline is not None and marks and _says_again(byline, at, marks[-1]):
            days.add(at)
        elif byline is not None:
            marks.append(Mark(at=at, byline=byline, day=day))
        elif (
            live and timely and _DATED_BEHIND.search(text) and (byline := byline_behind(text, month_first=month_first))
        ):
            ended.append(Mark(at=at, byline=byline, day=day))
        elif len(text) <= MAX_DAY_CHARS:
            tries += 1
            phrase = parse_phrase(text, month_first=month_first)
            if phrase is not None and (phrase.ago is not None or (phrase.dated and phrase.clock is None)):
                days.add(at)
                day = phrase if phrase.dated else day
    # "The bay is shut (14:20)": where most lines with a clock end so, these are not what somebody says in between.
    doubtful |= _zoneless(marks)
    marks = ended if len(ended) > len(marks) else _without_prices(marks, doubtful)
    revised = _revised(marks)
    return [mark for mark in marks if mark.at not in revised], days | revised


def _says_again(byline: Byline, at: int, above: Mark) -> bool:
    """Return whether a line says alone what the headline right above it ends with: when it was published (the BBC)."""
    return byline.form is Form.ALONE and at == above.at + 1 and byline.phrase == above.byline.phrase


def _revised(marks: Sequence[Mark]) -> set[int]:
    """Return the numbers of the lines that end entries which others have dated: "Updated at 1.59pm" (the Guardian).

    Where most bylines are such, they date the entries.
    """
    revised = {mark.at for mark in marks if mark.byline.revised}
    return set() if 2 * len(revised) > len(marks) else revised


def _byline_of(line: Line, *, live: bool, month_first: bool) -> tuple[Byline | None, bool]:
    """Return the byline that a line is, if it is one, and whether what it takes for a clock may be another number."""
    byline = read_byline(line.text, month_first=month_first) or _numbered(line.text, month_first=month_first)
    if byline is not None:
        return byline, False
    if live and line.heading:
        byline = byline_behind(line.text, month_first=month_first)
    dotted = _DOTTED.match(line.text.lstrip(_AROUND))
    if dotted:
        return byline or _with_a_dot(dotted, live=live), True
    signed = _DOTTED_BEHIND.fullmatch(line.text) if live and byline is None else None
    if signed and (named := read_byline("{name} {hour}:{minute}".format(**signed.groupdict()))) and named.authors:
        return named, True
    return byline, False


def _numbered(line: str, *, month_first: bool) -> Byline | None:
    """Return the byline that stands in an item of a numbered list, as a text shows it: "1. Posted at 14:20"."""
    told = _NUMBER.sub("", line, count=1)
    return read_byline(told, month_first=month_first) if told != line else None


def _with_a_dot(dotted: re.Match[str], *, live: bool) -> Byline | None:
    """Return the byline that begins with a dotted clock: before words on pages that call themselves live."""
    hour, minute, text = dotted.group("hour", "minute", "text")
    return read_byline(f"{hour}:{minute}{text or ''}") if live or not text else None


def _zoneless(marks: Sequence[Mark]) -> set[int]:
    """Return the numbers of the lines with a clock that names no zone, as most do: a video's length (the Guardian)."""
    zoneless = {mark.at for mark in marks if mark.byline.phrase.zone is None and mark.byline.phrase.bare}
    return zoneless if len(zoneless) < HALF * len(marks) else set()


def _without_prices(marks: Sequence[Mark], doubtful: AbstractSet[int]) -> list[Mark]:
    """Return the bylines without those that may be no times and lie between none: "2.54 million" below 14:20."""
    if len(doubtful) >= HALF * len(marks):
        return list(marks)
    sure = [mark for mark in marks if mark.at not in doubtful]
    places = [mark.at for mark in sure]
    return [mark for mark in marks if mark.at not in doubtful or _fits(mark, sure, bisect(places, mark.at))]


def _fits(mark: Mark, sure: Sequence[Mark], place: int) -> bool:
    """Return whether a mark lies between those that are `sure`, before and at a `place` among them."""
    if not 0 < place < len(sure):
        return True
    above, clock, below = (one.byline.phrase.clock for one in (sure[place - 1], mark, sure[place]))
    return above is None or clock is None or below is None or _is_between(above, clock, below)


def _is_between(above: time, clock: time, below: time) -> bool:
    """Return whether a clock lies between two others, be a midnight among them."""
    at, *others = (clock.hour * 60 + clock.minute for clock in (clock, above, below))
    first, last = sorted((at - other) % A_DAY_MINUTES for other in others)
    return first == 0 or first + A_DAY_MINUTES - last <= A_DAY_MINUTES / 2


def of_one_form(marks: Sequence[Mark], page: Lines) -> list[Mark]:
    """Return the bylines that are written as most are; those that lack only the name belong to them."""
    forms = Counter(mark.byline.form for mark in marks)
    if not forms:
        return []
    usual, _ = forms.most_common(1)[0]
    if usual is Form.BEFORE_TEXT:
        # "12:01 Council Meets" among "12:05 The council met" is a headline too.
        untitled = _untitled(marks, page)
        return [
            replace(mark, byline=replace(mark.byline, form=usual, authors=()))
            for mark in marks
            if mark.byline.form in {Form.BEFORE_TEXT, Form.BEFORE_A_NAME} or mark.at in untitled
        ]
    named = max((Form.AFTER_A_NAME, Form.BEFORE_A_NAME), key=lambda form: forms[form])
    kept = [mark for mark in marks if mark.byline.form in {usual, named, Form.ALONE}]
    # "Published 7 November 12:01" in the header is dated in its own way, and may have a sister: "Updated …".
    usual_shape, _ = Counter(map(_shape, kept)).most_common(1)[0]
    while kept and (_shape(kept[0]) != usual_shape or (usual is not Form.ALONE and kept[0].byline.form is Form.ALONE)):
        if _dates_its_day(kept, page):
            break
        kept.pop(0)
    return [mark for at, mark in enumerate(kept) if not at or mark.at > kept[at - 1].at + 1]


def _untitled(marks: Sequence[Mark], page: Lines) -> set[int]:
    """Return the numbers of the headings that are a clock and have their text below, where headings begin with clocks.

    Such an entry has no headline. A clock above another clock heads the entries of an hour.
    """
    headings = [mark for mark in marks if page.lines[mark.at].heading]
    if sum(mark.byline.form is Form.BEFORE_TEXT for mark in headings) <= HALF * len(marks):
        return set()
    alone = {mark.at for mark in headings if mark.byline.form is Form.ALONE} - {mark.at - 1 for mark in marks}
    return {at for at in alone if any(map(is_prose, page.lines[at + 1 : at + 2]))}


def _dates_its_day(marks: Sequence[Mark], page: Lines) -> bool:
    """Return whether the first byline is that of an entry, with the day behind its clock; the next have only clocks.

    RFE/RL writes "19:21 26.5.2024" over the first of a day, "18:08" over the others. A page's own date stands above its
    headline, or above what introduces it: behind this one stand a headline and a text, as behind the next.
    """
    first, *others = marks
    if len(others) <= 1 or not all(_OPENING_CLOCK.match(page.lines[mark.at].text) for mark in marks[:2]):
        return False
    above = page.lines[: first.at]
    tags = (page.blocks[line.block].part.tag for line in above if line.block is not None)
    below = (page.lines[one.at + 1 : other.at] for one, other in pairwise(marks[:3]))
    return (any(map(is_prose, above)) or "h1" in tags) and all(map(is_entry, below))


def _shape(mark: Mark) -> tuple[bool, bool]:
    return mark.byline.phrase.bare, mark.byline.phrase.zone is not None


def beside_each_other(page: Lines, marks: Sequence[Mark]) -> tuple[list[Mark], dict[int, int]]:
    """Return the bylines that stand beside each other in one element, and for each line in it, its child there.

    Nothing is returned if these children hold the paragraphs as well: then they are containers, be it of entries, of
    comments or of teasers.
    """
    children: defaultdict[int, dict[int, Mark]] = defaultdict(dict)
    for mark in marks:
        own = page.lines[mark.at].block
        below = -1 - mark.at  # text right in the element, between <br>, is a child of its own
        for block in page.ancestors(own):
            if below in children[block]:
                break  # what is around both is known: of bylines that stand deep, each would climb all the way
            children[block][below] = mark
            below = block
    ranked = sorted(children, key=lambda block: (len(children[block]), block), reverse=True)
    many = (block for block in ranked if len(children[block]) >= HALF * len(children[ranked[0]]))
    known: dict[int, bool] = {}
    around = next(
        (block for block in many if not _is_discussion(page, block, known) and not _is_beside(page, block)), None
    )
    if around is None:
        return [], {}
    lists = _lists_like(page, around, children, known)
    place = _homes_in(page, lists)
    kept = sorted(chain.from_iterable(children[block].values() for block in lists), key=lambda mark: mark.at)
    at_bylines = {mark.at for mark in kept}
    homes = {place[mark.at] for mark in kept}
    # A paragraph whose headline ends in <br> ("+++ 12:42 Strike ends +++") is an entry, and no container of one; so is
    # any element that holds nothing but words and <br>, or nothing but one such paragraph.
    inner: defaultdict[int, set[int | None]] = defaultdict(set)
    for at, home in place.items():
        inner[home].add(page.lines[at].block)
    divided = {home for home, blocks in inner.items() if blocks != {home} and not _is_one_paragraph(page, blocks)}
    containers = {home for home in homes if home < 0 or (home in divided and page.blocks[home].part.tag != "p")}
    crowded = {
        home for at, home in place.items() if home in containers and at not in at_bylines and is_prose(page.lines[at])
    }
    return ([], {}) if len(crowded) >= HALF * len(kept) else (kept, place)


def _is_one_paragraph(page: Lines, blocks: AbstractSet[int | None]) -> bool:
    return len(blocks) == 1 and all(block is not None and page.blocks[block].part.tag == "p" for block in blocks)


def _lists_like(page: Lines, around: int, children: Collection[int], known: dict[int, bool]) -> set[int]:
    """Return the element around bylines, and if it is a list, those of other days or hours, right beside or nested.

    What is no list has a class that the others have, too.
    """
    block = page.blocks[around]
    named = block.part.get("class") if block.part.tag not in _LISTS else ""
    if block.part.tag not in _LISTS and not named:
        return {around}
    holders = [block.parent, page.blocks[block.parent].parent if block.parent is not None else None]
    above = [block.part.tag, *(page.blocks[at].part.tag for at in holders[:1] if at is not None)]

    def is_like(at: int) -> bool:
        other = page.blocks[at]
        if other.part.tag != above[0] or other.parent is None or (named and other.part.get("class") != named):
            return False
        nested = holders[1] is not None and page.blocks[other.parent].parent == holders[1]
        placed = other.parent == holders[0] or (nested and page.blocks[other.parent].part.tag == above[1])
        return placed and not _is_discussion(page, at, known) and not _is_beside(page, at)

    return {around, *filter(is_like, children)}


def _homes_in(page: Lines, lists: AbstractSet[int]) -> dict[int, int]:
    """Return for each line in one of some elements which child of it holds the line, itself if it stands right there.

    Of nested ones the innermost counts.
    """
    home_of: dict[int | None, int] = {}
    for at, block in enumerate(page.blocks):  # one that holds another comes before it
        if block.parent in lists:
            home_of[at] = at
        elif block.parent in home_of:
            home_of[at] = home_of[block.parent]
    place: dict[int, int] = {}
    for at, line in enumerate(page.lines):
        if line.block in lists:
            place[at] = -1 - at
        elif line.block in home_of:
            place[at] = home_of[line.block]
    return place


def outside_discussions(page: Lines, marks: Sequence[Mark]) -> list[Mark]:
    """Return bylines without those of readers' comments, which may be more than the entries and of another form."""
    known: dict[int, bool] = {}
    blocks = ((mark, page.lines[mark.at].block) for mark in marks)
    return [mark for mark, block in blocks if block is None or not _is_discussion(page, block, known)]


def _is_discussion(page: Lines, block: int, known: dict[int, bool]) -> bool:
    """Return whether an element or one around it is named as a place for readers' comments; `known` is what was asked.

    Of elements that stand deep in one another each would climb all the way.
    """
    climbed: list[int] = []
    found = False
    for at in page.ancestors(block):
        climbed.append(at)
        place = page.blocks[at].part
        named = f"{place.get('id')} {place.get('class')}" if at else ""  # WordPress has <body class="comments-open">
        found = known[at] if at in known else any(map(_DISCUSSION.fullmatch, named.lower().split()))
        if found or at in known:
            break
    known.update(dict.fromkeys(climbed, found))
    return found


def _is_beside(page: Lines, block: int) -> bool:
    """Return whether an element stands beside what the page is about, or is a list of something else by its name."""
    around = [page.blocks[at].part for at in page.ancestors(block)]
    named = [f"{part.get('class')} {part.get('id')}" for part in around[:NAMED_LEVELS] if part.tag != "body"]
    main = around[0].size > MAIN * around[0].outline.sizes[-1]
    beside, called = (_BESIDE - {"aside"}, (OTHER_LISTS,)) if main else (_BESIDE, (ELSEWHERE, WIDGET))
    return any(part.tag in beside for part in around) or any(name.search(words) for name in called for words in named)
