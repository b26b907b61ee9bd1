"""What the rest of an HTML page says of its live blog: title, days, authors, and the way to its older pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitor.extract.blocks.loading import Loaded, is_loading, loaded_by
from monitor.extract.blocks.marks import is_timed_leaf, is_update, told
from monitor.extract.blocks.onward import is_only_page, older_page, own_keys, way_on
from monitor.extract.blocks.ways import leads_to_newer, ways_of
from monitor.extract.blocks.zones import hear_zone
from monitor.extract.page.kinds import DATED, MARK, MORE, PAGER
from monitor.extract.page.rest import Rest
from monitor.extract.page.titles import page_title
from monitor.extract.readings.reading import Cover
from monitor.extract.structured.feeds import author_names
from monitor.extract.words.text import MAX_TITLE_CHARS, normal_text, one_line
from monitor.model import Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.readings.reading import Reading
    from monitor.extract.times.reader import Reader

MAX_ANCHORS = 3_000
MAX_FRONT_MARKS = 50

A_DAY = timedelta(days=1)
_PUBLISHED = (
    *("article:published_time", "datePublished", "date", "DC.date.issued", "publish-date", "pubdate"),
    *("publishdate", "publish_date", "publication_date", "DC.date.issue", "DC.date.created", "DC.date"),
    *("dcterms.issued", "dcterms.created", "dcterms.date", "sailthru.date", "parsely-pub-date", "og:published_time"),
)
_UPDATED = ("article:modified_time", "og:updated_time", "dateModified", "last-modified", "lastmod")
_URL_DAY = re.compile(r"/(20\d\d)[-/](\d{1,2}|[a-z]{3})[-/](\d{1,2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPEAKING = MARK | DATED | PAGER | MORE
_HEAD_TAGS = frozenset({"meta", "h1", "h2", "title"})
_SIGNS = " |–—·:-"
_HOME = re.compile(r"(?:https?:)?//[^/?#]{1,253}/?|/")
_LINK_TAGS = frozenset({"a", "link"})
_LIVE = re.compile(
    r"\b(?<!\byou )(?<!\bwe )(?<!\bthey )(?<!\bpeople )(?<!\bwho )(?<!\bi )live\b"
    r"|live-?(blog|ticker|stream|update)|\bticker\b|minut[eo]?[- ](by|a|per)[- ]minut|minute par minute"
    r"|en direct|^direct\s*[:–—|]|/direct[eo]?/|en directo|-directo(?=[-/.]|$)|en vivo|/vivo/|diretta"
    r"|ao[- ]?(?:vivo|minuto)|al minuto|na[- ]?[żz]ywo"
    r"|relacja|онлайн|liveblogg|as it happened|\bdirekte\b|canlı|/canli|ζωντανά|مباشر|לייב|लाइव|直播|実況|ライブ"
    r"|快[讯訊]|7\s?[x×*]\s?24|隨時更新|随時更新|不[断斷]更新|라이브|생중계|실시간|live(?:bericht|report)|newsblog|newsticker|minutenprotokoll"
    r"|percről percre|hetki hetkeltä|direktrapport|on-?line:|trực tiếp|хроника (?:событий|дня)|на живо|наживо"
    r"|tiesiogiai|uživo|otseblogi|minut po minut|λεπτό προς λεπτό|dakika dakika|זמן אמת|עדכונים שוטפים|لحظة بلحظة"
    r"|لحظه به لحظه|لائیو|লাইভ|நேரலை|ถ่ายทอดสด|เกาะติด",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The page around the entries.

    `spoken` is a time that readers see and no attribute explains: the page's beginning or its last change. `only_page`
    says that its paging controls know no other, and `barred` why the older entries that it offers cannot be asked for.
    `links` and `newers` are those to pages of the same live blog, and the controls that load newer entries.
    """

    cover: Cover
    first_day: date | None = None
    last_day: date | None = None
    spoken: datetime | None = None
    older: str | None = None
    barred: str | None = None
    only_page: bool = False
    links: Sequence[tuple[Part, str]] = ()
    newers: Sequence[Part] = ()


def read_front(document: Document, reader: Reader, entries: Sequence[Part] = ()) -> Front:
    """Return what the page says outside its `entries`, elements in document order; nothing if it has no tree."""
    outline = entries[0].outline if entries else document.outline
    if outline is None:
        return Front(cover=Cover())
    return front_of(look_around(outline.outside(entries), document), document, reader)


def front_of(seen: Around, document: Document, reader: Reader, *, zoned: bool = False) -> Front:
    """Return what the page says by what was seen around its entries.

    It is asked for the zone of its clocks as well, unless all times of the entries are `zoned`.
    """
    metas = seen.metas
    whole = one_line(seen.title.text()) if seen.title else ""
    heading = one_line(_untimed(seen.heading, reader)) if seen.heading else ""
    titles = (heading, one_line(metas.get("og:title", "")), whole)
    title = next((words for words in titles if words), "")
    named = one_line(seen.second.text(" ")) if seen.second else titles[1]
    if named and heading and _is_site_of(heading, named, whole):
        title = named
    published, updated = _meta_time(metas, _PUBLISHED, reader), _meta_time(metas, _UPDATED, reader)
    if not zoned:
        hear_zone(seen.marks, (metas[name] for name in (*_UPDATED, *_PUBLISHED) if name in metas), document, reader)
    spoken = None if published or updated else _spoken_time(seen.marks, reader)
    last = updated or spoken or (None if published else _update_told(seen.marks, reader))
    own = own_keys(document)
    older = older_page(seen.links, document, own)
    loaded = Loaded(url=older) if older else loaded_by(seen.mores, document, own)
    url_day = _url_day(document.url) or _url_day(document.canonical or "")
    return Front(
        cover=Cover(
            title=title[:MAX_TITLE_CHARS] or None,
            url=document.canonical,
            standfirst=normal_text(metas.get("og:description") or metas.get("description") or "") or None,
            authors=author_names(filter(None, (metas.get("author"),))),
            published=published,
            updated=updated,
        ),
        first_day=published.astimezone(reader.place).date() if published else url_day,
        last_day=last.astimezone(reader.place).date() if last else None,
        spoken=spoken,
        older=loaded.url,
        barred=loaded.barred,
        only_page=is_only_page(seen.pagers),
        links=seen.links,
        newers=seen.newers,
    )


def led_on(reading: Reading, front: Front, document: Document) -> Reading:
    """Return a reading of a page with where the page around its entries leads."""
    reading = replace(
        reading,
        window=Window.WHOLE if front.only_page else reading.window,
        older=front.older,
        barred=front.barred,
    )
    dated = any(entry.published for entry in reading.entries)
    if dated and not reading.upwards and document.first is None:
        return reading
    return replace(reading, ways=ways_of(front.links, front.newers, document, older=front.older))


def _untimed(heading: Part, reader: Reader) -> str:
    """Return what a headline says without the clock beside it, which would be another title each minute."""
    timed = [part for part in islice(heading.inside(), MAX_FRONT_MARKS) if is_timed_leaf(part, reader)]
    return (Rest(timed).text(heading) if timed else "") or heading.text(" ")


def grew_with(times: Sequence[datetime], document: Document, reader: Reader) -> bool:
    """Return whether a page says that it was begun with the first of its entries, and changed with the last.

    A chronicle does, be it days from one entry to the next; the list of a site's articles has no such day.
    """
    seen = Around()
    parts = document.outline.parts if document.outline is not None else ()
    for part in takewhile(lambda part: part.tag != "body", parts):
        if part.tag == "meta":
            _note_head(part, seen)
    begun, changed = _meta_time(seen.metas, _PUBLISHED, reader), _meta_time(seen.metas, _UPDATED, reader)
    if not times or begun is None or changed is None or changed - begun < A_DAY:
        return False
    return abs(begun - min(times)) <= A_DAY and abs(changed - max(times)) <= A_DAY


def is_live(words: str) -> bool:
    """Return whether a title or an address calls its page a live blog, in any of the languages that we know.

    >>> is_live("Minute par minute : la finale"), is_live("https://news.example/live/x"), is_live("The way we live now")
    (True, True, False)
    """
    return _LIVE.search(words) is not None


def is_called_live(document: Document) -> bool:
    """Return whether a page calls itself a live blog in its title or its address."""
    if document.called_live is None:  # the title is looked for in the whole page, and several readers ask
        document.called_live = is_live(f"{page_title(document) or ''} {document.url} {document.canonical or ''}")
    return document.called_live


@dataclass(slots=True, kw_only=True)
class Around:
    """The elements outside entries that say something of the page; `speaking` is where they are, and no other.

    `second` is a heading of the second order that the page's own title begins with; `links` are those to pages of the
    same live blog, with their clean addresses; `mores` are controls that load what is
    older, `newers` those for what is newer.
    """

    metas: dict[str, str] = field(default_factory=dict)
    heading: Part | None = None
    title: Part | None = None
    second: Part | None = None
    marks: list[Part] = field(default_factory=list)
    links: list[tuple[Part, str]] = field(default_factory=list)
    mores: list[Part] = field(default_factory=list)
    newers: list[Part] = field(default_factory=list)
    pagers: list[Part] = field(default_factory=list)
    speaking: list[int] = field(default_factory=list)


def look_around(parts: Iterable[Part], document: Document) -> Around:
    """Return what says something of the page among `parts`, the elements outside its entries, in document order."""
    seen, own = Around(), own_keys(document)
    for part in parts:
        tag, kinds = part.tag, part.kinds
        speaks = kinds & _SPEAKING != 0 and _note(part, seen, document, own)
        if tag in _HEAD_TAGS:
            speaks = _note_head(part, seen) or speaks
        elif tag in _LINK_TAGS and len(seen.links) < MAX_ANCHORS and (url := way_on(part, document, own)):
            seen.links.append((part, url))
            speaks = True
        if speaks:
            seen.speaking.append(part.at)
    return seen


def _note(part: Part, seen: Around, document: Document, own: tuple[str, ...]) -> bool:
    """Note an element that by its kinds may tell a time or page, or load entries; return whether it does."""
    told = part.kinds & (MARK | DATED)
    paged = part.kinds & PAGER
    loads = part.kinds & MORE and is_loading(part, document, own)
    newer = part.kinds & MORE and leads_to_newer(part)
    for kept, into in ((told, seen.marks), (loads, seen.mores), (newer, seen.newers), (paged, seen.pagers)):
        if kept and len(into) < MAX_FRONT_MARKS:
            into.append(part)
    return bool(told or loads or newer or paged)


def _note_head(part: Part, seen: Around) -> bool:
    """Note what a page is called and what it says of itself; return whether an element is of that."""
    if part.tag == "meta":
        attributes = part.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and "content" in attributes:
            seen.metas.setdefault(name, part.get("content"))
    elif part.tag == "h1":
        seen.heading = seen.heading or (None if _leads_home(part) else part)
    elif part.tag == "h2":
        if seen.second or not seen.title or not seen.heading:
            return False
        words, whole = (one_line(one.short_text(MAX_TITLE_CHARS) or "") for one in (part, seen.title))
        if not words or not whole.startswith(words):
            return False
        seen.second = part
    elif part.parent is not None and part.parent.tag == "head":
        seen.title = seen.title or part
    else:
        return False  # of a picture
    return True


def _leads_home(heading: Part) -> bool:
    """Return whether a heading is a link to where the site begins, and so the site's name (Blogger, WordPress)."""
    around = islice(heading.inside(), MAX_FRONT_MARKS)
    return any(part.tag == "a" and part.size == heading.size and _HOME.fullmatch(part.get("href")) for part in around)


def _is_site_of(heading: str, title: str, whole: str) -> bool:
    """Return whether a heading is the site's name, as a page has a title, a sign, and the heading in its head.

    >>> _is_site_of("The Moor Courier", "Pier closed", "Pier closed – The Moor Courier")
    True
    """
    between = whole.removeprefix(title).removesuffix(heading)
    return len(between) == len(whole) - len(title) - len(heading) > 0 and not between.strip(_SIGNS)


def _meta_time(metas: dict[str, str], names: tuple[str, ...], reader: Reader) -> datetime | None:
    stamps = (reader.instant(metas[name].strip()) for name in names if name in metas)
    return next((stamp.at for stamp in stamps if stamp), None)


def _spoken_time(marks: Iterable[Part], reader: Reader) -> datetime | None:
    """Return the time below the headline: what is on the page outside entries, headers first."""
    for part in marks:
        when = told(part, reader)
        if when and when.published and not when.published.coarse and not is_update(part):
            return when.published.at
    return None


def _update_told(marks: Iterable[Part], reader: Reader) -> datetime | None:
    """Return when a page says that it was last changed, if its element tells the day, too."""
    told_times = (told(part, reader) for part in marks if is_update(part))
    return next((at.at for when in told_times if when and (at := when.published) and not at.coarse), None)


def _url_day(url: str) -> date | None:
    match = _URL_DAY.search(url)
    if match is None:
        return None
    month = int(match[2]) if match[2].isdigit() else _MONTHS.index(match[2]) + 1 if match[2] in _MONTHS else 0
    try:
        return date(int(match[1]), month, int(match[3]))
    except ValueError:
        return None
