"""Where on a page entries that are gone would stand: between the neighbours that they had, if those are shown."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from monitor.model import Known


def gaps(known: Known, shown_at: Mapping[str, int], wanted: Collection[str]) -> Mapping[str, range]:
    """Return the places between their neighbours for the entries `wanted`, by where the known ones are shown.

    What has no neighbour left below it may have rolled off. Sticky entries are nobody's neighbours, nor are those that
    have moved meanwhile.
    """
    places = in_order(known.window, shown_at)
    found: dict[str, range] = {}
    above: dict[str, int] = {}
    last = -1
    for id_ in known.window:
        last = places.get(id_, last)
        if id_ in wanted:
            above[id_] = last
    below = -1
    for id_ in reversed(known.window):
        if id_ in places and id_ not in known.sticky:
            below = places[id_]
        elif id_ in wanted and below >= 0:
            found[id_] = range(above[id_] + 1, below)
    return found


def in_order(window: Sequence[str], shown_at: Mapping[str, int]) -> Mapping[str, int]:
    """Return the places of the entries that stand in the order of the window, as many of them as do.

    The longest increasing sequence: of each length the run that ends highest on the page is kept (Schensted 1961).
    """
    here = [id_ for id_ in window if id_ in shown_at]
    places = [shown_at[id_] for id_ in here]
    if places == sorted(places):  # most often none has moved
        return shown_at
    ends: list[int] = []
    runs: list[str] = []
    before: dict[str, str] = {}
    for id_, place in zip(here, places, strict=True):
        length = bisect_left(ends, place)
        if length:
            before[id_] = runs[length - 1]
        ends[length : length + 1] = [place]
        runs[length : length + 1] = [id_]
    kept: dict[str, int] = {}
    at: str | None = runs[-1]
    while at is not None:
        kept[at] = shown_at[at]
        at = before.get(at)
    return kept
