"""Posts of X in an entry: quoted with their words, or framed without them.

Publishers change between the two by themselves, for a reader without scripts or with a new release, and nobody has
edited the entry.

    The bridge is open again, take care              an <iframe> of platform.twitter.com/embed/Tweet.html?id=1773
    — River Authority (@river) March 14
    (twitter.com/river/status/1773)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.compare.destinations import POST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from monitor.model import Entry

_FRAMED = re.compile(r"https?://platform\.(?:twitter|x)\.com/embed/[^#]{0,2000}[?&]id=(\d{1,25})\b", re.ASCII)
_ITS_OWN = re.compile(r"https?://(?:t\.co|pic\.twitter\.com|(?:www\.|mobile\.)?(?:twitter|x)\.com)/")
"""What is linked from within a post: pictures, hashtags, those who are mentioned."""

_SIGNED = re.compile(r"[\u2014\u2013-]\s?.{0,200}\(@(\w{1,15})\)", re.ASCII)


def framed(old: Entry, new: Entry) -> frozenset[str]:
    """Return the fields that differ in nothing but posts that one reading quotes and the other frames."""
    excused: set[str] = set()
    for quoting, framing in ((old, new), (new, old)):
        frames = {found[1] for link in framing.links if (found := _FRAMED.match(link))}
        quoted = [found for link in quoting.links if (found := POST.match(link)) and found[2] in frames]
        if not quoted:
            continue
        if _linked(quoting.links) == _linked(framing.links):
            excused.add("links")
        if _reads_without(quoting.text, framing.text, {found[1].lower() for found in quoted}):
            excused.add("text")
    return frozenset(excused)


def _linked(links: Iterable[str]) -> set[str]:
    """Return what is linked: posts by their numbers, without what they link themselves."""
    linked: set[str] = set()
    for link in links:
        post = _FRAMED.match(link) or POST.match(link)
        if post is not None:
            linked.add(post[post.re.groups])
        elif not _ITS_OWN.match(link):
            linked.add(link)
    return linked


def _reads_without(quoting: str, framing: str, names: Collection[str]) -> bool:
    """Return whether a text reads as the other one does without posts that are signed with these names."""
    left = _lines(framing)
    left.reverse()
    within = False
    for line in _lines(quoting):
        signed = _SIGNED.match(line)
        if not within and left and left[-1] == line:
            left.pop()
        else:
            within = not (signed and signed[1].lower() in names)
    return not (within or left)


def _lines(text: str) -> list[str]:
    return [words for line in text.splitlines() if (words := " ".join(line.split()))]
