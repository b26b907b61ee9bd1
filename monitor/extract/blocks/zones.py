"""The zone in which a page shows its clocks, learnt from times of which it tells the instant as well.

<time datetime="2026-11-26T14:00:00Z">6:00 am PST</time>     eight hours behind, and so are the bare clocks below it
"All times are in GMT"                                        says it in words, whatever its machines write
article:modified_time = 2026-11-26T15:19:17+01:00            the publisher's machines are one hour ahead
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from itertools import chain, islice
from typing import TYPE_CHECKING

from monitor.extract.times.dates import parse_phrase
from monitor.extract.times.reader import MAX_PHRASE_CHARS
from monitor.extract.times.written_zones import WEST, offsets_in, zone_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.times.reader import Reader

QUARTER = timedelta(minutes=15)
MAX_TOLD = 50
"""How many of the dates in a page's data are looked at."""

_STATED = re.compile(
    rb"(?<!at )(?<!At )\b[Aa]ll times"
    rb"(?: (?:are|is|shown|listed|given|stated|in|below|here|and dates)){0,5}[ (:]{1,3}([A-Z][A-Za-z]{1,7})\b"
)
"""How a page says in which zone its clocks are."""

_STATES = b"ll times "

_IN_DATA = re.compile(rb'"date(?:Modified|Published)"\s*:\s*"(20\d\d-[^"]{5,30})"')


def hear_zone(marks: Sequence[Part], metas: Iterable[str], document: Document, reader: Reader) -> None:
    """Note the zone of the times outside entries, if no time that the page shows has named one.

    `metas` are the page's own dates, the surest first. What is read in them last changed is nearest to its entries: the
    page may have begun in summer time.
    """
    if reader.zone is not None or reader.heard:
        return
    found = {zone for part in marks if part.tag == "time" and (zone := _shown_in(part, reader))}
    if (stated := _stated_in(document)) is not None:
        found = {stated}
    if not found:
        zone = zone_told(metas) or next(offsets_in(chain(_attributes(marks), _data(document))), None)
        found = {zone} if zone else found
    if len(found) == 1:
        reader.hear_of(found)


def _stated_in(document: Document) -> tzinfo | None:
    """Return the zone that a page says all its times are in."""
    at = document.utf8.find(_STATES)  # a hundred times as fast as the pattern
    found = _STATED.search(document.utf8, at - len("(At A")) if at > 0 else None
    phrase = parse_phrase(f"12:00 {found[1].decode()}") if found else None
    return None if phrase is None or phrase.ambiguous else phrase.zone


def _shown_in(part: Part, reader: Reader) -> tzinfo | None:
    """Return how far the clock in an element's words is from the instant in its attribute.

    No distance proves nothing: publishers label local times as UTC, and UTC is assumed where nothing is known.
    """
    value, words = part.get("datetime"), part.short_text(MAX_PHRASE_CHARS)
    stamp = reader.instant(value) if "T" in value else None
    phrase = parse_phrase(words) if words and stamp is not None and not stamp.assumed else None
    if stamp is None or phrase is None or phrase.clock is None:
        return None
    shown = timedelta(hours=phrase.clock.hour, minutes=phrase.clock.minute)
    at = timedelta(hours=stamp.at.hour, minutes=stamp.at.minute)
    ahead = (shown - at + WEST) % timedelta(days=1) - WEST
    return timezone(ahead) if ahead and ahead % QUARTER == timedelta() else None


def _attributes(marks: Iterable[Part]) -> Iterator[str]:
    return (value for part in marks for name in ("datetime", "content") if (value := part.get(name)))


def _data(document: Document) -> Iterator[str]:
    """Yield the dates in the page's scripts; that is asked only where nothing else names a zone."""
    found = islice(_IN_DATA.finditer(document.utf8), MAX_TOLD)
    return (match[1].decode("ascii", "replace") for match in found)
