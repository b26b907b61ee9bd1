"""Words in the bytes of a page, looked for by their first sign where that is rare: a tenth of the time of a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

FEW_SIGNS = 200
SPARSE_BYTES = 250
"""A byte that is rarer than this, past the first few, is looked for alone."""

SHORT_BYTES = 2_000
"""What is no longer than this is searched before the first sign is looked for."""


def places(body: bytes, words: tuple[bytes, ...], start: int) -> Iterator[int | None]:
    """Yield where one of the words stands, from a place on: all begin with one sign, which alone is looked for.

    If the sign is too frequent for that to be the fastest, None is the last.
    """
    sign, seconds = words[0][:1], {word[1] for word in words}
    at, last = body.find(sign, start), len(body) - 1
    looked, more = 0, FEW_SIGNS
    while more > 0:
        for _ in range(more):
            if at == -1:
                return
            if at < last and body[at + 1] in seconds and body.startswith(words, at):
                yield at
            at = body.find(sign, at + 1)
        looked += more
        more = FEW_SIGNS + (at - start) // SPARSE_BYTES - looked
    yield None


def stands_in(body: bytes, pattern: re.Pattern[bytes], beginnings: tuple[bytes, ...]) -> bool:
    """Return whether a pattern is found: the words that it may begin with are looked for by their first sign."""
    if len(body) <= SHORT_BYTES:
        return pattern.search(body) is not None
    found = places(body, beginnings, 0)
    return any(pattern.search(body) if at is None else pattern.match(body, at) for at in found)
