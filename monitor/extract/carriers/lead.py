"""Pages that embed a platform's live blog: where its own interface is, by the marks that it leaves in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.extract.page.document import Document, Kind
from monitor.extract.page.titles import page_title
from monitor.extract.readings.assemble import EMPTY_CONFIDENCE
from monitor.extract.readings.reading import Absent, Cover, Reading
from monitor.extract.tables.leads import MARKS
from monitor.model import IdClass, Lead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.tables.leads import Mark

MAX_PLACES = 50
"""How many places with a platform's sign are looked at; a page embeds one live blog or two."""

PLACE_BYTES = 2_000
"""How far from its sign a platform's tag or settings reach."""


def find_lead(document: Document) -> Lead | None:
    """Return the interface of the platform that an HTML page says it uses, or None if it says none that we know."""
    if document.kind is not Kind.HTML:
        return None
    own = urlsplit(document.url)
    known = {"origin": f"{own.scheme}://{own.netloc}", "page": own._replace(query="", fragment="").geturl()}
    for mark in MARKS:
        if mark.sign not in document.signs or (mark.on and not re.fullmatch(mark.on, own.hostname or "")):
            continue
        for place in _places(document.utf8, mark.sign):
            named = _named(place, mark)
            if named is not None:
                address = mark.address.format(**known, **named)
                return Lead(url=address, extractor=mark.extractor, reason=f"the page is made with {mark.platform}")
    return None


def read_lead(document: Document) -> Reading | Absent:
    """Return a reading without entries that leads to where they are, for pages that only embed a live blog."""
    lead = find_lead(document)
    if lead is None:
        return Absent(reason="no mark of a live blog platform")
    cover = Cover(title=page_title(document))
    return Reading(cover=cover, entries=(), confidence=EMPTY_CONFIDENCE, id_class=IdClass.DERIVED, lead=lead)


def _named(place: str, mark: Mark) -> dict[str, str] | None:
    """Return what the patterns of a mark take from a place, or None if one of them is not there."""
    named: dict[str, str] = {}
    for pattern in mark.patterns:
        match = re.search(pattern, place, re.IGNORECASE)
        if match is None:
            return None
        named |= {name: value.replace("\\", "") for name, value in match.groupdict().items()}
    return named


def _places(body: bytes, sign: bytes) -> Iterator[str]:
    """Yield the tag around each sign, or as much of a script as belongs to it; nothing that is commented out."""
    at = -1
    for _ in range(MAX_PLACES):
        at = body.find(sign, at + 1)
        if at == -1:
            return
        before = body[max(0, at - PLACE_BYTES) : at]
        if before.rfind(b"<!--") > before.rfind(b"-->"):
            continue
        after = body[at : at + PLACE_BYTES].partition(b">")[0]
        yield (before[max(before.rfind(b"<"), 0) :] + after).decode("utf-8", "replace")
