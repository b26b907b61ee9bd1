"""What repeats on a page like the entries of a live blog and is none: teasers, readers' posts, reviews, programmes."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import chain, islice, pairwise, takewhile
from typing import TYPE_CHECKING

from monitor.extract.blocks.front import grew_with
from monitor.extract.blocks.marks import UPDATED, on_day, reader_of, told
from monitor.extract.page.fittings import QUOTED, within
from monitor.extract.page.kinds import HEADING_TAGS, LEAF, MARK, parted
from monitor.extract.page.titles import page_title
from monitor.extract.tables.labels import is_comment_control
from monitor.extract.times.reader import When
from monitor.extract.times.times import EAST, written_time
from monitor.extract.words.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.times.reader import Reader

TEASER_CHARS = 300
MAX_ITEMS = 200
MAX_MARKS = 200
"""How many items are asked for their times, and how many elements of each."""

TIMES_ASKED = 3
"""How many times of an item are looked at for one that is sure."""

SAMPLE = 4
"""How many items are asked, about, whether all of them are still to come."""

LOOKED_AT = 20
"""How many are looked into for what their parts are called."""

AHEAD = timedelta(hours=1)
"""How far ahead of us the clock of a publisher runs at most."""

LOCAL = timedelta(hours=4)
"""How far ahead of us a time may seem that names no zone, and is read as UTC: the clocks of Eastern Europe."""

APART = timedelta(days=2)
"""How far apart the entries of a live blog are at most, at the median; articles that a site lists are weeks apart."""

CLOSELY = timedelta(hours=6)
"""How far apart updates are at most, at the median, where only the title of their page says that they are."""

FEW_PLACES = 5
"""How many places a page has at most for its article and what stands beside it; of more, one is the lead entry."""

MANY = 10
"""From so many items to a time on they have not been written then: offers that all run out at midnight."""

LINK_CHARS = 12
LINK_STARTS = 40
"""How long a link is that names another page, and how far into an item it begins, where there is no heading."""

_DIGIT, _NUMBER = re.compile(r"\d"), re.compile(r"\d{5}")

_HEADLINES = HEADING_TAGS - {"h6"}
"""What heads an item; the smallest one is a label in it."""

_READERS = re.compile(
    r"(?<![a-z])(?:forums?|view-?topic|view-?forum|show-?thread|forum-?display|post-?bit|member-?list|member\.php|last-?post"
    r"|schema\.org/(?:comment|discussion-?forum-?posting|answer)|user-?title|post-?count\d*|(?:forum|comment)-?status-?icon|comment(?:ers?|ors?)|comment-?(?:meta|text|body|author)s?)(?![a-z])",
    re.IGNORECASE,
)
"""What forums and comment sections call their parts, whoever made them."""

_COMMENTS_BELOW = frozenset({"comments", "comment-list", "commentlist", "comments-list", "comments-section"})

_FORUM = re.compile(r"(?:^|[./])forums?(?:[./]|$)|/(?:viewtopic|viewforum|showthread|forumdisplay|memberlist)\b")
"""The address of a forum; "/world-economic-forum-2026" is none."""

_PROGRAMME = re.compile(
    r"/(?:programa(?:cao|cion|ção|ción)(?:-tv)?|program(?:me|m|ma)?-?t[ev]+|t[ev]+-?(?:programm?(?:e|a)?|guide|gids|listings?|grid|schedule)"
    r"|fernsehprogramm|sendeplan|palinsesto|guida-?tv|programmi-?tv|grille-?tv|parrilla-?tv|whats-on-tv|teleprogramma|ramowka(?:-tv)?"
    r"|recently-played|now-playing|playlists?|playliste|titelliste|titres-diffuses)(?=[/.?]|$)"
)
"""The address of what is on television, or was played on the radio, called live like everything there."""


def is_for_others(document: Document) -> bool:
    """Return whether a page's address says that readers write there, or what is on television and when."""
    key = page_key(document.url)
    return _FORUM.search(key) is not None or _PROGRAMME.search(key) is not None


def are_others(items: Sequence[Part], document: Document) -> bool:
    """Return whether the items are posts of readers, or tell no times as entries do. Asked of pages not called live.

    Reviews have days and no clock, forecasts are still ahead, programmes and transcripts have clocks that rise, the
    articles of a site are days apart, and what holds the page's own headline is its article beside other things.
    """
    if are_of_readers(items, document) or are_places(items):
        return True
    reader = reader_of(document)
    whens = [when for item in items[:MAX_ITEMS] if (when := first_time(item, reader))]
    times = [when.published.at for when in whens if when.published]
    if whens and all(when.whole_day for when in whens):
        return not grew_with(times, document, reader)
    # Entries, newest first, may be of a publisher in the East whose clocks name no zone; what is still to come rises.
    ahead = _ahead(whens, document, EAST if _fall(times) else LOCAL)
    clocks = [when.clock.clock for when in whens if when.clock and when.clock.clock]
    rising = len(clocks) == len(whens) > 1 and all(before < after for before, after in pairwise(clocks))
    alike = 0 < MANY * len(set(times)) <= len(times)
    apart = are_apart(times) and not grew_with(times, document, reader)
    return rising or ahead > len(items) / 2 or alike or apart


def are_ahead(items: Sequence[Part], document: Document) -> bool:
    """Return whether items are still to come: a programme, whatever its page is called ("On tonight, live").

    It goes from now on, or on days on which no clock can be yet. Entries that seem to be still to come, newest first,
    are those of a publisher who calls local time UTC.
    """
    reader = reader_of(document, brief=True)
    asked = items[:: 1 + len(items) // SAMPLE]
    found = (next((part for part in chain((item,), item.inside()) if part.kinds & MARK), None) for item in asked)
    marks = [mark for mark in found if mark is not None]
    written = [at for mark in marks if (at := written_time(mark.get("datetime"))[0]) is not None]
    if sum(at > document.now + EAST for at in written) > len(asked) / 2:
        return True
    whens = [when for mark in marks if (when := told(mark, reader))]
    times = [when.published.at for when in whens if when.published]
    rising = all(before < after for before, after in pairwise(times))
    return rising and _ahead(whens, document, EAST) > len(asked) / 2


def _fall(times: Sequence[datetime]) -> bool:
    """Return whether most times are earlier than the one above them."""
    return 2 * sum(before > after for before, after in pairwise(times)) > len(times)


def _ahead(whens: Iterable[When], document: Document, local: timedelta) -> int:
    """Return how many times are still to come, those without a zone by more than clocks may be `local`."""
    stamps = (when.published for when in whens if when.published)
    return sum(stamp.at > document.now + (local if stamp.assumed else AHEAD) for stamp in stamps)


def are_places(items: Sequence[Part]) -> bool:
    """Return whether items are the few places of a page, of which one has the page's own headline."""
    return len(items) <= FEW_PLACES and sum(any(part.tag == "h1" for part in item.inside()) for item in items) == 1


def are_of_readers(items: Sequence[Part], document: Document) -> bool:
    """Return whether most items are comments or posts of a forum, or the rows of its index."""
    if is_for_others(document):
        return True
    asked = items[:LOOKED_AT]
    return sum(map(_is_of_readers, asked)) > len(asked) / 2


def _is_of_readers(item: Part) -> bool:
    inside = islice(item.inside(), MAX_MARKS)
    below = next((part for part in item.inside() if _are_below(part, item)), None)
    parts = chain((item,), inside if below is None else takewhile(lambda part: part is not below, inside))
    return any(is_comment_control(part.own) or any(map(_READERS.search, _names(part))) for part in parts)


def _are_below(part: Part, item: Part) -> bool:
    """Return whether an element holds what readers wrote below the words of an item that has a headline (Standard)."""
    if part.get("class") not in _COMMENTS_BELOW:
        return False
    return any(above.tag in _HEADLINES for above in takewhile(lambda above: above is not part, item.inside()))


def _names(part: Part) -> Iterable[str]:
    """Return what an element is called, "commentMeta" as "comment-meta", and where it leads."""
    names = (part.get(name) for name in ("class", "id", "itemprop", "href", "itemtype") if name in part.attributes)
    return (parted(name) for name in names)


def are_apart(times: Sequence[datetime]) -> bool:
    """Return whether times are days apart as the articles of a site are, and no live blog's entries."""
    gaps = sorted(abs(after - before) for before, after in pairwise(times))
    return bool(gaps) and gaps[len(gaps) // 2] > APART


def first_time(item: Part, reader: Reader) -> When | None:
    """Return the first time of an item, or the first that is sure where that has no zone.

    Elements in one another that begin with the same words tell one time.
    """
    parts = (part for part in chain((item,), item.inside()) if part.kinds & (MARK | LEAF))
    whens: dict[int, When] = {}
    for part in islice(parts, MAX_MARKS):
        when = told(part, reader)
        if when is None or within(part, item, QUOTED):
            continue
        if part.first not in whens or whens[part.first].published is None:
            whens[part.first] = when
        if len(whens) > TIMES_ASKED:
            break
    found = list(islice(whens.values(), TIMES_ASKED))
    day, clock = next(iter(found), None), next((when.clock for when in found if when.clock), None)
    if day is not None and day.whole_day and day.published and clock:  # each in a cell of its own
        return When(published=on_day(day.published.at, clock, reader))
    sure = (when for when in found if when.published and not (when.published.assumed or when.published.coarse))
    return next(sure, next(iter(found), None))


def are_teasers(items: Sequence[Part], lengths: Sequence[int], document: Document, *, called: bool) -> bool:
    """Return whether most items lead to a page of their own by their headline, or altogether.

    On a page that is `called` live long ones are entries all the same: those of the Times of Israel have pages too. So
    they are where the page is titled as updates, and they follow each other closely: what a council says of a flood.
    """
    if sum(lengths) > TEASER_CHARS * len(lengths) and (called or _are_updates(items, document)):
        return False
    reader = reader_of(document)
    found = (_headline_link(item) or (None if called else _opening_link(item, reader)) for item in items)
    links = [link for link in found if link is not None and leads_elsewhere(link, document)]
    # Each entry of a channel begins with a link to it, of an author's with one to them.
    return len(links) > len(items) / 2 and len({link.get("href") for link in links}) > len(links) / 2


def _are_updates(items: Sequence[Part], document: Document) -> bool:
    """Return whether a page is titled as updates, and most of the items come within hours of one another."""
    if not UPDATED.search(page_title(document) or ""):
        return False
    reader = reader_of(document)
    whens = [when for item in items[:MAX_ITEMS] if (when := first_time(item, reader))]
    times = [when.published.at for when in whens if when.published and not when.whole_day]
    gaps = sorted(abs(after - before) for before, after in pairwise(times))
    return len(gaps) >= len(items) / 2 and gaps[len(gaps) // 2] < CLOSELY


def leads_elsewhere(link: Part, document: Document) -> bool:
    """Return whether a link leads to another page than the one it is on.

    What lies below the page of a story is of that story: "/livecoverage/the-vote/card/crews-agree" (WSJ, Politico).
    """
    url = clean_url(link.get("href"), document.base)
    key, here = page_key(url or ""), {page_key(document.url), page_key(document.canonical or document.url)}
    return url is not None and not any(
        key == page or (_is_of_story(page) and key.startswith(f"{page}/")) for page in here
    )


def _is_of_story(page: str) -> bool:
    """Return whether an address ends as a story's: below a date, in three words or a long number; no section's does."""
    *above, last = page.split("/")
    dated = len(above) > 1 and _DIGIT.search(above[-1]) is not None
    return dated or last.count("-") > 1 or _NUMBER.search(last) is not None


def _headline_link(item: Part) -> Part | None:
    """Return the link that an item stands in, or has around or in its headline: the first of its headings."""
    if item.parent is not None and item.parent.tag == "a":
        return item.parent
    heading = next((part for part in item.inside() if part.tag in _HEADLINES), None)
    if heading is None:
        return None
    return next((part for part in chain(heading.above(), heading.inside()) if part.tag == "a"), None)


def _opening_link(item: Part, reader: Reader) -> Part | None:
    """Return the link that an item without headings begins with, unless it is its time: that leads to the item."""
    sizes = item.outline.sizes
    link = next((part for part in item.inside() if part.tag == "a" and part.size >= LINK_CHARS), None)
    if link is None or sizes[link.first] - sizes[item.first] > LINK_STARTS:
        return None
    return link if told(link, reader) is None else None
