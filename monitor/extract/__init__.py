"""Page → snapshot: every extractor looks at the page, and the best of what they found is taken.

    for each extractor:    Reading (entries, confidence, warnings) or Absent (why not)
    carriers of one blog   ──merge──▶ one reading with the best of JSON-LD, markup and embedded state
    the surest reading     →  Snapshot, with the verdicts of all, and the choice to be made again next time
    none                   →  Blocked if something stands in its place, LayoutChanged if there was one, NotALiveBlog

The rooms, from the bytes up; each stands on those above it alone:

    words       text, HTML and addresses, the same for every rendering of them
    times       what machines and people write → aware UTC        values      JSON and JavaScript → Python values
    tables      what belongs to one site or platform, as data
    page        the page's forms, the outline of its elements, and what it is if no live blog
    readings    the values; drafts of entries → a reading; what the last reading is recalled by
    structured  schema.org, feeds, JSON of any shape → drafts
    blocks      elements that hold an entry each → drafts         prose       lines, parted by those that sign them
    merging     several readings → one, and the choice that is remembered
    carriers    the extractors, one module per format, and their registry

Pure and total: whatever the bytes, the answer is a snapshot or an ExtractError.
"""

from __future__ import annotations

from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.errors import Blocked, ExtractError, LayoutChanged, NotALiveBlog
from monitor.extract.blocks.front import is_called_live, is_live
from monitor.extract.carriers import EXTRACTORS, LATE
from monitor.extract.carriers.selectors import read_selected
from monitor.extract.merging.choice import broken, followed, parse_choice, reads_anew, shrunk
from monitor.extract.merging.merge import merge, of_this_page
from monitor.extract.merging.settle import (
    GUESSES,
    Answers,
    better,
    falls_short,
    is_covered,
    lead_of,
    readings,
    settle,
    verdicts,
)
from monitor.extract.page.barriers import find_barrier, frames_in, needs_script, sent_on
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.endings import reaches_its_end
from monitor.extract.page.frames import with_frames_open
from monitor.extract.page.titles import page_title, page_type
from monitor.extract.readings.order import order_doubt
from monitor.extract.readings.reading import Absent, Extractor, Reading
from monitor.extract.readings.recall import Recall
from monitor.extract.structured.paging import announced, ways_announced
from monitor.model import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, tzinfo

    from monitor.extract.merging.choice import Choice
    from monitor.extract.merging.merge import Merged
    from monitor.model import Page, Selectors

__all__ = ["EXTRACTORS", "Recall", "extract", "reads_anew"]

SHOWN_CHARS = 80
"""How much of a title is told in an error."""

SELECTED = "selectors"
"""What a reading by the operator's selectors is called."""

_TELLING = {Kind.HTML: ("jsonld", "container"), Kind.JSON: ("api",), Kind.XML: ("rss", "api"), Kind.CSV: ("api",)}
"""Whose reasons for finding nothing tell most, by kind of document."""


def extract(
    page: Page,
    *,
    now: datetime,
    forced: str | None = None,
    remembered: str | None = None,
    selectors: Selectors | None = None,
    zone: tzinfo | None = None,
    recall: Recall | None = None,
    first: str | None = None,
) -> Snapshot:
    """Return the live blog on `page`: the best of what all extractors find, or what the `forced` one does.

    `remembered` is the choice of the last snapshot and is made again. With `selectors` the entries are what they name,
    and no extractor is asked. `zone` is that of times which name none. With the `recall` of the source's last reading
    only what changed is made again: the snapshot is equal to one without, what did not change the very same objects.
    `first` is the address of the live blog's first page, if this is an older one: such a page, or the piece that a
    button loads, is read by those carriers of the choice that show something of it.

    Raises: NotALiveBlog if no extractor finds one; Blocked if something else stands in its place; LayoutChanged if the
        remembered choice gives nothing, or so little that the page must have changed; ExtractError if `forced` names
        no extractor.
    """
    if forced is not None and forced not in EXTRACTORS:
        raise ExtractError(page.url, f"no extractor is called {forced!r}; there are {', '.join(EXTRACTORS)}")
    recall = recall or Recall()
    recall.begin(now, (page.url, zone, forced, selectors))
    asked = EXTRACTORS if forced is None else {forced: EXTRACTORS[forced]}
    if selectors is not None:
        forced = SELECTED
        asked = {forced: partial(read_selected, selectors=selectors)}
    choice = parse_choice(remembered)
    if choice is not None and not choice.sizes.keys() <= asked.keys():
        choice = None  # another extractor is forced now, or an older version made it

    def read(shown: Page) -> Snapshot:
        with closing(Document(shown, now=now, zone=zone, first=first)) as document:
            answers, merged = _read(document, asked, choice, forced, recall)
            if merged is None:
                raise _nothing_found(document, answers, followed(choice), forced)
            guessed = forced is None and set(merged.carriers) <= GUESSES
            if guessed and (barrier := find_barrier(document, certain=True)):
                raise Blocked(page.url, barrier.reason)
            recall.settle(merged.carriers)
            return _snapshot(merged, document, answers, asked)

    try:
        return read(page)
    except (Blocked, NotALiveBlog, LayoutChanged):  # a notice beside a frame may be most of the words
        opened = with_frames_open(Document(page, now=now))
        if opened is not None:
            with suppress(ExtractError):  # what is wrong with the page itself tells more
                return read(opened)
        raise


def _read(
    document: Document, asked: Mapping[str, Extractor], choice: Choice | None, forced: str | None, recall: Recall
) -> tuple[Answers, Merged | None]:
    """Return what each extractor that was needed answers, and the best of it."""
    again = followed(choice)

    def answers_of(names: Iterable[str]) -> Answers:
        found: Answers = {}
        for name in names:
            if forced is None and again is None and is_covered(name, found):
                continue
            document.shelf = recall.shelf(name)
            document.trail = again.trails.get(name, "") if again is not None else ""
            document.size = again.sizes.get(name, 0) if again is not None else 0
            found[name] = document.shelf.answered(asked[name](document))
        return found

    if again is not None and document.first is not None:
        answers = answers_of(again.sizes)
        shown = of_this_page(readings(answers))
        return answers, merge(shown, again, recall.pairings) if shown else None
    if again is not None:
        return _follow(again, asked, answers_of, recall)
    answers = answers_of(name for name in asked if name not in LATE or forced is not None)
    merged = settle(answers, choice, recall.pairings)
    for name in LATE:
        if name in asked and name not in answers and _is_wanted(name, merged):
            answers |= answers_of([name])
            merged = better(settle(answers, choice, recall.pairings), merged)
    return answers, merged


def _follow(
    choice: Choice, asked: Iterable[str], answers_of: Callable[[Iterable[str]], Answers], recall: Recall
) -> tuple[Answers, Merged | None]:
    """Return what the carriers of a remembered choice answer; the others are asked only to judge what they lost."""
    answers = answers_of(choice.sizes)
    if shrunk(choice, readings(answers)):
        answers |= answers_of(name for name in asked if name not in answers and name not in LATE)
        if broken(choice, readings(answers)):
            return answers, None
    return answers, settle(answers, choice, recall.pairings)


def _is_wanted(name: str, merged: Merged | None) -> bool:
    """Return whether a late extractor is needed: nothing was found, too little, or by markup alone.

    Some pages show the newest of the entries that they carry for their scripts, and keep the rest for a button. What
    was found may be a list beside a live blog that has no elements of its own.
    """
    if merged is None or merged.reading.aside:
        return True
    return name == "state" and (falls_short(merged) or set(merged.carriers) <= GUESSES)


def _snapshot(merged: Merged, document: Document, answers: Answers, asked: Mapping[str, Extractor]) -> Snapshot:
    reading, cover = merged.reading, merged.reading.cover
    doubt = order_doubt(reading) if document.first is None else None
    return Snapshot(
        title=cover.title,
        url=cover.url or document.url,
        entries=reading.entries,
        extractor="+".join(merged.carriers),
        confidence=reading.confidence,
        window=reading.window,
        id_class=reading.id_class,
        standfirst=cover.standfirst,
        coverage_start=cover.coverage_start,
        coverage_end=cover.coverage_end,
        warnings=reading.warnings if doubt is None else (*reading.warnings, doubt),
        verdicts=verdicts(answers, merged, asked),
        older=reading.older or announced(document),
        barred=reading.barred,
        lead=lead_of(answers, merged),
        choice=merged.choice,
        unseen=merged.unseen,
        stayed=merged.stayed,
        modified=cover.updated,
        closed=reaches_its_end(document),
        upwards=reading.upwards,
        ways=ways_announced(reading, document),
        touched_since=reading.touched_since,
        touched=reading.touched,
        withdrawn=reading.withdrawn,
        aged=reading.aged,
        dayless=reading.dayless,
        beside=reading.beside,
    )


def _nothing_found(
    document: Document, answers: Answers, choice: Choice | None, forced: str | None
) -> Blocked | LayoutChanged | NotALiveBlog:
    if document.page.body.strip() and (barrier := find_barrier(document)):
        return Blocked(document.url, barrier.reason)
    if choice is not None and (reason := broken(choice, readings(answers))):
        unread = _unreadable(document)
        return LayoutChanged(document.url, f"{reason}: {unread}" if unread else f"{reason}{_where_it_leads(document)}")
    absent = {name: answer.reason for name, answer in answers.items() if isinstance(answer, Absent)}
    if document.kind is Kind.OTHER:
        absent = {}  # what each looked for in a picture helps nobody
    what = _what_it_is(document, answers, forced)
    leads = _elsewhere(document) or f"{_as_titled(document)}{_what_to_try(document)}"
    return NotALiveBlog(document.url, f"{what}{leads}", absent=absent)


def _where_it_leads(document: Document) -> str:
    """Return in words where an address leads that shows no entries, or what the page calls itself."""
    return _elsewhere(document) or _as_titled(document)


def _elsewhere(document: Document) -> str | None:
    onward = sent_on(document)
    if onward is not None:
        return f"; the page sends browsers on to {onward}: watch that address"
    frame = next(filter(is_live, frames_in(document)), None)
    return None if frame is None else f"; a frame of the page shows {frame}: watch that address"


def _as_titled(document: Document) -> str:
    title = page_title(document) if document.kind is Kind.HTML else None
    titled = f"; the page is titled {title[:SHOWN_CHARS]!r}" if title else ""
    return f"{titled}; the address redirects to {document.url}" if document.page.redirects else titled


def _what_it_is(document: Document, answers: Mapping[str, Reading | Absent], forced: str | None) -> str:
    if (unread := _unreadable(document)) is not None:
        return unread
    absent = {name: answer for name, answer in answers.items() if isinstance(answer, Absent)}
    near = next((answer.near for answer in absent.values() if answer.near), None) or _video_in(document)
    if near:
        return f"the page is {near}"
    if forced is not None:
        return f"extractor {forced} found nothing: {absent[forced].reason}"
    told = [answer.reason for answer in absent.values()][:1]
    telling = [absent[name].reason for name in _TELLING.get(document.kind, ("flat",)) if name in absent]
    return f"no live blog found in this {document.kind.value} document: {', and '.join(telling or told)}"


def _video_in(document: Document) -> str | None:
    """Return in words that a page shows a video and no text, if it says so."""
    kind = page_type(document) if document.kind is Kind.HTML else None
    return f"a video (og:type {kind[:SHOWN_CHARS]})" if kind and kind.startswith("video") else None


def _what_to_try(document: Document) -> str:
    """Return what is worth a try with a page that is whole, shows no entries and names no other address, in words."""
    if document.kind is not Kind.HTML or _unreadable(document) or _video_in(document):
        return ""
    if urlsplit(document.url).path in {"", "/"}:
        return "; it is a site's front page: give that of one live blog, or of a list of them to `discover`"
    if not document.page.rendered and b"<script" in document.utf8 and is_called_live(document):
        return "; it calls itself live: if scripts bring its entries, try `render: browser`"
    return ""


def _unreadable(document: Document) -> str | None:
    """Return why there is nothing that could be read, if that is so."""
    if not document.page.body.strip():
        return "the body is empty"
    if document.kind is Kind.OTHER:
        return f"the body is not HTML, XML or JSON ({document.page.content_type or 'of no declared type'})"
    if document.kind is Kind.HTML and document.tangle is not None:
        return f"it declares no live blog in JSON-LD, and its markup is not read: {document.tangle}"
    if not needs_script(document):
        return None
    if document.page.rendered:
        return "the page is empty, though its scripts have run"
    return "the page is empty without JavaScript; try `render: browser`"
