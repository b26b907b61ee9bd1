"""Which items of a list in JSON stand: in their newest version, and not withdrawn; and when each was touched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from monitor.extract.structured.fields import first_key, first_stamp, picked, scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.extract.page.document import Document
    from monitor.extract.structured.jsontree import Graph
    from monitor.extract.structured.records import Found, Item
    from monitor.extract.tables.shapes import Shape


def last_touched(found: Found, document: Document) -> datetime | None:
    """Return when the last entry of a list in the order of the last touch was touched, withdrawn ones among them."""
    stamps = (first_stamp(item, found.shape.touched, found.graph, document) for item in found.items)
    return min((stamp.at for stamp in stamps if stamp), default=None)


def touches(found: Found, document: Document) -> Iterator[tuple[str, datetime]]:
    """Yield the names of the items of such a list, and when each was touched."""
    shape, graph = found.shape, found.graph
    for item in found.items if shape.touched else ():
        name, stamp = first_key(item, shape.keys, graph), first_stamp(item, shape.touched, graph, document)
        if name is not None and stamp is not None:
            yield name, stamp.at


def withdrawn(found: Found, document: Document) -> set[str]:
    """Return the names of the items that the list itself says are gone."""
    shape, graph = found.shape, found.graph
    if not (shape.gone or shape.gone_at or shape.deletes):
        return set()
    standing = {first_key(item, shape.keys, graph) for item in current(found, document)}
    listed = {name for item in found.items if (name := first_key(item, shape.keys, graph)) is not None}
    return (listed | _deleted(found)) - standing


def _deleted(found: Found) -> set[str]:
    """Return the names that a list of deletions beside this one gives."""
    shape, graph = found.shape, found.graph
    if not shape.deletes:
        return set()
    values = graph.pick(next(found.spot.ancestors(), {}), f"{shape.deletes}.*")
    return {name for value in values if (name := _name(value, shape, graph)) is not None}


def current(found: Found, document: Document) -> Iterator[Item]:
    """Yield the items that stand: each once in its newest version, without those that are gone."""
    shape, graph = found.shape, found.graph
    if not (shape.gone or shape.gone_at or shape.deletes or shape.version or shape.edits):
        yield from found.items
        return
    around = next(found.spot.ancestors(), {})
    items = found.items
    for member in graph.pick(around, f"{shape.edits}.*") if shape.edits else ():
        items = [*items, member] if isinstance(member, dict) else items
    gone = _deleted(found)
    newest: dict[str, Item] = {}
    for item in items:
        name = first_key(item, shape.keys, graph)
        if name is not None and (
            name not in newest or _version(item, shape, graph) >= _version(newest[name], shape, graph)
        ):
            newest[name] = item
    told: set[str] = set()
    for item in items:
        name = first_key(item, shape.keys, graph)
        if name in told or name in gone:
            continue
        current = item if name is None else newest[name]
        if name is not None and (shape.version or shape.edits):
            told.add(name)
        else:
            current = item
        if not _is_gone(current, shape, graph, document):
            yield current


def _name(value: Any, shape: Shape, graph: Graph) -> str | None:
    return first_key(value, shape.keys, graph) if isinstance(value, dict) else scalar(value)


def _version(item: Item, shape: Shape, graph: Graph) -> float:
    values = picked(item, shape.version, graph)
    try:
        return float(values[0]) if values and isinstance(values[0], (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        return 0.0


def _is_gone(item: Item, shape: Shape, graph: Graph, document: Document) -> bool:
    """Return whether an item says that it is gone, or names a time of that which has come."""
    return first_stamp(item, shape.gone_at, graph, document) is not None or any(
        re.fullmatch(pattern, scalar(value), re.IGNORECASE)
        for path, pattern in shape.gone
        for value in graph.pick(item, path)
    )
