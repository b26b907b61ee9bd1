"""How alike the words of two entries are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from monitor.compare.edits import fold
from monitor.compare.pictures import picture
from monitor.compare.wording import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Entry

ALIKE = 0.35
"""Below it two texts have nothing to do with each other. Half of all pairs of entries within each of nine live blogs
share 0.11 to 0.26 of their words by chance; a heavy edit leaves more than half."""

NEAR_EQUAL = 0.75
"""From here on one is an edit of the other, though nothing else says so: the most that two entries of those live blogs
share is 0.66, two overs of a cricket match."""

RESTAMPED = 0.9
"""The same where the dates speak against it."""

TELLING_CHARS = 40
"""Shorter texts ("Goal!") are alike, or equal, by chance."""

COMPARED_CHARS = 2_000
"""So much of each text is compared, however long it is: 0.1 ms to split, 0.01 ms per pair."""

_CUT = re.compile("(?:</?[a-z0-9]*|&#?[a-z0-9]*|(?<!\ufffd)\ufffd++)$", re.IGNORECASE)
"""Half a tag, half a character: where bytes end, parsers take them for words."""


def gist(entry: Entry) -> list[str]:
    """Return the words of an entry, without regard to capitals; of an embed without words what it embeds."""
    text = " ".join((entry.title or "", entry.text))[:COMPARED_CHARS]
    words = [token for token in tokens(fold(text).casefold()) if not token.isspace()]
    return words or [*map(picture, entry.images), *entry.links]


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of words that two gists have in common in one order, from 0 to 1.

    >>> likeness(["at", "least", "12", "dead"], ["at", "least", "45", "dead"])
    0.75
    """
    return Indel.normalized_similarity(one, other)


def goes_on_as(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether one gist is what the other begins with: a headline that got its text, or is left of it.

    >>> goes_on_as(["bridge", "closed"], ["bridge", "closed", "police", "say", "why"]), goes_on_as([], ["bridge"])
    (True, False)
    """
    least = min(len(one), len(other))
    return least > 0 and one[:least] == other[:least]


def telling(entry: Entry) -> bool:
    """Return whether there are enough words to tell the entry from others."""
    return len(fold(entry.text)) + len(fold(entry.title)) >= TELLING_CHARS


def another(seen: Entry, shown: Entry, *, least: float) -> bool:
    """Return whether two entries under one id have nothing in common: neither date nor headline nor words.

    Then the publisher has used the id again.
    """
    if seen.published is None or shown.published is None or seen.published == shown.published:
        return False
    title = fold(seen.title)
    if title and title == fold(shown.title):
        return False
    # What is too short to tell says nothing: "Kick-off" may well become "Rain delays it".
    return telling(seen) and telling(shown) and likeness(gist(seen), gist(shown)) < least


def begins_as(half: Entry, whole: Entry) -> bool:
    """Return whether headline and text of an entry that broke off begin those of another."""
    pairs = ((half.title, whole.title), (half.text, whole.text))
    return all(fold(new).startswith(_CUT.sub("", fold(old)).rstrip()) for old, new in pairs)
