"""What a control loads when a reader asks for older entries, or scrolls down to it: the address its script is told.

Publishers keep it in an attribute of the control, whole, as a template, or in two: `data-url` and `data-cursor`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from monitor.extract.blocks.onward import (
    is_own,
    label_of,
    page_number,
    says_older,
    speaks_of_readers,
    stands_beside,
)
from monitor.extract.page.kinds import LOAD_ENDS, LOADS_FROM
from monitor.extract.words.text import one_line
from monitor.extract.words.urls import clean_url
from monitor.model.sites import same_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

MAX_CURSOR_CHARS = 200
MAX_INPUTS = 20

# By the name of the attribute that keeps it, what is older is asked for by it; one of them is enough.
CURSORS = (
    *("cursor", "before", "before-id", "last-id", "last", "max-id", "until", "older-than", "after"),
    *("offset", "start", "skip", "page", "paged"),
)
_TEMPLATE = re.compile(r"\{\{?\s*(?:page|page_?num(?:ber)?|p)\s*\}?\}|__page__|%page%|%d|:page\b", re.IGNORECASE)
_SCROLLED = re.compile(r"revealed|intersect")
_NOT_OF_ENTRIES = frozenset({"header", "aside", "footer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Where what is older is loaded from, or in words why that cannot be asked for (`barred`)."""

    url: str | None = None
    barred: str | None = None


def is_loading(part: Part, document: Document, own: tuple[str, ...]) -> bool:
    """Return whether a control is one for older entries: it says so, or loads more of its own live blog by itself."""
    if says_older(part):
        return not is_beside(part)
    if not _loads_by_itself(part) or is_beside(part):
        return False
    return any(is_own(url, own) and not speaks_of_readers(url) for url in _addresses(part, document, own))


def is_beside(part: Part) -> bool:
    """Return whether a control is of something beside the entries; their own stands right below them."""
    return stands_beside(part) or any(place.tag in _NOT_OF_ENTRIES for place in part.above())


def loaded_by(controls: Iterable[Part], document: Document, own: tuple[str, ...]) -> Loaded:
    """Return what the first of the controls that names an address loads, from the page's own site."""
    barred: str | None = None
    for part in controls:
        urls = list(_addresses(part, document, own))
        if url := next((url for url in urls if same_site(url, document.url) and url != document.url), None):
            return Loaded(url=url)
        if barred is None and not any(place.tag == "nav" for place in part.above()):
            barred = _why_not(one_line(label_of(part)), urls)
    return Loaded(barred=barred)


def _why_not(label: str, urls: list[str]) -> str:
    control = f"its control {label!r}" if label else "its control for older entries"
    if urls:
        return f"{control} loads from another site, {urlsplit(urls[0]).netloc}, which is not asked"
    return f"{control} names no address: only the page's script knows where the older entries are"


def _loads_by_itself(part: Part) -> bool:
    if part.tag == "turbo-frame":
        return part.get("loading") == "lazy"
    if part.tag == "amp-list":
        return "load-more" in part.attributes
    return _SCROLLED.search(f"{part.get('hx-trigger')} {part.get('data-hx-trigger')}") is not None


def _addresses(part: Part, document: Document, own: tuple[str, ...]) -> Iterator[str]:
    """Yield the addresses that a control may load, what counts the pages filled in."""
    number = (page_number(document.url, own) or 1) + 1
    for value in _told(part):
        filled, templates = _TEMPLATE.subn(str(_next_page(part, number)), value)
        url = clean_url(filled, document.base)
        if url is not None:
            yield url if templates or part.tag == "form" else _with_cursor(url, part, number)


def _told(part: Part) -> Iterator[str]:
    """Yield what a control's attributes say of the address, that of a form with what it sends along."""
    if part.tag == "form":
        if part.get("method").lower() in {"", "get"}:
            inputs = [inner for inner in part.inside() if inner.tag == "input" and inner.get("name")][:MAX_INPUTS]
            pairs = (f"{quote(inner.get('name'))}={quote(inner.get('value'))}" for inner in inputs)
            yield f"{part.get('action').partition('?')[0]}?{'&'.join(pairs)}"
        return
    if part.tag in {"turbo-frame", "amp-list"}:
        yield part.get("src")
    yield from (part.get(name) for name in ("hx-get", "data-hx-get") if part.get(name))
    others = (name for name in part.attributes if name[:5] == "data-" and name.endswith(LOAD_ENDS))
    values = (part.get(name).strip() for name in dict.fromkeys((*LOADS_FROM, *others)))
    yield from (value for value in values if value.startswith(("/", "?", "http")))


def _with_cursor(url: str, part: Part, number: int) -> str:
    """Return an address with the cursor that the control keeps beside it, if the address has none of its own."""
    asked = {pair.partition("=")[0].lower() for pair in urlsplit(url).query.split("&")}
    if not asked.isdisjoint({name.replace("-", "_") for name in CURSORS}):
        return url
    for name in CURSORS:
        value = part.get(f"data-{name}") or part.get(f"data-next-{name}")
        if not 0 < len(value) <= MAX_CURSOR_CHARS or value.startswith(("/", "http")):
            continue
        if name in {"page", "paged"}:
            if not value.isdecimal():
                continue
            value = str(_next_page(part, number))
        sign = "&" if "?" in url else "?"
        return f"{url.partition('#')[0]}{sign}{name.replace('-', '_')}={quote(value, safe='')}"
    return url


def _next_page(part: Part, number: int) -> int:
    """Return the number of the next page; some controls keep that of the page that is shown, others the next one."""
    following, shown = part.get("data-next-page"), part.get("data-page") or part.get("data-current-page")
    told = following or shown
    if not told.isdecimal() or len(told) > len("9999"):
        return number
    if not following and int(told) == 0:
        return 1  # counted from 0, and that is the one that is shown
    return int(told) if following and int(told) > 0 else max(int(told), number)
