"""What elements are by what they are called: their tag, class and other attributes. One number each, a bit per kind.

A page has thousands of elements and a few hundred tags with classes, so what a class says is asked once per page; as
CSS, or as a question per kind, it cost more than all other reading.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MARK = 1
"""It may tell a time."""
FITTING = 2
"""It is cut out of an entry if it is short: a button, a share link, an advertisement."""
BYLINE = 4
HEADING = 8
NAME = 16
"""In a byline, it is the name of a person."""
LABELLED = 32
"""It may hold a label: a control or a flag."""
LEAF = 64
"""Its own words may be a time."""
PAGER = 128
SIGNED = 512
"""It leads to a page about a person who writes."""
CLOCKED = 1024
"""Its class ends in the word for a time, or its tag is one: whatever else its few words say, they say when."""
MORE = 16_384
"""It may load what is older: a control, or what keeps the address of what a script loads."""
READERS = 4096
"""By its class it may hold what readers wrote."""
RECORDED = 8192
"""It has an attribute that may hold a record's number."""
POLL = 32_768
"""By its class readers may vote in it."""
LINKING = 65_536
"""It is a link or a button."""

DATED = 256
"""Its id says that it tells a date; that counts outside entries."""

CAPTION = 2048
"""It says what a picture or a film shows, or a player plays, or whose that is."""

_TIMES = (
    *("datetime", "data-datetime", "data-timestamp", "data-js-timestamp", "data-time", "data-date"),
    *("data-published", "data-published-at", "data-publish-date", "data-publication-date", "data-post-time"),
    *("data-posted-date-timestamp", "data-sort-time", "data-created", "data-created-at", "data-epoch", "data-unixtime"),
    *("data-utc", "data-unix", "data-utime", "data-ts", "data-livestamp", "data-iso", "data-timeago", "data-moment"),
    *("data-date-time", "data-time-utc", "data-time-stamp", "data-time-published", "data-created-on", "data-posted"),
    *("data-publishedat", "data-createdat", "data-publishdate", "data-pubdate", "data-nc-timestamp"),
    *("data-t", "data-when", "data-stamp", "data-datetime-unix"),
)
_COMPONENT_TIMES = frozenset(
    {"created-at", "published-at", "posted-at", "timestamp", "date-time", "publish-date", "publish-time", "epoch"}
    | {"date", "time", "unix", "ts", "published", "created", "pubdate"}
)
"""Where web components are told the time that they show: `<tik-post created-at="…">`, `<local-time epoch="…">`."""

TIME_ATTRIBUTES = frozenset(_TIMES)
TOLD_IN = (*_TIMES, *sorted(_COMPONENT_TIMES), "title", "content", "value", "aria-label")
"""The attributes that may hold a time."""

KEPT = 8_192
MAX_CLASS_CHARS = 2_000
"""How much of the classes of one element is looked through; Tailwind's longest lists have some 1,000 characters."""

MAX_KEPT_CHARS = 200
"""How many names of elements are remembered from one page to the next, and how long they are: sites change their words
often and their classes seldom, and what a class says takes 5 µs to find. Full it holds 3 MB."""

_SPOKEN_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
MAX_SPOKEN_CHARS = 40

_TIME_ENDS = ("-time", "-date", "-timestamp", "-datetime", "-published", "-utc")
_OTHER_TIMES = re.compile(
    r"updat|modif|edit|last|end|expir|start|event|dead|refresh|server|current|kick|read|video|play|sort"
    r"|durat|length|runn|ratio|aspect|score|offset|version|render|fetch|load|cache|build"
)
_WHEN = re.compile(
    r"(?:[01]?\d|2[0-3])[:h][0-5]\d(?::[0-5]\d)?(?:\s?[AaPp]\.?[Mm]\.?)?|20\d\d-\d\d-\d\d[T ]\d\d:\d\d[0-9:.Z+-]{0,16}"
)
"""A clock or an instant, in whatever attribute it stands: styles draw it from there (`content: attr(data-tijd)`)."""


HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_TAGS: Mapping[int, frozenset[str]] = {
    MARK: frozenset({"time"}),
    FITTING: frozenset(
        {"meta", "link", "script", "style", "template", "noscript", "button", "form", "nav", "footer", "input"}
        | {"select", "dialog", "amp-social-share", "amp-ad"}
    ),
    BYLINE: frozenset({"address"}),
    HEADING: HEADING_TAGS | {"summary"},
    NAME: frozenset({"a", "strong", "b"}),
    LABELLED: frozenset(
        {"summary", "a", "span", "div", "mark", "p", "strong", "small", "li", "dd", "h5", "h6", "b", "em"},
    ),
    MORE: frozenset({"button", "form", "turbo-frame", "amp-list"}),
    LINKING: frozenset({"a", "button"}),
    CLOCKED: frozenset({"time"}),
    LEAF: frozenset(
        {"span", "time", "small", "em", "i", "b", "strong", "code", "a", "p", "li", "td", "th", "dt", "div"}
        | {"h2", "h3", "h4", "h5", "h6", "summary", "header"}
    ),
}
_BY = r"(?<![a-z0-9])(?<!(?<![a-z])[a-z]-)by(?![a-z0-9])(?!-[a-z][a-z]?(?![a-z]))"
"""The word in "posted-by", and not the letters in a hash that the next build draws anew: "title__by5bu", "kByRtQ"."""

_OVER_AND_OVER = re.compile(r"(?<![a-z0-9])([a-z]{3,12})([-_])by\2\1(?![a-z])", re.IGNORECASE)
"""What comes piece by piece: of "minute-by-minute__text" nobody is the author."""

_CLASSES = {
    MARK: re.compile("time|date", re.IGNORECASE),
    FITTING: re.compile(
        r"shar(?:e|ing)|social-(?:media|links|icons)|toolbar|copy-?link|permalink|visually-?hidden|sr-only"
        r"|screen-reader|(?<![a-z])badge|advert|newsletter|related|(?<![a-z])(?:(?:live)?tags|tag-?list|topics)(?![a-z])"
        r"|(?<![a-z])(?:avatar|initials)(?![\w-])|comment-count|reactions|promo|^ads?-| ad-"
        r"|(?<![a-z])(?:modal|pill|guests|viewers|visitors|view-?count|consent)(?![a-z])|(?<![a-z])material-(?:icons|symbols)",
        re.IGNORECASE,
    ),
    BYLINE: re.compile(
        r"by-?line|"
        + _BY
        + r"|author|contributor|(?<![a-z])(?:autor(?:e|es|en|in)?|auteur|signatur[ae]?|firma|verfasser|redakteur(?:in)?"
        r"|reporter[ao]?|journalist|toimittaja|skribent|forfatter|szerz[oő]|novinar|penulis|tac-?gia|writer|sender|user|username|nick(?:name)?|yazar|muhabir|автор|k(?:ue|ü)rzel)(?![a-z])|(?<![a-z])who(?![\w-])",
        re.IGNORECASE,
    ),
    HEADING: re.compile(r"headline|title|(?<![a-z0-9])ttl(?![a-z0-9])", re.IGNORECASE),
    NAME: re.compile("name", re.IGNORECASE),
    PAGER: re.compile("pagina|pager", re.IGNORECASE),
    CAPTION: re.compile(
        r"(?<![a-z])captions?(?![a-z])|(?<![a-z])(?:photo|image|img|picture|media|video|figure)[-_]{0,2}credits?(?![a-z])"
        r"|(?<![a-z])(?:audio|video|media)-?player[-_]{1,2}(?:title|headline|label|text|info|meta|description)(?![a-z])",
        re.IGNORECASE,
    ),
    POLL: re.compile(
        r"(?<![a-z])(?:polls?|quiz|survey|umfrage|abstimmung|sondage|encuesta|sondaggio|enquete|peiling|ankieta|sonda|opros)"
        r"(?![a-z])",
        re.IGNORECASE,
    ),
    CLOCKED: re.compile(
        r"(?:(?<![a-z])|(?<=[a-z])(?=[TDH]))(?i:time|date|datetime|timestamp|hour|clock|heure|hora|uhrzeit|datum|zeit|orario|godzina)"
        r"(?![\w-])"
    ),
}

_READERS = re.compile(
    r"(?:\w+-){0,4}(?:comments|comment-?(?:list|section|area|thread|container|wrapper)s?)(?:[-_]\w+)?"
    r"|(?:[a-z0-9]+[-_]{1,2}){0,4}(?:replies|responses|commentaires|kommentare|comentarios|commenti|reacties|komentarze)"
    r"(?:[-_]{1,2}\w+)?"
)
_OF_READERS = re.compile("omment|replies|responses|comentarios|reacties|komentarze")
"""What all of these have: most names are refused by it in a tenth of the time."""

_LASTS = re.compile(
    r"(?:video|audio|media|clip|track|play|running|read(?:ing)?)-?(?:time|duration|length)(?![a-z])", re.IGNORECASE
)
"""What is called so says how long something is: "11:19" of a film."""


_OTHER_PART = re.compile(
    r"__(?:cat|category|label|tag|time|date|when|author|by|who|meta|kicker|section|source)(?![\w-])", re.IGNORECASE
)
"""What is so called is that of a block which is called a headline: `headline-row__cat`."""

_DIGITS = re.compile(r"\d+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ANY_CLASS = re.compile("|".join(pattern.pattern for pattern in _CLASSES.values()))
"""Of lower case, and for it: where case counts a branch is refused by its first letter, in a fifth of the time."""


def _always(kinds: int) -> Callable[[str], int]:
    return lambda _: kinds


def _by_test_id(value: str) -> int:
    value = value.lower()
    signed = BYLINE if "byline" in value or "author" in value else 0
    return signed | (MARK if "time" in value else 0) | (FITTING if "share" in value else 0)


def _by_property(value: str) -> int:
    return (MARK if value.startswith("date") else 0) | (BYLINE if value.endswith("author") else 0)


def _by_itemprop(value: str) -> int:
    said = value.split()
    kinds = (BYLINE if "author" in said else 0) | (HEADING if value == "headline" else 0)
    return kinds | (NAME if value == "name" else 0) | (MARK if value.startswith("date") else 0)


def _by_label(value: str) -> int:
    value = value.lower()
    return (FITTING if "share" in value else 0) | (PAGER if "pagination" in value else 0) | _by_title(value)


def _by_title(value: str) -> int:
    """Return what is said of a time on hovering, or aloud: the whole of "18 min" may be "1 December, 11:42"."""
    return MARK if len(value) <= MAX_SPOKEN_CHARS and _SPOKEN_TIME.search(value) else 0


_ROLES: Mapping[str, int] = {"button": FITTING, "dialog": FITTING, "toolbar": FITTING, "heading": HEADING}


def _by_id(value: str) -> int:
    return (FITTING if value.startswith(("ad-", "google_ads")) else 0) | (DATED if "date" in value.lower() else 0)


_PEOPLE = re.compile(
    r"/(?i:authors?|autor(?:e[ns]?|i)?|auteurs?|profiles?|by|people|person|journalists?|journalistes?|staff|redaktion"
    r"|firmas?|correspondents?|reporters?|columnists?|colunistas?|contributors?|equipe|redakcja|autorzy|avtor[iy]?)/"
)
"""Its first sign stands outside what ignores case: the search skips from one to the next."""


def _by_href(value: str) -> int:
    if value[:1] == "#" or value.startswith("javascript:"):
        return MORE  # it may be a button
    return SIGNED if _PEOPLE.search(value) else 0


_RECORDS = ("data-id", "data-socialclick", "data-article-id", "data-share-id", "data-link")
LOADS_FROM = (
    *("data-next-url", "data-next-page-url", "data-next-page", "data-next", "data-load-more-url", "data-load-more"),
    *("data-more-url", "data-older-url", "data-older", "data-url", "data-href", "data-ajax-url", "data-endpoint"),
)
"""Where a button keeps the address of what its script loads."""

LOAD_ENDS = ("-url", "-href", "-endpoint", "-src", "-path")
"""How attributes end that publishers made up for the same: `data-infinite-url`."""

_ATTRIBUTES: Mapping[str, Callable[[str], int]] = {
    **dict.fromkeys((*LOADS_FROM, "hx-get", "data-hx-get"), _always(MORE)),
    **dict.fromkeys(_RECORDS, _always(RECORDED)),
    **dict.fromkeys(_TIMES, _always(MARK)),
    **dict.fromkeys(("hidden", "data-ad", "data-ad-unit-path", "data-socialtray"), _always(FITTING)),
    **dict.fromkeys(("data-total-pages", "data-page-count"), lambda value: PAGER if value == "1" else 0),
    "role": lambda value: _ROLES.get(value, 0),
    "title": _by_title,
    "href": _by_href,
    "rel": lambda value: BYLINE | NAME if "author" in value.split() else 0,
    "itemprop": _by_itemprop,
    "property": _by_property,
    "aria-label": _by_label,
    **dict.fromkeys(("data-testid", "data-qa", "data-e2e", "data-cy", "data-dot", "data-hook"), _by_test_id),
    "id": _by_id,
}


def tells_time(name: str, value: str | None) -> bool:
    """Return whether an attribute that no table knows tells when something was published, by its name or its value.

    >>> tells_time("data-live-blog-time", "1"), tells_time("data-tijd", "14:47"), tells_time("data-duration", "14:47")
    (True, True, False)
    """
    if name[:5] != "data-":
        return False
    said = name.endswith(_TIME_ENDS) or (value is not None and value[:1].isdigit() and _WHEN.fullmatch(value))
    return bool(said) and _OTHER_TIMES.search(name) is None


def kinds_of(tag: str, attributes: Mapping[str, str | None], known: dict[tuple[str, str | None], int]) -> int:
    """Return the kinds of an element; `known` remembers for one page what tags and classes say."""
    key = (tag, attributes.get("class"))
    kinds = known.get(key)
    if kinds is None:
        # "post-77120": what a number names is told by the words around it, which others share.
        named = _DIGITS.sub("0", (key[1] or "")[:MAX_CLASS_CHARS])
        known_elsewhere = len(tag) + len(named) <= MAX_KEPT_CHARS
        kinds = known[key] = _by_name_of_any_page(tag, named) if known_elsewhere else _by_name(tag, named)
    if len(attributes) == (key[1] is not None):
        return kinds
    for name, value in attributes.items():
        told = _ATTRIBUTES.get(name)
        if told is not None:
            kinds |= told(value or "")
        elif name[:5] == "data-":
            kinds |= MARK if tells_time(name, value) else MORE if name.endswith(LOAD_ENDS) else 0
    return kinds if "-" not in tag or _COMPONENT_TIMES.isdisjoint(attributes) else kinds | MARK


def _by_name(tag: str, named: str) -> int:
    read = READERS if _OF_READERS.search(named) and any(map(_READERS.fullmatch, named.lower().split())) else 0
    # A component says by its name what others say by a class: `<tik-author>`.
    named = f"{named} {tag}" if "-" in tag else named
    kinds = _by_tag(tag) | _by_class(named) | read
    return kinds & ~(MARK | LEAF | CLOCKED) if kinds & MARK and _LASTS.search(parted(named)) else kinds


_by_name_of_any_page = lru_cache(maxsize=KEPT)(_by_name)


def _by_tag(tag: str) -> int:
    return sum([kind for kind, tags in _TAGS.items() if tag in tags])


def parted(name: str) -> str:
    """Return a name with its humps as hyphens: "updateReporter" is "update-Reporter"."""
    return _HUMP.sub("-", name)


def _by_class(named: str) -> int:
    named = _OVER_AND_OVER.sub(r"\1", parted(named))
    if not named or not _ANY_CLASS.search(named.lower()):
        return 0
    kinds = sum([kind for kind, pattern in _CLASSES.items() if pattern.search(named)])
    return kinds & ~HEADING if kinds & HEADING and _OTHER_PART.search(named) else kinds
