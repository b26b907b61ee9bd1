"""AMP's live list (amphtml, extensions/amp-live-list): the one HTML contract that marks edits and deletions.

<amp-live-list> <div items> <div id data-sort-time [data-update-time] [data-tombstone]> … </div> … </div>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.document import Document, Kind
from monitor.extract.dom import Layout, own_tree, read_items
from monitor.extract.fittings import AD_ID, NOT_ENTRY, outermost
from monitor.extract.reading import Absent, Reading

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_ITEMS = 6_000
LIST_LEVELS = 4
"""How far above its items the list may be; AMP wants it directly above, the runtime wraps what it renders."""

AMP_WEIGHT = 0.9
LONE_WEIGHT = 0.5
"""A list of one is as often a box that is kept fresh as a live blog (PopSugar has two on each page)."""

LAYOUT = Layout(keys=("@id",), published="data-sort-time", updated="data-update-time")


def read_amp(document: Document) -> Reading | Absent:
    """Return the items of a page's live lists, without advertisements and those that a tombstone marks as deleted."""
    if document.kind is not Kind.HTML or b"amp-live-list" not in document.utf8:
        return Absent(reason="no amp-live-list")
    tree = own_tree(document)
    items = _items(tree) if tree else []
    if tree is None or not items:
        return Absent(reason="the amp-live-list has no items")
    lone = len(items) <= len({item.parent.mem_id for item in items if item.parent})
    return read_items(tree, items, document, layout=LAYOUT, weight=AMP_WEIGHT * (LONE_WEIGHT if lone else 1))


def _items(tree: LexborHTMLParser) -> list[LexborNode]:
    nodes = outermost(node for node in tree.css("[items] > [id]")[:MAX_ITEMS] if _is_listed(node))
    return [node for node in nodes if not _is_deleted(node) and not _is_ad(node)]


def _is_listed(node: LexborNode) -> bool:
    place = node.parent
    for _ in range(LIST_LEVELS):
        place = place.parent if place is not None else None
        if place is not None and place.tag == "amp-live-list":
            return True
    return False


def _is_deleted(node: LexborNode) -> bool:
    return "data-tombstone" in node.attributes


def _is_ad(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(AD_ID.match(attributes.get("id") or "") or NOT_ENTRY.search(attributes.get("class") or ""))
