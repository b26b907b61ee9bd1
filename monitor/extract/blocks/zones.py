"""The zone in which a page shows its clocks, learnt from a time of which it tells the instant as well.

<time datetime="2026-11-26T14:00:00Z">6:00 am PST</time>     eight hours behind, and so are the bare clocks below it
"""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from monitor.extract.blocks.marks import MAX_PHRASE_CHARS
from monitor.extract.times.dates import parse_phrase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from monitor.extract.blocks.marks import Reader
    from monitor.extract.page.outline import Part

WEST = timedelta(hours=10)
"""How far behind UTC clocks are at most (Hawaii); New Zealand is up to 13 hours ahead, 13 hours behind is nobody."""

QUARTER = timedelta(minutes=15)


def hear_zone(marks: Iterable[Part], reader: Reader) -> None:
    """Note the zone of the times outside entries, if they agree and no time on the page has named one."""
    if reader.zone is not None or reader.heard:
        return
    found = {zone for part in marks if part.tag == "time" and (zone := _shown_in(part, reader))}
    if len(found) == 1:
        reader.hear_of(found)


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
