"""Where the entries of a live blog stood on its last page, as text, and the elements that stand there on this one.

The search for the repeated container weighs all that a page repeats. Once it has found the entries, the choice that a
source remembers names their place, and the next page is read there: the search is made again only where too little is
left of them. So another list of the page does not take their place from one poll to the next, and most of the search's
time is saved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import quote, unquote

import xxhash

from monitor.extract.words.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from monitor.extract.page.outline import Part

Evidence = Literal["marks", "leaves", "lines", "minutes", "posts"]
"""What told that elements are entries: time marks, words that are a time, lines that begin with one, minutes of a
match, or their ids alone."""

MAX_TRAIL_CHARS = 400
LEAST_FIELDS = 6
"""How many fields of a trail are always written."""

MAX_FOUND = 6_000
MAX_AROUND = 64
"""How many elements around the entries their place is told by."""

MAX_CLASSES = 12

_STRIPES = frozenset({"odd", "even", "alt", "alternate", "first", "last"})
"""Classes that tell where an element stands among its neighbours, and not what it is."""

_REACHES = {"1": 1, "2": 2, "3": 3}
_TAG = re.compile(r"[a-z][a-z0-9-]*")
_UNQUOTABLE = re.compile(r'["\\\x00-\x1f]')
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"[A-Za-z_-]+\d+")
"""A class that numbers its element, or says how wide it is."""

_WORD_START = re.compile(r"[A-Za-z]++(?!\d++[A-Za-z])(?:[-_:][A-Za-z]++(?!\d))*+")
"""The words that an id begins with; letters beside digits are of a number: "post" of "post-f7d5", none of "f7d5"."""

_BY_ATTRIBUTE = {
    "class": '{tag}[class~="{mark}"]',
    "testid": '{tag}[data-testid^="{mark}"], {tag}[data-test-id^="{mark}"]',
    "id": '{tag}[id^="{mark}"]',
    "tag": "{tag}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The look of entries (tag, and one of `marks_of`) and a digest of the elements `around` them.

    `reach` is how far above them the element is that holds all: 2 where each day is one around them, 3 where each has a
    list in it. `habits` are what all of them do alike, as text of the same letters (habits.py).
    """

    evidence: Evidence
    tag: str
    kind: str
    mark: str
    around: str
    reach: int
    habits: str = ""

    def __str__(self) -> str:
        """Return the trail as text of letters, digits and `,_.-%`; "" if it is too long to be remembered."""
        parts = [self.evidence, self.tag, self.kind, self.mark, self.around, str(self.reach)]
        if self.habits:
            parts.append(self.habits)
        written = ",".join(quote(part, safe="").replace("~", "%7E") for part in parts)
        return written if len(written) <= MAX_TRAIL_CHARS else ""


def trail_of(item: Part, evidence: Evidence, look: tuple[str, str], *, reach: int, habits: str = "") -> str:
    """Return the trail to elements that look like `item`; "" if none leads there."""
    kind, mark = look
    parent = item.node.parent
    if parent is None or not _TAG.fullmatch(item.tag) or _UNQUOTABLE.search(mark):
        return ""
    around = _digest_around(parent)
    trail = Trail(evidence=evidence, tag=item.tag, kind=kind, mark=mark, around=around, reach=reach, habits=habits)
    return str(trail)


def parse_trail(text: str) -> Trail | None:
    """Return the trail that `text` says; None if it says none."""
    parts = [unquote(part) for part in text.split(",")]
    if len(parts) not in {LEAST_FIELDS, len(Trail.__slots__)}:
        return None
    evidence, tag, kind, mark, around, reach, habits, *_ = (*parts, "")
    known: Evidence | None = next((one for one in get_args(Evidence) if one == evidence), None)
    if (
        known is None
        or kind not in _BY_ATTRIBUTE
        or reach not in _REACHES
        or not _TAG.fullmatch(tag)
        or _UNQUOTABLE.search(mark)
    ):
        return None
    return Trail(evidence=known, tag=tag, kind=kind, mark=mark, around=around, reach=_REACHES[reach], habits=habits)


def follow(trail: Trail, tree: LexborHTMLParser, *, piece: bool = False) -> list[LexborNode]:
    """Return the elements that a trail leads to, in document order; of several places the one that has the most.

    In a `piece` of a page, which a control loads, they stand without what is around them there.
    """
    look = (trail.kind, trail.mark)
    around: dict[int, bool] = {}
    found: dict[int, list[LexborNode]] = {}
    for node in islice(tree.css(_BY_ATTRIBUTE[trail.kind].format(tag=trail.tag, mark=trail.mark)), MAX_FOUND):
        parent, attributes = node.parent, node.attributes
        if parent is None or look not in marks_of(attributes):
            continue
        place = parent.mem_id
        if place not in around:
            around[place] = _digest_around(parent) == trail.around or (piece and parent.tag == "body")
        if around[place]:
            found.setdefault(_above(parent, trail.reach - 1).mem_id, []).append(node)
    return max(found.values(), key=len, default=[])


def _above(place: LexborNode, levels: int) -> LexborNode:
    for _ in range(levels):
        place = place.parent or place
    return place


def marks_of(attributes: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Return what an element is known by among its neighbours: its first class, its test id, the start of its id.

    >>> marks_of({"class": "post post--key", "id": "post-17"}), marks_of({})
    ([('class', 'post'), ('id', 'post')], [('tag', '')])
    >>> marks_of({"class": "sc-1a2b3 kLmNoP"}), marks_of({"class": "post-17 post"})
    ([('class', 'kLmNoP'), ('class', 'sc-1a2b3')], [('class', 'post')])
    """
    found: list[tuple[str, str]] = []
    if first := first_class(attributes):
        found.append(("class", first))
        # Under styled components the hash of the block has a number, and that of how it looks today may have none.
        classes = attributes.get("class") or ""
        if not classes.startswith(first):
            named = classes.split(maxsplit=1)[0]
            if named != first and named.lower() not in _STRIPES and not _NUMBERED.fullmatch(named):
                found.append(("class", named))
    if test := attributes.get("data-testid") or attributes.get("data-test-id"):
        start = _WORD_START.match(test)  # "live-update-3300"
        found.append(("testid", start[0] if start else test))
    if start := _WORD_START.match(attributes.get("id") or ""):
        found.append(("id", start[0]))
    return found or [("tag", "")]


def first_class(attributes: Mapping[str, str | None]) -> str:
    """Return the first class of an element, "" without any: the others tell of states.

    One with a number in it ("post-77120", "col-8", a hash) names this element or its size, and comes after the others.

    >>> first_class({"class": "post-77120 post type-live"}), first_class({"class": "css-1x2y"})
    ('post', 'css-1x2y')
    >>> first_class({"class": "odd"}), first_class({"class": "even post"})
    ('', 'post')
    """
    return _first_class(attributes.get("class") or "")


@remembered(4_096)
def _first_class(classes: str) -> str:
    named = [name for name in classes.split(maxsplit=MAX_CLASSES)[:MAX_CLASSES] if name.lower() not in _STRIPES]
    if not _DIGIT.search(classes):
        return named[0] if named else ""
    return next((name for name in named if not _DIGIT.search(name)), named[0] if named else "")


def _digest_around(place: LexborNode) -> str:
    return xxhash.xxh3_64_hexdigest(" ".join(islice(_names_up(place), MAX_AROUND)).encode("utf-8", "surrogatepass"))


def _names_up(place: LexborNode | None) -> Iterator[str]:
    """Yield what an element and those around it are called, without the page's own, whose classes tell of states."""
    while place is not None and place.tag not in {"body", "html"}:
        yield f"{place.tag}.{first_class(place.attributes)}"
        place = place.parent
