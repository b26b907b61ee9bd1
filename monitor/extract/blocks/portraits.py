"""Names at the top of an entry that no byline holds: beside a portrait, in an element called so, or all alone."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from monitor.extract.blocks.signatures import AGENCIES, LINES, MAX_BYLINE_CHARS, MAX_NAME_CHARS, is_name, names_topic
from monitor.extract.page.fittings import EMBEDS, is_label, within
from monitor.extract.page.kinds import HEADING
from monitor.extract.page.rest import Rest
from monitor.extract.tables.given_names import GIVEN_NAMES
from monitor.extract.words.text import folded, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.extract.page.outline import Part

_ROUND = re.compile(
    r"(?<![a-z])(?:rounded-full|avatars?|circle|profile|headshot|mugshot|portrait)(?![a-z])", re.IGNORECASE
)
_PORTRAITS = re.compile(
    r"(?<![a-z])(?:avatars?|gravatar|authors?|profiles?|headshots?|bylines?)(?![a-z])", re.IGNORECASE
)
MAX_PORTRAIT_SIDE = 96
_CALLED_NAME = re.compile(
    r"(?<![\w-])(?!(?:teams?|clubs?|home|away|place|city|town|venue|event|file|site|league|race|party|stock|brand|field"
    r"|section|tag|country|state|district|seat|company|player|topic|blog|show|group|item|page|series|channel)[-_])"
    r"(?:[a-z0-9]{1,8}[-_]{1,2})?(?:display-?|full-?|nick-?|post-?|entry-?|chat-?|message-?)?name(?![\w-])",
    re.IGNORECASE,
)
_STRESSED = frozenset({"b", "strong", "a"})
"""What names of writers stand in; a place below a picture stands in a paragraph."""

FIRST_PIECES = 3
"""How many pieces of text stand above the line of a name at most: a time, a flag."""

_SHOWN = frozenset({"img", "amp-img", "video", "iframe"})


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


def named_at_top(item: Part, taken: Mapping[int, Part]) -> tuple[Part, list[str]] | None:
    """Return the line at the top of an item that is the name of a person and nothing else, and the name.

    It has no class to tell by, so it must be a name that people are given; below a picture it says who is shown.
    """
    outline, rest = item.outline, Rest(taken.values())
    for part in outline.speakers[item.first : min(item.first + FIRST_PIECES, item.last)]:
        if rest.lacks(part):
            continue
        words = one_line(part.own)
        if part.tag not in LINES or part.size != len(part.own) or not _is_given(words) or is_label(words):
            return None
        around = (part, *takewhile(lambda place: place is not item, part.above()))
        pictured = any(one.tag in _SHOWN and not _is_small(one) for one in outline.parts[item.at : part.at])
        headed = any(
            place.kinds & HEADING or place.tag in EMBEDS or names_topic(place.get("class")) for place in around
        )
        return None if pictured or headed or rest.size(item) <= part.size else (part, [words])
    return None


def _is_given(words: str) -> bool:
    """Return whether words are a name of two or more that begins with one that people are given."""
    first, _, others = words.partition(" ")
    return others != "" and folded(first.partition("-")[0]) in GIVEN_NAMES and is_name(words)


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


def _is_small(picture: Part) -> bool:
    """Return whether a picture is round or tiny, as those of writers are, or lies where these do."""
    if _ROUND.search(picture.get("class")) or _PORTRAITS.search(picture.get("src")):
        return True
    sides = (picture.get("width"), picture.get("height"))
    return all(side.isdecimal() and int(side) <= MAX_PORTRAIT_SIDE for side in sides)
