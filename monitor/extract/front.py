"""What the rest of an HTML page says of its live blog: title, days, authors, and the way to its older pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from monitor.extract.feeds import author_names
from monitor.extract.marks import MARKS, Reader, is_update, told
from monitor.extract.reading import Cover
from monitor.extract.text import MAX_TITLE_CHARS, normal_text, one_line
from monitor.extract.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from monitor.extract.document import Document

MAX_ANCHORS = 3_000
MAX_FRONT_MARKS = 50
MAX_LABEL_CHARS = 40

_PUBLISHED = ("article:published_time", "datePublished", "date", "DC.date.issued", "publish-date", "pubdate")
_UPDATED = ("article:modified_time", "og:updated_time", "dateModified", "last-modified", "lastmod")
_URL_DAY = re.compile(r"/(20\d\d)[-/](\d{1,2}|[a-z]{3})[-/](\d{1,2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OLDER = re.compile(
    r"older|next( page)?$|load more|earlier|ältere|nächste|plus anciens|suivante?$|anteriores|siguiente"
    r"|più vecchi|precedenti|mais antigos|próxima|oudere|volgende|starsze|następna|ранее|следующая",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(r"\bpage\s+1\s+of\s+(\d+)|^1\s*/\s*(\d+)$", re.IGNORECASE)
_PAGE_NUMBERS = frozenset({"page", "p", "pg", "curpg", "pagina", "seite"})
_LIVE = re.compile(
    r"\blive\b|live-?(blog|ticker|stream|update)|\bticker\b|minut[eo]?[- ](by|a|per)[- ]minut|minute par minute"
    r"|en direct|en directo|en vivo|diretta|ao vivo|na żywo|relacja|онлайн|liveblogg|as it happened",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The page around the entries.

    `spoken` is a time that readers see and no attribute explains: the page's beginning or its last change. `only_page`
    says that its paging controls know no other.
    """

    cover: Cover
    first_day: date | None = None
    last_day: date | None = None
    spoken: datetime | None = None
    older: str | None = None
    only_page: bool = False


def read_front(tree: LexborHTMLParser, document: Document, reader: Reader) -> Front:
    """Return what the page says outside its entries; these must be cut out of `tree` first, or are read with it."""
    metas = _metas(tree)
    heading = tree.css_first("h1")
    titles = (heading.text(separator=" ") if heading else "", *(metas.get(name, "") for name in ("og:title",)))
    title_node = tree.css_first("head title")
    title = next((one_line(words) for words in (*titles, title_node.text() if title_node else "") if words.strip()), "")
    published, updated = _meta_time(metas, _PUBLISHED, reader), _meta_time(metas, _UPDATED, reader)
    spoken = None if published or updated else _spoken_time(tree, reader)
    last = updated or spoken
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
        first_day=published.date() if published else url_day,
        last_day=last.date() if last else None,
        spoken=spoken,
        older=_older(tree, document),
        only_page=_is_only_page(tree),
    )


def is_live(words: str) -> bool:
    """Return whether a title or an address calls its page a live blog, in any of the languages that we know.

    >>> is_live("Minute par minute : la finale"), is_live("https://news.example/live/x"), is_live("A lively debate")
    (True, True, False)
    """
    return _LIVE.search(words) is not None


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]")[:MAX_ANCHORS]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name:
            found.setdefault(name, attributes.get("content") or "")
    return found


def _meta_time(metas: dict[str, str], names: tuple[str, ...], reader: Reader) -> datetime | None:
    stamps = (reader.instant(metas[name].strip()) for name in names if name in metas)
    return next((stamp.at for stamp in stamps if stamp), None)


def _spoken_time(tree: LexborHTMLParser, reader: Reader) -> datetime | None:
    """Return the time below the headline: what is on the page outside entries, headers first."""
    for node in tree.css(f"{MARKS}, [class*='pubdate' i], [id*='date' i]")[:MAX_FRONT_MARKS]:
        when = told(node, reader)
        if when and when.published and not when.published.coarse and not is_update(node):
            return when.published.at
    return None


def _url_day(url: str) -> date | None:
    match = _URL_DAY.search(url)
    if match is None:
        return None
    month = int(match[2]) if match[2].isdigit() else _MONTHS.index(match[2]) + 1 if match[2] in _MONTHS else 0
    try:
        return date(int(match[1]), month, int(match[3]))
    except ValueError:
        return None


def _older(tree: LexborHTMLParser, document: Document) -> str | None:
    """Return the address of the next older page: a link of its own kind, a label that says so, or the next number."""
    here = page_key(document.url)
    own = {here, page_key(document.canonical or document.url)}
    number = _page_number(document.url) or 1
    numbered: str | None = None
    for node in _links(tree):
        url = clean_url(node.attributes.get("href") or "", document.base)
        if url is None or page_key(url) not in own or url.partition("#")[0] == document.url.partition("#")[0]:
            continue
        if _says_older(node) and not _goes_back(url, number):
            return url.partition("#")[0]
        if numbered is None and _page_number(url) == number + 1:
            numbered = url.partition("#")[0]
    return numbered


def _links(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    yield from tree.css('link[rel="next"][href]')
    yield from tree.css('a[href*="?"]')[:MAX_ANCHORS]


def _says_older(node: LexborNode) -> bool:
    attributes = node.attributes
    if attributes.get("rel") == "next":
        return True
    labels = [attributes.get(name) or "" for name in ("aria-label", "title", "data-link-name", "data-testid")]
    words = node.text(strip=True)
    return any(_OLDER.search(label) for label in (*labels, words) if 0 < len(label) <= MAX_LABEL_CHARS)


def _goes_back(url: str, number: int) -> bool:
    page = _page_number(url)
    return page is not None and page <= number


def _page_number(url: str) -> int | None:
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in _PAGE_NUMBERS and value.isascii() and value.isdigit() and len(value) <= len("9999"):
            return int(value)
    return None


def _is_only_page(tree: LexborHTMLParser) -> bool:
    for node in tree.css('[class*="pagina" i], [class*="pager" i], [aria-label*="pagination" i]')[:MAX_FRONT_MARKS]:
        match = _PAGE_OF.search(node.text(separator=" ", strip=True)[:200])
        if match:
            return (match[1] or match[2]) == "1"
    return tree.css_first('[data-total-pages="1"], [data-page-count="1"]') is not None
