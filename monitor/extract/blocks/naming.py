"""What publishers call the elements of their entries: the names that last from one rendering to the next."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from monitor.extract.page.kinds import LINKING, RECORDED
from monitor.extract.tables.labels import leads_off
from monitor.extract.words.remembered import remembered
from monitor.extract.words.urls import clean_url, page_key, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

MAX_KEY_CHARS = 40
MAX_QUERY_CHARS = 2_000
MAX_INNER = 5
"""How many ids and links inside an item are looked at."""

_ID_ATTRIBUTES = (
    *("data-post-id", "data-source-id", "data-entry-id", "data-event-id", "data-block-id", "data-item-id"),
    *("data-update-id", "data-liveblog-entry-id", "data-liveblog-post-id", "data-nid", "data-id", "data-urn"),
    *("data-key", "data-uid", "itemid"),
)
_PASSED_ON = ("data-url", "data-href", "data-link", "data-share-url", "data-permalink", "data-clipboard-text")
"""Where buttons keep the address that they share or copy."""

_ID_NAMES = frozenset(_ID_ATTRIBUTES)
_POST_ID = re.compile(
    r"data-(?:(?:[a-z0-9]+-)*(?:post|entry|event|update|block|item|message|msg|news|card|story|tick)-?id"
    r"|(?:live|blog|ticker)-?(?:item|entry|post))"
)
# Frameworks number what they render: the next rendering numbers it anew.
_RENDERED_ID = re.compile(
    r"src-component-|:r|radix-|ember\d|react-|yui|headlessui-|mui-|aria-|gid-|(?:id)?__", re.IGNORECASE
)
_LETTERS = re.compile(r"[A-Za-z]{16,}")
_TURN = re.compile(r"[a-z](?=[A-Z])|[A-Z](?=[a-z])")
_CAPITALS = re.compile(r"[A-Z]{2,}")
_WORDS = re.compile("[a-z]{2,}")
_NUMBERS = re.compile(r"\d+")
MIN_WORDS, RECORD_DIGITS = 2, 5
"""How many words a headline in an id has at least, and from how many digits on a number in it is a record's."""

MIN_TURNS = 4
"""How often letters that were drawn change their case, at least; what somebody wrote has one row of capitals."""

_RECORD = re.compile(
    r"(?:[A-Za-z]{1,12}[-_:]?)?(?:\d{5,12}|[0-9a-f]{16,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
_NAMED_KEY = re.compile(
    r"(?:.+[-_:])?(?:(?:post|entry|item|event|update|block|card|relation|content|object|record|node|message|msg|row)?id"
    r"|post|msg|key|ref|number|nr|no|num|anchor)",
    re.IGNORECASE,
)
_OTHERS_KEY = re.compile(
    r"react|ember|radix|headless|track|slot|user|author|parent|page|blog|video|image|widget|index|\A(?:id|itemid)\Z|\Aaria-",
    re.IGNORECASE,
)
"""What numbers the rendering, or names something else than the entry."""

_KEY = re.compile(
    r"(?:[A-Za-z]{1,12}[-_:]?)?(?:\d{3,12}|[0-9a-f]{8,40})|(?=\D*\d)(?=[^A-Z]*[A-Z])[A-Za-z0-9_-]{8,40}"
    r"|[\w-]{1,40}/\d{1,12}"
)
"""What an attribute that is called a key may hold: shorter than what is taken for a record wherever it stands."""

_TOKEN = re.compile("[A-Za-z0-9]{16,40}")
"""An id that may be drawn, though its letters do not show it: where those of all entries are such, it is."""

_CLASS_KEY = re.compile(r"(?<!\S)(?:post|entry|item|node|update)-\d{2,12}(?!\S)")
"""How themes name a record among its classes: WordPress gives each post "post-4411 post type-post"."""


def keys_of(
    item: Part, named: Sequence[str], document: Document, mined: str | None, *, inner: bool = True
) -> tuple[str | None, ...]:
    """Return the publisher's names of an item: as a layout says, its data, link, id, one inside it, mined.

    An `inner` id is not asked for where something surer is known: it may be of anything.
    """
    told = [_pick(item, key) for key in named]
    attributes, inside = item.attributes, item.inside()
    listed = None
    if not _ID_NAMES.isdisjoint(attributes):
        listed = next((value for name in _ID_ATTRIBUTES if (value := attributes.get(name))), None)
    if listed is None:
        told_as = [value for name, value in attributes.items() if value and name[:5] == "data-" and names_post(name)]
        listed = next(iter(told_as), None)
    own = _lasting(attributes.get("id"))
    unnamed = not own or _is_worded(own)
    within_it = _inner_id(inside) if inner and unnamed else None
    links = [part for part in inside if part.kinds & LINKING] if item.inner & LINKING else None
    link = _permalink(links, document, shared=unnamed and listed is None) if links else None
    return (*told, listed, link, own, within_it, mined)


@remembered(2_048)
def names_post(name: str) -> bool:
    """Return whether an attribute is called as one that names an entry: `data-gimme-postid`."""
    return name[:5] == "data-" and _POST_ID.fullmatch(name) is not None


def _pick(item: Part, key: str) -> str | None:
    css, _, attribute = key.rpartition("@")
    node = item.node.css_first(css) if css else item.node
    return (node.attributes.get(attribute) or None) if node else None


def _inner_id(inside: Sequence[Part]) -> str | None:
    ids = [part.get("id") for part in inside if "id" in part.attributes][:MAX_INNER]
    return next(filter(_lasting, ids), None)


def _lasting(id_: str | None) -> str | None:
    """Return an id that names a record: one with a number, or of letters that nobody wrote.

    >>> _lasting("post-17"), _lasting("card-wbeGazffpFWAkBmZWqvb"), _lasting("liveBlogUpdateContainer")
    ('post-17', 'card-wbeGazffpFWAkBmZWqvb', None)
    """
    if not id_ or _RENDERED_ID.match(id_):
        return None
    return id_ if any(map(str.isdigit, id_)) or _is_drawn(id_) else None


def _is_worded(id_: str) -> bool:
    """Return whether an id may be a headline with a number in it: the next entry's has none, and would name nothing.

    >>> _is_worded("rescue-boat-reaches-40-people"), _is_worded("post-4411"), _is_worded("live-blog-4412096")
    (True, False, False)
    """
    return len(_WORDS.findall(id_)) >= MIN_WORDS and max(map(len, _NUMBERS.findall(id_)), default=0) < RECORD_DIGITS


def _is_drawn(id_: str) -> bool:
    """Return whether the letters of an id were drawn at random: one of thirty of 20 in base 62 has no digit."""
    drawn = _LETTERS.search(id_)
    if drawn is None:
        return False
    letters = drawn[0]
    return letters.isupper() or (len(_TURN.findall(letters)) >= MIN_TURNS and len(_CAPITALS.findall(letters)) > 1)


def _permalink(links: Sequence[Part], document: Document, *, shared: bool) -> str | None:
    """Return where on the page an item is, by a link to it or else by what its buttons share, if they are asked."""
    here = document.here
    hrefs = (href for link in links if link.tag == "a" and "#" in (href := link.get("href")))
    passed_on = (address for link in links for address in _shared(link)) if shared else ()
    for href in chain(islice(hrefs, MAX_INNER), islice(passed_on, MAX_INNER)):
        if len(href.partition("#")[2]) <= 1 or leads_off(href):
            continue
        if (url := clean_url(href, document.url)) and page_key(url) in here:
            return url
    return None


def _shared(part: Part) -> Iterator[str]:
    """Yield the addresses with an anchor that a link to a network, or a control, passes on."""
    if "%23" in (href := part.get("href")):
        yield from (value for _, value in parse_qsl(urlsplit(href).query[:MAX_QUERY_CHARS]) if "#" in value)
    for name in _PASSED_ON:
        if "#" in (value := part.get(name)):
            yield value


def address_of(item: Part, document: Document, keys: Sequence[str | None]) -> str | None:
    """Return where an item can be looked at: its own link on this page, else its anchor."""
    linked = keys[-4]
    if linked:
        return linked
    own = item.attributes.get("id")
    page = without_fragment(document.canonical or document.url)
    return clean_url(f"{page}#{own}", document.url) if own and own in keys else None


def records_in(item: Part) -> Mapping[str, str]:
    """Return the record numbers in the data attributes of an item and of what is in it, and what its own call a key.

    Frameworks and components write `wire:key="item-77"` and `post-id="77"`, a newsroom of its own `data-relation-id`;
    WordPress has `post-77` among the classes.
    """
    values: dict[str, str] = {}
    if _TOKEN.fullmatch(own := item.get("id")):
        values["id"] = own
    values |= {
        name: value
        for part in _itself(item)
        for name, value in part.attributes.items()
        if value and _names_key(name) and _is_key(value)
    }
    for name in _CLASS_KEY.findall(item.get("class")):
        values.setdefault(f".{name.partition('-')[0]}", name)
    recorded = [part for part in item.inside() if part.kinds & RECORDED] if item.inner & RECORDED else ()
    for part in (item, *recorded):
        for name, value in part.attributes.items():
            if name.startswith("data-") and value and "time" not in name and _RECORD.fullmatch(value):
                values.setdefault(name, value)
    return values


@remembered(2_048)
def _names_key(name: str) -> bool:
    return _NAMED_KEY.fullmatch(name) is not None and _OTHERS_KEY.search(name) is None


def _itself(item: Part) -> Iterator[Part]:
    """Yield an item, and the elements in it that it only wraps."""
    yield item
    for part in item.outline.parts[item.at + 1 : min(item.end, item.at + 1 + MAX_INNER)]:
        if part.size != item.size:
            break
        yield part


def _is_key(value: str) -> bool:
    """Return whether an attribute that is called a key holds one: a UUID has no capitals, and is no short one."""
    named = _KEY.fullmatch(value) or _RECORD.fullmatch(value)
    return named is not None or (len(value) <= MAX_KEY_CHARS and _is_drawn(value))


def may_name_record(name: str) -> bool:
    """Return whether the end of an address may name a record: it is one word, or a number.

    >>> [may_name_record(name) for name in ("26-4214209", "DCfNdanvrqx", "boat-reaches-40", "x.html", "")]
    [True, True, False, False, False]
    """
    return 0 < len(name) <= MAX_KEY_CHARS and "." not in name and not ("-" in name and _is_worded(name))


def is_record_name(name: str) -> bool:
    """Return whether the end of an address names a record: it has digits, or letters that were drawn.

    >>> [is_record_name(name) for name in ("26-4214209", "3mbcd1x9", "politics")]
    [True, True, False]
    """
    return any(map(str.isdigit, name)) or _is_drawn(name)


def mined_keys(found: Sequence[Mapping[str, str]]) -> list[str | None]:
    """Return for each item, by its records, the value of the one attribute that names all of them, each differently.

    The Times of India counts its posts from the top and keeps their record numbers on the share buttons.
    """
    common = Counter(chain.from_iterable(found))
    for name, count in common.items():
        if count == len(found) > 2 and len({values[name] for values in found}) == count:  # noqa: PLR2004
            return [values[name] for values in found]
    return [None] * len(found)
