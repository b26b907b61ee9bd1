"""AMP's live list (amphtml, extensions/amp-live-list): the one HTML contract that marks edits and deletions.

<amp-live-list> <div items> <div id data-sort-time [data-update-time] [data-tombstone]> … </div> … </div>
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.blocks.dom import read_items
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.fittings import AD_ID, NOT_ENTRY
from monitor.extract.page.outline import outermost
from monitor.extract.page.polls import is_poll
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.tables.profiles import Layout

if TYPE_CHECKING:
    from monitor.extract.page.outline import Outline, Part

MAX_ITEMS = 6_000
LIST_LEVELS = 4
"""How far above its items the list may be; AMP wants it directly above, the runtime wraps what it renders."""

AMP_WEIGHT = 0.9
LONE_WEIGHT = 0.5
"""A list of one is as often a box that is kept fresh as a live blog (PopSugar has two on each page)."""

LAYOUT = Layout(keys=("@id",), published="data-sort-time", updated="data-update-time")


def read_amp(document: Document) -> Reading | Absent:
    """Return the items of a page's live lists, but for advertisements, polls and what a tombstone marks as deleted."""
    if document.kind is not Kind.HTML or b"amp-live-list" not in document.utf8:
        return Absent(reason="no amp-live-list")
    outline = document.outline
    items = _items(outline) if outline else []
    if not items:
        return Absent(reason="the amp-live-list has no items")
    lone = len(items) <= len({item.parent.at for item in items if item.parent})
    return read_items(items, document, layout=LAYOUT, weight=AMP_WEIGHT * (LONE_WEIGHT if lone else 1))


def _items(outline: Outline) -> list[Part]:
    parts = outermost(part for part in outline.select("[items] > [id]", MAX_ITEMS) if _is_listed(part))
    return [part for part in parts if "data-tombstone" not in part.attributes and not _is_other(part)]


def _is_listed(part: Part) -> bool:
    around = islice(part.above(), 1, 1 + LIST_LEVELS)
    return any(place.tag == "amp-live-list" for place in around)


def _is_other(part: Part) -> bool:
    return bool(AD_ID.match(part.get("id")) or NOT_ENTRY.search(part.get("class"))) or is_poll(part)
