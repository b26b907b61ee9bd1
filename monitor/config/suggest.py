"""What the user most likely meant by a word that is not known: pure."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from monitor.config.tree import is_literal

if TYPE_CHECKING:
    from collections.abc import Collection

LOOKED_AT_CHARS = 256
KNOWN_NAMED = 40
"""Of 10,000 names nobody reads all."""
SIMILAR_ENOUGH = 70
"""rapidfuzz's ratio, 0 to 100: 'intervall' is 94 like 'interval'; below 70 a suggestion is no help."""


def nearest(wanted: str, known: Collection[str]) -> str | None:
    """Return the known word that the user most likely meant."""
    found = process.extractOne(wanted[:LOOKED_AT_CHARS], known, scorer=fuzz.ratio, score_cutoff=SIMILAR_ENOUGH)
    return None if found is None else str(found[0])


def nearest_or_all(wanted: str, known: Collection[str]) -> str:
    """Return a remedy: the nearest known word, or all of them, as far as somebody would read them."""
    word = nearest(wanted, known) if is_literal(wanted) else None
    if word:
        return f"did you mean {word!r}?"
    more = len(known) - KNOWN_NAMED
    return f"known: {', '.join(islice(known, KNOWN_NAMED))}{f' and {more:,} more' if more > 0 else ''}"
