"""What differs between two revisions of an entry, and what kind of edit that is.

A field differs when its meaning does: Unicode form, white space, curly quotes, the length of dashes, the order of links
and the spelling of their addresses, what a picture's says of its size, server and signature, whether a post is quoted
or framed, and dates are not meaning.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

import xxhash

from monitor.compare.destinations import destination
from monitor.compare.embeds import framed
from monitor.compare.kinds import KINDS, word_kinds
from monitor.compare.pictures import asked_for, picture
from monitor.compare.wording import diff, similarity
from monitor.model import DiffHunk, Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from monitor.model import Change, Entry

FIELDS = ("title", "text", "links", "images", "authors", "pinned")
"""What makes an update (DESIGN §4.2), in the order in which events name them."""

WITHIN = frozenset({"text", "links", "images"})
"""Those of them that stand in the entry's body, where the page itself may write, too."""

JUST_NOW = timedelta(minutes=10)
"""Older dates that move are the publisher's stamping anew, or ages that were rounded."""

_KIND_OF_FIELD = {"title": "headline", "links": "link", "images": "image"}
_EMPTY = ""
_BETWEEN: DiffHunk = ("=", "\n\n")


def fold(text: str | None) -> str:
    r"""Return a text in NFC with each run of white space as one blank and none at its ends, its quotes straight.

    >>> fold(" Zu\u0308rich \n 12\u00a0Uhr ")
    'Zürich 12 Uhr'
    >>> fold("\u2018We\u2019re safe\u2019 \u26a0\ufe0f") == fold("'We're safe' \u26a0")
    True
    """
    if not text:
        return _EMPTY
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = _ODD.sub(_evened, text)
    return " ".join(text.split())


_EVEN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
    **dict.fromkeys("\u2012\u2014\u2015", "\u2013"),
    "\u2026": "...",
}
_ODD = re.compile("[\u2012\u2014\u2015\u2018-\u201f\u2026\u02bc\u00ad\u200b\u2060\ufe0e\ufe0f\ufeff]")
"""What a CMS sets for the eye: curly quotes, longer dashes, three dots in one letter, places where a word may break, a
symbol in colours or without."""


def _evened(found: re.Match[str]) -> str:
    return _EVEN.get(found[0], _EMPTY)


def same_content(old: Entry, new: Entry) -> bool:
    """Return whether two readings of an entry say the same."""
    return not changed_fields(old, new)


def changed_fields(old: Entry, new: Entry) -> tuple[str, ...]:
    """Return the names of the fields that differ in meaning, in the order of FIELDS."""
    fields = tuple(
        name
        for name in FIELDS
        # Nearly always the values are equal as they are; folding 100 texts per poll would cost 1 ms.
        if getattr(old, name) != getattr(new, name) and meaning(old, name) != meaning(new, name)
    )
    if "links" not in fields:
        return fields
    excused = framed(old, new)
    return tuple(name for name in fields if name not in excused)


def fingerprint(entry: Entry) -> int:
    """Return xxh3-64 over all that makes an update: two readings with the same content have the same one."""
    digest = xxhash.xxh3_64()
    for name in FIELDS:
        for part in meaning(entry, name):
            digest.update(part.encode("utf-8", "surrogatepass"))
            digest.update(b"\x00")
        digest.update(b"\x01")
    return digest.intdigest()


def describe(old: Entry, new: Entry) -> Edit:
    """Return how two revisions that differ in content differ.

    The diff is over the words: of the headline, of the text, or of both with an empty line between them. What changed
    beside the words is told as a removal and an addition of its own.
    """
    fields = changed_fields(old, new)
    hunks: tuple[DiffHunk, ...] = ()
    kinds = {kind for name, kind in _KIND_OF_FIELD.items() if name in fields}
    for name in ("title", "text"):
        if name in fields:
            # Each by itself: words that move from the headline into the text would otherwise leave an empty diff.
            words = diff(_composed(old, name), _composed(new, name))
            hunks += (*((_BETWEEN,) if hunks else ()), *words)
            kinds |= word_kinds(words)
    beside = tuple(hunk for name in fields for hunk in _items_diff(old, new, name))
    return Edit(
        fields=fields,
        edits=tuple(kind for kind in KINDS if kind in kinds),
        silent=_stamp(old) is not None and _stamp(old) == _stamp(new),
        similarity=similarity(hunks),
        diff=hunks + beside,
    )


def _stamp(entry: Entry) -> datetime | None:
    """Return the publisher's own modification date; entries that were never modified carry only the other one."""
    return entry.updated or entry.published


def redated(before: Entry, after: Entry) -> datetime | None:
    """Return the publisher's own modification date if it is later than before."""
    was, now = _stamp(before), _stamp(after)
    return now if was is not None and now is not None and was < now else None


def sides(change: Change) -> tuple[Entry, Entry]:
    """Return what an entry said before its update, and what it says now."""
    assert change.previous is not None
    assert change.revision is not None
    return change.previous.entry, change.revision.entry


def says_modified(change: Change) -> bool:
    """Return whether an entry says itself that it was modified a moment ago: no page does that to it, its desk does."""
    assert change.revision is not None
    now = redated(*sides(change))
    return now is not None and abs(change.revision.observed_at - now) <= JUST_NOW


def lines(entry: Entry) -> list[str]:
    """Return the lines of an entry that say something."""
    return [line for line in map(fold, entry.text.splitlines()) if line]


def _composed(entry: Entry, name: str) -> str:
    """Return the title or text in NFC, so that no letter counts as changed for its Unicode form alone."""
    return unicodedata.normalize("NFC", getattr(entry, name) or _EMPTY)


def meaning(entry: Entry, name: str) -> tuple[str, ...]:
    """Return what a field says, item by item."""
    value = getattr(entry, name)
    match name:
        case "title" | "text":
            return _items((fold(value),))
        case "links":
            return _items(map(destination, value))
        case "images":
            return _items(map(picture, value))
        case "authors":
            return _items(map(fold, value))
        case _:
            return ("pinned",) if value else ()


def _items(values: Iterable[str]) -> tuple[str, ...]:
    """Return what a list names: order, repetition and blanks are not meaning."""
    return tuple(sorted({value for value in values if value}))


def _items_diff(old: Entry, new: Entry, name: str) -> Iterator[DiffHunk]:
    if name in {"title", "text"}:
        return
    before, after = (_named(entry, name) for entry in (old, new))
    yield from (("-", item) for sense, item in before.items() if sense not in after)
    yield from (("+", item) for sense, item in after.items() if sense not in before)


def _named(entry: Entry, name: str) -> dict[str, str]:
    """Return by their meaning the items of a list as they are told, in order."""
    if name == "links":
        return dict(sorted((destination(link), link) for link in entry.links if link))
    if name == "images":
        return dict(sorted((picture(image), asked_for(image)) for image in entry.images if image))
    return {item: item for item in meaning(entry, name)}
