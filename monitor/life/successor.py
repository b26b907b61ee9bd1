"""The page where a live blog says that its coverage goes on. Pure.

    where    the newest entries, the pinned one, and the head of the page above them; nowhere else
    what     a link to a page of the same site whose address looks like a live blog's, and is none that we come from
    why      the clause around the link: "continues here" is enough; "new live blog" needs an address like this one's,
             or a page that says it is over; "follow our live blog" both, since that is said of any other

A clause that speaks of yesterday leads back, one that says "see also", or names the story of an address that is not
like this one's, leads aside. Two pages that are as good as each other name no successor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from monitor.life.closing import NEWEST, newest
from monitor.life.head import BOUNDARY, words_in
from monitor.life.phrases import BACK, BESIDE, FOLLOW, MOVED, NEW, folded
from monitor.model.references import href_in
from monitor.model.sites import host_and_port, same_site

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from monitor.model import Page, Snapshot

LINKS_LIMIT = 2_000

CLAUSE_CHARS = 300
"""Of markup on each side of a link that can belong to its clause."""

ENOUGH = 3

# The "<" stands outside what ignores case, so that the search skips from one to the next; each gives nothing back.
_OPENING = re.compile(r"<(?i:a)\b([^<>]{0,4000}+)>")
_LINK = re.compile(rb"<(?i:link)\b([^<>]{0,4000}+)>")
_CANONICAL = re.compile(rb"""\brel\s*+=\s*+["']?canonical\b""", re.IGNORECASE)
_LINK_END = re.compile(r"</a\s*>", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…;]\s")
_WORD = re.compile(r"[^\W_]+")

_LIVE_WORDS = frozenset(
    _WORD.findall("""
    live liveblog liveblogs livecoverage liveticker liveupdates ticker newsblog newsticker blog blogs direct endirect
    directo minuto vivo envivo aovivo diretta liveverslag relacja zywo online onlain translyaciya translyatsiya
    hronika khronika updates coverage rolling as it happened
""")
)
_DAYS = re.compile(
    r"\d+|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)(?=[-_/]|$)"
)
_SESSION = re.compile(r";[^/]*|/(?=/)")
_DRESS = re.compile(r"/amp(?=/|$)|[.-]amp(?=\.html?$)|\.amp$|/index\.(?:html?|php)$|\.html?$")
"""What differs between addresses of one page: a session, its AMP version, the name of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """Where the coverage goes on, and the words that say so."""

    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """One link with the clause that it stands in, folded."""

    url: str
    clause: str


def find_successor(
    page: Page,
    snapshot: Snapshot,
    *,
    head: str,
    address: str,
    left: Collection[str],
    over: bool,
    oldest_first: bool = False,
) -> Successor | None:
    """Return the page that this one names as the next of its coverage, None if it names none, or several.

    `head` is the markup above the newest entry. `address` is where the coverage is; `page` may come from the platform's
    own interface. `left` are addresses that lead back; `over` says that the live blog is over by its own words or its
    silence, `oldest_first` that its newest entry stands last.
    """
    own = snapshot.url if snapshot.url and same_site(snapshot.url, address) else address
    refused = {page_key(url) for url in (own, address, page.url, *left)}
    own_words = _topic(own) | frozenset(_WORD.findall(folded(snapshot.title or "")))
    best: dict[str, tuple[int, Successor | None]] = {}

    def wanted(url: str) -> bool:
        return page_key(url) not in refused and same_site(url, own) and looks_live(url, own)

    for named in _named(head, snapshot, own, wanted, oldest_first=oldest_first):
        key = page_key(named.url)
        score = _score(named, alike=alike(named.url, own), over=over, own=own_words)
        if score >= ENOUGH and score > best.get(key, (0, None))[0]:
            best[key] = score, Successor(url=named.url.partition("#")[0], words=named.clause[:CLAUSE_CHARS])
    most = max((score for score, _ in best.values()), default=0)
    surest = [successor for score, successor in best.values() if score == most]
    return surest[0] if len(surest) == 1 else None


def _score(named: _Named, *, alike: bool, over: bool, own: frozenset[str]) -> int:
    if BACK.search(named.clause) or BESIDE.search(named.clause):
        return 0
    if not alike and (_topic(named.url) - own) & set(_WORD.findall(named.clause)):
        return 0  # "our business coverage continues here": another story's
    said = (
        3 if MOVED.search(named.clause) else 2 if NEW.search(named.clause) else 1 if FOLLOW.search(named.clause) else 0
    )
    return said + alike + over if said else 0


# ------------------------------------------------------------------------------------------------- links


def _named(
    head: str, snapshot: Snapshot, base: str, wanted: Callable[[str], bool], *, oldest_first: bool
) -> Iterator[_Named]:
    for entry in newest(snapshot, NEWEST, oldest_first=oldest_first):
        if entry.html and "<a" in entry.html:
            yield from _links(entry.html, base, wanted)
    yield from _links(head, base, wanted)


def _links(markup: str, base: str, wanted: Callable[[str], bool]) -> Iterator[_Named]:
    for match in islice(_OPENING.finditer(markup), LINKS_LIMIT):
        href = href_in(match[1])
        if href is None:
            continue
        try:
            url = urljoin(base, href)
        except ValueError:  # "[" outside an IPv6 address
            continue
        if url.startswith(("http://", "https://")) and wanted(url):
            yield _Named(url=url, clause=_clause(markup, match))


def _clause(markup: str, match: re.Match[str]) -> str:
    """Return the words of a link with those of its sentence on both sides, as far as no other link or block begins."""
    end = _LINK_END.search(markup, match.end(), match.end() + CLAUSE_CHARS)
    stop = end.start() if end else match.end() + CLAUSE_CHARS
    before = BOUNDARY.split(markup[max(0, match.start() - CLAUSE_CHARS) : match.start()])[-1]
    after = markup[end.end() : end.end() + CLAUSE_CHARS] if end else ""
    after = re.split(r"<a\b", BOUNDARY.split(after)[0])[0]
    before, inside, after = (folded(words_in(part)) for part in (before, markup[match.end() : stop], after))
    before = _SENTENCE.split(f"{before} ")[-1].strip() if _SENTENCE.search(f"{before} ") else before
    return " ".join(filter(None, (before, inside, _SENTENCE.split(f"{after} ")[0].strip())))


# --------------------------------------------------------------------------------------------- addresses


def page_key(url: str) -> str:
    """Return what the addresses of one page share: host and path, whatever dress they come in.

    >>> page_key("https://www.news.example/live/?page=2#x") == page_key("http://news.example/live")
    True
    >>> page_key("https://mobile.news.example/amp/Live/index.html") == page_key("http://news.example//live.amp.html")
    True
    """
    parts = urlsplit(url)
    path = _DRESS.sub("", _SESSION.sub("", unquote(parts.path)).casefold())
    return (host_and_port(url) + path).rstrip("/")


def own_address(page: Page) -> str:
    """Return what a page calls itself: its canonical address, if that is on its own site, else where it came from."""
    link = next((link[1] for link in _LINK.finditer(page.body) if _CANONICAL.search(link[1])), None)
    found = href_in(link.decode("utf-8", "replace")) if link else None
    if found is not None:
        try:
            url = urljoin(page.url, found)
        except ValueError:
            return page.url
        if url.startswith(("http://", "https://")) and same_site(url, page.url):
            return url
    return page.url


def same_page(one: str, other: str) -> bool:
    """Return whether two addresses are of one page."""
    return page_key(one) == page_key(other)


def looks_live(url: str, own: str) -> bool:
    """Return whether an address is one of a live blog: by a word in it, or by standing beside this one."""
    path = urlsplit(url).path
    words = frozenset(_WORD.findall(path.casefold()))
    beside = _masked(path.rpartition("/")[0]) == _masked(urlsplit(own).path.rpartition("/")[0])
    return len(path) > 1 and (bool(words & _LIVE_WORDS) or (beside and alike(url, own)))


def alike(one: str, other: str) -> bool:
    """Return whether two addresses name one story: by their words, or but for numbers and days.

    >>> alike("https://a.example/live/flood-monday", "https://a.example/live/flood-tuesday")
    True
    >>> alike("https://a.example/live/2026/01/02/ukraine-war", "https://a.example/live/2026/01/03/dollar-slips")
    False
    >>> alike("https://a.example/live/flood-monday.html", "https://a.example/live/cup.html")
    False
    """
    paths = [urlsplit(url).path.casefold().rstrip("/") for url in (one, other)]
    if _masked(paths[0]) == _masked(paths[1]) and paths[0] != paths[1]:
        return True
    words = [_topic(url) for url in (one, other)]
    common = len(words[0] & words[1])
    return bool(common) and 2 * common >= min(map(len, words))


def _topic(url: str) -> frozenset[str]:
    """Return the words by which an address names its story."""
    slug = _DRESS.sub("", urlsplit(url).path.casefold()).rstrip("/").rpartition("/")[2]
    return frozenset(word for word in _WORD.findall(_masked(slug)) if len(word) > 1) - _LIVE_WORDS


def _masked(path: str) -> str:
    return _DAYS.sub("0", path.casefold())
