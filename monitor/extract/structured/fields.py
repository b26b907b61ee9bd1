"""Single fields of an entry in JSON, in every way that they are written: a string, an object, a list, rich text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from monitor.extract.readings.reading import MAX_AUTHORS
from monitor.extract.structured.rich import rich_html
from monitor.extract.times.times import AHEAD, Stamp
from monitor.extract.times.written_zones import in_its_zone
from monitor.extract.words.markup import plain_text
from monitor.extract.words.text import MAX_TITLE_CHARS, one_line
from monitor.extract.words.urls import clean_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from monitor.extract.page.document import Document
    from monitor.extract.structured.jsontree import Graph
    from monitor.extract.tables.shapes import Paths

MAX_MEMBERS = 50
"""How many members of one object or list are looked at for a time, a name or an address."""

MAX_FIELD_DEPTH = 6

_WORDS = (
    "rendered",
    "html",
    "markup",
    "text",
    "default",
    "primary",
    "basic",
    "plain",
    "value",
    "title",
    "name",
    "headline",
    "label",
    "json",
    "document",
    "raw",
)
_NAMES = (
    *("displayname", "globalname", "fullname", "name", "realname", "title", "byline", "text", "nombre", "nome", "nom"),
    *("nickname", "screenname", "username", "login"),
)
_PARTS_OF_A_NAME = ("firstname", "lastname")
_AROUND_A_PERSON = ("data", "attributes", "fields", "node", "by", "authors", "raw", "reporter", "author", "user")
_ADDRESSES = ("url", "src", "href", "contentUrl", "original", "large", "default", "primary", "canonical")
_JSON_STARTS = ('{"', '[{"')
_BY = re.compile(r"(?:By|Von|Par|Por|Di|Door)\s+(?=\w)")


def picked(item: Any, paths: Paths, graph: Graph) -> list[Any]:
    """Return what stands at the first of the paths that gives something other than emptiness."""
    for path in paths:
        left, _, right = path.partition("&")
        if not right:
            values = [value for value in graph.pick(item, path) if value not in ("", [], {})]
        else:
            pair = [str(value) for part in (left, right) for value in graph.pick(item, part)[:1] if value != ""]
            values = [" ".join(pair)] if len(pair) > 1 else []
        if values:
            return values
    return []


def first_key(item: Any, paths: Paths, graph: Graph) -> str | None:
    """Return the first name that is a string or a number."""
    keys = (
        value for value in picked(item, paths, graph) if isinstance(value, (str, int)) and not isinstance(value, bool)
    )
    return next((str(key) for key in keys), None)


def flag(item: Any, paths: Paths, graph: Graph) -> bool:
    """Return whether a field says yes."""
    return any(scalar(value) in {"true", "1", "yes"} for value in picked(item, paths, graph))


def scalar(value: Any) -> str:
    """Return a value as it is compared with patterns: `True` and "true" are one."""
    return str(value).lower() if isinstance(value, (str, int, float)) else ""


def first_stamp(item: Any, paths: Paths, graph: Graph, document: Document, ahead: timedelta = AHEAD) -> Stamp | None:
    """Return the first time that can be read, a path at a time: an empty or broken one leaves it to the next."""
    for path in paths:
        for value in picked(item, (path,), graph):
            for member in _parts_of_a_time(value) if isinstance(value, dict) else (value,):
                if stamp := document.time_of(member, ahead):
                    return stamp
    return None


def _parts_of_a_time(value: dict[str, Any]) -> list[Any]:
    """Return what may be a time in an object; PHP writes the zone beside it."""
    date, zone = value.get("date"), value.get("timezone")
    if isinstance(date, str) and isinstance(zone, str):
        return [in_its_zone(date, zone)]
    return list(value.values())[:MAX_MEMBERS]


def markup_of(item: Any, paths: Paths, graph: Graph) -> str:
    """Return the markup at the first of the paths that has any."""
    return "".join(rich_html(_opened(_unwrapped(value)), graph.resolve) for value in picked(item, paths, graph))


def _opened(value: Any) -> Any:
    """Return rich text that is kept as JSON in a string, as Gatsby does with Contentful's; anything else as it is."""
    written = value.get("raw") if isinstance(value, dict) else value  # beside a list of what it refers to
    if not isinstance(written, str) or not written.startswith(_JSON_STARTS):
        return value
    try:
        return msgspec.json.decode(written)
    except (msgspec.DecodeError, UnicodeError, RecursionError):  # words in brackets
        return value


def words_of(item: Any, paths: Paths, graph: Graph) -> str:
    """Return the words of the first field that has some, as plain text."""
    return plain_text(markup_of(item, paths, graph))


def headline_of(item: Any, paths: Paths, graph: Graph) -> str | None:
    """Return the words of a field in one line."""
    return one_line(words_of(item, paths, graph))[:MAX_TITLE_CHARS] or None


def _unwrapped(value: Any) -> Any:
    """Return the string in `{"rendered": "…"}` and its like; anything else as it is.

    What holds one object and nothing else is that object: Gatsby's `{"childMarkdownRemark": {"html": "…"}}`.
    """
    for _ in range(MAX_FIELD_DEPTH):
        if not isinstance(value, dict):
            return value
        inner = next((value[name] for name in _WORDS if isinstance(value.get(name), (str, dict)) and value[name]), None)
        if inner is None and len(value) == 1 and isinstance(only := next(iter(value.values())), dict):
            inner = only
        if inner is None or any(isinstance(member, list) for member in value.values()):
            return value
        value = inner
    return value


def names_of(item: Any, paths: Paths, graph: Graph) -> tuple[str, ...]:
    """Return the names of people at the first of the paths that gives some."""
    for path in paths:
        found = (name for value in picked(item, (path,), graph)[:MAX_AUTHORS] for name in _people(value, graph, 0))
        if names := tuple(dict.fromkeys(found))[:MAX_AUTHORS]:
            return names
    return ()


def _people(value: Any, graph: Graph, depth: int) -> Iterator[str]:
    value = graph.resolve(value)
    if depth > MAX_FIELD_DEPTH:
        return
    if isinstance(value, list):
        for member in value[:MAX_AUTHORS]:
            yield from _people(member, graph, depth + 1)
    elif isinstance(value, dict):
        # Strapi and JSON:API put what they tell of a person two objects deep.
        told = {name.lower().replace("_", ""): member for name, member in value.items() if member}
        named = (told[name] for name in (*_NAMES, *_AROUND_A_PERSON) if name in told)
        yield from _people(next(named, None) or _whole_name(told), graph, depth + 1)
    elif isinstance(value, str) and not value.startswith(("http://", "https://", "/")):
        name = _BY.sub("", one_line(plain_text(value)), count=1)[:MAX_TITLE_CHARS]
        if name:
            yield name


def _whole_name(person: dict[str, Any]) -> str | None:
    """Return a name that is told in two parts, as Directus and Strapi keep those of their users."""
    return " ".join(part for name in _PARTS_OF_A_NAME if isinstance(part := person.get(name), str)) or None


def web_address(item: Any, paths: Paths, graph: Graph, base: str) -> str | None:
    """Return the first address at the first of the paths that has one."""
    return next((url for value in picked(item, paths, graph) for url in _addresses(value, graph, base, 0)), None)


def web_addresses(item: Any, paths: Paths, graph: Graph, base: str) -> Iterator[str]:
    """Yield the addresses at all of the paths."""
    for path in paths:
        for value in picked(item, (path,), graph):
            yield from _addresses(value, graph, base, 0)


def _addresses(value: Any, graph: Graph, base: str, depth: int) -> Iterator[str]:
    value = graph.resolve(value)
    if depth > MAX_FIELD_DEPTH:
        return
    if isinstance(value, list):
        listed = value[:MAX_MEMBERS]
        own = [one for one in listed if isinstance(one, dict) and one.get("rel") == "alternate"]
        for member in own or listed:
            yield from _addresses(member, graph, base, depth + 1)
    elif isinstance(value, dict):
        inner = next((value[name] for name in _ADDRESSES if value.get(name)), None)
        yield from _addresses(inner, graph, base, depth + 1)
    elif isinstance(value, str) and " " not in value and (url := clean_url(value, base)):
        yield url
