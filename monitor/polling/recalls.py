"""What the last readings of sources made, kept for their next ones."""

from __future__ import annotations

from collections import OrderedDict

from monitor.extract import Recall

MAX_RECALLED = 200_000
"""How many entries are kept of last readings, over all sources and with each carrier counted; the source that was read
least recently is given up first."""


class Recalls:
    """What the last readings of sources made, by name; at most `limit` entries over all of them.

    One that is taken is nobody else's. A reading that fails or is cancelled, while its thread may go on, does not give
    it back: the next one of the source begins with an empty one.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, Recall] = OrderedDict()
        self._size = 0

    def take(self, source: str) -> Recall:
        """Return the recall of a source, an empty one if there is none."""
        recall = self._kept.pop(source, None)
        if recall is None:
            return Recall()
        self._size -= recall.size
        return recall

    def keep(self, source: str, recall: Recall) -> None:
        """Keep a recall for the next reading, and give up those of the sources that were read least recently."""
        self.take(source)
        self._kept[source] = recall
        self._size += recall.size
        while self._size > self._limit:
            _, given_up = self._kept.popitem(last=False)
            self._size -= given_up.size
