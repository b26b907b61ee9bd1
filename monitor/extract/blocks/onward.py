"""The way from the page of a live blog to its older pages: links, and the numbers of pages (see loading.py)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from monitor.extract.page.fittings import OTHERS
from monitor.extract.tables.labels import MAX_LABEL_CHARS
from monitor.extract.tables.leading_on import names_older
from monitor.extract.words.urls import clean_url, page_key, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

MAX_PAGER_CHARS = 200
_OLDER_CLASS = re.compile(r"(?<![a-z])(?:next|older|load-?more)(?![a-z])", re.IGNORECASE)
_OF_READERS = re.compile(
    r"comment|kommentar|coment[aá]ri|repl(?:y|ies)|reacties|r[eé]actions|reaktionen|antworten|komentar|комментари|коментар",
)
"""What such a label speaks of if not of entries, and the parameters that page through it."""

_PAGE_OF = re.compile(r"\bpage\s+1\s+of\s+(\d+)|^1\s*/\s*(\d+)$", re.IGNORECASE)
_PATH_NUMBER = re.compile(r"/(?:page|seite|pagina|strona)[/_-]?(\d{1,4})(?:\.\w{2,5})?/?(?=[?#]|$)", re.IGNORECASE)
_PAGING_PATH = re.compile(
    r"/(?:before|older|earlier|previous|more|next|from|after|until|offset|latest|newest|last|archiv\w*)(?:/|\Z)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"/(\d{1,3})")
_SUFFIX = re.compile(r"\.s?html?$", re.IGNORECASE)
_PAGE_NUMBERS = frozenset({"page", "p", "pg", "curpg", "pagina", "seite"})


def way_on(part: Part, document: Document, own: tuple[str, ...]) -> str | None:
    """Return where a link leads, if that is another page of the same live blog."""
    known: dict[int, str | None] = part.outline.answers["way on"]
    at = part.at
    if at not in known:
        known[at] = _led_on(part, document, own)
    return known[at]


def _led_on(part: Part, document: Document, own: tuple[str, ...]) -> str | None:
    href = part.get("href").strip()
    if not href or href[0] == "#" or not _may_be_own(href, own):
        return None
    paged = "?" in href or _is_next(part) or page_in_path(href) is not None
    # Its path may count without a word, or name an entry: "/live/storm/2/", "/live/storm/before/77120".
    if not paged and not _may_be_below(href, own):
        return None
    url = clean_url(href, document.base)
    if url is None or without_fragment(url) == without_fragment(document.url):
        return None
    key = blog_key(url)
    if key not in own and not _pages_below(key, own):
        return None
    return None if speaks_of_readers(urlsplit(url).query) or stands_beside(part) else url


def own_keys(document: Document) -> tuple[str, ...]:
    """Return the keys of the page, and of the live blog's first page if this is an older one."""
    urls = (document.url, document.canonical, document.first)
    return tuple(dict.fromkeys(blog_key(url) for url in urls if url))


def is_own(url: str, own: tuple[str, ...]) -> bool:
    """Return whether an address is the live blog's own, or one below it."""
    key = blog_key(url)
    return key in own or _is_below(key, own)


def _may_be_own(href: str, own: tuple[str, ...]) -> bool:
    """Return whether an address may be of a page that has one of these keys; that takes a tenth of making it clean."""
    if "/." in href or not href.isascii() or any("%" in key for key in own):
        return True
    if href[:1] == "/" and href[1:2] != "/":
        return href.startswith(tuple(map(_path_of, own)))
    return href[:4] != "http" or page_key(href).startswith(own)


def _may_be_below(href: str, own: tuple[str, ...]) -> bool:
    """Return whether an address goes on where that of the page ends; one that is relative to it would have to be."""
    if href[:1] == "/" and href[1:2] != "/":
        return href.startswith(tuple([_path_of(key) + "/" for key in own]))
    return href[:4] == "http" and page_key(href).startswith(tuple([key + "/" for key in own]))


def _path_of(key: str) -> str:
    """Return a key without its host."""
    return key[len(key.partition("/")[0]) :]


def _is_below(key: str, own: tuple[str, ...]) -> bool:
    return key.startswith(tuple([one + "/" for one in own if "/" in one]))


def _below(key: str, own: tuple[str, ...]) -> Iterator[str]:
    """Yield what an address has below the live blog's, by each of the keys that it begins with."""
    return (key[len(one) :] for one in own if key.startswith(one + "/"))


def _pages_below(key: str, own: tuple[str, ...]) -> bool:
    rest = next(_below(key, own), "")
    return _BARE_NUMBER.fullmatch(rest) is not None or _PAGING_PATH.match(rest) is not None


def _number_below(key: str, own: tuple[str, ...]) -> int | None:
    """Return the number that is all that an address has below the live blog's: "/live/storm/2" (wp_link_pages)."""
    found = map(_BARE_NUMBER.fullmatch, _below(key, own))
    return next((int(match[1]) for match in found if match), None)


def older_page(links: Iterable[tuple[Part, str]], document: Document, own: tuple[str, ...]) -> str | None:
    """Return the address of the next older page: a link of its own kind, a label that says so, or the next number."""
    number = page_number(document.url, own)
    numbered: str | None = None
    for part, url in links:
        page = page_number(url, own)
        # Some count from 0, and say no number on their first page: its next one is 1 (Drupal, with `rel=next`).
        here = number or (0 if _is_next(part) else 1)
        if says_older(part) and not (page is not None and page <= here):
            return without_fragment(url)
        if numbered is None and page == (number or 1) + 1:
            numbered = without_fragment(url)
    return numbered


def says_older(part: Part) -> bool:
    """Return whether a link or a control says that it leads to older entries, of entries and not of comments."""
    if _is_next(part):
        return True
    told = [part.get(name) for name in ("aria-label", "title", "data-link-name", "data-testid")]
    label = label_of(part)
    if not any(map(str.isalnum, label)) and _OLDER_CLASS.search(part.get("class")):
        return True  # an arrow, or nothing
    labels = [label for label in (*told, label) if 0 < len(label) <= MAX_LABEL_CHARS]
    return any(map(names_older, labels)) and not any(map(speaks_of_readers, labels))


def _is_next(part: Part) -> bool:
    return "next" in part.get("rel").lower().split()


def label_of(part: Part) -> str:
    """Return the few words of a link or a control; "" if they are many."""
    return part.short_text(MAX_LABEL_CHARS, "") or ""


def speaks_of_readers(words: str) -> bool:
    """Return whether a label or the query of an address speaks of what readers wrote."""
    return _OF_READERS.search(words.lower()) is not None


def stands_beside(part: Part) -> bool:
    """Return whether a link or a control is of comments, other stories or pictures, by what is around it."""
    return any(OTHERS.search(f"{place.get('class')} {place.get('id')}") for place in part.above())


def page_number(url: str, own: tuple[str, ...]) -> int | None:
    """Return which page of a live blog, whose pages have these keys, an address says that it is."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if name.lower() in _PAGE_NUMBERS and value.isascii() and value.isdigit() and len(value) <= len("9999"):
            return int(value)
    number = page_in_path(parts.path)
    return _number_below(blog_key(url), own) if number is None else number


def page_in_path(path: str) -> int | None:
    """Return the number of a page that is told in its path.

    >>> page_in_path("/live/storm/page/2"), page_in_path("/live/storm/seite-3.html"), page_in_path("/live/2024/11")
    (2, 3, None)
    """
    found = _PATH_NUMBER.search(path)
    return int(found[1]) if found else None


def blog_key(url: str) -> str:
    """Return what the pages of one live blog share: host and path, without the number of the page.

    >>> blog_key("https://news.example/live/storm/page/2") == blog_key("https://www.news.example/live/storm/")
    True
    """
    return _SUFFIX.sub("", _PATH_NUMBER.sub("", page_key(url)).rstrip("/"))


def is_only_page(pagers: Iterable[Part]) -> bool:
    """Return whether the paging controls know no other page."""
    for part in pagers:
        match = _PAGE_OF.search(" ".join(part.text(" ")[:MAX_PAGER_CHARS].split()))
        if match:
            return (match[1] or match[2]) == "1"
        if "1" in {part.get("data-total-pages"), part.get("data-page-count")}:
            return True
    return False
