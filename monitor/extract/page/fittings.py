"""What stands inside an entry and is not of it: buttons, share links, advertisements, labels. It is cut out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.extract.page.kinds import LABELLED

if TYPE_CHECKING:
    from monitor.extract.page.outline import Part

MAX_FITTING_CHARS = 400
"""More words than this are content, whatever the class is called ("shared-content")."""

MAX_LABEL_CHARS = 40
MAX_FITTING_PARTS = 200
MAX_CLIMB = 64
"""How many elements are looked into, and climbed over, to see what one element is."""

EMBEDS = frozenset({"blockquote", "figure", "iframe", "video", "table", "gu-island"})
"""Inside these, times, headings and names are those of somebody else's post."""

AD_ID = re.compile(r"(?:google_)?(?:ad|ads|advert|mpu|banner|dfp)(?:[-_]|\d|$)", re.IGNORECASE)
NOT_ENTRY = re.compile(
    r"(?<![a-z])(?:ad|ads|advert|advertisement|adslot|promo|promoted|newsletter|sponsored|outbrain|taboola|comments?)(?![a-z])",
    re.IGNORECASE,
)
PINNED = re.compile(r"(?<![a-z])(?:pinned|sticky)(?![a-z])", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:share(?: (?:link|page|post|this|on \w+|via \w+))?|copy(?: link| url)?|link copied|copied|tweet|post|facebook"
    r"|twitter|x|whatsapp|telegram|e-?mail|linkedin|reddit|instagram|print|save|reply|like|permalink|link|back to top"
    r"|key (?:event|moment|point)s?|pinned(?: post)?|breaking(?: news)?|new|advertisement|ad|anzeige|werbung|publicité"
    r"|publicidad|pubblicità|publicidade|advertentie|reklama|реклама|teilen|link kopieren|partager|copier le lien"
    r"|compartir|copiar enlace|condividi|copia link|compartilhar|copiar link|partilhar|delen|kopieer link"
    r"|udostępnij|kopiuj link|поделиться|скопировать ссылку|[#¶•·|])[.:…]?",
    re.IGNORECASE,
)


def is_label(words: str) -> bool:
    """Return whether words are those of a control or a flag, and not an entry's own.

    >>> is_label("Copy link"), is_label("KEY EVENT"), is_label("Copy that")
    (True, True, False)
    """
    return len(words) <= MAX_LABEL_CHARS and _LABEL.fullmatch(words) is not None


def is_labelled(part: Part) -> bool:
    """Return whether an element is a control or a flag by its words, and holds no more than these."""
    words = part.own
    return (
        0 < len(words) <= MAX_LABEL_CHARS
        and part.kinds & LABELLED != 0
        and is_label(words)
        and part.short_text(MAX_LABEL_CHARS) == words
    )


def within(part: Part, item: Part, tags: frozenset[str]) -> bool:
    """Return whether an element between `part` and the `item` that holds it has one of these tags."""
    for place, _ in zip(part.above(), range(MAX_CLIMB), strict=False):
        if place is item:
            break
        if place.tag in tags:
            return True
    return False
