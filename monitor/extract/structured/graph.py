"""The nodes that a page's JSON-LD is made of: live blogs, what an `@id` points to, and updates known by their bytes.

block ──outline──▶ value, with `Recalled` in the place of each update that was read before, and `Unread` in that of
                   │ what holds no live blog
                   │ the others: what draft was made of which bytes, and of what they refer to
                   ▼
Graph: node by @id, over all blocks; asked for a node inside a `Recalled`, it has to give up (OutOfReach)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import xxhash

from monitor.extract.readings.recall import Told
from monitor.extract.structured.plain import Plain, plain_update, plain_updates
from monitor.extract.structured.schema_org import UPDATES, Recalled, types
from monitor.extract.values.loose import MAX_DEPTH, decode_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from monitor.extract.readings.reading import Draft
    from monitor.extract.readings.recall import Memo
    from monitor.extract.structured.schema_org import Node

MAX_NODES = 100_000
"""How many values are looked at in search of live blogs and of `@id`s."""

DEEPEST_BLOG = 3
"""How many values may be around a live blog whose updates are recalled: `[{"@graph": [{…}]}]`, `{"linkedData": …}`."""

_BLOG = "LiveBlogPosting"
_MARK = UPDATES[0].encode()
_NAMES = re.compile(rb"B(?<=iveB)log(?:Posting|Update)")
"""The names of live blogs and of their updates, from the capital on, which is rarer than what is before it.

With letters written as numbers they are found only in a block that holds no other live blog."""

_NUMBERED = b"\\u00"
"""How letters begin that are written as numbers."""

_TELLING = ("@type", UPDATES[0])
"""The members that tell a live blog."""

_OF_REFERENCES = frozenset({"@id", "@type"})
"""What a reference to a node has; the node itself says more."""

_OPENINGS = b"{["
_LIST = ord("[")
_OWN = object()
"""In the place of a node that a reference inside an update finds in that update."""

_members_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_items_of = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode = msgspec.json.decode


Head = tuple[tuple[str, ...], bytes]
"""The names of all that a live blog says, and the digest of what of it are no updates."""


class OutOfReach(Exception):
    """What is asked for stands inside an update that was not decoded again."""


class Unread(dict[str, Any]):
    """Stands in the place of a list or an object that holds no live blog; only a reference may lead into it."""

    __slots__ = ("raw",)
    raw: msgspec.Raw

    def read(self) -> Any:
        """Return the value; an empty one if it cannot be read, which the scan for its end does not always notice."""
        try:
            return _decode(self.raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}


# ------------------------------------------------------------------------------------------------------------- walking


def nodes_in(value: Any, *, into_blogs: bool) -> Iterator[Node]:
    """Yield every object in a decoded value, outer ones first; those inside a live blog only `into_blogs`."""
    waiting: list[tuple[Any, int]] = [(value, 0)] if isinstance(value, (dict, list)) else []
    for _ in range(MAX_NODES):
        if not waiting:
            return
        current, depth = waiting.pop()
        if type(current) is Unread or type(current) is Plain:
            current = current.read() if into_blogs else []
        if isinstance(current, dict):
            yield current
            inner = list(current.values()) if into_blogs or not _is_blog(current) else []
        else:
            inner = current
        if depth < MAX_DEPTH and (inside := [member for member in inner if isinstance(member, (dict, list))]):
            waiting += [(member, depth + 1) for member in reversed(inside)]


def _objects_in(node: Node) -> list[Node]:
    """Return what `nodes_in` yields of a decoded update; without asking for depth and types it takes half the time."""
    found: list[Node] = []
    waiting: list[Any] = [node]
    while waiting and len(found) < MAX_NODES:
        current = waiting.pop()
        inner = current
        if type(current) is dict:
            found.append(current)
            inner = current.values()
        inside = [member for member in inner if type(member) is dict or type(member) is list]
        inside.reverse()
        waiting += inside
    return found


def blogs_in(value: Any) -> list[Node]:
    """Return the live blogs in a decoded value."""
    return [node for node in nodes_in(value, into_blogs=False) if _is_blog(node)]


def _is_blog(node: Node) -> bool:
    if "@type" in node and _BLOG in types(node):
        return True
    return bool(node.get(UPDATES[0]))


# ----------------------------------------------------------------------------------------------------------- recalling


@dataclass(slots=True, kw_only=True)
class Outline:
    """The value of one block, and the live blogs in it, which are looked for in so many `nodes`.

    `pieces` holds the digests of the bytes of those updates that were decoded whole, by the `id` of the node. `heads`
    tells live blogs without their updates from others, likewise, and `updates` counts those that stand where live blogs
    keep them. `whole` says that no update is plain.
    """

    value: Any
    blogs: list[Node] = field(default_factory=list)
    nodes: int = 0
    whole: bool = False
    heads: dict[int, Head] = field(default_factory=dict)
    pieces: dict[int, bytes] = field(default_factory=dict)
    updates: int = 0


def outline(block: bytes, known: Memo[bytes, Told], *, whole: bool = False) -> Outline | None:
    """Return a block with its updates recalled by their bytes, or None if it is not JSON to the letter.

    Plain updates are decoded as far as they are read; none is plain if the `whole` of each is asked for.
    """
    found = Outline(value=None, whole=whole)
    written = block.strip()
    if not written:
        return None
    try:
        found.value = _outlined(msgspec.Raw(written), found, known)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found


def _outlined(raw: msgspec.Raw, found: Outline, known: Memo[bytes, Told], depth: int = 0) -> Any:
    """Return the value of `raw`: a live blog may be it, a member of it, or a member of its `@graph`."""
    opening = _opens(raw)
    if opening not in _OPENINGS or depth > DEEPEST_BLOG:
        return _searched(_decode(raw), found)
    if opening == _LIST:
        return list(_members(_items_of(raw), found, known, depth))
    members = _members_of(raw)
    listed = members.get(UPDATES[0])
    updates = _updates(listed, found, known) if listed is not None and _opens(listed) == _LIST else None
    if not updates and not _is_blog({name: _decode(members[name]) for name in _TELLING if name in members}):
        return dict(zip(members, _members(members.values(), found, known, depth), strict=True))
    own = b",".join([member for member in members.values() if updates is None or member is not listed])
    values = iter(_decode(b"[" + own + b"]"))
    value = {
        name: next(values) if updates is None or member is not listed else updates for name, member in members.items()
    }
    _note([value], found)
    found.heads[id(value)] = (tuple(members), xxhash.xxh3_128_digest(own))
    return value


def _searched(value: Any, found: Outline) -> Any:
    """Return a decoded value; the live blogs in it are noted."""
    _note(blogs_in(value), found)
    return value


def _note(blogs: Sequence[Node], found: Outline) -> None:
    """Note live blogs if they are not too far behind."""
    if found.nodes <= MAX_NODES:
        found.blogs += blogs


def _members(raws: Iterable[msgspec.Raw], found: Outline, known: Memo[bytes, Told], depth: int) -> Iterator[Any]:
    """Yield what stands in a list or an object that is no live blog."""
    for raw in raws:
        if _opens(raw) not in _OPENINGS:
            yield _decode(raw)
            continue
        found.nodes += 1
        if not _NAMES.search(raw):
            unread = Unread()
            unread.raw = raw
            yield unread
        elif depth < DEEPEST_BLOG and _MARK in bytes(raw):
            yield _outlined(raw, found, known, depth + 1)
        else:
            yield _searched(_decode(raw), found)


def _updates(listed: msgspec.Raw, found: Outline, known: Memo[bytes, Told]) -> list[Any]:
    raws = _items_of(listed)
    found.updates += len(raws)
    digests = list(map(xxhash.xxh3_128_digest, raws))
    told = known.get_all(digests)
    if not found.whole and not any(told) and (plain := plain_updates(listed, raws, digests)) is not None:
        return plain
    nodes: list[Any] = []
    for raw, digest, recalled in zip(raws, digests, told, strict=True):
        node: Any
        if recalled is not None:
            node = Recalled()
            node.raw, node.told = raw, recalled
        elif found.whole or (node := plain_update(raw, digest)) is None:
            node = _decode(raw)
            if isinstance(node, dict):
                found.pieces[id(node)] = digest
        nodes.append(node)
    return nodes


def _opens(raw: msgspec.Raw) -> int:
    return memoryview(raw)[0]


class Graph:
    """The nodes of a page by `@id`: those of `values`, which `blocks` say, and of other blocks.

    The `others` are found and decoded only when a reference leads out of the live blog's own.

    `asked` lists what references led to since it was last cleared; None where they lead nowhere.
    """

    def __init__(self, values: Sequence[Any], blocks: Sequence[bytes], others: Callable[[], Sequence[bytes]]) -> None:
        self._values = list(values)
        self._blocks = blocks
        self._others = others
        self._by_id: dict[str, Node] | None = None
        self._early: bool | None = None
        self.asked: list[tuple[str, Node | None]] = []

    def resolve(self, node: Node) -> Node:
        """Return the node that a mere reference leads to, or `node` itself. Raises: OutOfReach."""
        id_ = node.get("@id")
        if not isinstance(id_, str) or not node.keys() <= _OF_REFERENCES:
            return node
        found = self._find(id_)
        if type(found) is Recalled:
            raise OutOfReach
        self.asked.append((id_, found))
        return node if found is None else found

    def stands(self, update: Recalled) -> bool:
        """Return whether all that an update refers to is what it was."""
        return all(
            (found is update) if target is _OWN else (found == target and type(found) is not Recalled)
            for id_, target in update.told.references
            for found in (self._find(id_),)
        )

    def told(self, draft: Draft, node: Node) -> Told:
        """Return a draft with what it was made of; `asked` are its references."""
        if not self.asked:
            return Told(draft=draft)
        inside = {id(inner) for inner in _objects_in(node)}
        references = [(id_, _OWN if id(found) in inside else found) for id_, found in self.asked]
        return Told(draft=draft, references=tuple(references))

    def _find(self, id_: str) -> Node | None:
        if self._by_id is None:
            self._by_id = self._index()
        return self._by_id.get(id_)

    def _index(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for block in self._others():
            try:
                self._values.append(decode_json(block)[0])
            except ValueError:  # a broken block elsewhere on the page is no concern of the live blog's
                continue
        for node in (node for value in self._values for node in nodes_in(value, into_blogs=True)):
            if type(node) is Recalled:
                if self._may_end_early():
                    raise OutOfReach
                found.update((id_, node) for id_ in _ids_in(node) if id_ not in found)
            elif (name := _name_of(node)) is not None:
                found.setdefault(name, node)
        return found

    def _may_end_early(self) -> bool:
        """Return whether there may be more nodes than are looked at: which those are must not hang on recalling."""
        if self._early is None:
            self._early = any(block.count(b"{") + block.count(b"[") > MAX_NODES for block in self._blocks)
        return self._early


def _ids_in(update: Recalled) -> tuple[str, ...]:
    """Return the `@id`s in a recalled update, decoded once and only if a reference is looked for."""
    told = update.told
    if told.ids is None:
        written = bytes(update.raw)
        named = b"@id" in written or _NUMBERED in written
        names = (_name_of(inner) for inner in (_objects_in(_decode(update.raw)) if named else ()))
        told.ids = tuple([id_ for id_ in names if id_ is not None])
    return told.ids


def _name_of(node: Node) -> str | None:
    id_ = node.get("@id")
    return id_ if isinstance(id_, str) and not node.keys() <= _OF_REFERENCES else None
