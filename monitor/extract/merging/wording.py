"""The words of one entry as its carriers tell them: cut short, glued together, without their paragraphs, signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.extract.merging.align import which_is_cut
from monitor.extract.words.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.model import Entry

    Row = Mapping[str, Entry]


_LIST = re.compile(r"<(ul|ol|table|dl)\b")
_TAG = re.compile(r"<[^<>]*>")


def cuts(one: str, other: str, name: str, rows: Sequence[Row]) -> tuple[int, int]:
    """Return in how many rows one carrier's words are cut, by what the other has, and in how many the other's are."""
    found = [which_is_cut(getattr(row[one], name) or "", getattr(row[other], name) or "") for row in rows]
    return sum(cut for cut, _ in found), sum(cut for _, cut in found)


def glues(joined: str, parted: str, rows: Sequence[Row]) -> int:
    """Return in how many rows one carrier has the other's words glued together where paragraphs meet: "late.Then"."""
    pairs = ((row[joined].text, unsigned(row[parted].text, row[joined].authors)) for row in rows)
    return sum(a.count(" ") < len(b.split()) - 1 and _unspaced(a) == _unspaced(b) for a, b in pairs)


def unlisted(bare: str, whole: str, rows: Sequence[Row]) -> int:
    """Return in how many rows one carrier lacks the lists and tables alone of what the other has: JSON-LD of CNN."""
    pairs = [(row[bare], row[whole]) for row in rows]
    longer = [(one, other) for one, other in pairs if len(one.text) < len(other.text)]  # most say the same
    return sum([_lacks_lists(one.text, unsigned(other.text, one.authors), other.html or "") for one, other in longer])


def _lacks_lists(bare: str, whole: str, html: str) -> bool:
    if not 0 < len(bare) < len(whole) or not ("<li" in html or "<td" in html):
        return False
    listed = _unspaced(unescaped(_TAG.sub("", " ".join(_lists(html)))))
    rest = (line for line in whole.split("\n") if _unspaced(line) not in listed)
    return _unspaced("".join(rest)) == _unspaced(bare)


def _lists(html: str) -> Iterator[str]:
    """Yield the markup of lists and tables; one that never ends is looked for once."""
    at = 0
    endless: set[str] = set()
    for opening in _LIST.finditer(html):
        name = opening[1]
        if opening.start() < at or name in endless:
            continue
        end = html.find(f"</{name}>", opening.end())
        if end == -1:
            endless.add(name)
            continue
        at = end
        yield html[opening.start() : end]


def unsigned(text: str, authors: Sequence[str]) -> str:
    """Return a text without a first line that is who wrote it: markup may name him where nothing says that it does."""
    first, _, rest = text.partition("\n")
    return rest if rest and first in authors else text


def paragraphed(text: str, row: Row) -> str:
    """Return a text as another carrier parts the same words into paragraphs; to compare them is to find no edit."""
    if "\n" in text or len(row) == 1:
        return text
    parted = (entry.text for entry in row.values() if "\n" in entry.text)
    return next((other for other in parted if other.split() == text.split()), text)


def _unspaced(words: str) -> str:
    return "".join(words.split())
