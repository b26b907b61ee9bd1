"""What stands between bylines: the lines that report something, and the entries that they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from monitor.extract.prose.bylines import Form, byline_behind
from monitor.extract.prose.furniture import is_furniture
from monitor.extract.prose.lines import Line
from monitor.extract.prose.segments import (
    FEW,
    NEARLY_ALL,
    Manner,
    Place,
    Segment,
    begun,
    ended,
    goes_on,
    is_headline,
    is_prose,
    line_digest,
    manner_of,
    place_of_bylines,
    segments_of,
)
from monitor.extract.tables.leading_on import names_older
from monitor.extract.tables.other_stories import heads_other_stories
from monitor.extract.words.text import MAX_TITLE_CHARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.prose.signed import Mark


def gaps_between(
    lines: Sequence[Line], marks: Sequence[Mark], inside: Sequence[int], days: set[int]
) -> list[list[Line]]:
    """Return the lines before the first byline, between each two, and after the last."""
    bylines = {mark.at for mark in marks}
    gaps: list[list[Line]] = [[]]
    for at in inside:
        if at in bylines:
            gaps.append([])
        elif at not in days:
            gaps[-1].append(lines[at])
    return gaps


def without_other_stories(gaps: Sequence[Sequence[Line]], before: Manner | None) -> tuple[list[list[Line]], str]:
    """Return `gaps` without the list of other stories below the last entry, and a digest of what heads it, "" if none.

    Prose below it is the entry's, unless it was cut there `before`: what one of these stories is called may be prose.
    """
    *upper, last = map(list, gaps)
    headings = [at for at, line in enumerate(last) if heads_other_stories(line.text) or (at and names_older(line.text))]
    if not headings or any(heads_other_stories(line.text) for gap in upper[1:] for line in gap):
        return [*upper, last], ""
    head = line_digest(last[headings[0]].text)
    if any(map(is_prose, last[headings[0] :])) and (before is None or before.end != head):
        return [*upper, last], ""
    return [*upper, last[: headings[0]]], head


def without_fittings(gap: Sequence[Line], *, opened: bool) -> list[Line]:
    """Return the lines of a gap that are of what it reports; captions only where there is nothing else.

    `opened` says that the line above it says something already.
    """
    lines = [line for line in gap if line.text and not is_furniture(line.text)]
    told = [line for line in lines if not line.caption]
    return told if told or opened else lines


def parted(
    gaps: Sequence[Sequence[Line]], marks: Sequence[Mark], before: Manner | None
) -> tuple[list[Segment], Manner]:
    """Return the entries that the lines between bylines are, and how the page sets them: as `before`, or learnt."""
    forms = Counter(mark.byline.form for mark in marks)
    if forms[Form.BEFORE_TEXT]:
        return _inlined(marks, gaps, before)
    where = before.place if before else place_of_bylines(gaps, signed=forms[Form.AFTER_A_NAME] > 0)
    gaps, end = (gaps, "") if where is Place.BELOW else ended(gaps, before)
    manner = replace(manner_of(gaps, where, before), end=end)
    if where is Place.BELOW:
        gaps, head = begun(gaps, manner, before.head if before else "")
        manner = replace(manner, head=head)
    return segments_of(gaps, manner), manner


def once_dated(segment: Segment, mark: Mark) -> Segment:
    """Return an entry without the time of its byline behind its headline: "Pier closedpublished at 14:20" (the BBC)."""
    told = byline_behind(segment.headline.text) if segment.headline else None
    if segment.headline is None or told is None or told.phrase != mark.byline.phrase:
        return segment
    return replace(segment, headline=structs.replace(segment.headline, text=told.rest))


def _inlined(
    marks: Sequence[Mark], gaps: Sequence[Sequence[Line]], before: Manner | None
) -> tuple[list[Segment], Manner]:
    """Return entries whose first line stands beside their clock: a headline if paragraphs follow, else their text.

    Where a heading stands above each of these lines, it is the headline: FOCUS has it above "15.09 Uhr: …".
    """
    firsts = [Line(text=mark.byline.rest, at=mark.at) for mark in marks]
    opened = [(first,) if first.text else () for first in firsts]  # a heading may be a clock alone
    above = sum(bool(gap) and gap[-1].heading for gap in gaps[:-1]) / len(marks)
    if goes_on(above, before=before.place is Place.BELOW_HEADLINE if before else None):
        gaps, end = ended(gaps, before)
        manner = Manner(place=Place.BELOW_HEADLINE, end=end)
        headed = segments_of(gaps, manner)
        return [replace(one, body=(*said, *one.body)) for one, said in zip(headed, opened, strict=True)], manner
    gaps, end = ended(gaps, before, inlined=True)
    segments = segments_of(gaps, manner_of(gaps, Place.ABOVE, None))
    bodies = [(one.headline, *one.body) if one.headline else one.body for one in segments]
    brief = sum(not is_prose(first) for first in firsts) / len(firsts)
    told = sum(map(bool, bodies)) / len(bodies)
    was = before.led if before else None
    led = goes_on(brief, before=was) and told >= (FEW if was else NEARLY_ALL)
    entries = [
        Segment(headline=first, body=body)
        if said
        and body
        and len(first.text) <= MAX_TITLE_CHARS
        and (is_headline(first) or (led and not is_prose(first)))
        else Segment(headline=None, body=(*said, *body))
        for first, said, body in zip(firsts, opened, bodies, strict=True)
    ]
    return entries, Manner(place=Place.ABOVE, led=led, end=end)
