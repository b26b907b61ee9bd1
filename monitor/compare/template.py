"""Updates that are the page's doing, not the newsroom's: a counter in each entry, a sentence that all of them get.

    e9  … 1,204 people are reading this → 1,210     digits alone, in most entries at once
    e8  …   980 people are reading this →   977          between the same words
    e7  +  This content is provided by X. Allow it?  one sentence, in many entries at once
    e6  +  Til toppen                               a few words, in nearly all entries at once: a control, its label
    e6  -  https://platform.example/embed?id=7      what is embedded alone, in many entries at once
    e5  +  Ada Moor                                 authors in most entries at once that had none, or none any more

They are kept as revisions and told to nobody. One entry alone is always told, whatever differs in it: a number between
other words than those of the counters, a link in place of another where embeds come or go. So are the same words in all
of them, if the entries say themselves that they were modified just then.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from monitor.compare.edits import WITHIN, sides
from monitor.compare.restless import places

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from monitor.model import Change, Edit

MANY = 5
"""Fewer entries may be edited between two polls."""

SENTENCE_WORDS = 5
"""A name that is put right in many entries is shorter."""

NEARLY_ALL = 0.8
"""The share of the entries shown that must get, or lose, the same few words: no desk adds a name to all of them."""

_SIGNED = frozenset({"authors", "links", "images"})
"""What differs where a page that is built anew begins to show who wrote its entries."""

_ADDRESS = re.compile("https?://")
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")


def by_the_page(updates: Sequence[Change], shown: int, modified: Collection[str]) -> frozenset[str]:
    """Return the ids of the entries whose updates are the page's doing; so many are `shown` on it.

    `modified` are the ids of those that say themselves that they were modified just now.
    """
    if len(updates) < MANY:
        return frozenset()
    counted: dict[str, frozenset[str]] = {}
    embeds: defaultdict[frozenset[tuple[str, str]], list[str]] = defaultdict(list)
    signed: list[str] = []
    same: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for change in updates:
        edit = change.edit
        assert edit is not None
        id_ = sides(change)[1].id
        if _begins_to_sign(change, edit):
            signed.append(id_)
        if not WITHIN.issuperset(edit.fields):
            continue
        if "text" not in edit.fields:
            embeds[_shape(change)].append(id_)
        elif _digits_alone(edit):
            counted[id_] = frozenset(places(edit))
        elif (piece := _one_piece(edit)) is not None and id_ not in modified:
            same[piece].append(id_)
    pieces = (ids for (_, words), ids in same.items() if _is_sentence(words) or len(ids) >= NEARLY_ALL * shown)
    between = Counter(place for found in counted.values() for place in found)
    alike = [id_ for id_, found in counted.items() if all(between[place] > 1 for place in found)]
    most = (ids for ids in (alike, signed) if 2 * len(ids) > shown)
    groups = (*pieces, *most, [id_ for ids in embeds.values() if len(ids) > 1 for id_ in ids])
    return frozenset(id_ for group in groups if len(group) >= MANY for id_ in group)


def _shape(change: Change) -> frozenset[tuple[str, str]]:
    """Return which way links and images went, by their servers: a link that leads elsewhere comes and goes at once."""
    assert change.edit is not None
    return frozenset((op, text.partition("://")[2].partition("/")[0]) for op, text in change.edit.diff)


def _begins_to_sign(change: Change, edit: Edit) -> bool:
    """Return whether an entry has authors and had none, or has none any more."""
    before, now = sides(change)
    return "authors" in edit.fields and _SIGNED.issuperset(edit.fields) and bool(now.authors) != bool(before.authors)


def _digits_alone(edit: Edit) -> bool:
    """Return whether two texts differ in nothing but numbers."""
    old, new = ("".join(text for op, text in edit.diff if op != but) for but in "+-")
    return _DIGITS.sub("0", old) == _DIGITS.sub("0", new)


def _one_piece(edit: Edit) -> tuple[str, str] | None:
    """Return what was added or taken away, if it is one piece and nothing else differs."""
    hunks = [(op, " ".join(text.split())) for op, text in edit.diff if op != "=" and not _ADDRESS.match(text)]
    if len(hunks) != 1:
        return None
    op, words = hunks[0]
    return op, _DIGITS.sub("0", words)


def _is_sentence(words: str) -> bool:
    return len(words.split()) >= SENTENCE_WORDS
