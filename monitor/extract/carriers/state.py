"""Entries in the data that HTML pages carry for their own scripts.

It is where ids are that the page itself does not show (Times of India numbers its JSON-LD and its markup by position),
and times of modification (NBC). Known shapes stand in `platforms`; any other list of objects with ids, times and words
counts if it stands where live blogs do and does not lead to other pages.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitor.extract.page.document import Document, Kind
from monitor.extract.page.titles import page_title
from monitor.extract.readings.assemble import assemble
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.structured.jsontree import Graph
from monitor.extract.structured.records import find_entries, read_about, read_drafts
from monitor.extract.values.nuxt import nuxt_states
from monitor.extract.values.scripts import State, embedded_states

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.structured.records import Found

KNOWN_WEIGHT = 0.97
"""Below JSON-LD with stable ids, above JSON-LD whose ids are positions or headlines (0.9)."""

GUESSED_WEIGHT = 0.8


def read_state(document: Document) -> Reading | Absent:
    """Return the entries in the state that a page carries."""
    if document.kind is not Kind.HTML:
        return Absent(reason="not an HTML page")
    best = max(_found(document), key=lambda found: (bool(found.shape.name), len(found)), default=None)
    if best is None:
        return Absent(reason="no entries in the data of the page's scripts")
    warnings: list[str] = []
    cover = read_about(best, document)
    drafts = read_drafts(best, cover, document, warnings)
    if cover.title is None:
        cover = replace(cover, title=page_title(document))
    reading = assemble(
        cover,
        drafts,
        page_url=cover.url or document.url,
        zone=document.zone,
        warnings=warnings,
        weight=KNOWN_WEIGHT if best.shape.name else GUESSED_WEIGHT,
        shelf=document.shelf,
    )
    return reading if reading.entries else Absent(reason="the entries in the data of the page's scripts are empty")


def _found(document: Document) -> Iterator[Found]:
    called = (State(value=value) for value in nuxt_states(document.utf8))
    for state in chain(embedded_states(document.utf8), called):
        if found := find_entries(Graph(state.value, state.rows), document, page=True):
            yield found
