"""Whether a page without dates may show its oldest entries first: what is new then stands where nobody looks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.extract.readings.assemble import ASCENDING
from monitor.model import IdClass

if TYPE_CHECKING:
    from monitor.extract.readings.reading import Reading

FEWEST = 3
"""Two ids may count upwards by chance."""

_COUNTED = re.compile(r"\D*(\d{1,18})\D*")


def order_doubt(reading: Reading) -> str | None:
    """Return what to warn of where all but dates says that the oldest entries stand first, and later ones elsewhere.

    A page that leads nowhere, or to older ones alone, shows what is new itself, at whichever end.
    """
    ways = reading.ways
    if (
        reading.upwards
        or not (ways.newest_first or ways.last or ways.newer)
        or any(entry.published for entry in reading.entries)
    ):
        return None
    rising = _rises(reading)
    if rising is False or (rising is None and ways.newest_first is None):
        return None
    sign = "their ids count upwards" if rising else "the page can be had newest first"
    if ways.newest_first:
        remedy = f"watch {ways.newest_first}"
    elif ways.last and ways.last != ways.newer:
        remedy = f"watch the last page, {ways.last}"
    else:
        remedy = f"watch the last of the pages that {ways.newer} leads to"
    return f"the entries have no dates and {sign}: if the oldest stand first, nothing new is seen here; {remedy}"


def _rises(reading: Reading) -> bool | None:
    """Return whether the numbers in ids rise down the page; None where they do neither, or there are none."""
    if reading.id_class is IdClass.DERIVED:
        return None
    numbers = [int(found[1]) for entry in reading.entries if (found := _COUNTED.fullmatch(entry.id))]
    if len(numbers) < max(FEWEST, ASCENDING * len(reading.entries)):
        return None
    rising = sum(below > above for above, below in pairwise(numbers))
    falling = sum(below < above for above, below in pairwise(numbers))
    if max(rising, falling) < ASCENDING * (len(numbers) - 1):
        return None
    return rising > falling
