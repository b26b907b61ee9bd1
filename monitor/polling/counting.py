"""What the addresses and the titles of a live blog's pages count."""

from __future__ import annotations

import re

from monitor.compare.edits import fold
from monitor.extract.words.urls import without_fragment

SECOND_PAGE = 2
"""The highest number that a second page has: pages are counted from 0 or from 1."""

_NUMBERS = re.compile(r"(\d{1,7})")
_PASSES = re.compile(r"[?&](?:offset|start|skip|from)=$", re.IGNORECASE)
_PAGE = re.compile(
    r"(?<![\s\-–—|,·(])[\s\-–—|,·(]++(?:[^\W\d]+\.?\s+)?(\d+)(?:\s*(?:/|[^\W\d]+)\s*\d+)?\)?(?=\s*(?:$|[|–—-]))"
)


def counted_back(second: str, url: str, first: str) -> str | None:
    """Return the address before another one, if it differs from that of the second page by what it counts alone.

    >>> first = "https://news.example/live"
    >>> counted_back(f"{first}?page=2", f"{first}?page=9#p7", first)
    'https://news.example/live?page=8'
    >>> counted_back(f"{first}?start=20", f"{first}?start=80", first)
    'https://news.example/live?start=60'
    >>> counted_back(f"{first}?page=2", f"{first}?page=2", first)
    'https://news.example/live'
    >>> counted_back(f"{first}?after=77130", f"{first}?after=77260", first) is None
    True
    """
    ours, theirs = _NUMBERS.split(without_fragment(second)), _NUMBERS.split(without_fragment(url))
    if ours == theirs:
        return first
    differing = [at for at, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other]
    if len(ours) != len(theirs) or len(differing) != 1:
        return None
    at = differing[0]
    if not (ours[at].isdecimal() and theirs[at].isdecimal() and int(theirs[at]) > int(ours[at])):
        return None
    step = 1
    if int(ours[at]) > SECOND_PAGE:  # so many entries are passed over
        step = int(ours[at])
        if not _PASSES.search(ours[at - 1]) or int(theirs[at]) % step:
            return None
    return "".join([*theirs[:at], str(int(theirs[at]) - step), *theirs[at + 1 :]])


def titled(title: str | None, known: str | None, url: str) -> str | None:
    """Return the title of a live blog by that of one of its later pages, which may tell the number of the page.

    >>> titled("Storm: live – Page 5 | The Post", "Storm: live | The Post", "https://news.example/live?page=5")
    'Storm: live | The Post'
    >>> titled("Storm: 12 dead (page 5 of 9)", "Storm: live", "https://news.example/live?page=5")
    'Storm: 12 dead'
    >>> titled("Election 2026", "Vote 2026", "https://news.example/live?page=5")
    'Election 2026'
    """
    numbered = _PAGE.search(title) if title else None
    if title is None or numbered is None:
        return title
    plain = _without_number(title)
    if known is not None and fold(plain) in {fold(known), fold(_without_number(known))}:
        return known
    return plain if numbered[1] in re.findall(r"\d+", url) else title


def _without_number(title: str) -> str:
    return _PAGE.sub("", title, count=1)
