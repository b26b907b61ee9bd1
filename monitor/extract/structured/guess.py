"""A list of objects whose shape nobody has described → a shape for it: entries have an id, a time and words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from monitor.extract.structured.fields import first_key, first_stamp, picked, web_address, words_of
from monitor.extract.tables.roles import (
    CLOCKS,
    GONE_FLAGS,
    GONE_STATES,
    GONE_TIMES,
    GONE_WORDS,
    HEADS_OF_OTHERS,
    LANGUAGES,
    NAMES,
    NOT_USABLE,
    OF_COMMENTS,
    OF_OTHERS,
    USABLE,
)
from monitor.extract.tables.shapes import About, Shape
from monitor.extract.words.remembered import NAMES_KEPT, remembered
from monitor.extract.words.text import folded
from monitor.extract.words.urls import page_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.structured.jsontree import Graph
    from monitor.extract.tables.shapes import Paths

SAMPLE = 30
"""How many members of a list are looked at to see what its fields are called."""

MOST = 0.6
"""The share of them that must have a field: an advertisement among the entries has no time."""

DISTINCT = 0.8
"""How many of the ids must be different; what repeats more names a type or an author."""

MIN_WORDS = 3.0
"""Fewer words on average are labels."""

MAX_NAMES = 200
MAX_KEYS = 3
MAX_PARTS = 6
"""How many words of one name are looked at."""

Item = Mapping[str, Any]

_HOLDERS = frozenset(
    {"date", "dates", "time", "times", "timestamps", "meta", "metadata", "header", "publication"}
    | {"sys", "system", "contentlink", "embedded", "relationships"}
)
"""Objects in an entry that hold its id, its times, its headline or whom it is by."""

_OF_FIELDS = "field"
"""How Drupal begins the names that editors gave: "field_body"."""

_IN_A_LANGUAGE = re.compile(rf"(?:_|(?<=[a-z])(?=[A-Z]))(?i:{LANGUAGES})\Z")

_EXACT = "iso"
"""How the names of times end that are told for machines, beside those for readers (Brightspot's `datePublishedISO`)."""

_NEXT = tuple(
    f"{around}{name}{inner}"
    for around in ("", "links.", "_links.", "meta.", "pagination.", "paging.")
    for name in ("next", "nextUrl", "next_url", "nextPage", "next_page", "nextPageUrl", "next_page_url", "older")
    for inner in (".href", ".url", "")
)
"""Where an answer says what comes after it."""

_NOT_A_NAME = re.compile(r"[.*&=!]")
_PUNCTUATION = re.compile(r"[^a-z0-9]")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_BODIES = frozenset(NAMES["body"])
_COMMENT = "comment"
_PUBLISHED = "published"
_OF_SYSTEM = ("sys.", "system.")
_DAY = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?")
_WORD = re.compile(r"\w+")
_PATH = "/"
_NAME = "name"
"""Google's interfaces call so where a thing stands, others what it is called: its headline, if somebody signs it."""


def guess_shape(
    items: Sequence[Item], graph: Graph, document: Document, *, page: bool, nameless: bool = False
) -> Shape | None:
    """Return the shape in which `items` can be read as entries, or None if they are something else.

    Comments are something else, and so is what has a type of schema.org; others have a prefix ("wx:Alert"). On a `page`
    they must not lead elsewhere: those are teasers of other articles. They may be `nameless` if what is around them
    speaks for a live blog: WordPress gives the rows that editors add to a post no ids.
    """
    sample = items[:SAMPLE]
    names = _names(sample)
    if _are_others(sample, names, page=page):
        return None

    tails = _tails(names)

    def called(role: str) -> Paths:
        return _present(role, names) or _present(role, tails)

    def chosen(role: str, read: Callable[[Item, Paths], Any], most: int = 1) -> Paths:
        named = [*_present(role, names), *_present(role, tails)]
        if role == _PUBLISHED:
            named.sort(key=_is_of_system)
        return tuple(islice((path for path in named if _mostly(read(item, (path,)) for item in sample)), most))

    def key(item: Item, paths: Paths) -> str | None:
        found = first_key(item, paths, graph)
        return found if found is None or paths != (_NAME,) or _PATH in found else None

    def words(item: Item, paths: Paths) -> str:
        return words_of(item, paths, graph)

    def told(item: Item, path: str) -> str:
        return str(*picked(item, (path,), graph)[:1])

    published = chosen(_PUBLISHED, lambda item, paths: first_stamp(item, paths, graph, document))
    published = _with_clock(published, chosen, names, told, sample) or published
    keys = _telling(chosen("keys", key, most=MAX_KEYS), key, sample) or _telling(chosen("path", key), key, sample)
    leads = tuple(path for role in ("url", "path") for known in (names, tails) for path in _present(role, known))
    if (
        not published
        or not (keys or nameless)
        or (page and _mostly(_is_away(item, leads, graph, document) for item in sample))
    ):
        return None
    body = chosen("body", words) or chosen("summary", words)
    if sum(len(words(item, body).split()) for item in sample) < MIN_WORDS * len(sample):
        return None
    authors = called("authors")
    return Shape(
        name="",
        needs=frozenset(),
        keys=keys or ("id",),
        title=called("title") or (_named(names, words, sample) if authors else ()),
        body=body,
        published=published,
        updated=called("updated"),
        authors=authors,
        url=_present("url", names),
        images=_present("images", names),
        pinned=_present("pinned", names),
        gone=tuple(_gone(names)),
        gone_at=tuple(path for name in GONE_TIMES for path in names.get(name, ())),
        about=About() if page else About(title=("title", "headline", "name"), older=_NEXT),
    )


def _named(names: Mapping[str, Sequence[str]], words: Callable[[Item, Paths], str], sample: Sequence[Item]) -> Paths:
    """Return where a name stands that is a headline: of several words, which names for machines are not."""
    return tuple(path for path in names.get(_NAME, ()) if _mostly(" " in words(item, (path,)) for item in sample))


def _are_others(sample: Sequence[Item], names: Mapping[str, Sequence[str]], *, page: bool) -> bool:
    """Return whether what items have says that they are no entries."""
    if OF_OTHERS & names.keys() or any(":" not in str(item.get("@type", ":")) for item in sample):
        return True
    answers = any(_is_of_another(sample, names[name]) for name in OF_COMMENTS & names.keys())
    if answers and (page or not _present("title", names)):
        return True
    return any(isinstance(item.get(_COMMENT), dict) for item in sample)


def _is_of_another(sample: Sequence[Item], paths: Sequence[str]) -> bool:
    """Return whether items say there to what they belong.

    Ghost's posts belong to themselves, for their comments; so do Sina's, with more around it: "live:finance-152-77:0".
    """

    def its_own(item: Item, path: str) -> bool:
        return str(item.get("id")) in _WORD.findall(str(item[path]))

    return any("." in path or (path in item and not its_own(item, path)) for item in sample for path in paths)


def _with_clock(
    published: Paths,
    chosen: Callable[[str, Callable[[Item, Paths], Any]], Paths],
    names: Mapping[str, Sequence[str]],
    told: Callable[[Item, str], str],
    of: Sequence[Item],
) -> Paths:
    """Return where a time stands that only names a day, with the clock beside it first; nothing if it has no clock.

    {"date": "2024-05-15", "time": "14:05"}, {"Datum": "15.5.2024", "Uhrzeit": "14:05"}: the latter is no time alone.
    """
    days = published or chosen(_PUBLISHED, lambda item, paths: _DAY.fullmatch(told(item, *paths)))
    if not days or not _mostly(_DAY.fullmatch(told(item, days[0])) for item in of):
        return ()
    others = (path for name in (*CLOCKS, *NAMES[_PUBLISHED]) for path in names.get(name, ()))
    clock = next((path for path in others if _mostly(_CLOCK.fullmatch(told(item, path)) for item in of)), None)
    return () if clock is None else (f"{days[0]}&{clock}", *days)


def _is_of_system(path: str) -> bool:
    """Return whether a field is the system's; what editors fill in counts for more, as what readers are shown."""
    return path.startswith(_OF_SYSTEM)


def has_text(item: Item) -> bool:
    """Return whether one of the fields is called like the text of an entry."""
    return any(_normal(name) in _BODIES for name in islice(item, MAX_NAMES))


def _names(sample: Sequence[Item]) -> dict[str, list[str]]:
    """Return the paths that the items have, by their last name in lower case without punctuation.

    What is told in several languages stands under the name of what it is, too, behind what is told in none.
    """
    found: dict[str, list[str]] = {}
    translated: dict[str, list[str]] = {}
    for item in sample:
        for name, value in list(item.items())[:MAX_NAMES]:
            inner = list(value)[:MAX_NAMES] if isinstance(value, dict) and _normal(name) in _HOLDERS else ()
            for path, last in ((name, name), *((f"{name}.{member}", member) for member in inner)):
                if _NOT_A_NAME.search(last) or (path != last and _NOT_A_NAME.search(name)):
                    continue
                plain = _normal(last)
                paths = found.setdefault(plain.removesuffix(_EXACT) or plain, [])
                if path in paths:
                    continue
                paths.insert(0 if plain.endswith(_EXACT) else len(paths), path)
                if end := _IN_A_LANGUAGE.search(last):
                    translated.setdefault(_normal(last[: end.start()]), []).append(path)
    for plain, paths in translated.items():
        found.setdefault(plain, []).extend(paths)
    return found


@remembered(NAMES_KEPT)  # a page's data says the same few names some thousand times
def _normal(name: str) -> str:
    plain = _PUNCTUATION.sub("", name.lower() if name.isascii() else folded(name))
    return plain.removeprefix(_OF_FIELDS) or plain


def _present(role: str, names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(path for name in NAMES[role] for path in names.get(name, ()))


def _tails(names: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the paths by how their last names end: editors call a text "updateBody", and a time "live_posted_at"."""
    found: dict[str, list[str]] = {}
    for path in chain.from_iterable(names.values()):
        parts = [part[0].lower() for part in islice(_PARTS.finditer(path.rpartition(".")[2]), MAX_PARTS)]
        for at in range(1, len(parts)):
            if not HEADS_OF_OTHERS.isdisjoint(parts[:at]):
                break
            found.setdefault("".join(parts[at:]), []).append(path)
    return found


def _gone(names: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for known, pattern in ((GONE_FLAGS, "true|1"), (GONE_STATES, GONE_WORDS), (USABLE, NOT_USABLE)):
        yield from ((path, pattern) for name in known for path in names.get(name, ()))


def _mostly(votes: Iterable[Any]) -> bool:
    cast = [bool(vote) for vote in votes]
    return sum(cast) >= MOST * len(cast)


def _telling(paths: Paths, key: Callable[[Item, Paths], str | None], sample: Sequence[Item]) -> Paths:
    """Return those of the paths to ids at which items differ."""
    told = ((path, [one for item in sample if (one := key(item, (path,)))]) for path in paths)
    return tuple(path for path, given in told if len(set(given)) >= DISTINCT * len(given))


def _is_away(item: Item, leads: Paths, graph: Graph, document: Document) -> bool:
    """Return whether an item leads to another page: neither to this one nor to one below it."""
    address = web_address(item, leads, graph, document.url)
    if address is None:
        return False
    own, key = page_key(document.canonical or document.url), page_key(address)
    return key not in {own, page_key(document.url)} and not key.startswith(own + "/")
