"""Lines that are no news: promotions, links to other stories, buttons."""

from __future__ import annotations

import re

from monitor.extract.tables.labels import MAX_LABEL_CHARS, is_label
from monitor.extract.tables.leading_on import LEADS_ON
from monitor.extract.words.remembered import remembered

MAX_FURNITURE_CHARS = 250
"""A promotion says it in a line; a longer one is a paragraph that happens to mention a newsletter."""

_CONTROLS = frozenset(
    {"bookmark", "report", "load more", "see more", "view more", "mehr laden", "voir plus"}
    | {"ver más", "mostra altro", "ver mais", "meer laden", "pokaż więcej", "показать ещё", "menu"}
    | {"close", "top", "skip to content", "play", "watch", "gallery", "most read", "trending"}
)
"""Of a page rather than of an entry, or said of one only where it stands alone on its line."""

_PROMOTION = re.compile(
    r"\b(?:sign|signing) up (?:to|for|here|now|today)\b|straight to your inbox|\bsubscribe (?:to|now|here|for|today)\b"
    r"|\bnewsletters?\b.{0,60}\b(?:sign|subscribe|register|here|abonn|inscri|suscr|iscri|rejestr|zapisz)"
    r"|\b(?:sign|subscribe|register|abonn\w*|inscri\w*|suscr\w*|iscri\w*|zapisz)\b.{0,60}\bnewsletters?\b"
    r"|\b(?:follow|join) (?:us|our|the)\b.{0,60}\b(?:whatsapp|telegram|facebook|instagram|channel|community|forum)\b"
    r"|\b(?:download|get) (?:the|our) (?:free )?app\b|\bclick here (?:to|for)\b|\bregister for free\b"
    r"|\b(?:kindly )?share this (?:story|article|post)\b"
    r"|\bsupport (?:us|our (?:journalism|work))\b|\bcookies?\b.{0,40}\b(?:accept|settings|policy|consent)",
    re.IGNORECASE,
)
_PROMOTING = (
    *("sign", "inbox", "subscribe", "newsletter", "follow", "join", "download", "get ", "click here", "register"),
    *("support", "cookie", "share this"),
)
"""What each promotion has one of: to look for these takes a fiftieth of the time."""

_AROUND = " :.…+-–—|•›»>"
_ONLY_SIGNS = re.compile(r"[\s_–—=*•·~$-]+")
"""What parts entries and says nothing: "____"."""

_PIECE = re.compile(r"(?<=[^\W\d_])(?=[A-ZÀ-Þ])|(?<= )(?=\S)")
MAX_PIECES = 8
"""How many words and capitals the controls have that stand beside each other in a line."""

_CREDIT = re.compile(
    r"(?:editor|editare(?: web)?|redactor|redaktor|redakce|redaktion|redactie|redazione|redacción|redação|rédaction)"
    r"\s?[:/]\s?(?:[^\W\d_]\.\s?){1,4}",
    re.IGNORECASE,
)
"""Who edited a page, in initials: "Editor : A.M."."""


@remembered(4_096)
def is_furniture(line: str) -> bool:
    """Return whether a line belongs to the page rather than to what it reports.

    >>> is_furniture("Sign up to our free breaking news emails"), is_furniture("Lire aussi : la carte")
    (True, True)
    >>> is_furniture("Kindly share this story:"), is_furniture("Ministers sign a treaty")
    (True, False)
    """
    if len(line) > MAX_FURNITURE_CHARS:
        return False
    words = line.strip(_AROUND)
    if words.casefold() in _CONTROLS or _are_labels(words):
        return True
    if _ONLY_SIGNS.fullmatch(line) is not None:
        return True
    if LEADS_ON.match(line) is not None or _CREDIT.fullmatch(line) is not None:
        return True
    lowered = line.lower()
    return any(word in lowered for word in _PROMOTING) and _PROMOTION.search(line) is not None


def _are_labels(words: str) -> bool:
    """Return whether words are those of controls, be it of several beside each other: "WhatsAppTweet", "Share Copy"."""
    if is_label(words):
        return True
    starts = [match.start() for match in _PIECE.finditer(words, 1)] if len(words) <= MAX_LABEL_CHARS else []
    first = next((at for at in reversed(starts[:MAX_PIECES]) if is_label(words[:at].strip(_AROUND))), 0)
    return first > 0 and _are_labels(words[first:].strip(_AROUND))
