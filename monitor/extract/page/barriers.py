"""What stands in place of a live blog: block pages, consent, log-in and pay walls, "not found" served with status 200.

Asked only when there are no entries, or none but guessed ones: nearly every news page carries a consent script, and a
live blog below an open consent window is a live blog.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from monitor.extract.page.document import Kind
from monitor.extract.page.signs import finder_of
from monitor.extract.words.markup import plain_text
from monitor.extract.words.text import one_line
from monitor.extract.words.urls import page_key

if TYPE_CHECKING:
    from monitor.extract.page.document import Document
    from monitor.extract.page.signs import Signs

SEARCHED_BYTES = 300_000
"""How far into a page marks are looked for; block pages have 1 to 60 KB."""

FEW_WORDS = 150
"""A page with more words is an article below a wall, not a wall."""

SHELL_WORDS = 30
"""What an application says before its scripts run: its name, and "You need to enable JavaScript to run this app."."""

MAX_TITLE_CHARS = 300

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
)
_GUARD = (b"_incapsula_resource?", "Imperva")
"""A script that is on every page of a site; its challenge has nothing else."""

_CHALLENGED = "{} shows a challenge instead of the page; poll more slowly"

_CHALLENGE_HEADERS = (("cf-mitigated", "Cloudflare"), ("x-amzn-waf-action", "AWS WAF"), ("x-dd-b", "DataDome"))
_CONSENT = (
    b"privacy-mgmt.com", b"sourcepoint", b"sp_message", b"didomi", b"onetrust", b"cookiebot", b"usercentrics",
    b"quantcast", b"consentmanager", b"trustarc", b"iubenda", b"privacy-gate", b"guce", b"__tcfapi",
)  # fmt: skip
_DESCRIBED = b"ld+json"
_signs_in = finder_of([*(mark for mark, _ in _CHALLENGES), _GUARD[0], *_CONSENT, _DESCRIBED])
_CONSENT_HOST = re.compile(r"(?:consent|guce|myprivacy|privacy-?gate|cmp)\.", re.IGNORECASE)
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|anmelden|connexion|register)(?:[/.]|\Z)", re.IGNORECASE)

_BLOCKED = re.compile(
    r"just a moment|attention required|access (?:to this page has been |is )?denied|pardon our interruption"
    r"|are you (?:a )?(?:human|robot)|(?:please )?verify (?:that )?you are (?:a )?(?:human|not a robot)"
    r"|human verification|checking your browser|(?:robot|security|bot) check|ddos.guard|request (?:blocked|rejected)"
    r"|you have been blocked|unusual traffic|too many requests|(?:one moment|please wait)(?:,? please)?"
    r"|(?:error )?(?:40[13]|429|503)(?:\W{1,3}(?:forbidden|unauthori[sz]ed|access denied|too many requests|error))?"
    r"|(?:(?:503\W{1,3})?service (?:temporarily )?unavailable)|forbidden",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(
    r"before you continue.*|.{0,30}\bprivacy ?gate.*|cookie consent|consent|your privacy(?: choices)?"
    r"|we value your privacy|zustimmung.*|datenschutz-?einstellungen|votre vie privée"
    r"|.*\bavant de continuer|informativa sui cookie",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"(?:(?:http|error|erreur|fehler|errore?|fout|błąd|ошибка) )?404(?:\W{1,3}(?:page |file )?(?:not found|error))?"
    r"|(?:the |this )?page (?:(?:was |is |could |can )?not (?:be )?found|does not exist|doesn['’]t exist|unavailable"
    r"|(?:is )?no longer (?:available|exists))|(?:content |article |story )?not found"
    r"|(?:die )?seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|p[áa]gina no (?:encontrada|existe)"
    r"|pagina non trovata|p[áa]gina n[ãa]o encontrada|pagina niet gevonden|nie znaleziono strony"
    r"|strony nie znaleziono|(?:страница|документ) не найден[а]?",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"(?:please )?(?:log|sign) ?in\b.{0,40}|subscribe to (?:read|continue).*|anmelden|einloggen|se connecter|connexion"
    r"|iniciar sesi[óo]n|accedi|entrar|inloggen|zaloguj(?: się)?|войти|вход",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"cookie|ciastecz|файл\w* куки|\bкуки\b")
_ACCEPT = re.compile(
    r"accept|akzept|zustimm|einverstanden|accepte|aceptar|acepta|accett|consens|aceitar|aceito|akkoord|toestaan|zgadzam"
    r"|akceptuj|zgod[aęy]|принять|принима|соглас"
)
_PASSWORD = re.compile(rb"<input\b[^>]{0,300}\btype\s*=\s*[\"']?password")
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^>]{0,200}>(?:\s|<[^>]{0,200}>){0,5}([^<]{0,300})", re.IGNORECASE)
# A site adds its name: "Page not found | The Daily Example", or "Example - 404: Not Found".
_SEPARATOR = re.compile(r"\s+[–—·»:-]\s+|\s*\|\s*")
_PAID = re.compile(rb'"isaccessibleforfree"\s*:\s*"?(?:false|no)\b')
_APP = re.compile(rb"<script\b[^>]{0,500}\bsrc\s*=|<noscript\b", re.IGNORECASE)


def find_barrier(document: Document, *, certain: bool = False) -> Barrier | None:
    """Return what stands in place of the live blog, or None if the page looks like any other.

    If `certain`, only what no live blog looks like, whatever it lists: to look for walls costs three times as much.
    """
    if document.kind not in {Kind.HTML, Kind.TEXT}:
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


def _refusal(document: Document, signs: Signs, titles: list[str]) -> Barrier | None:
    guard = next((name for header, name in _CHALLENGE_HEADERS if header in document.page.headers), None)
    if guard := guard or next((name for mark, name in _CHALLENGES if mark in signs), None):
        return Barrier(reason=_CHALLENGED.format(guard))
    if title := _matching(_BLOCKED, titles):
        return Barrier(reason=f"the site blocks us: its page says {title!r}; poll more slowly")
    if title := _matching(_NOT_FOUND, titles):
        reason = f"the page is gone: it says {title!r}, though with status {document.page.status}; check the address"
        return Barrier(reason=reason)
    return None


def _wall(document: Document, lower: bytes, signs: Signs, titles: list[str], text: str) -> Barrier | None:
    place = page_key(document.url)
    is_brief = cache(partial(_is_brief, document, text))  # read at most once
    consenting = _CONSENT_HOST.match(place) or _matching(_CONSENT_TITLE, titles)
    # What describes itself in JSON-LD is the page itself, though its words may only come with scripts (VG).
    scripted = _DESCRIBED not in signs and not signs.isdisjoint(_CONSENT)
    if consenting or (scripted and is_brief()):
        return Barrier(reason="a consent wall stands in front of the page; send its consent cookie in `headers`")
    if _DESCRIBED not in signs and is_brief() and _asks_consent(text):
        return Barrier(reason="a consent wall stands in front of the page; send its consent cookie in `headers`")
    asked = b"password" in lower and _PASSWORD.search(lower) and is_brief()
    if asked or _LOGIN_PATH.search(place) or _matching(_LOGIN_TITLE, titles):
        return Barrier(reason="the page asks to log in; send a session cookie in `headers`")
    if _GUARD[0] in signs and is_brief():
        return Barrier(reason=_CHALLENGED.format(_GUARD[1]))
    if b"isaccessibleforfree" in lower and _PAID.search(lower) and is_brief():
        return Barrier(reason="the page is for subscribers; send a session cookie in `headers`")
    return None


def _asks_consent(text: str) -> bool:
    """Return whether a page speaks of cookies and offers to accept them, in one of nine languages.

    What its scripts say is not asked: nearly all of them say "document.cookie".
    """
    if _COOKIES.search(text.lower()) is None:
        return False
    said = plain_text(text[max(0, text.find("<body")) :]).lower()
    return _COOKIES.search(said) is not None and _ACCEPT.search(said) is not None


def _is_brief(document: Document, text: str) -> bool:
    return len(document.page.body) <= SEARCHED_BYTES and not _says(text, FEW_WORDS)


def _says(text: str, count: int) -> bool:
    """Return whether a page has so many words; most say them in the first of their text, and the rest is not read."""
    start, size = max(0, text.find("<body")), FIRST_CHARS
    while size < len(text) - start:
        if len(plain_text(text[start : start + size]).split()) >= count:
            return True
        size *= GROWTH
    return len(plain_text(text[start:]).split()) >= count


def _titles(text: str) -> list[str]:
    """Return the title and the first heading of a page, the parts between separators too; a short text is its own."""
    found = [match[1] for pattern in (_TITLE, _HEADING) if (match := pattern.search(text))]
    if not found and len(text) <= MAX_TITLE_CHARS:
        found = [text]
    whole = [one_line(plain_text(title)) for title in found]
    return [part for title in whole for part in (title, *_SEPARATOR.split(title))]


def _matching(pattern: re.Pattern[str], titles: list[str]) -> str | None:
    return next((title for title in titles if pattern.fullmatch(title.strip(" .!…?"))), None)
