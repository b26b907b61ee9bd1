"""Names at the top of an entry that no byline holds: beside a portrait, in an element called so, or all alone."""

from __future__ import annotations

import re
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from monitor.extract.blocks.signatures import (
    AGENCIES,
    LINES,
    MAX_BYLINE_CHARS,
    MAX_NAME_CHARS,
    initials_of,
    is_name,
    letters_for,
    names_topic,
)
from monitor.extract.page.fittings import EMBEDS, within
from monitor.extract.page.kinds import HEADING
from monitor.extract.tables.given_names import GIVEN_NAMES
from monitor.extract.tables.labels import is_label
from monitor.extract.words.text import folded, is_sentence, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.extract.page.outline import Part
    from monitor.extract.page.rest import Taken

_ROUND = re.compile(
    r"(?<![a-z])(?:rounded-full|avatars?|circle|profile|headshot|mugshot|portrait)(?![a-z])", re.IGNORECASE
)
_PORTRAITS = re.compile(
    r"(?<![a-z])(?:avatars?|gravatar|authors?|profiles?|headshots?|bylines?)(?![a-z])", re.IGNORECASE
)
MAX_PORTRAIT_SIDE, SIDE_DIGITS = 96, 3
_CALLED_NAME = re.compile(
    r"(?<![\w-])(?![\w-]*?(?<![a-z])(?:teams?|clubs?|home|away|place|city|town|venue|event|file|site|league|race|party|stock"
    r"|brand|field|section|tag|country|state|district|seat|company|player|topic|blog|show|group|item|page|series|channel)[-_])"
    r"(?:[a-z0-9]{1,16}[-_]{1,2}){0,3}"
    r"(?:display-?|full-?|nick-?|post-?|entry-?|chat-?|message-?|publisher-?|creator-?|poster-?)?name(?![\w-])",
    re.IGNORECASE,
)
_STRESSED = frozenset({"b", "strong", "a"})
"""What names of writers stand in; a place below a picture stands in a paragraph."""

FIRST_PIECES = 3
"""How many pieces of text stand above the line of a name at most: a time, a flag."""

HEAD_PIECES = 5
"""Likewise of a line that may stand below the headline, behind the initials of its name."""

_BADGE = re.compile(r"[^\W\d_a-z]{1,3}")
"""The initials that stand for a portrait."""

_IN_PLACE = re.compile(r"\s+(?:in|at|à|en|a|aus|reports? from|reporting from)(?: [A-ZÀ-Þ][\w.'’-]+){1,3}\Z")
_PICTURES = frozenset({"img", "amp-img"})
_SHOWN = _PICTURES | {"video", "iframe"}


def is_called_name(part: Part) -> bool:
    """Return whether an element's class says that its few words are the name of somebody who writes."""
    return part.size <= MAX_NAME_CHARS and " " in part.own and _CALLED_NAME.search(part.get("class")) is not None


def called_name(parts: Sequence[Part], item: Part) -> tuple[Part, list[str]] | None:
    """Return the line at the top of an item that is a name and is called so, and the name: `div.chat-name`."""
    for part in parts:
        words = one_line(part.own)
        alone = part.size == len(part.own) and _is_at_top(part, item)
        if alone and is_name(words) and not is_label(words) and not within(part, item, EMBEDS):
            return part, [words]
    return None


def named_at_top(item: Part, taken: Taken) -> tuple[Part, list[str]] | None:
    """Return the line at the top of an item, or below its headline, that says who wrote it and nothing else.

    It has no class to tell by, so it must be a name that people are given; below a picture it says who is shown.
    """
    outline, rest = item.outline, taken.rest()
    pieces = outline.speakers[item.first : min(item.first + HEAD_PIECES, item.last)]
    left: list[Part] = []
    for part in pieces:
        if rest.lacks(part) or _is_of_heading(part, item):
            continue
        if len(part.own) > MAX_NAME_CHARS:
            break  # the text begins
        left.append(part)
    badges = [part for part in left[:1] if _BADGE.fullmatch(part.own) and part.size == len(part.own)]
    if len(left) <= len(badges):
        return None
    block = _line_around(left[len(badges)], item)
    first = left[len(badges)]
    # Behind a whole name stands the house, in a piece of its own.
    alone = not badges and not block.own.strip() and is_given(one_line(first.own))
    words = one_line(first.own if alone else block.text(" "))
    badge = badges[0].own if badges else ""
    name = _IN_PLACE.sub("", words.removeprefix(f"{badge} ") if badge else words)
    signed = initials_of(name).startswith(badge) and " " in name and is_name(name) if badge else is_given(name)
    if not signed or is_label(words) or block.tag not in LINES or rest.size(item) <= block.size:
        return None
    around = (block, *takewhile(lambda place: place is not item, block.above()))
    pictured = any(one.tag in _SHOWN and not _is_small(one) for one in outline.parts[item.at : block.at])
    if pictured or any(place.tag in EMBEDS or names_topic(place.get("class")) for place in around):
        return None
    taken.update((part.at, part) for part in badges)
    return block, [name]


def badges_of(authors: Sequence[str], item: Part) -> Iterator[Part]:
    """Yield what stands for the portraits of an entry's authors at its top: their initials, or the first of them.

    The first letter of a text that is drawn large is none: the rest of its word stands beside it.
    """
    told = letters_for(authors)
    for part in item.outline.speakers[item.first : min(item.first + HEAD_PIECES, item.last)]:
        alone = part.own in told and part.size == len(part.own)
        if alone and part is not item and part.parent is not None and not part.parent.own.strip():
            yield part


def _is_of_heading(part: Part, item: Part) -> bool:
    around = takewhile(lambda place: place is not item, chain((part,), part.above()))
    return any(place.kinds & HEADING for place in around)


def _line_around(part: Part, item: Part) -> Part:
    """Return the largest element around a piece of text that is no longer than a name with its place."""
    block = part
    while (parent := block.parent) is not None and parent is not item and parent.size <= MAX_NAME_CHARS:
        block = parent
    return block


def is_given(words: str) -> bool:
    """Return whether words are a name of two or more that begins with one that people are given."""
    first, _, others = words.partition(" ")
    return others != "" and _is_of_people(first) and is_name(words)


def has_given(words: str) -> bool:
    """Return whether words are a name with one in it that people are given: Hungarians say it last."""
    return is_name(words) and any(map(_is_of_people, words.split()))


def _is_of_people(word: str) -> bool:
    return folded(word.partition("-")[0]) in GIVEN_NAMES


def _is_at_top(part: Part, item: Part) -> bool:
    return part.first - item.first < FIRST_PIECES


def portrayed(portraits: Sequence[Part], item: Part) -> tuple[Part, list[str]] | None:
    """Return the line beside a portrait that says whose it is, and the name.

    It repeats the picture's text (NOS: the name, then a role), or stands alone beside a picture that is drawn as those
    of writers are, or says nothing and opens the entry, the name in bold or a link.
    """
    for picture in portraits:
        name = one_line(picture.get("alt"))
        if within(picture, item, EMBEDS):
            continue
        if part := _named_as(picture, name, item):
            return part, [name]
        around = takewhile(lambda place: place is not item, picture.above())
        block = next((place for place in around if place.size), None)  # a `picture` around it holds no words
        if block is None or block.size > MAX_BYLINE_CHARS:
            continue
        if " " in name and is_name(name) and any(one_line(part.own) == name for part in block.inside()):
            return block, [name]
        words = one_line(block.text(" "))
        silent = not name and _is_at_top(block, item) and block.outline.speakers[block.first].tag in _STRESSED
        drawn = silent or _is_small(picture)
        if drawn and " " in words and is_name(words) and words.casefold() not in AGENCIES and not is_label(words):
            return block, [words]
    return None


def box_around(name: Part, item: Part) -> Part:
    """Return the element around a name that holds a portrait too, or the initials; else, or if it says more, the name.

    What its owner is stands there as well, in whatever language: "Jana Moor / Bundeshausredaktorin".
    """
    initials = initials_of(name.own)
    for place in takewhile(lambda place: place is not item and place.size <= MAX_BYLINE_CHARS, name.above()):
        texts = place.outline.texts[place.first : place.last]
        if any(map(is_sentence, texts)) or place.inner & HEADING:
            break
        if initials in map(str.strip, texts) or any(part.tag in _PICTURES for part in place.inside()):
            return place
    return name


def _named_as(picture: Part, name: str, item: Part) -> Part | None:
    """Return what says at the top of an item, alone, the name that a portrait has, in whatever script it is written."""
    around = picture.parent
    if not 0 < len(name) <= MAX_NAME_CHARS or " " not in name or is_label(name) or around is None:
        return None
    if not _is_small(picture) and not _ROUND.search(around.get("class")):
        return None
    top = item.outline.speakers[item.first : min(item.first + FIRST_PIECES, item.last)]
    alone = (part for part in top if one_line(part.own) == name and part.size == len(part.own) < item.size)
    return next((part for part in alone if not _is_of_heading(part, item)), None)


def _is_small(picture: Part) -> bool:
    """Return whether a picture is round or tiny, as those of writers are, or lies where these do."""
    if _ROUND.search(picture.get("class")) or _PORTRAITS.search(picture.get("src")):
        return True
    sides = (picture.get("width"), picture.get("height"))
    return all(side.isdecimal() and len(side) <= SIDE_DIGITS and int(side) <= MAX_PORTRAIT_SIDE for side in sides)
