"""The generic repeated container: entries are the children of one parent that look alike and tell a time each.

    time marks ─▶ their ancestors, by what they look like ─▶ groups of siblings ─▶ the one that reads like entries

No publisher is known here. What is no live blog is told by its shape too: teasers are links to elsewhere, comments and
side bars are named so, and a group without words is a programme or a table.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitor.extract.blocks.beside import line_of
from monitor.extract.blocks.dom import read_items
from monitor.extract.blocks.evidence import entries_of, is_minute, is_post, look_at, looked_at
from monitor.extract.blocks.front import is_called_live, is_live
from monitor.extract.blocks.groups import FEW, groups_of, reach_of
from monitor.extract.blocks.habits import NO_HABITS, how_read, parse_habits, says_sentence
from monitor.extract.blocks.learning import ENOUGH_ALIKE, habits_of
from monitor.extract.blocks.likeliest import STRONG_WORDS, TIMED, best_of, is_main, words_around
from monitor.extract.blocks.marks import is_timed_leaf, reader_of, told
from monitor.extract.blocks.pieces import pieces_read_before
from monitor.extract.blocks.seals import Opening
from monitor.extract.blocks.survey import Survey
from monitor.extract.blocks.teasers import are_ahead, are_of_readers
from monitor.extract.merging.choice import COLLAPSE
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.fittings import QUOTED
from monitor.extract.page.kinds import MARK
from monitor.extract.page.outline import shared_out
from monitor.extract.page.trails import Evidence, follow, parse_trail, trail_of
from monitor.extract.readings.assemble import MAX_ENTRIES
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.tables.profiles import GENERAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.blocks.groups import Group
    from monitor.extract.blocks.habits import Habits
    from monitor.extract.page.outline import Outline, Part
    from monitor.extract.times.reader import Reader

MAX_MARKS = 6_000
MAX_YOUNG_MARKS = 100
"""Among how many times those of two entries are looked for; masses of pairs would cost a third more than before."""

MANY_READ = 500
"""So many elements that the page's properties name are its entries: it is not searched for others beside them."""

MAX_PIECES = 400
"""How many texts of an element are looked at for clocks that open them."""

_OPENED = re.compile(r"\s*\d{1,2}[:.h]\d\d\s?[–—|:-]?\s+[^\W\d]")
NOT_HTML = "not an HTML page"
READ_BEFORE = "the repeated elements are those that the page's properties name"

FAR = 2
"""So many times as much like entries must elements with times in words be as a list whose times machines can read."""

A_TICKER = 5
FALLING = 0.8
"""How many of the steps from one clock to the next must lead back; one or two are midnights."""

_TICKER_WEIGHT, _PLAIN_WEIGHT, _UNTIMED_WEIGHT = 0.85, 0.6, 0.7
"""Confidence in a group: on a page that calls itself live, on one that does not, and by its ids alone."""

ASIDE = 1 / 3
"""Below this share of a page's words a group may be a list beside the live blog: what lines part is looked for, too."""

_ASIDE_MOST = 0.5
"""How sure such a group is at most."""


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
    nodes = follow(trail, tree, piece=document.first is not None) if trail is not None and tree is not None else []
    if trail is None or len(nodes) < _fewest(document) or COLLAPSE * len(nodes) < document.size:
        return None
    habits = parse_habits(trail.habits)
    if document.first is None and document.size < ENOUGH_ALIKE <= len(nodes):
        return None  # what they do alike could not be learnt from the first three
    opening = Opening(nodes, document, pieces_read_before(document, how_read(GENERAL, habits)))
    looks = looked_at(opening, trail.evidence, document, trail.mark)
    enough = sum(look.timed for look in looks) >= TIMED * sum(part.size > 0 for part in opening.parts)
    items = entries_of(opening.parts, looks) if enough else []
    if len(items) < len(looks):
        kept = {item.at for item in items}
        if any(part.sealed and part.at not in kept for part in opening.parts):
            items = opening.reopened(items)
    found = _read(items, document, trail.evidence, document.trail, habits=habits, opening=opening) if items else None
    opening.release()
    return found if isinstance(found, Reading) else None


def _searched(document: Document) -> Reading | Absent:
    """Return the reading of the group that looks most like entries, of all groups on the page."""
    outline = document.outline
    if outline is None:
        return Absent(reason=f"the page cannot be parsed in time: {document.tangle}")
    marked = [part for part in outline.parts if part.kinds & MARK]
    read = {} if document.size else document.pieces.get(GENERAL, {})
    if len(read) >= MANY_READ and _is_read(marked, [part for part in outline.parts if part.number in read]):
        return Absent(reason=READ_BEFORE)
    survey = Survey(outline, live=is_called_live(document))
    reader = reader_of(document, brief=survey.live)
    evidence, best = _likeliest(document, outline, survey, marked, reader)
    young = best is None and survey.live and not document.size and not any(map(_is_declared, outline.parts))
    if young:
        evidence, best = _young(document, outline, survey, marked, reader)
    if best is None:
        return Absent(reason="no repeated elements with times and text")
    kind, mark = best.look[-2:]
    looks = [
        look_at(item, evidence, str(mark), reader, timed=item.at in best.timed, named=survey.is_named(item))
        for item in best.items
    ]
    items = entries_of(best.items, looks)
    if not items or are_ahead(items, document) or sum(map(_holds_several, items)) > len(items) / 2:
        return Absent(reason="the repeated elements are advertisements, still to come, or hours of lines with clocks")
    if read and all(item.number in read for item in items[:MAX_ENTRIES]):
        return Absent(reason=READ_BEFORE)
    habits = _habits(items, document, reader, (evidence, str(kind), str(mark)))
    trail = trail_of(items[0], evidence, (str(kind), str(mark)), reach=reach_of(best), habits=str(habits))
    # What cannot be remembered would be another at the next poll.
    reading = _read(items, document, evidence, trail, habits=habits if trail else NO_HABITS)
    return _judged(reading, items, young=young) if isinstance(reading, Reading) else reading


def _holds_several(item: Part) -> bool:
    """Return whether several lines in an element begin with a clock and go on: an hour of a live blog."""
    texts = item.outline.texts[item.first : min(item.last, item.first + MAX_PIECES)]
    return len(set(filter(_OPENED.match, texts))) >= FEW


def _judged(reading: Reading, items: Sequence[Part], *, young: bool) -> Reading | Absent:
    """Return a reading, doubted if it has few of a page's words: what lines part may be the live blog.

    Of a `young` live blog all entries have a date, the latest first: a programme, and what readers wrote, run on.
    """
    if young and (reading.upwards or any(entry.published is None for entry in reading.entries)):
        return Absent(reason="two elements with times and text, which do not run back as entries do")
    if is_main(items, ASIDE) or any(map(STRONG_WORDS.search, words_around(items[0]))):
        return reading
    return replace(reading, confidence=min(reading.confidence, _ASIDE_MOST), aside=True)


def _habits(items: Sequence[Part], document: Document, reader: Reader, look: tuple[str, str, str]) -> Habits:
    """Return what the entries do alike: as remembered, if those of the last page had the same look and were enough."""
    before = parse_trail(document.trail) if document.size >= ENOUGH_ALIKE else None
    if before is not None and (before.evidence, before.kind, before.mark) == look:
        return parse_habits(before.habits)
    return habits_of(items, document, reader, minutes=look[0] == "minutes")


def _is_read(marked: Sequence[Part], items: Sequence[Part]) -> bool:
    """Return whether all time marks of a page but a few in its head stand in `items`, which are in document order."""
    held = sum(map(len, shared_out(marked, items).values()))
    return held >= FEW and len(marked) - held < FEW


def _likeliest(
    document: Document, outline: Outline, survey: Survey, marked: Sequence[Part], reader: Reader
) -> tuple[Evidence, Group | None]:
    """Return the group that looks most like entries, and by which of their marks, if any group does."""
    live, spoken = survey.live, outline.spoken()
    marks = [part for part in islice(marked, MAX_MARKS) if told(part, reader)]
    best = best_of(groups_of(marks), document, survey)
    if best is not None and (not live or is_main(best.items)):
        return "marks", best
    timed = (part for part in spoken if is_timed_leaf(part, reader) and not _is_quoted(part))
    leaves = list(islice(timed, MAX_MARKS))
    # The very same elements form the very same groups.
    found = best_of(groups_of(leaves), document, survey) if leaves != marks else None
    if found is not None and (best is None or _is_far_better(found, best, document)):
        return "leaves", found
    if best is not None:
        return "marks", best
    lines = islice((part for part in spoken if line_of(part, reader)), MAX_MARKS)
    best = best_of(groups_of(lines), document, survey)
    if best is not None and (live or _runs_down(best.items, reader)):
        return "lines", best
    minutes = islice(filter(is_minute, spoken), MAX_MARKS)
    if (best := best_of(groups_of(minutes), document, survey, minutes=True)) is not None:
        return "minutes", best
    posts = islice(filter(is_post, outline.parts), MAX_MARKS)
    return "posts", best_of(groups_of(posts, itself=True), document, survey, strict=True)


def _young(
    document: Document, outline: Outline, survey: Survey, marked: Sequence[Part], reader: Reader
) -> tuple[Evidence, Group | None]:
    """Return the two entries of a live blog that began just now, and by which of their marks, if nothing else reads."""
    known = [part for part in marked[:MAX_YOUNG_MARKS] if told(part, reader)]
    if (best := best_of(groups_of(known), document, survey, young=True)) is not None:
        return "marks", best
    timed = (part for part in outline.spoken() if is_timed_leaf(part, reader))
    return "leaves", best_of(groups_of(islice(timed, MAX_YOUNG_MARKS)), document, survey, young=True)


def _is_declared(part: Part) -> bool:
    """Return whether microdata or RDFa name an element as an entry."""
    return "liveBlogUpdate" in part.get("itemprop") or "liveBlogUpdate" in part.get("property")


def _runs_down(items: Sequence[Part], reader: Reader) -> bool:
    """Return whether items of which no word says "live" are a page's own, each of an earlier time than the one above.

    A programme and the course of a day run upwards, a list of headlines says nothing in sentences.
    """
    if len(items) < A_TICKER or not is_main(items) or 2 * sum(map(says_sentence, items)) <= len(items):
        return False
    lines = (next(filter(None, (line_of(part, reader) for part in item.inside())), None) for item in items)
    clocks = [line.when.clock.clock for line in lines if line is not None and line.when.clock is not None]
    falling = sum(upper > lower for upper, lower in pairwise(clock for clock in clocks if clock is not None))
    return falling >= FALLING * (len(items) - 1)


def _is_far_better(group: Group, than: Group, document: Document) -> bool:
    """Return whether a group reads far more like entries than another; what readers wrote may be longer than these."""
    return group.score > FAR * than.score and not are_of_readers(group.items, document)


def _is_quoted(part: Part) -> bool:
    """Return whether an element is of somebody else's post, or below a picture: its time is none of an entry."""
    return any(place.tag in QUOTED for place in part.above())


def _read(
    items: Sequence[Part],
    document: Document,
    evidence: Evidence,
    trail: str,
    *,
    habits: Habits,
    opening: Opening | None = None,
) -> Reading | Absent:
    called_live = any(STRONG_WORDS.search(words) for words in words_around(items[0]))
    reading = read_items(items, document, opening=opening, habits=habits)
    if len(reading.entries) < _fewest(document):
        return Absent(reason="the repeated elements hold no entries")
    live = called_live or is_live(f"{reading.cover.title or ''} {document.url} {document.canonical or ''}")
    weight = _UNTIMED_WEIGHT if evidence in {"posts", "minutes"} else _TICKER_WEIGHT if live else _PLAIN_WEIGHT
    return replace(reading, confidence=round(reading.confidence * weight, 3), trail=trail)


def _fewest(document: Document) -> int:
    """Return how few entries are a group: where the first page has shown the place of them, one is enough."""
    return FEW if document.first is None else 1
