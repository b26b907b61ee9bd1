"""What stands inside an entry and is not of it: buttons, share links, advertisements, labels. It is cut out."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.page.kinds import HEADING_TAGS, LABELLED
from monitor.extract.tables.labels import MAX_LABEL_CHARS, PICTURED, is_label, leads_off
from monitor.extract.words.remembered import finding
from monitor.extract.words.text import is_sentence

if TYPE_CHECKING:
    from monitor.extract.page.outline import Part

MAX_FITTING_CHARS = 400
"""More words than this are content, whatever the class is called ("shared-content")."""

MAX_FITTING_PARTS = 200
WORDS_AROUND = 4
"""From so many words on what stands right beside an element is a sentence, and it one of its words."""

MAX_CLIMB = 64
"""How many elements are looked into, and climbed over, to see what one element is."""

MAX_FRAMES = 3
"""How many elements may stand between a figure and what names its picture."""

_SMALL = frozenset({"span", "small"})
_AROUND_WORDS = frozenset({"figure", "figcaption", "blockquote", "p", "li", "td", "th", "dd", "dt"})
_INLINE = frozenset({"a", "span", "strong", "b", "em", "mark", "small"})
_NOT_CAPTIONS = frozenset({"img", "amp-img", "picture", "video", "iframe", "h1", "h2", "h3"})
"""What a caption does not hold; the smaller headings may be its own words."""

BOLD = frozenset({"b", "strong"})
EMBEDS = frozenset({"blockquote", "figure", "iframe", "video", "table", "gu-island"})
"""Inside these, times, headings and names are those of somebody else's post."""

QUOTED = frozenset({"blockquote", "figure"})
"""Of somebody else's post, or below a picture: a time there is none of an entry."""

ADS = "ad|ads|adslot|advert|advertisement|mpu|dfp"
"""What advertisements are called by the words that stand first in a name."""

AD_ID = re.compile(rf"(?:google_)?(?:{ADS}|banner)(?:\d{{1,3}})?(?:[-_]|$)", re.IGNORECASE)
"""Ids of advertisements; "ad7c41f0" is the id of an entry, drawn by chance."""

NOT_ENTRY = re.compile(
    r"(?<![a-z0-9])(?:ad|ads|advert|advertisement|adslot|promo|promoted|newsletter|sponsored|outbrain|taboola|comments?)"
    r"(?!\d*[a-z]|(?:\d\d|\d{6})-[\da-f]{4}|\d{10})",
    re.IGNORECASE,
)
"""What is no entry by its class; letters beside digits are of a hash that the next build draws anew: "post__9r0ad". Of
a UUID in a class ("id-LiveUpdate_<uuid>" of reddit) one in a hundred has a part like "ad59"."""

_OTHERS = (
    r"comments?|discussion|disqus|repl(?:y|ies)|related|recommend\w*|most-?(?:read|popular|viewed)|teasers?|newsletter"
    r"|more-(?:on|from|stories)|latest-(?:news|stories)|outbrain|taboola|gallery|slideshow|carousel"
)
OTHERS = re.compile(rf"(?<![a-z])(?:{_OTHERS})(?![a-z])", re.IGNORECASE)
"""What publishers call what has pages of its own beside the entries."""

_LISTS = (
    r"key-?events?-?list|summary-points|schedule|programmes?|play-?lists?|recently-?played|now-?playing"
    r"|track-?lists?|programa(?:cao|cion)|programa-?tv|palinsesto|sendeplan|fernsehprogramm|tv-?programm?|tv-?gids"
    r"|parrilla|(?:tv|job)-?listings?|calendar|timetable|departures|arrivals|fixtures|agenda|coupons?|forum|episodes?"
    r"|podcasts?|chapters|search-results|tracking-?(?:events?|history|steps?)|shipments?|contributions|changes-?list"
    r"|audit-?log|(?:revision|edit|bid|order)-?history"
)
ELSEWHERE = re.compile(
    rf"(?<![a-z])(?:{_OTHERS}|{_LISTS}|trending|sidebar|side-bar|navigation|nav|menu|breadcrumbs?|footer|promos?|scroller"
    r"|latest-posts|recent-?posts|reviews?|transcript)(?![a-z])",
    re.IGNORECASE,
)
"""What they call what stands beside the entries, and lists of other things that have times."""

NEWEST = re.compile(r"(?<![a-z])(?:latest-(?:news|stories|posts)|recent-?posts)(?![a-z])", re.IGNORECASE)
"""What lists of other articles are called, and the live blog itself where it holds most of a page (DR)."""

MAIN = 0.5
"""From this share of a page's words on, what holds them is what the page is about, whatever it is called."""

OTHER_LISTS = re.compile(
    rf"(?<![a-z])(?:{_LISTS}|comments?|discussion|disqus|repl(?:y|ies)|outbrain|taboola)(?![a-z])",
    re.IGNORECASE,
)
"""What they call such lists, and what readers wrote, which may be most of a page."""

WIDGET = re.compile(
    r"(?<![a-z])(?<!elementor-)(?<!article-)(?<!story-)(?<!content-)(?:widget|tweet)(?![a-z])", re.IGNORECASE
)
"""What is so called stands beside the entries, or is the box that holds all of them (Sky Sports). Builders of pages
call each piece of an article so (TimesLIVE)."""

PINNED = re.compile(r"(?<![a-z])(?<!not[-_])(?<!non[-_])(?<!un[-_])(?:pinned|sticky)(?![a-z])", re.IGNORECASE)
"""Sourcefabric calls what is not pinned "not-sticky"."""

_KICKER = re.compile(
    r"(?<![a-z])(?:topic|kicker|chip|eyebrow|overline|dachzeile|category|categoria|catégorie|kategorie|rubri(?:k|que|ca)|ressort"
    r"|tag(?![\w-]))(?![a-z])",
    re.IGNORECASE,
)

_TALLY = re.compile(
    r"(?<![a-z])(?:count(?:er)?s?|tally|likes?|up-?votes?|votes|shares|views|hits|reactions?)(?![a-z])", re.IGNORECASE
)
_UNSEEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_]+")
"""In Chinese and Japanese each sign counts as a word: nothing parts them."""

_ICON = re.compile(r"(?<![a-z])icons?(?![a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*\s?[km]?(?:\s?(?:/|of)\s?\d+)?", re.IGNORECASE)
_COUNTED = re.compile(rf"{_NUMBER.pattern}\s[^\W\d_]+", re.IGNORECASE)
_COUNTED_AS = re.compile(rf"[^\d:：]{{1,30}}\s?[:：]\s?{_NUMBER.pattern}", re.IGNORECASE)
"""What is counted, and how often: "Hits: 760"."""

_DOINGS = re.compile(
    r"[^\w/]{0,3}(?:#comments?|comments?|reactions?|likes?|shares?|kommentare?|commentaires|comentarios|commenti"
    r"|comentários|reacties|komentarze|комментарии)\W{0,3}",
    re.IGNORECASE,
)
"""What a control of a number is called for those who do not see its picture, or where on the page it leads."""

_names_kicker = finding(_KICKER)
_names_tally = finding(_TALLY)


def is_caption(part: Part) -> bool:
    """Return whether an element that is called a caption is one, and not the frame around picture and caption.

    WordPress has both: `div.wp-caption` around `p.wp-caption-text`.
    """
    if not 0 < part.size <= MAX_FITTING_CHARS:
        return False
    return all(inner.tag not in _NOT_CAPTIONS for inner in islice(part.inside(), MAX_CLIMB))


def is_labelled(part: Part) -> bool:
    """Return whether an element is a control or a flag by its words, and holds no more than these."""
    words = part.own
    return (
        0 < len(words) <= MAX_LABEL_CHARS
        and part.kinds & LABELLED != 0
        and (
            is_label(words)
            or leads_off(part.get("href"))
            or _is_kicker(part, words)
            or _is_tally(part, words)
            or _is_icon(part, words)
            or _is_beside_picture(part, words)
            or _is_unseen(part, words)
        )
        and part.short_text(MAX_LABEL_CHARS) == words
        and not is_in_sentence(part)
    )


def _is_kicker(part: Part, words: str) -> bool:
    """Return whether an element names the subject that an entry is filed under (Politico).

    With other words on its line it is one of them, and what is all of a heading is the headline.
    """
    around = part.parent
    return (
        words[-1] not in ".!?…:"
        and _names_kicker(part.get("class"))
        and around is not None
        and not any(map(str.isalnum, around.own))
        and not (around.tag in HEADING_TAGS and around.size == part.size)
    )


def is_number(words: str) -> bool:
    """Return whether words are a number and nothing else, as it is counted: "1.2k", "3 of 9"."""
    return _NUMBER.fullmatch(words) is not None


def _is_tally(part: Part, words: str) -> bool:
    """Return whether an element is a number that is counted, another one in each reading.

    Its class says so, or what it is called aloud, or it stands among buttons with nothing else.
    """
    number, named = is_number(words), _names_tally(part.get("class"))
    if not number:
        if not named:
            return False
        counted = _COUNTED.fullmatch(words) is not None and _is_below_words(part)
        return counted or _COUNTED_AS.fullmatch(words) is not None
    called = (part.get(name).rpartition("/")[2] for name in ("aria-label", "title", "href"))
    return named or any(map(_DOINGS.fullmatch, called)) or _is_among_buttons(part)


def _is_below_words(part: Part) -> bool:
    """Return whether an element stands beside sentences; "4,032 votes" beside the name of a party is a result."""
    block = part.parent
    assert block is not None  # an element of an entry stands in it
    return any(map(is_sentence, islice(block.outline.texts[block.first : block.last], MAX_CLIMB)))


def _is_among_buttons(part: Part) -> bool:
    """Return whether a block has nothing but buttons beside an element: `<button>Share</button><span>84</span>`."""
    block = part.parent
    assert block is not None
    if block.size > MAX_LABEL_CHARS + part.size:
        return False
    buttons = [one for one in islice(block.children(), MAX_CLIMB) if one.tag == "button"]
    return bool(buttons) and block.size == part.size + sum(button.size for button in buttons)


def _is_icon(part: Part, words: str) -> bool:
    """Return whether an element is a sign that its class calls an icon: the ball beside a goal."""
    return not any(map(str.isalnum, words)) and _ICON.search(part.get("class")) is not None


def _is_unseen(part: Part, words: str) -> bool:
    """Return whether an element is for a script alone: `<span style="display:none">-330</span>` (Moneycontrol)."""
    return part.tag in _SMALL and not any(map(str.isalpha, words)) and _UNSEEN.search(part.get("style")) is not None


def _is_beside_picture(part: Part, words: str) -> bool:
    """Return whether an element is a word beside a figure's picture, for those who do not see it: "Image" (NYT)."""
    if part.tag not in _SMALL or words.casefold() not in PICTURED:
        return False
    frame = part.parent
    for _ in range(MAX_FRAMES):
        if frame is None or frame.tag in _AROUND_WORDS:
            break
        frame = frame.parent
    if frame is None or frame.tag != "figure":
        return False
    return any(one.tag in {"img", "picture"} for one in islice(frame.inside(), MAX_CLIMB))


def is_in_sentence(part: Part) -> bool:
    """Return whether an element is a word of the text around it: "On Friday, <a>Facebook</a> said" (NYT)."""
    return part.tag in _INLINE and part.parent is not None and len(_WORD.findall(part.parent.own)) > WORDS_AROUND


def within(part: Part, item: Part, tags: frozenset[str]) -> bool:
    """Return whether an element between `part` and the `item` that holds it has one of these tags."""
    place = part.parent
    for _ in range(MAX_CLIMB):
        if place is item or place is None:
            break
        if place.tag in tags:
            return True
        place = place.parent
    return False
