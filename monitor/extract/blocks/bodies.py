"""What is left of an element when its times, names, headline and fittings are taken: the words of an entry."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import structs

from monitor.extract.page.outline import outermost
from monitor.extract.page.rest import Rest
from monitor.extract.tables.labels import SEPARATORS, unparted
from monitor.extract.times.openings import opening_of, said_behind
from monitor.extract.times.reader import MAX_PHRASE_CHARS
from monitor.extract.words.markup import MAX_IMAGES, Body, read_html
from monitor.extract.words.text import MAX_TEXT_CHARS, UNSPACED, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.page.outline import Part
    from monitor.extract.page.rest import Taken
    from monitor.extract.times.reader import Reader, When

HOLLOW_ROUNDS = 4
_OPENING_CLOCK = re.compile(r"[\W_]{0,4}\d{1,2}\s?[:.hH]\s?\d\d")
_RULED = frozenset("_–—=*~-")
_RULE = re.compile(r"\n[_–—=*~-]{2,80}\Z")
"""What some have instead of a line below each entry: "___" (AP)."""

_PICTURES = frozenset({"img", "amp-img"})

_NOTHING = re.compile(r">\s*</")
_HOLLOW = re.compile(r"<(header|footer|div|span|a|p|ul|li|section)\b[^<>]*>\s*</\1>")


def body_of(item: Part, captions: Sequence[Part], named: Sequence[Part], taken: Taken, base: str) -> Body:
    """Return the words and pictures that are left; captions only where there is nothing else."""
    rest = taken.rest()
    shown = outermost([part for part in captions if not rest.lacks(part)]) if captions else ()
    if shown and rest.size(item) > sum(map(rest.size, shown)):
        rest = Rest([*taken.values(), *shown])
    parts = outermost([part for part in named if not rest.lacks(part)]) if named else ()
    html = "".join(map(rest.html, parts)) if parts else rest.inner_html(item)
    body = read_html(_without_hollows(html), base)
    if taken:
        body = _without_separators(body)
    if not body.text and body.images:
        shown_as = "\n".join(_said_of_pictures(item, rest))[:MAX_TEXT_CHARS]
        body = structs.replace(body, text=shown_as) if shown_as else body
    return body if body.text or body.images or body.links else Body()


def _said_of_pictures(item: Part, rest: Rest) -> list[str]:
    """Return what the pictures of an entry show, as they tell those who do not see them: in words, no file's name."""
    shown = (part for part in item.inside() if part.tag in _PICTURES and not rest.lacks(part))
    told = (one_line(part.get("alt")) for part in islice(shown, MAX_IMAGES))
    return [words for words in dict.fromkeys(told) if UNSPACED.search(words)]


def _without_separators(body: Body) -> Body:
    """Return a body without what only parted its words from others that were taken."""
    kept = [unparted(line) for line in body.text.split("\n") if not line or not SEPARATORS.fullmatch(line)]
    text = "\n".join(kept)
    return body if text == body.text else structs.replace(body, text=text)


def without_signs(body: Body, when: When, reader: Reader) -> Body:
    """Return a body without what tells its time, and the line of signs that parts it from the next.

    The time is a first line of no more, or the clock that opens it:
    "(14:20) <b>Pier closed</b>" left the one, "<b>14:20 Pier closed.</b>" the other.
    """
    if body.text[-1:] in _RULED:
        body = structs.replace(body, text=_RULE.sub("", body.text))
    first, line, rest = body.text.partition("\n")
    if line and len(first) <= MAX_PHRASE_CHARS and any(map(str.isdigit, first)) and reader.read(first):
        return structs.replace(body, text=rest)
    opening = opening_of(first) if when.clock is not None and _OPENING_CLOCK.match(first) else None
    if opening is None or when.clock is None or opening.phrase.clock != when.clock.clock or opening.after[:1].isalnum():
        return body
    return structs.replace(body, text=f"{said_behind(opening.after)}{line}{rest}")


def _without_hollows(html: str) -> str:
    """Return markup without the elements that taking has left empty."""
    for _ in range(HOLLOW_ROUNDS):
        if not _NOTHING.search(html):
            break
        filled = _HOLLOW.sub("", html)
        if filled == html:
            break
        html = filled
    return html
