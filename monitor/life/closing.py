"""The words in which a live blog says that it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.life.phrases import CLOSING, folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Entry, Snapshot

NEWEST = 2
"""Entries at the top that may say so: the last word is often followed by a summary. Further down, others came since."""

LOOKED_AT_CHARS = 1_500
"""Of a text at each end: a farewell stands in its first or last lines."""

QUOTED_CHARS = 160


def newest(snapshot: Snapshot, count: int, *, oldest_first: bool = False) -> list[Entry]:
    """Return the pinned entries at the top and the `count` newest of the others.

    By their dates, where they have them: some pages add at their end, which `oldest_first` says of one without.
    """
    pinned = [entry for entry in snapshot.entries[:count] if entry.pinned]
    others = [entry for entry in snapshot.entries if not entry.pinned]
    dated = [entry for entry in others if entry.published is not None]
    if len(dated) == len(others):
        others.sort(key=_published, reverse=True)
    elif oldest_first:
        others.reverse()
    return [*pinned, *others[:count]]


def closing_words(snapshot: Snapshot, *, oldest_first: bool = False) -> str | None:
    """Return the words in which the title, the standfirst or one of the newest entries says that it is over.

    >>> from monitor.model import Entry, Snapshot
    >>> last = Entry(id="9", text="Good night. This live blog is now closed.")
    >>> closing_words(Snapshot(title="Flood", url=None, entries=(last,), extractor="", confidence=1.0))
    'this live blog is now closed'
    """
    for text in _texts(snapshot, oldest_first=oldest_first):
        match = CLOSING.search(folded(text))
        if match is not None:
            return match[0].strip()[:QUOTED_CHARS]
    return None


def _texts(snapshot: Snapshot, *, oldest_first: bool) -> Iterator[str]:
    yield snapshot.title or ""
    yield snapshot.standfirst or ""
    for entry in newest(snapshot, NEWEST, oldest_first=oldest_first):
        yield entry.title or ""
        text = entry.text
        yield text if len(text) <= 2 * LOOKED_AT_CHARS else f"{text[:LOOKED_AT_CHARS]} … {text[-LOOKED_AT_CHARS:]}"


def _published(entry: Entry) -> float:
    return entry.published.timestamp() if entry.published else 0.0
