"""The way from the page of a live blog to its older pages: links, numbers, and controls whose script loads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from monitor.extract.page.kinds import LOADS_FROM
from monitor.extract.words.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

MAX_LABEL_CHARS = 40
MAX_PAGER_CHARS = 200
_OLDER = re.compile(
    r"older|next( page)?$|(?:load|show|view) more|more (?:updates|posts|entries)|earlier|ältere|nächste"
    r"|mehr (?:laden|anzeigen)|weitere .{0,12}laden|plus anciens|suivante?$|(?:voir|afficher|charger) plus|anteriores"
    r"|siguiente|(?:ver|cargar) más|più vecchi|precedenti|(?:mostra|carica) altr[oi]|mais antigos|próxima"
    r"|(?:ver|carregar) mais|oudere|volgende|meer (?:laden|tonen)|toon meer|starsze|następna|(?:pokaż|załaduj) więcej"
    r"|ранее|следующая|(?:показать|загрузить) ещ[её]",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(r"\bpage\s+1\s+of\s+(\d+)|^1\s*/\s*(\d+)$", re.IGNORECASE)
_PATH_NUMBER = re.compile(r"/(?:page|seite|pagina|strona)[/_-]?(\d{1,4})(?:\.\w{2,5})?/?(?=[?#]|$)", re.IGNORECASE)
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
    if not href or ("?" not in href and "next" not in part.get("rel").lower().split() and _page_in_path(href) is None):
        return None
    url = clean_url(href, document.base) if _may_be_own(href, own) else None
    if url is None or _blog_key(url) not in own or url.partition("#")[0] == document.url.partition("#")[0]:
        return None
    return url


def own_keys(document: Document) -> tuple[str, ...]:
    return tuple({_blog_key(document.url), _blog_key(document.canonical or document.url)})


def _may_be_own(href: str, own: tuple[str, ...]) -> bool:
    """Return whether an address may be of a page that has one of these keys; that takes a tenth of making it clean."""
    if "/." in href or not href.isascii() or any("%" in key for key in own):
        return True
    if href[:1] == "/" and href[1:2] != "/":
        return href.startswith(tuple([key[len(key.partition("/")[0]) :] for key in own]))
    return href[:4] != "http" or page_key(href).startswith(own)


def loaded_by(controls: Iterable[Part], document: Document) -> str | None:
    """Return what the first of the controls loads, from the page's own host."""
    host = urlsplit(document.url).netloc
    for part in controls:
        told = (part.get(name) for name in LOADS_FROM)
        urls = (clean_url(value, document.base) for value in told if value.startswith(("/", "?", "http")))
        if url := next((url for url in urls if url and urlsplit(url).netloc == host and url != document.url), None):
            return url
    return None


def older_page(links: Iterable[tuple[Part, str]], document: Document) -> str | None:
    """Return the address of the next older page: a link of its own kind, a label that says so, or the next number."""
    number = _page_number(document.url) or 1
    numbered: str | None = None
    for part, url in links:
        if says_older(part) and not _goes_back(url, number):
            return url.partition("#")[0]
        if numbered is None and _page_number(url) == number + 1:
            numbered = url.partition("#")[0]
    return numbered


def says_older(part: Part) -> bool:
    if "next" in part.get("rel").lower().split():
        return True
    labels = [part.get(name) for name in ("aria-label", "title", "data-link-name", "data-testid")]
    words = part.short_text(MAX_LABEL_CHARS, "") or ""
    return any(_OLDER.search(label) for label in (*labels, words) if 0 < len(label) <= MAX_LABEL_CHARS)


def _goes_back(url: str, number: int) -> bool:
    page = _page_number(url)
    return page is not None and page <= number


def _page_number(url: str) -> int | None:
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if name.lower() in _PAGE_NUMBERS and value.isascii() and value.isdigit() and len(value) <= len("9999"):
            return int(value)
    return _page_in_path(parts.path)


def _page_in_path(path: str) -> int | None:
    """Return the number of a page that is told in its path.

    >>> _page_in_path("/live/storm/page/2"), _page_in_path("/live/storm/seite-3.html"), _page_in_path("/live/2024/11")
    (2, 3, None)
    """
    found = _PATH_NUMBER.search(path)
    return int(found[1]) if found else None


def _blog_key(url: str) -> str:
    """Return what the pages of one live blog share: host and path, without the number of the page.

    >>> _blog_key("https://news.example/live/storm/page/2") == _blog_key("https://www.news.example/live/storm/")
    True
    """
    return _SUFFIX.sub("", _PATH_NUMBER.sub("", page_key(url)).rstrip("/"))


def is_only_page(pagers: Iterable[Part]) -> bool:
    for part in pagers:
        match = _PAGE_OF.search(" ".join(part.text(" ")[:MAX_PAGER_CHARS].split()))
        if match:
            return (match[1] or match[2]) == "1"
        if "1" in {part.get("data-total-pages"), part.get("data-page-count")}:
            return True
    return False
