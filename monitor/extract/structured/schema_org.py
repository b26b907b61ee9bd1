"""schema.org nodes, from JSON-LD or microdata, as covers and drafts, in every shape that publishers give them.

A value may be a string, an object, a list of either, or `{"@id": …}` pointing elsewhere on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import msgspec

from monitor.extract.readings.reading import MAX_AUTHORS, Cover, Draft
from monitor.extract.readings.recall import Ties
from monitor.extract.times.times import AHEAD, AHEAD_COVERAGE, EARLIEST, comes, written_time
from monitor.extract.times.written_zones import zone_told
from monitor.extract.values.loose import MAX_DEPTH
from monitor.extract.words.markup import MAX_IMAGES, MAX_LINKS, plain_text, read_body
from monitor.extract.words.text import MAX_TITLE_CHARS, one_line
from monitor.extract.words.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from monitor.extract.readings.recall import Told

MAX_BRANCHES = 1_000
"""How many members of one value are looked at; lists of entries have a limit of their own."""

UPDATES = ("liveBlogUpdate", "blogPost", "blogPosts", "liveBlogUpdates")
"""Where entries hang: schema.org's name, that of its parent type Blog, and two misspellings seen (AP)."""

_BODIES = ("articleBody", "text", "description")
_IMAGES = ("image", "thumbnailUrl", "thumbnail", "photo")
_MEDIA = ("video", "sharedContent", "associatedMedia")
_DATES = ("datePublished", "coverageStartTime", "dateModified")
"""Those that stay first: by the last change all updates would move by an hour when the clocks change, and no place be
known where they do."""

_ADDRESS = ("http://", "https://")
_NAMESPACES = ("https://schema.org/", "http://schema.org/", "schema:")

Node = Mapping[str, Any]
Resolve = Callable[[Node], Node]
"""Follows `{"@id": …}` to the node on the page that has this @id; any other node is its own answer."""


class Place(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where and when nodes are read, and what the live blog around them says; `ties` notes what hangs on the when.

    `cleaned` holds the addresses that were met, as they were written and without what tracks.
    """

    url: str
    now: datetime
    resolve: Resolve
    zone: tzinfo | None = None
    blog: Node = msgspec.field(default_factory=dict)
    cover: Cover = msgspec.field(default_factory=Cover)
    ties: Ties = msgspec.field(default_factory=Ties)
    cleaned: dict[str, str | None] = msgspec.field(default_factory=dict)

    @property
    def context(self) -> tuple[object, ...]:
        """All that a draft is made of beside its own node, what that refers to, and now."""
        author, publisher = self.blog.get("author"), _publisher(self.blog)
        return (self.url, self.zone, self.cover.url, self.cover.authors, author, publisher)


class Whole(dict[str, Any]):
    """Stands in the place of an update that was not decoded to its last member: `raw` is its JSON."""

    __slots__ = ("raw",)
    raw: msgspec.Raw


class Recalled(Whole):
    """Stands in the place of an update whose draft is known: `told` is what was made of it."""

    __slots__ = ("told",)
    told: Told


def types(node: Node) -> tuple[str, ...]:
    """Return the types of a node without their namespace, one or several, as short names or full IRIs."""
    value = node.get("@type")
    listed = value if isinstance(value, list) else [value]
    return tuple(short(type_) for type_ in listed[:MAX_BRANCHES] if isinstance(type_, str))


def short(name: str) -> str:
    """Return a type's or a property's name without schema.org's namespace."""
    for namespace in _NAMESPACES:
        if name.startswith(namespace):
            return name[len(namespace) :]
    return name


def updates(blog: Node, resolve: Resolve) -> list[Node]:
    """Return the updates of a live blog in page order, each node once: the longest list that hangs on it."""
    lists = (_listed(blog[name], resolve) for name in UPDATES if blog.get(name))
    return list(max(lists, key=len, default={}).values())


def _listed(value: Any, resolve: Resolve) -> dict[int, Node]:
    """Return the nodes of one list by their `id`."""
    found: dict[int, Node] = {}
    if isinstance(value, dict) and not isinstance(value, Whole):
        value = resolve(value)  # it may point to an ItemList, which is followed no further
    for member in value if isinstance(value, list) else (value,):
        if isinstance(member, Whole):
            found[id(member)] = member
        elif isinstance(member, str):
            if (node := resolve(name := {"@id": member})) is not name:
                found[id(node)] = node
        else:
            found |= {id(node): node for node in _members(member, resolve, 1)}
    return found


def _members(value: Any, resolve: Resolve, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for member in value:
            yield from _members(member, resolve, depth + 1)
    elif isinstance(value, dict):
        for wrapper in ("itemListElement", "item", "@list", "@set"):
            if wrapper in value:
                yield from _members(value[wrapper], resolve, depth + 1)
                return
        if value and "@type" not in value and all(key.isdigit() for key in value):
            # PHP turns a list with a gap into an object {"0": …, "2": …}.
            yield from _members(list(value.values()), resolve, depth + 1)
        elif value:
            yield resolve(value)


def own_zone(blog: Node) -> tzinfo | None:
    """Return the zone that a live blog writes its own dates in; its updates' dates that name none are of it, too.

    WordPress plugins write date('c') for the page, and date('Y-m-d H:i') for each update.
    """
    return zone_told(_words(blog.get(name)) for name in _DATES)


def read_cover(blog: Node, place: Place) -> Cover:
    """Return what a LiveBlogPosting says of itself."""
    addresses = (_first_url(blog.get(name), place) for name in ("url", "mainEntityOfPage", "@id"))
    title = _headline(blog)
    standfirst = plain_text(_words(blog.get("description"))) or None
    return Cover(
        title=title,
        url=next((url for url in addresses if url), None),
        standfirst=standfirst,
        authors=_names(blog.get("author") or blog.get("creator"), place),
        images=tuple(dict.fromkeys((*images(blog, place), *_contents(blog, place)))),
        published=_time(blog, place, "datePublished", "dateCreated")[0],
        updated=_time(blog, place, "dateModified")[0],
        coverage_start=_time(blog, place, "coverageStartTime", ahead=AHEAD_COVERAGE)[0],
        coverage_end=_time(blog, place, "coverageEndTime", ahead=AHEAD_COVERAGE)[0],
    )


def read_draft(node: Node, place: Place) -> Draft:
    """Return one update; its keys are `@id`, `url`, `identifier`, `mainEntityOfPage`."""
    name, url, page = node.get("@id"), node.get("url"), node.get("mainEntityOfPage")
    body = read_body(next((words for name in _BODIES if (words := _words(node.get(name)))), ""), place.url)
    published, assumed = _time(node, place, "datePublished", "dateCreated")
    updated, assumed_too = _time(node, place, "dateModified")
    return Draft(
        keys=(key_of(name), key_of(url), key_of(node.get("identifier")), key_of(page)),
        url=next((own for value in (url, page, name) if (own := own_url(value, place))), None),
        title=_headline(node),
        text=body.text,
        html=body.html,
        authors=authors(node, place),
        published=published,
        updated=updated,
        links=tuple(dict.fromkeys((*body.links, *addresses(node, place))))[:MAX_LINKS],
        images=tuple(dict.fromkeys((*images(node, place), *body.images)))[:MAX_IMAGES],
        assumed=assumed or assumed_too,
    )


def _headline(node: Node) -> str | None:
    return title_of(_words(node.get("headline")) or _words(node.get("name")))


def title_of(words: str) -> str | None:
    """Return a headline as it was written in one line, without markup."""
    if not words:
        return None
    if "<" in words or "&" in words:
        words = plain_text(words)
    return one_line(words)[:MAX_TITLE_CHARS] or None


def _words(value: Any, depth: int = 0) -> str:
    """Return the words of a value: old WordPress wraps the body in {"@type": "Text"}, some give it by paragraphs."""
    if isinstance(value, str):
        return value
    if depth > MAX_DEPTH:
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, (_words(member, depth + 1) for member in value[:MAX_BRANCHES])))
    if isinstance(value, dict):
        inner = (value.get(name) for name in ("@value", "text", "articleBody", "value", "content", "name"))
        return next(filter(None, (_words(member, depth + 1) for member in inner)), "")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def authors(node: Node, place: Place) -> tuple[str, ...]:
    """Return who wrote an update; the house itself is nobody."""
    value = node.get("author") or node.get("creator")
    # Reach repeats the page's list of ten in each of 428 entries: comparing is cheaper than reading it again.
    names = place.cover.authors if value and value == place.blog.get("author") else _names(value, place)
    if len(names) == 1 and names[0].casefold() in {_publisher(node), _publisher(place.blog)}:
        return ()  # a template that must name an author names the house (Times of India)
    return names


def _publisher(node: Node) -> str:
    """Return the name of a node's publisher, without case, as far as it stands right in it."""
    publisher = node.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name.strip().casefold() if isinstance(name, str) else ""


def _names(value: Any, place: Place, depth: int = 0) -> tuple[str, ...]:
    if value is None or depth > MAX_DEPTH:
        return ()
    if isinstance(value, list):
        names = [name for member in value[:MAX_AUTHORS] for name in _names(member, place, depth + 1)]
        return tuple(dict.fromkeys(names))[:MAX_AUTHORS]
    if isinstance(value, dict):
        node = place.resolve(value)
        name = node.get("name") or node.get("alternateName") or node.get("@value")
        # A node that was pointed to is not followed further: "#a" naming "#a" twice would double 64 times.
        return _names(name, place, depth + 1) if node is value or isinstance(name, str) else ()
    if not isinstance(value, str):
        return ()
    if value.startswith(_ADDRESS):  # of a profile, which is no name, or of a node on this page, which has one
        name = place.resolve({"@id": value}).get("name")
        return _names(name, place, depth + 1) if isinstance(name, str) else ()
    name = one_line(plain_text(value) if "<" in value or "&" in value else value)[:MAX_TITLE_CHARS]
    return (name,) if name else ()


def images(node: Node, place: Place) -> tuple[str, ...]:
    """Return the addresses of a node's pictures, each once."""
    return tuple(dict.fromkeys(_all_urls(node, _IMAGES, place)))[:MAX_IMAGES]


def _contents(node: Node, place: Place) -> Iterator[str]:
    """Yield where the files of a node's pictures are: the Times of India's entries have that one, its page another."""
    for name in _IMAGES:
        value = node.get(name)
        for image in value[:MAX_BRANCHES] if isinstance(value, list) else (value,):
            if isinstance(image, dict) and isinstance(content := image.get("contentUrl"), str):
                yield from _urls(content, place, 0)


def addresses(node: Node, place: Place) -> list[str]:
    """Return the addresses of what is shown with a node beside its pictures."""
    return _all_urls(node, _MEDIA, place)


def _all_urls(node: Node, names: Sequence[str], place: Place) -> list[str]:
    values = [value for name in names if (value := node.get(name))]
    return [url for value in values for url in _urls(value, place, 0)]


def _urls(value: Any, place: Place, depth: int) -> Iterator[str]:
    """Yield the addresses that a value stands for: it is one, has one, or points to a node that has one."""
    if isinstance(value, str):
        if url := clean_file(value, place):
            yield url
    elif isinstance(value, list) and depth <= MAX_DEPTH:
        for member in value[:MAX_BRANCHES]:
            yield from _urls(member, place, depth + 1)
    elif isinstance(value, dict) and depth <= MAX_DEPTH:
        node = place.resolve(value)
        address = next((node[name] for name in ("url", "contentUrl", "embedUrl", "@id") if node.get(name)), None)
        if node is value or isinstance(address, str):  # as in _names
            yield from _urls(address, place, depth + 1)


def clean_file(address: str, place: Place) -> str | None:
    """Return an address without what tracks; the Guardian shows the page's four pictures with each entry."""
    if address not in place.cleaned:
        place.cleaned[address] = clean_url(address, place.url)
    return place.cleaned[address]


def _first_url(value: Any, place: Place) -> str | None:
    return next(_urls(value, place, 0), None)


def own_url(value: Any, place: Place) -> str | None:
    """Return the address of an entry, unless it is only the page's."""
    value = key_of(value)
    if value is None or not value.startswith(("http://", "https://", "/", "#", "?")):
        return None  # a bare @id is a name, not a path
    url = clean_url(value, place.url)
    if url is None or "#" in url or "?" in url:
        return url
    return None if page_key(url) in {page_key(place.url), page_key(place.cover.url or "")} else url


def key_of(value: Any, depth: int = 0) -> str | None:
    """Return the name that a value is or has: a string, a number, an object that names itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict) and depth <= MAX_DEPTH:
        inner = (value.get(name) for name in ("@id", "url", "value", "@value"))
        return next((key for member in inner if (key := key_of(member, depth + 1))), None)
    return None


def _time(node: Node, place: Place, *names: str, ahead: timedelta = AHEAD) -> tuple[datetime | None, bool]:
    """Return the first of a node's times that can be right, and whether its zone was assumed."""
    for name in names:
        value = node.get(name)
        if isinstance(value, (list, dict)):
            value = _words(value)
        if not value:
            continue
        at, assumed = written_time(value, place.zone)
        if at is not None and EARLIEST <= at <= place.now + ahead:
            return at, assumed
        if comes(written_time(value)[0]):
            place.ties.now = True  # a time ahead of now, which will come
    return None, False
