"""What stands inside an entry and is not of it: buttons, share links, advertisements, labels. It is cut out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from selectolax.lexbor import LexborNode

MAX_FITTING_CHARS = 400
"""More words than this are content, whatever the class is called ("shared-content")."""

MAX_LABEL_CHARS = 40
MAX_PARTS = 24
MAX_FITTING_PARTS = 200
MAX_CLIMB = 64
"""How many elements are looked into, and climbed over, to see what one element is."""

_FITTINGS = (
    "meta, link, script, style, template, noscript, button, form, nav, footer, input, select, amp-social-share, amp-ad",
    '[hidden], [role="button"], [role="toolbar"], [data-ad], [data-ad-unit-path], [data-socialtray]',
    '[class*="share" i], [class*="sharing" i], [class*="social-media" i], [class*="social-links" i]',
    '[class*="social-icons" i], [class*="toolbar" i], [aria-label*="share" i], [data-testid*="share" i]',
    '[class*="copy-link" i], [class*="copylink" i], [class*="permalink" i], [class*="visually-hidden" i]',
    '[class*="visuallyhidden" i], [class*="sr-only" i], [class*="screen-reader" i], [class*="advert" i]',
    '[class^="ad-"], [class*=" ad-"], [class^="ads-"], [id^="ad-"], [id^="google_ads"], [class*="newsletter" i]',
    '[class*="related" i], [class*="comment-count" i], [class*="reactions" i], [class*="promo" i]',
)
FITTINGS = ", ".join(_FITTINGS)
"""CSS for what is cut out, if it is short."""

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


def short_text(node: LexborNode, limit: int, separator: str = " ", parts: int = MAX_PARTS) -> str | None:
    """Return the words of an element; None if they are more than `limit` characters or its `parts` are more.

    It stops where they are more: elements that hold one another, each asked for all its words, would cost the square of
    a page.
    """
    words: list[str] = []
    left = limit
    for at, part in enumerate(node.traverse(include_text=True)):
        if part.tag == "-text":
            text = (part.text_content or "").strip()
            left -= len(text)
            if text:
                words.append(text)
        if left < 0 or at > parts:
            return None
    return separator.join(words)


def within(node: LexborNode, item: LexborNode, tags: frozenset[str]) -> bool:
    """Return whether an element between `node` and the `item` that holds it has one of these tags."""
    place = node.parent
    for _ in range(MAX_CLIMB):
        if place is None or place.mem_id == item.mem_id:
            break
        if place.tag in tags:
            return True
        place = place.parent
    return False


def owned(nodes: Iterable[LexborNode], items: Sequence[LexborNode]) -> dict[int, list[LexborNode]]:
    """Return for each item, by its place, the nodes in it in document order; every element is climbed over once."""
    owner: dict[int, int | None] = {item.mem_id: at for at, item in enumerate(items)}
    held: dict[int, list[LexborNode]] = {}
    for node in nodes:
        climbed: list[int] = []
        place: LexborNode | None = node
        while place is not None and place.mem_id not in owner:
            climbed.append(place.mem_id)
            place = place.parent
        at = None if place is None else owner[place.mem_id]
        owner.update(dict.fromkeys(climbed, at))
        if at is not None and node.mem_id != items[at].mem_id:
            held.setdefault(at, []).append(node)
    return held


def outermost(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Return the nodes that are in none of the others."""
    by_id = {node.mem_id: node for node in nodes}
    inside: dict[int, bool] = {}
    kept: list[LexborNode] = []
    for node in by_id.values():
        climbed: list[int] = []
        place = node.parent
        while place is not None and place.mem_id not in by_id and place.mem_id not in inside:
            climbed.append(place.mem_id)
            place = place.parent
        held = place is not None and (place.mem_id in by_id or inside[place.mem_id])
        inside.update(dict.fromkeys(climbed, held))
        if not held:
            kept.append(node)
    return kept


def cut(nodes: Iterable[LexborNode]) -> None:
    """Take elements out of their tree: the outermost only, for that frees those inside, which must not be touched."""
    for node in outermost(nodes):
        node.decompose()
