"""Live blogs without containers: plain text, or paragraphs as siblings, parted by lines that sign and date an entry.

    lines ─▶ bylines, of one form and in one place ─▶ do they close or open? ─▶ segments ─▶ Reading

Tagesschau, Yahoo's copies of the Independent and any text dump of a live blog are such. A page whose entries have a
container each (comments, teasers, most live blogs) is left to those who read containers.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from monitor.extract.blocks.front import Front, is_live, read_front
from monitor.extract.blocks.marks import Reader, When, dated
from monitor.extract.blocks.teasers import ELSEWHERE, TEASER_CHARS, leads_elsewhere
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.fittings import is_comment_control
from monitor.extract.page.titles import page_title
from monitor.extract.prose.bylines import MAX_BYLINE_CHARS, MAYBE, Byline, Form, names_in, read_byline, rise
from monitor.extract.prose.furniture import is_furniture
from monitor.extract.prose.lines import Line, Lines, lines_of_page, lines_of_text
from monitor.extract.prose.segments import Place, Segment, is_prose, place_of_bylines, segments_of, without_repeats
from monitor.extract.readings.assemble import assemble
from monitor.extract.readings.reading import Absent, Draft, Reading
from monitor.extract.times.dates import parse_phrase, stamp_of
from monitor.extract.words.markup import Body, read_html
from monitor.extract.words.text import MAX_TEXT_CHARS, MAX_TITLE_CHARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.times.date_parts import Phrase

WEIGHT = 0.6
"""Structure that was learnt from words never outdoes structure that was declared."""

MIN_ENTRIES = 3
MIN_ENTRIES_IN_TEXT = 4
"""Paragraphs that begin with a clock are also how an article tells the course of one day."""

MAX_TRIES = 600
"""How many lines are read as bylines or days; a try takes up to 0.1 ms, a real page has 60."""

MIN_BODY_CHARS = 40
MAX_DAY_CHARS = 40
LINKED = 0.5
"""The share of a short entry's words inside links to other pages at which it is a teaser."""

HALF = 0.5
MOST = 0.6
IN_ORDER = 0.75
HALF_A_DAY_MINUTES = 720

NAMED_LEVELS = 3
"""How far up an element's names are looked at."""

_BESIDE = frozenset({"aside", "nav", "footer"})
_DISCUSSION = re.compile(r"(?:[a-z]{1,6}[-_])?comments?(?:[-_].*)?|.*disqus.*|.*discussion.*")
_DIGIT = re.compile(r"\d")
_DECLARED = b"liveBlogUpdate"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A byline, the number of its line, and the last day that a line above it names."""

    at: int
    byline: Byline
    day: Phrase | None = None


def read_flat(document: Document) -> Reading | Absent:
    """Return the live blog in a page whose entries are parted by bylines alone."""
    if document.kind is Kind.TEXT:
        page = lines_of_text(document.text)
    elif document.kind is Kind.HTML and _DECLARED in document.utf8:
        return Absent(reason="the page declares its entries")
    elif document.outline is not None:
        page = lines_of_page(document.outline)
    else:
        return Absent(reason="neither text nor a readable HTML page")
    found, days = _marks(page.lines)
    marks = _of_one_form(found)
    if len(marks) < MIN_ENTRIES:
        return Absent(reason=f"{len(found)} lines sign or date an entry; too few to part entries by")
    place: dict[int, int] = dict.fromkeys(range(len(page.lines)), 0)
    if page.blocks:
        marks, place = _siblings(page, marks)
        if len(marks) < MIN_ENTRIES:
            return Absent(reason="its lines with dates are not siblings of paragraphs")
    return _read(document, page, marks, place, days)


def _marks(lines: Sequence[Line]) -> tuple[list[_Mark], set[int]]:
    """Return the bylines, and the numbers of the lines that name a day and nothing else."""
    marks: list[_Mark] = []
    days: set[int] = set()
    day: Phrase | None = None
    tries = 0
    for at, line in enumerate(lines):
        text = line.text
        if tries >= MAX_TRIES or not _DIGIT.search(text, 0, MAX_BYLINE_CHARS):
            continue
        byline = None
        if MAYBE.search(text):
            tries += 1
            byline = read_byline(text)
        if byline is not None:
            marks.append(_Mark(at=at, byline=byline, day=day))
        elif len(text) <= MAX_DAY_CHARS:
            tries += 1
            phrase = parse_phrase(text)
            if phrase is not None and phrase.dated and phrase.clock is None:
                days.add(at)
                day = phrase
    return marks, days


def _of_one_form(marks: Sequence[_Mark]) -> list[_Mark]:
    """Return the bylines that are written as most are; those that lack only the name belong to them."""
    forms = Counter(mark.byline.form for mark in marks)
    if not forms:
        return []
    usual, _ = forms.most_common(1)[0]
    if usual is Form.BEFORE_TEXT:
        # "12:01 Council Meets" among "12:05 The council met" is a headline too.
        return [
            replace(mark, byline=replace(mark.byline, form=usual, authors=()))
            for mark in marks
            if mark.byline.form in {Form.BEFORE_TEXT, Form.BEFORE_A_NAME}
        ]
    named = max((Form.AFTER_A_NAME, Form.BEFORE_A_NAME), key=lambda form: forms[form])
    kept = [mark for mark in marks if mark.byline.form in {usual, named, Form.ALONE}]
    # "Published 7 November 12:01" in the header is dated in its own way, and may have a sister: "Updated …".
    usual_shape, _ = Counter(map(_shape, kept)).most_common(1)[0]
    while kept and (_shape(kept[0]) != usual_shape or (usual is not Form.ALONE and kept[0].byline.form is Form.ALONE)):
        kept.pop(0)
    return [mark for at, mark in enumerate(kept) if not at or mark.at > kept[at - 1].at + 1]


def _shape(mark: _Mark) -> tuple[bool, bool]:
    return mark.byline.phrase.bare, mark.byline.phrase.zone is not None


def _siblings(page: Lines, marks: Sequence[_Mark]) -> tuple[list[_Mark], dict[int, int]]:
    """Return the bylines that stand beside each other in one element, and for each line in it, its child there.

    Nothing is returned if these children hold the paragraphs as well: then they are containers, be it of entries, of
    comments or of teasers.
    """
    children: defaultdict[int, dict[int, _Mark]] = defaultdict(dict)
    for mark in marks:
        own = page.lines[mark.at].block
        below = -1 - mark.at  # text right in the element, between <br>, is a child of its own
        for block in page.ancestors(own):
            children[block].setdefault(below, mark)
            below = block
    around = max(children, key=lambda block: (len(children[block]), block))
    place: dict[int, int] = {}
    for at, line in enumerate(page.lines):
        below = -1 - at
        for block in page.ancestors(line.block):
            if block == around:
                place[at] = below
                break
            below = block
    if _is_discussion(page, around) or _is_beside(page, around):
        return [], {}
    kept = sorted(children[around].values(), key=lambda mark: mark.at)
    at_bylines = {mark.at for mark in kept}
    homes = {place[mark.at] for mark in kept}
    # A paragraph whose headline ends in <br> ("+++ 12:42 Strike ends +++") is an entry, and no container of one.
    containers = {home for home in homes if home < 0 or page.blocks[home].part.tag != "p"}
    crowded = {
        home for at, home in place.items() if home in containers and at not in at_bylines and is_prose(page.lines[at])
    }
    return ([], {}) if len(crowded) >= HALF * len(kept) else (kept, place)


def _is_discussion(page: Lines, block: int) -> bool:
    """Return whether an element or one around it is named as a place for readers' comments."""
    for at in page.ancestors(block):
        place = page.blocks[at].part
        named = f"{place.get('id')} {place.get('class')}" if at else ""  # WordPress has <body class="comments-open">
        if any(map(_DISCUSSION.fullmatch, named.lower().split())):
            return True
    return False


def _is_beside(page: Lines, block: int) -> bool:
    """Return whether an element stands beside what the page is about, or is a list of something else by its name."""
    around = [page.blocks[at].part for at in page.ancestors(block)]
    named = (f"{part.get('class')} {part.get('id')}" for part in around[:NAMED_LEVELS] if part.tag != "body")
    return any(part.tag in _BESIDE for part in around) or any(map(ELSEWHERE.search, named))


def _other(
    page: Lines, marks: Sequence[_Mark], segments: Sequence[Segment], place: dict[int, int], document: Document
) -> str | None:
    """Return what the lines of a page are instead of entries, if they are."""
    if _are_teasers(page, segments, place, document):
        return "its lines with dates lead to pages of their own"
    called = is_live(f"{page_title(document) or ''} {document.url} {document.canonical or ''}")
    rising = "its clocks tell the course of a day, on a page that is not called live"
    return rising if not called and rise([mark.byline for mark in marks]) else None


def _are_teasers(page: Lines, segments: Sequence[Segment], place: dict[int, int], document: Document) -> bool:
    """Return whether most entries are short, and no more than a link to a page of their own."""
    leading = 0
    for segment in segments:
        lines = [line for line in (segment.headline, *segment.body) if line]
        said = sum(len(line.text) for line in lines)
        units = {place.get(line.at, -1) for line in lines} - {-1}
        inside = chain.from_iterable(page.blocks[unit].part.inside() for unit in units if unit >= 0)
        links = (part for part in inside if part.tag == "a" and "href" in part.attributes)
        elsewhere = (part.size for part in links if leads_elsewhere(part, document))
        leading += said <= TEASER_CHARS and sum(elsewhere) > LINKED * said
    return leading > HALF * len(segments)


def _read(
    document: Document, page: Lines, marks: Sequence[_Mark], place: dict[int, int], days: set[int]
) -> Reading | Absent:
    raw = _gaps(page.lines, marks, sorted(place), days)
    if sum(any(is_comment_control(line.text) for line in gap) for gap in raw) >= HALF * len(marks):
        return Absent(reason="its lines with dates sign readers' comments")
    gaps = [[line for line in gap if line.text and not is_furniture(line.text)] for gap in raw]
    signatures = _signatures(gaps, marks)
    gaps = without_repeats(gaps)
    forms = Counter(mark.byline.form for mark in marks)
    if forms[Form.BEFORE_TEXT]:
        if len(marks) < MIN_ENTRIES_IN_TEXT:
            return Absent(reason=f"{len(marks)} paragraphs begin with a clock; too few to tell from an article")
        segments = [_inline(mark, segment) for mark, segment in zip(marks, segments_of(gaps, Place.ABOVE), strict=True)]
    else:
        where = place_of_bylines(gaps, signed=forms[Form.AFTER_A_NAME] > 0)
        segments = segments_of(gaps, where)
    if sum(sum(len(line.text) for line in segment.body) >= MIN_BODY_CHARS for segment in segments) < HALF * len(marks):
        return Absent(reason="few of its lines with dates have a text")
    if page.blocks and (other := _other(page, marks, segments, place, document)):
        return Absent(reason=other)
    if not _in_order(marks):
        return Absent(reason="its lines with dates are in no order")
    reader = Reader(now=document.now, zone=document.zone)
    front = read_front(document, reader)
    whens = _whens(marks, reader, front)
    bodies = [Body(text=_text(segment)) for segment in segments]
    if page.blocks:
        bodies = _marked_up(page, marks, segments, place, document.base)
    drafts = [
        _draft(segment, when, body, names)
        for segment, when, body, names in zip(segments, whens, bodies, signatures, strict=True)
    ]
    return assemble(front.cover, drafts, page_url=document.url, zone=document.zone, weight=WEIGHT)


def _gaps(lines: Sequence[Line], marks: Sequence[_Mark], inside: Sequence[int], days: set[int]) -> list[list[Line]]:
    """Return the lines before the first byline, between each two, and after the last."""
    bylines = {mark.at for mark in marks}
    gaps: list[list[Line]] = [[]]
    for at in inside:
        if at in bylines:
            gaps.append([])
        elif at not in days:
            gaps[-1].append(lines[at])
    return gaps


def _signatures(gaps: list[list[Line]], marks: Sequence[_Mark]) -> list[tuple[str, ...]]:
    """Return the authors of each entry; names on a line of their own beside the date are taken out of `gaps`."""
    named = [mark.byline.authors for mark in marks]
    if any(named):
        return named
    for before in (True, False):
        beside = [gap[-1 if before else 0] if gap else None for gap in (gaps[:-1] if before else gaps[1:])]
        names = [names_in(line.text) if line and not line.heading else () for line in beside]
        distinct = len(set(names) - {()})
        if sum(map(bool, names)) >= MOST * len(marks) and distinct <= HALF * len(marks) + 1:
            for gap, name in zip(gaps[:-1] if before else gaps[1:], names, strict=True):
                if name:
                    gap.pop(-1 if before else 0)
            return names
    return named


def _inline(mark: _Mark, segment: Segment) -> Segment:
    """Return an entry whose first line stands beside its clock: a headline if paragraphs follow, else its text."""
    first = Line(text=mark.byline.rest, at=mark.at)
    body = (segment.headline, *segment.body) if segment.headline else segment.body
    if body and len(first.text) <= MAX_TITLE_CHARS and not is_prose(first):
        return Segment(headline=first, body=body)
    return Segment(headline=None, body=(first, *body))


def _in_order(marks: Sequence[_Mark]) -> bool:
    """Return whether the clocks run in one direction, but for midnights."""
    clocks = [mark.byline.phrase.clock for mark in marks]
    minutes = [clock.hour * 60 + clock.minute for clock in clocks if clock]
    steps = [step for a, b in pairwise(minutes) if (step := b - a) and abs(step) <= HALF_A_DAY_MINUTES]
    return not steps or max(sum(step > 0 for step in steps), sum(step < 0 for step in steps)) >= IN_ORDER * len(steps)


def _whens(marks: Sequence[_Mark], reader: Reader, front: Front) -> list[When]:
    """Return when each entry was published, as far as the page tells its day."""
    headings = {mark.day for mark in marks}
    first, last = front.first_day, front.last_day
    if len(headings) == 1 and (day := marks[0].day) and (stamp := stamp_of(day, now=reader.now, zone=reader.zone)):
        last = stamp.at.astimezone(reader.zone or UTC).date()
    whens: list[When] = []
    for mark in marks:
        phrase = mark.byline.phrase
        if phrase.bare and mark.day and len(headings) > 1:
            phrase = replace(phrase, year=mark.day.year, month=mark.day.month, day=mark.day.day)
        if phrase.bare:
            whens.append(When(clock=phrase))
            continue
        stamp = stamp_of(phrase, now=reader.now, zone=reader.zone)
        whens.append(When(published=stamp if stamp and not stamp.coarse else None))
    return dated(whens, reader, first=first, last=last)


def _text(segment: Segment) -> str:
    return "\n".join(line.text for line in segment.body)[:MAX_TEXT_CHARS]


def _marked_up(
    page: Lines, marks: Sequence[_Mark], segments: Sequence[Segment], place: dict[int, int], base: str
) -> list[Body]:
    """Return the words of each entry, and the elements that hold them or the pictures among them."""
    bodies: list[Body] = []
    starts = [
        min([mark.at, *(line.at for line in (segment.headline, *segment.body) if line)])
        for mark, segment in zip(marks, segments, strict=True)
    ]
    ends = [*starts[1:], max([marks[-1].at, *(line.at for line in segments[-1].body)]) + 1]
    for segment, start, end in zip(segments, starts, ends, strict=True):
        wanted = {line.at for line in segment.body} | {at for at in range(start, end) if not page.lines[at].text}
        units = dict.fromkeys(place[at] for at in sorted(wanted) if place.get(at, -1) >= 0)
        markup = read_html("".join(page.blocks[unit].part.node.html or "" for unit in units), base)
        bodies.append(replace(markup, text=_text(segment)))
    return bodies


def _draft(segment: Segment, when: When, body: Body, names: tuple[str, ...]) -> Draft:
    return Draft(
        title=segment.headline.text[:MAX_TITLE_CHARS] if segment.headline else None,
        text=body.text,
        html=body.html,
        authors=names,
        published=when.published.at if when.published else None,
        links=body.links,
        images=body.images,
        assumed=bool(when.published and when.published.assumed),
    )
