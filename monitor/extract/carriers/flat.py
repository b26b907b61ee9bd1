"""Live blogs without containers: plain text, or paragraphs as siblings, parted by lines that sign and date an entry.

    lines ─▶ bylines, of one form and in one place ─▶ do they close or open? ─▶ segments ─▶ Reading

Tagesschau, Yahoo's copies of the Independent and any text dump of a live blog are such. A page whose entries have a
container each (comments, teasers, most live blogs) is left to those who read containers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import chain, compress, islice, pairwise
from typing import TYPE_CHECKING

from msgspec import structs

from monitor.extract.blocks.days import Above, dated_by_page, day_above, day_named, days_named, time_told, untold
from monitor.extract.blocks.front import Front, grew_with, is_called_live, led_on, read_front
from monitor.extract.blocks.marks import reader_of
from monitor.extract.blocks.portraits import is_given
from monitor.extract.blocks.signatures import without_by
from monitor.extract.blocks.teasers import TEASER_CHARS, are_apart, are_of_readers, is_for_others, leads_elsewhere
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.kinds import HEADING_TAGS
from monitor.extract.prose.beyond import are_other_stories, lines_of_entries
from monitor.extract.prose.bodies import marked_up, spans_of, text_of
from monitor.extract.prose.bylines import Form, names_in, rise
from monitor.extract.prose.gaps import gaps_between, once_dated, parted, without_fittings, without_other_stories
from monitor.extract.prose.lines import Line, Lines, lines_of_page, lines_of_text
from monitor.extract.prose.segments import Place, Segment, is_headline, parse_manner, slots_of, without_slots
from monitor.extract.prose.signed import HALF, Mark, beside_each_other, find_marks, of_one_form, outside_discussions
from monitor.extract.readings.assemble import assemble
from monitor.extract.readings.reading import Absent, Cover, Draft, Reading
from monitor.extract.tables.labels import is_comment_control
from monitor.extract.times.dates import stamp_of
from monitor.extract.times.reader import When
from monitor.extract.words.markup import Body
from monitor.extract.words.text import (
    MANY_ROWS,
    MAX_TITLE_CHARS,
    SAID,
    are_of_a_form,
    is_sentence,
    one_line,
    said,
    without_digits,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.page.outline import Part
    from monitor.extract.times.reader import Reader


WEIGHT = 0.6
"""Structure that was learnt from words never outdoes structure that was declared."""

MIN_ENTRIES = 3
MIN_ENTRIES_IN_TEXT = 4
"""Paragraphs that begin with a clock are also how an article tells the course of one day."""

MIN_BODY_CHARS = 40
LINKED = 0.5
"""The share of a short entry's words inside links to other pages at which it is a teaser."""

BEING_WRITTEN = timedelta(hours=1)
"""How long ago the last entry of a chronicle was written at most that is told from an article by that alone."""

MOST = 0.6
IN_ORDER = 0.75
HALF_A_DAY_MINUTES = 720

_DECLARED = b"liveBlogUpdate"


def read_flat(document: Document) -> Reading | Absent:
    """Return the live blog in a page whose entries are parted by bylines alone."""
    before = parse_manner(document.trail)
    if document.kind is Kind.TEXT:
        page = lines_of_text(document.text, before.room if before else 0)
    elif document.kind is Kind.HTML and _DECLARED in document.utf8:
        return Absent(reason="the page declares its entries")
    elif document.outline is not None:
        page = lines_of_page(document.outline)
    else:
        return Absent(reason="neither text nor a readable HTML page")
    found, days = find_marks(page.lines, live=is_called_live(document), month_first=document.month_first_by_days)
    found = outside_discussions(page, found) or found
    marks = of_one_form(found, page)
    # A heading that is a clock heads the lines of an hour.
    days |= {mark.at for mark in found if mark.byline.form is Form.ALONE and page.lines[mark.at].heading}
    if len(marks) < MIN_ENTRIES:
        return Absent(reason=f"{len(found)} lines sign or date an entry; too few to part entries by")
    if page.blocks:
        marks, place = beside_each_other(page, marks)
    elif are_other_stories(page.lines, marks):
        return Absent(reason="its lines with dates are those of other stories")
    else:
        place = dict.fromkeys(lines_of_entries(page.lines, marks, before), 0)
        marks = [mark for mark in marks if mark.at in place]
    if len(marks) < MIN_ENTRIES:
        return Absent(reason="its lines with dates are not siblings of paragraphs")
    return _read(document, page, marks, place, days)


def _other(
    page: Lines, marks: Sequence[Mark], segments: Sequence[Segment], place: dict[int, int], document: Document
) -> str | None:
    """Return what the lines of a page are instead of entries, if they are."""
    if _are_teasers(page, segments, place, document):
        return "its lines with dates lead to pages of their own"
    if is_for_others(document):
        return "its address is a forum's, or a programme's"
    told = [{line.text for line in segment.body if is_sentence(line.text)} for segment in segments]
    headlines = [segment.headline.text if segment.headline else "" for segment in segments]
    if are_of_a_form(told[:MANY_ROWS], headlines[:MANY_ROWS]):
        return "its lines with dates are rows of a form"
    if is_called_live(document):
        return None
    signed = [page.blocks[unit].part for mark in marks if (unit := place.get(mark.at, -1)) >= 0]
    if are_of_readers(signed, document):
        return "its lines with dates sign what readers wrote"
    silent = len(set(map(without_digits, chain.from_iterable(told)))) < SAID * len(segments)
    return "its lines with dates say nothing in sentences" if silent else None


def _in_no_time(marks: Sequence[Mark], whens: Sequence[When], document: Document, reader: Reader) -> str | None:
    """Return what is wrong with when the entries were written, if anything is.

    A page that was read while it was written is read on when the day is over.
    """
    times = [when.published.at for when in whens if when.published]
    followed = document.size > 0
    if document.kind is Kind.HTML and not followed and not is_called_live(document):
        if are_apart(times) and not grew_with(times, document, reader):
            return "its lines with dates are days apart"
        being_written = times and timedelta() <= document.now - max(times) <= BEING_WRITTEN
        if not being_written and rise([mark.byline for mark in marks]):
            return "its clocks tell the course of a day, on a page that is not called live"
    return None if followed or _in_order(marks) else "its lines with dates are in no order"


def _are_teasers(page: Lines, segments: Sequence[Segment], place: dict[int, int], document: Document) -> bool:
    """Return whether most entries are short, and no more than a link to a page of their own.

    On a page that is not called live it is enough that their headlines lead there, however long they are.
    """
    leading, called = 0, is_called_live(document)
    for segment in segments:
        lines = [line for line in (segment.headline, *segment.body) if line]
        said = sum(len(line.text) for line in lines)
        units = {place.get(line.at, -1) for line in lines} - {-1}
        inside = chain.from_iterable(page.blocks[unit].part.inside() for unit in units if unit >= 0)
        links = (part for part in inside if part.tag == "a" and "href" in part.attributes)
        elsewhere = [part for part in links if leads_elsewhere(part, document)]
        headed = segment.headline is not None and any(
            part.size == len(segment.headline.text) == page.blocks[place[segment.headline.at]].part.size
            for part in elsewhere
            if place.get(segment.headline.at, -1) >= 0
        )
        short = said <= TEASER_CHARS and (headed or sum(part.size for part in elsewhere) > LINKED * said)
        led = not called and any(_is_headline(part) or _says_all_of(segment.headline, part) for part in elsewhere)
        leading += short or led
    return leading > HALF * len(segments)


def _says_all_of(headline: Line | None, link: Part) -> bool:
    """Return whether a link is the headline that stands beside a clock: "14:58 <a>…</a>" in a list of the latest."""
    return headline is not None and link.size == len(headline.text) and one_line(link.text()) == headline.text


def _is_headline(link: Part) -> bool:
    """Return whether a link is all that a heading says, in it or around it."""
    near = chain(link.inside(), islice(link.above(), 2))
    return any(part.tag in HEADING_TAGS and part.size == link.size for part in near)


def _read(
    document: Document, page: Lines, marks: Sequence[Mark], place: dict[int, int], days: set[int]
) -> Reading | Absent:
    before = parse_manner(document.trail)
    raw, end = without_other_stories(gaps_between(page.lines, marks, sorted(place), days), before)
    if sum(any(is_comment_control(line.text) for line in gap) for gap in raw) >= HALF * len(marks):
        return Absent(reason="its lines with dates sign readers' comments")
    beside = [False, *(mark.byline.form is Form.BEFORE_TEXT for mark in marks)]
    gaps = [without_fittings(gap, opened=told) for gap, told in zip(raw, beside, strict=True)]
    signatures = _signatures(gaps, marks)
    forms = Counter(mark.byline.form for mark in marks)
    slots = before.slots if before else slots_of(gaps)
    gaps = without_slots(gaps, slots)
    if forms[Form.BEFORE_TEXT] and len(marks) < MIN_ENTRIES_IN_TEXT:
        return Absent(reason=f"{len(marks)} paragraphs begin with a clock; too few to tell from an article")
    segments, manner = parted(gaps, marks, before)
    if sum(sum(said(line.text) for line in segment.body) >= MIN_BODY_CHARS for segment in segments) < HALF * len(marks):
        return Absent(reason="few of its lines with dates have a text")
    if page.blocks and (other := _other(page, marks, segments, place, document)):
        return Absent(reason=other)
    reader = reader_of(document)
    front = read_front(document, reader)
    whens, warnings = _whens(marks, reader, front, _day_above(page, marks, document, reader))
    if reason := _in_no_time(marks, whens, document, reader):
        return Absent(reason=reason)
    bodies = [Body(text=text_of(segment)) for segment in segments]
    if page.blocks:
        spans = spans_of(page, [mark.at for mark in marks], segments, place, slots)
        bodies = marked_up(page, segments, spans, place, document.base)
    drafts = [
        _draft(once_dated(segment, mark), when, body, names)
        for segment, mark, when, body, names in zip(segments, marks, whens, bodies, signatures, strict=True)
    ]
    cover = front.cover if page.blocks else Cover(title=_headed(gaps[0], manner.place))
    reading = assemble(
        cover, _without_copy(drafts), page_url=document.url, zone=document.zone, weight=WEIGHT, warnings=warnings
    )
    manner = replace(manner, slots=slots, end=manner.end or end, room=page.room)
    return structs.replace(led_on(reading, front, document), trail=str(manner))


def _headed(lines: Sequence[Line], where: Place) -> str | None:
    """Return what a plain text is called: its first line, above the first byline, where that is of no entry."""
    titled = where is not Place.BELOW and len(lines) > (where is Place.BELOW_HEADLINE) and is_headline(lines[0])
    return lines[0].text.strip("#=* ")[:MAX_TITLE_CHARS] or None if titled else None


def _signatures(gaps: list[list[Line]], marks: Sequence[Mark]) -> list[tuple[str, ...]]:
    """Return the authors of each entry; names on a line of their own beside the date are taken out of `gaps`."""
    named = [mark.byline.authors for mark in marks]
    if any(named):
        return named
    return _names_below(gaps, marks) or _names_beside(gaps) or named


def _names_below(gaps: Sequence[list[Line]], marks: Sequence[Mark]) -> list[tuple[str, ...]] | None:
    """Return the names that end the entries, taken out of their lines; None unless most end so."""
    above, *ends = [next((at for at in (-1, -2) if _named_by(gap[at] if len(gap) >= -at else None)), 0) for gap in gaps]
    below = gaps[1:]
    names = [_named_by(gap[at]) if at else () for gap, at in zip(below, ends, strict=True)]
    # "Opinion" in a menu is not who wrote the first entry.
    if (above and _named_by(gaps[0][above]) in names) or sum(map(bool, ends)) < MOST * len(marks):
        return None
    if ends[-1] != -1 and len(set(names) - {()}) > HALF * len(marks):
        return None
    for gap, at in compress(zip(below, ends, strict=True), ends):
        del gap[at]  # below it may stand the headline of the next
    return names


def _names_beside(gaps: Sequence[list[Line]]) -> list[tuple[str, ...]] | None:
    """Return the names beside bylines or behind the headlines there, taken out of their lines; None if few have one."""
    for around, at in ((gaps[:-1], -1), (gaps[1:], 0), (gaps[1:], 1)):
        lines = [_line_at(gap, at) for gap in around]
        if _are_names(lines):
            names = list(map(_named_by, lines))
            for gap in compress(around, names):
                gap.pop(at)
            return names
    return None


def _line_at(gap: Sequence[Line], at: int) -> Line | None:
    """Return the first or last line of a gap, or the second if it stands below a headline."""
    return gap[at] if len(gap) > max(at, 0) and (at < 1 or is_headline(gap[0])) else None


def _are_names(lines: Sequence[Line | None]) -> bool:
    """Return whether most lines sign an entry: they say so, name persons, or are few names of more than a word."""
    names = list(map(_named_by, lines))
    introduced = sum(line is not None and without_by(line.text) != line.text for line in lines)
    persons = sum(any(map(is_given, name)) for name in names)
    whole = sum(any(" " in part or not part.istitle() for part in name) for name in names)
    few = len(set(names) - {()}) <= HALF * len(lines) + 1
    signed = max(introduced, persons, whole if few else 0)
    return min(signed, sum(map(bool, names))) >= MOST * len(lines)


def _named_by(line: Line | None) -> tuple[str, ...]:
    return names_in(line.text) if line and not line.heading else ()


def _in_order(marks: Sequence[Mark]) -> bool:
    """Return whether the clocks run in one direction, but for midnights."""
    clocks = [mark.byline.phrase.clock for mark in marks]
    minutes = [clock.hour * 60 + clock.minute for clock in clocks if clock]
    steps = [step for a, b in pairwise(minutes) if (step := b - a) and abs(step) <= HALF_A_DAY_MINUTES]
    return not steps or max(sum(step > 0 for step in steps), sum(step < 0 for step in steps)) >= IN_ORDER * len(steps)


def _day_above(page: Lines, marks: Sequence[Mark], document: Document, reader: Reader) -> Above | None:
    """Return the day that stands nearest above the first byline, below the page's headline: menus have teasers."""
    lines = [line.text for line in page.lines[: marks[0].at]]
    blocks = (page.lines[mark.at].block for mark in marks)
    signed = [page.blocks[block].part for block in blocks if block is not None]
    if not signed or document.outline is None:
        return time_told(lines, reader) or day_named(lines, reader)
    # "4th of July" in a menu is no day of the page.
    days = [(at, day) for at, day in days_named(document.outline, signed[:1]) if day.year or day.weekday is not None]
    above = document.outline.parts[: signed[0].at + 1]
    start = next((part.at for part in reversed(above) if part.tag == "h1"), 0)
    return day_above(above[start:], days, signed, reader) or day_named(lines, reader)


def _whens(marks: Sequence[Mark], reader: Reader, front: Front, above: Above | None) -> tuple[list[When], list[str]]:
    """Return when each entry was published, as far as the page tells its day, and what is to be said of the others."""
    headings = {mark.day for mark in marks}
    first, last = front.first_day, front.last_day
    if len(headings) == 1 and (day := marks[0].day) and (stamp := stamp_of(day, now=reader.now, zone=reader.zone)):
        first, last, above = None, None, Above(at=stamp.at, alone=True, changed=False)
    whens: list[When] = []
    for mark in marks:
        phrase = mark.byline.phrase
        if phrase.bare and phrase.clock is None:
            whens.append(When())
            continue
        if phrase.bare and mark.day and len(headings) > 1:
            phrase = replace(phrase, year=mark.day.year, month=mark.day.month, day=mark.day.day)
        if phrase.bare:
            whens.append(When(clock=phrase))
            continue
        stamp = stamp_of(phrase, now=reader.now, zone=reader.zone)
        whens.append(When(published=stamp if stamp and not stamp.coarse else None))
    if above is None and (uppermost := whens[0].published):  # the others have their clocks alone
        above = Above(at=uppermost.at, alone=True, changed=False)
    dated = dated_by_page(whens, reader, first=first, last=last, above=above, changed=front.cover.updated)
    return list(map(reader.settled, dated)), untold(whens, dated)


def _without_copy(drafts: list[Draft]) -> list[Draft]:
    """Return `drafts`, in page order, without the first where it is pinned above the others, and stands below again."""
    first, *others = drafts
    told = [(other.published, other.title, other.text) for other in others if other.text]
    copied = first.published is not None and (first.published, first.title, first.text) in told[1:]
    return others if copied and len(told) >= MIN_ENTRIES else drafts


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
        dayless=bool(when.published and when.published.dayless),
    )
