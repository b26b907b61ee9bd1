"""The address of the next older page of an interface, from what its answer says and the address that was asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from monitor.extract.structured.fields import first_key, picked
from monitor.extract.words.urls import clean_url
from monitor.model import Ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.extract.page.document import Document
    from monitor.extract.readings.reading import Reading
    from monitor.extract.structured.records import Found

MAX_HEADER_CHARS = 8_000
MAX_CURSOR_CHARS = 500
MAX_CURSOR_DEPTH = 3
MAX_MEMBERS = 50
_CURSORS = frozenset({"cursor", "token", "pagetoken", "before", "after", "lastid", "maxid"})
_COUNTED = frozenset({"nextpage", "nextoffset", "nextstart"})
"""Where a bare `page` is in an answer it is the one that was asked for, counted from 0 now and then."""
_PUNCTUATION = re.compile(r"[^a-z]")
_REL = {
    name: re.compile(rf""";\s*rel\s*=\s*(?:{name}\b|"(?:[^"]*\s)?{name}[\s"])""", re.IGNORECASE)
    for name in ("next", "last", "prev")
}


def older_address(found: Found, asked: str) -> str | None:
    """Return where the page after the one at `asked` is, or None if this is the last or nothing is said of one."""
    about, graph = found.shape.about, found.graph
    around = list(found.spot.ancestors())
    for place in around:
        named = next((value for value in picked(place, about.older, graph) if _is_address(value)), None)
        if named:
            return merged_address(asked, named)
    if about.cursor is not None:
        parameter, path = about.cursor
        oldest = first_key(found.items[-1], (path,), graph)
        return merged_address(asked, f"?{parameter}={quote(oldest)}") if oldest else None
    counted = re.search(about.counted, asked) if about.counted else None
    if counted is None or not around:
        return None
    page, pages = around[0].get("page"), around[0].get("pages")
    if not isinstance(page, int) or not isinstance(pages, int) or page >= pages:
        return None
    return f"{asked[: counted.start(1)]}{page + 1}{asked[counted.end(1) :]}"


def next_by_cursor(value: Any, asked: str) -> str | None:
    """Return the address asked with the cursor that the answer gives in place of its own; None if it gives none.

    >>> next_by_cursor({"html": "…", "meta": {"nextCursor": "k2"}}, "https://news.example/more?blog=7&cursor=k1")
    'https://news.example/more?blog=7&cursor=k2'
    """
    parts = urlsplit(asked)
    pairs = [pair.partition("=") for pair in parts.query.split("&")]
    own = {_PUNCTUATION.sub("", name.lower()): at for at, (name, _, _) in enumerate(pairs)}
    for name, member in _members(value, 0):
        at = own.get(name.removeprefix("next"))
        if at is not None and str(member) not in {"", unquote(pairs[at][2])}:
            pairs[at] = (pairs[at][0], "=", quote(str(member), safe=""))
            return parts._replace(query="&".join(map("".join, pairs))).geturl()
    return None


def _members(value: Any, depth: int) -> Iterator[tuple[str, str | int]]:
    """Yield the cursors in an answer by their names, in small letters alone: `next_cursor` is "nextcursor"."""
    if not isinstance(value, dict):
        return
    for key, member in list(value.items())[:MAX_MEMBERS]:
        name = _PUNCTUATION.sub("", str(key).lower())
        if isinstance(member, (str, int)) and not isinstance(member, bool) and len(str(member)) <= MAX_CURSOR_CHARS:
            if name.removeprefix("next") in _CURSORS or name in _COUNTED:
                yield name, member
        elif depth < MAX_CURSOR_DEPTH:
            yield from _members(member, depth + 1)


def ways_announced(reading: Reading, document: Document) -> Ways:
    """Return where a page leads whose oldest entry stands first, or a later one, by itself and by its Link header.

    An interface names a next page alone.
    """
    ways = reading.ways
    if not reading.upwards and document.first is None:
        return ways
    following = reading.older if ways == Ways() else None
    return replace(
        ways,
        last=ways.last or linked(document.page.headers, document.url, "last"),
        newer=ways.newer or following or announced(document),
        before=ways.before or linked(document.page.headers, document.url, "prev"),
    )


def announced(document: Document) -> str | None:
    """Return the next page that the answer's own Link header names, if it names one."""
    return linked(document.page.headers, document.url, "next")


def linked(headers: Mapping[str, str], url: str, relation: str) -> str | None:
    """Return the page that the Link header of the answer at `url` names (RFC 8288), if it is one of the same address.

    A header speaks of the site as well: of styles, and of the next article.

    >>> linked({"link": '</s.css>; rel=preload, </live?page=9>; rel="last"'}, "https://news.example/live", "last")
    'https://news.example/live?page=9'
    """
    for link in headers.get("link", "")[:MAX_HEADER_CHARS].split("<")[1:]:
        address, _, parameters = link.partition(">")
        if _REL[relation].search(parameters) and (named := clean_url(address, url)) is not None:
            here, there = urlsplit(url), urlsplit(named)
            if (there.netloc, there.path) == (here.netloc, here.path) and there.query != here.query:
                return named
    return None


def _is_address(value: object) -> bool:
    """Return whether a value leads somewhere: a bare word or number is a cursor, for a parameter that nobody names."""
    return isinstance(value, str) and (value.startswith(("/", "http")) or "?" in value)


def merged_address(asked: str, named: str) -> str | None:
    """Return where `named` leads from `asked`: on the same host, and keeping the parameters that it does not name.

    >>> merged_address("https://news.example/live.json?dcr", "?page=with:block-7")
    'https://news.example/live.json?dcr&page=with:block-7'
    >>> merged_address("https://blog.example/api/posts?source=x&page=1", "posts?page=2")
    'https://blog.example/api/posts?source=x&page=2'
    >>> merged_address("https://news.example/live.json", "//other.example/live") is None
    True
    """
    own = urlsplit(asked)
    try:
        parts = urlsplit(named.strip())
        if parts.scheme or parts.netloc:
            same = parts.scheme in {"http", "https"} and parts.netloc == own.netloc
            return parts._replace(scheme=own.scheme, fragment="").geturl() if same else None
    except ValueError:  # "[" outside an IPv6 address
        return None
    path = own.path if own.path.endswith(parts.path) else urlsplit(urljoin(asked, parts.path)).path
    given = [pair for pair in parts.query.split("&") if pair]
    names = {pair.partition("=")[0] for pair in given}
    kept = [pair for pair in own.query.split("&") if pair and pair.partition("=")[0] not in names]
    return own._replace(path=path, query="&".join((*kept, *given)), fragment="").geturl()
