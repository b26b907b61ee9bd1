"""Walking decoded JSON: members by path, references followed, every list with what stands around it. All bounded."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from monitor.extract.values.loose import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_VALUES = 300_000
"""How many values of one document are looked at; the state of a page of 760 KB has 21,000."""

MAX_LOOKUPS = 1_500_000
"""How often members of one document are looked up: references could make a short document endlessly long. It takes two
seconds; a real page of 760 KB takes 8,000."""

MAX_RECORDS = 10_000
"""How many records of one kind are kept that a list may refer to."""

MAX_PICKED = 2_000
MAX_HOPS = 5
MAX_PATH_CHARS = 200
_ROOT = "/"
_CACHE_ROOTS = frozenset({"ROOT_QUERY", "client:root"})
_BESIDE = frozenset({"included", "includes"})
_OF_REFERENCES = frozenset({"type", "id", "meta", "sys"})
"""What a reference to a record has; the record itself says more."""

_ROOT_DEPTH = 5
_IDS = frozenset({"id", "_id", "uuid", "uid", "key", "url", "slug", "guid"})
"""What names a thing that stands for itself."""

MAX_PART_NAMES = 50
"""How many members of a page are looked at for a list that goes on in the next one."""

_HOLDERS = frozenset({dict, list})


class Graph:
    """A decoded value in which some members only refer to others.

    Apollo's cache is one flat object whose members say `{"__ref": name}` or `{"type": "id", "id": name}`, Relay's says
    `{"__refs": [name, name]}` of lists as well; React Flight says "$1f" for a row, "$D" before a date. JSON:API and
    Contentful keep what their lists refer to beside them, and name it by its type and its id.
    """

    def __init__(self, value: Any, rows: Mapping[str, Any] | None = None) -> None:
        self.value = value
        self._rows = rows or {}
        self._cache: Mapping[str, Any] = {}
        self._records: dict[tuple[str, str], Any] = {}
        for around in _near_the_root(value):
            self._cache = self._cache or ({} if _CACHE_ROOTS.isdisjoint(around) else around)
            self._records |= {name: one for one in _records_beside(around) if all(name := _record_name(one))}
        self.direct = not self._cache and not self._rows and not self._records  # nothing in it refers to anything
        self._left = MAX_LOOKUPS

    def resolve(self, value: Any) -> Any:
        """Return what a value stands for: itself unless it is a reference, None once too many were looked up."""
        self._left -= 1
        if self._left < 0:
            return None
        for _ in range(MAX_HOPS):
            if isinstance(value, dict) and self._cache:
                name = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
                following = self._cache.get(name, value) if isinstance(name, str) else value
            elif isinstance(value, dict) and self._records and value.keys() <= _OF_REFERENCES:
                following = self._records.get(_record_name(value), value)
            elif isinstance(value, str) and self._rows and value[:1] == "$":
                following = self._row(value)
            else:
                return value
            if following is value:
                return value
            value = following
        return None  # a reference to itself

    def _row(self, name: str) -> Any:
        if name[1:2] == "D":
            return name[2:]
        row = name[1:].lstrip("L@")
        return self._rows.get(row, None if row == "undefined" else name)

    def pick(self, value: Any, path: str) -> list[Any]:
        """Return what stands at a path (see `shapes`) within a value; nothing that is None."""
        if self.direct and type(value) is dict and "." not in path and path != "*":  # most paths are one name
            member = value.get(path)
            self._left -= 1 if member is None else 2
            return [] if member is None or self._left < 0 else [member]
        found = [value]
        for name in path.split("."):
            found = [member for one in found for member in self._step(self.resolve(one), name)][:MAX_PICKED]
        return [resolved for one in found if (resolved := self.resolve(one)) is not None]

    def _step(self, value: Any, name: str) -> list[Any]:
        if isinstance(value, dict):
            return list(value.values()) if name == "*" else [value[name]] if name in value else []
        if not isinstance(value, list):
            return []
        if name == "*" or name.isdigit():
            return value if name == "*" else value[int(name) : int(name) + 1]
        key, _, wanted = name.partition("=")
        differs = key.endswith("!")
        members = (self.resolve(member) for member in value if wanted)
        return [one for one in members if isinstance(one, dict) and (one.get(key.rstrip("!")) == wanted) != differs]

    def spots(self) -> Iterator[Spot]:
        """Yield every list and object in the value, in the order in which they stand in the document."""
        waiting = [Spot(self.value, "", None, 0)]
        left = MAX_VALUES
        while waiting and left > 0:
            spot = waiting.pop()
            yield spot
            value = spot.value
            left -= len(value)
            if spot.depth >= MAX_DEPTH:
                continue
            depth = spot.depth + 1
            if isinstance(value, dict):
                if self._cache and isinstance(names := value.get("__refs"), list):
                    value = {spot.name: [{"__ref": name} for name in names]}
                inner = [Spot(one, name, spot, depth) for name, one in value.items() if one and type(one) in _HOLDERS]
            else:
                inner = [Spot(one, "", spot, depth) for one in value if one and type(one) in _HOLDERS]
                if len(value) > 1 and type(value[0]) is dict and _IDS.isdisjoint(value[0]):  # few lists go so far
                    inner = [*_joined(spot), *inner]
            waiting += reversed(inner)

    def at(self, path: str) -> Spot | None:
        """Return what stands at a path of names that `Spot.path` gave, None if nothing does."""
        spot = Spot(self.value, "", None, 0)
        for name in map(unquote, path.split("/")[1:] if path != _ROOT else ()):
            inner = spot.value.get(name) if isinstance(spot.value, dict) else None
            if type(inner) not in _HOLDERS:
                return None
            spot = Spot(inner, name, spot, spot.depth + 1)
        return spot


class Spot(NamedTuple):
    """A list or an object, what it is called there, and what it stands in; `keyed` if names tell its members apart."""

    value: Any
    name: str
    around: Spot | None
    depth: int
    keyed: bool = False

    def names(self) -> list[str]:
        """Return what this and everything around it is called, from here outwards."""
        found = [self.name]
        spot = self.around
        while spot is not None:
            found.append(spot.name)
            spot = spot.around
        return [name for name in found if name]

    def path(self) -> str:
        """Return the names that lead here; "" if one of several in a list does, or they are too long to be kept."""
        names: list[str] = []
        spot = self
        while spot.around is not None:
            if not isinstance(spot.around.value, dict):
                return ""
            names.append(quote(spot.name, safe=""))
            spot = spot.around
        path = _ROOT + "/".join(reversed(names))
        return path if len(path) <= MAX_PATH_CHARS else ""

    def ancestors(self) -> Iterator[Mapping[str, Any]]:
        """Yield the objects around this one, nearest first."""
        spot = self.around
        while spot is not None:
            if isinstance(spot.value, dict):
                yield spot.value
            spot = spot.around


def _joined(spot: Spot) -> Iterator[Spot]:
    """Yield as one the lists that stand under one name in each of several pages, or days, of a list.

    What has an id is no page: live blogs beside each other, and what belongs to each of several entries.
    """
    parts = spot.value[:MAX_PICKED]
    lists = ((name, one) for name, one in islice(parts[0].items(), MAX_PART_NAMES) if type(one) is list and one)
    names = [name for name, one in lists if type(one[0]) is dict]
    if not names or not all(isinstance(part, dict) and _IDS.isdisjoint(part) for part in parts):
        return
    for name in names:
        shown = [one for part in parts if isinstance(one := part.get(name), list)]
        if len(shown) > 1:
            yield Spot([member for one in shown for member in one], name, spot, MAX_DEPTH)


def _near_the_root(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects near the root of a value, outer ones first."""
    level = [value]
    for _ in range(_ROOT_DEPTH):
        inner: list[Any] = []
        for one in level[:MAX_PICKED]:
            if isinstance(one, dict):
                yield one
            inner += one.values() if isinstance(one, dict) else one[:MAX_PICKED] if isinstance(one, list) else ()
        level = inner


def _records_beside(around: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a document says of what its list refers to: JSON:API's `included`, the members of `includes`."""
    if _BESIDE.isdisjoint(around):
        return
    lists = around.get("includes")
    for listed in (around.get("included"), *(lists.values() if isinstance(lists, dict) else ())):
        yield from (one for one in listed[:MAX_RECORDS] if isinstance(one, dict)) if isinstance(listed, list) else ()


def _record_name(value: Mapping[str, Any]) -> tuple[str, str]:
    """Return the type and the id of a record, or of a reference to one; Contentful keeps them a level deeper."""
    place = value.get("sys", value)
    if not isinstance(place, dict):
        return "", ""
    kind, id_ = place.get("linkType") or place.get("type"), place.get("id")
    return (kind, id_) if isinstance(kind, str) and isinstance(id_, str) else ("", "")
