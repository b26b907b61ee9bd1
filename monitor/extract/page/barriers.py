"""What stands in place of a live blog: block pages, consent, log-in and pay walls, "not found" served with status 200.

Asked only when there are no entries, or none but guessed ones: nearly every news page carries a consent script, and a
live blog below an open consent window is a live blog.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.page.document import Kind
from monitor.extract.page.signs import finder_of
from monitor.extract.tables.refusals import (
    ACCEPT,
    BLOCKED,
    CONSENT_TITLE,
    COOKIE_SIGNS,
    COOKIES,
    DOWN,
    ELSEWHERE,
    LOGIN_TITLE,
    NOT_FOUND,
    OVER,
    PAID,
    PAID_SIGNS,
)
from monitor.extract.words.markup import plain_text
from monitor.extract.words.text import one_line
from monitor.extract.words.urls import clean_url, page_key
from monitor.model.guards import guard_of
from monitor.model.references import unescape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitor.extract.page.document import Document
    from monitor.extract.page.signs import Signs

SEARCHED_BYTES = 300_000
"""How far into a page marks are looked for; block pages have 1 to 60 KB."""

FEW_WORDS = 150
"""A page with more words is an article below a wall, not a wall."""

SHELL_WORDS = 30
"""What an application says before its scripts run: its name, and "You need to enable JavaScript to run this app."."""

MAX_TITLE_CHARS = 300
MAX_ANSWER_BYTES = 4_096
"""JSON that is longer is no guard's answer."""

FIRST_CHARS, GROWTH = 8_000, 4
"""How much of a page is searched for words, and how many times more if they are too few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """What stands in the way, in words for the user."""

    reason: str


# Marks that only the interstitial has. Scripts that guard the whole site (/cdn-cgi/challenge-platform/, px.js, the
# tag of DataDome) are on every page of it.
_CHALLENGES = (
    (b"_cf_chl_opt", "Cloudflare"),
    (b"cf-error-details", "Cloudflare"),
    (b"cf-browser-verification", "Cloudflare"),
    (b"errors.edgesuite.net", "Akamai"),
    (b"sec-if-cpt-container", "Akamai"),
    (b'id="px-captcha"', "PerimeterX"),
    (b"window._pxappid", "PerimeterX"),
    (b"geo.captcha-delivery.com", "DataDome"),
    (b"_incapsula_resource?swudnsai", "Imperva"),
    (b"_incapsula_resource?cwudnsai", "Imperva"),
    (b"incapsula incident id", "Imperva"),
    (b"awswafcookiedomainlist", "AWS WAF"),
    (b"gokuprops", "AWS WAF"),
    (b"/ips.js?kp_", "Kasada"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b"/_fs-ch-", "Fastly"),
    (b'id="anubis_', "Anubis"),
)
_GUARD = (b"_incapsula_resource?", "Imperva")
"""A script that is on every page of a site; its challenge has nothing else."""

_CAPTCHAS = (b"g-recaptcha", b"h-captcha", b"cf-turnstile")
"""On log-in pages and below forms, too; alone on a page that says little they are the guard's."""

_CHALLENGED = "{} shows a challenge instead of the page; poll more slowly, or ask the publisher to let us in"

_CONSENT = (
    b"privacy-mgmt.com", b"sourcepoint", b"sp_message", b"didomi", b"onetrust", b"cookiebot", b"usercentrics",
    b"quantcast", b"consentmanager", b"trustarc", b"iubenda", b"privacy-gate", b"guce", b"__tcfapi",
)  # fmt: skip
_DESCRIBED = b"ld+json"
_signs_in = finder_of([*(mark for mark, _ in _CHALLENGES), _GUARD[0], *_CAPTCHAS, *_CONSENT, _DESCRIBED])
_CONSENT_WALL = "a consent wall stands in front of the page; send its consent cookie in `headers`"
_CONSENT_HOST = re.compile(r"(?:consent|guce|myprivacy|privacy-?gate|cmp)\.", re.IGNORECASE)
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|anmelden|connexion|register)(?:[/.]|\Z)", re.IGNORECASE)

_PASSWORD = re.compile(rb"<input\b[^>]{0,300}\btype\s*=\s*[\"']?password")
# The first sign stands outside what ignores case, so that the search skips from one to the next.
_TITLE = re.compile(r"<(?i:title)\b[^>]{0,200}>([^<]{0,300})")
_HEADING = re.compile(r"<(?i:h1)\b[^>]{0,200}>(?:\s|<[^>]{0,200}>){0,5}([^<]{0,300})")
# A site adds its name: "Page not found | The Daily Example", or "Example - 404: Not Found".
_SEPARATOR = re.compile(r"\s+[–—·»:-]\s+|\s*\|\s*")
_PAID = re.compile(rb'"isaccessibleforfree"\s*:\s*"?(?:false|no)\b')
# What a tag says is looked for in it alone, and blanks are not given back: a mass of either costs its bytes.
_META = re.compile(r"<(?i:meta)\b([^>]*+)")
_REFRESH = re.compile(r"""\bhttp-equiv\s*+=\s*+["']?refresh\b""", re.IGNORECASE)
_SENT_TO = re.compile(
    r"""\bcontent\s*+=\s*+["']?\s*+\d{1,3}\s*+[;,]\s*+(?:url\s*+=\s*+)?["']?([^"'>\s]{1,2000})""", re.IGNORECASE
)
_REPLACED = re.compile(
    r"""\blocation(?:\.href)?(?:\.(?:replace|assign)\(|\s*=)\s*["']([^"'\s]{1,2000})["']""", re.IGNORECASE
)
MAX_FRAMES = 100
_FRAME = re.compile(r"""<(?i:iframe\b[^<>]{0,1000}?\bsrc\s*=)\s*["']?([^"'<>\s]{1,2000})""")
_APP = re.compile(rb"<(?i:script\b[^<>]{0,500}\bsrc\s*=|noscript\b)")


_SAYINGS = (
    (BLOCKED, "the site blocks us: its page says {!r}; poll more slowly, or ask the publisher to let us in"),
    (NOT_FOUND, "the page is gone: it says {!r}, though with status {status}; check the address"),
    (DOWN, "the site is down: its page says {!r}, though with status {status}; nothing to do but wait"),
    (ELSEWHERE, "the site is not served where we are: its page says {!r}; run the monitor in another country"),
)


def find_barrier(document: Document, *, certain: bool = False) -> Barrier | None:
    """Return what stands in place of the live blog, or None if the page looks like any other.

    If `certain`, only what no live blog looks like, whatever it lists: to look for walls costs three times as much.
    """
    brief_json = document.kind is Kind.JSON and len(document.page.body) <= MAX_ANSWER_BYTES
    if document.kind not in {Kind.HTML, Kind.TEXT} and not brief_json:
        return None
    start = document.utf8[:SEARCHED_BYTES]
    text, lower = start.decode("utf-8", "replace"), start.lower()
    titles, signs = _titles(text), _signs_in(lower)
    refusal = _refusal(document, signs, titles)
    return refusal if refusal or certain else _wall(document, lower, signs, titles, text)


def needs_script(document: Document) -> bool:
    """Return whether the page is a shell that scripts of its own would fill."""
    if document.kind is not Kind.HTML or len(document.page.body) > SEARCHED_BYTES or not _APP.search(document.utf8):
        return False
    return not _says(document.text, SHELL_WORDS)


def sent_on(document: Document) -> str | None:
    """Return where a page of few words sends browsers by a tag or a script of its own (WHATWG HTML §4.2.5.3)."""
    if document.kind is not Kind.HTML or len(document.page.body) > SEARCHED_BYTES:
        return None
    lower = document.utf8.lower()
    refreshed = _refreshed(document.text) if b"refresh" in lower else None
    found = refreshed or (_REPLACED.search(document.text) if b"location" in lower else None)
    if found is None or _says(document.text, FEW_WORDS):
        return None
    url = clean_url(unescape(found[1]).strip("'\""), document.base)
    return url if url != document.url else None


def _refreshed(text: str) -> re.Match[str] | None:
    tags = (tag[1] for tag in _META.finditer(text) if _REFRESH.search(tag[1]))
    return next(filter(None, map(_SENT_TO.search, tags)), None)


def frames_in(document: Document) -> Iterator[str]:
    """Yield the addresses of the first frames in a page, of the first part of it."""
    if document.kind is Kind.HTML:
        for found in islice(_FRAME.finditer(document.text[:SEARCHED_BYTES]), MAX_FRAMES):
            if url := clean_url(unescape(found[1]), document.base):
                yield url


def _refusal(document: Document, signs: Signs, titles: list[str]) -> Barrier | None:
    guard = guard_of(document.page.headers)
    if guard := guard or next((name for mark, name in _CHALLENGES if mark in signs), None):
        return Barrier(reason=_CHALLENGED.format(guard))
    for pattern, says in _SAYINGS:
        if title := _matching(pattern, titles):
            return Barrier(reason=says.format(title, status=document.page.status))
    return None


def _wall(document: Document, lower: bytes, signs: Signs, titles: list[str], text: str) -> Barrier | None:
    place = page_key(document.url)
    said = cache(partial(_words_in, text))  # read at most once
    is_brief = cache(partial(_is_brief, document, text, said))
    consenting = _CONSENT_HOST.match(place) or _matching(CONSENT_TITLE, titles)
    # What describes itself in JSON-LD is the page itself, though its words may only come with scripts (VG).
    described = _DESCRIBED in signs
    if consenting or (not described and is_brief() and (not signs.isdisjoint(_CONSENT) or _asks_consent(text, said))):
        return Barrier(reason=_CONSENT_WALL)
    asked = b"password" in lower and _PASSWORD.search(lower) and is_brief()
    if asked or _LOGIN_PATH.search(place) or _matching(LOGIN_TITLE, titles):
        return Barrier(reason="the page asks to log in; send a session cookie in `headers`")
    return _brief_wall(lower, signs, text, said) if is_brief() else None


def _brief_wall(lower: bytes, signs: Signs, text: str, said: Callable[[], str]) -> Barrier | None:
    """Return what a page of few words stands in place of."""
    if _GUARD[0] in signs:
        return Barrier(reason=_CHALLENGED.format(_GUARD[1]))
    if (b"isaccessibleforfree" in lower and _PAID.search(lower)) or _speaks_of(PAID, PAID_SIGNS, text):
        return Barrier(reason="the page is for subscribers; send a session cookie in `headers`")
    if not signs.isdisjoint(_CAPTCHAS):
        return Barrier(reason=_CHALLENGED.format("a captcha's guard"))
    if over := OVER.search(said().lower()):
        return Barrier(reason=f"the live blog is over or elsewhere: the page says {over[0]!r}, and shows no entries")
    return None


def _asks_consent(text: str, said: Callable[[], str]) -> bool:
    """Return whether a page speaks of cookies and offers to accept them.

    What its scripts say is not asked: nearly all of them say "document.cookie".
    """
    if not _speaks_of(COOKIES, COOKIE_SIGNS, text):
        return False
    words = said().lower()
    return COOKIES.search(words) is not None and ACCEPT.search(words) is not None


def _speaks_of(words: re.Pattern[str], signs: Iterable[str], text: str) -> bool:
    """Return whether words, which have one of the signs, stand in a text, in whatever case."""
    lower = text.lower()
    return any(map(lower.__contains__, signs)) and words.search(lower) is not None


def _is_brief(document: Document, text: str, said: Callable[[], str]) -> bool:
    return len(document.page.body) <= SEARCHED_BYTES and not _says(text, FEW_WORDS, said)


def _words_in(text: str) -> str:
    """Return the words of a page."""
    return plain_text(text[max(0, text.find("<body")) :])


def _says(text: str, count: int, said: Callable[[], str] | None = None) -> bool:
    """Return whether a page has so many words; most say them in the first of their text, and the rest is not read."""
    start, size = max(0, text.find("<body")), FIRST_CHARS
    while size < len(text) - start:
        if len(plain_text(text[start : start + size]).split()) >= count:
            return True
        size *= GROWTH
    return len((_words_in(text) if said is None else said()).split()) >= count


def _titles(text: str) -> list[str]:
    """Return the title and the first heading of a page, the parts between separators too; a short text is its own."""
    found = [match[1] for pattern in (_TITLE, _HEADING) if (match := pattern.search(text))]
    if not found and len(text) <= MAX_TITLE_CHARS:
        found = [text]
    whole = [one_line(plain_text(title)) for title in found]
    return list(dict.fromkeys(part for title in whole for part in (title, *_SEPARATOR.split(title))))


def _matching(pattern: re.Pattern[str], titles: list[str]) -> str | None:
    return next((title for title in titles if pattern.fullmatch(title.strip(" .!…?"))), None)
