"""Publishers whose markup is known: where a site profile names the parts of an entry, they are read from there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitor.extract.blocks.dom import read_items
from monitor.extract.blocks.front import is_called_live
from monitor.extract.blocks.habits import how_read, parse_habits
from monitor.extract.blocks.learning import habits_of
from monitor.extract.blocks.marks import reader_of
from monitor.extract.blocks.pieces import pieces_read_before
from monitor.extract.blocks.seals import Opening, apart
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.fittings import AD_ID
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.tables.profiles import PROFILES
from monitor.extract.words.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

MAX_ITEMS = 6_000
PROFILE_WEIGHT = 0.95
"""Below the format that a page declares itself, above what its shape suggests."""


def read_profile(document: Document) -> Reading | Absent:
    """Return the entries of a page whose markup a profile knows; the one that finds the most is taken."""
    if document.kind is not Kind.HTML:
        return Absent(reason="not an HTML page")
    hosts = {_host(address) for address in (document.url, document.canonical) if address}
    names = frozenset[str]().union(*map(_names_of, hosts))
    known = [(name, layout) for name, _, mark, layout in PROFILES if name in names and mark in document.signs]
    tree = document.tree if known else None
    if tree is None:
        return Absent(reason="no profile knows this site's markup")
    found = [(layout, _items(tree.css(layout.items)[:MAX_ITEMS])) for _, layout in known]
    layout, nodes = max(found, key=lambda one: len(one[1]))
    habits = parse_habits(document.trail)
    opening = Opening(nodes, document, pieces_read_before(document, how_read(layout, habits)))
    if not opening.parts:
        return Absent(reason=f"the profile {known[0][0]} finds no entries on this page")
    if not document.size:  # what is watched already reads as before
        habits = habits_of(opening.parts, document, reader_of(document, brief=is_called_live(document)), minutes=False)
    reading = read_items(opening.parts, document, layout=layout, weight=PROFILE_WEIGHT, opening=opening, habits=habits)
    opening.release()
    return replace(reading, trail=str(habits))


def _items(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Return the elements that are in none of the others, without advertisements."""
    return [node for node in apart(nodes) if not AD_ID.match(node.attributes.get("id") or "")]


@remembered(256)
def _names_of(host: str) -> frozenset[str]:
    """Return the names of the profiles that know a host."""
    return frozenset(name for name, pattern, _, _ in PROFILES if re.fullmatch(pattern, host))


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].partition(":")[0].lower()
