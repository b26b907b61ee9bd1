"""One element of a page → what it says as an entry, by itself.

    its elements, sorted by what they are ─▶ times, names, ids ─▶ headline ─▶ text: what is left without all of these

Nothing is cut from the tree: what is taken is noted, and the rest read around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, takewhile
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from monitor.extract.blocks.beside import line_of
from monitor.extract.blocks.bodies import body_of, without_signs
from monitor.extract.blocks.datelines import datelines
from monitor.extract.blocks.folds import is_cut_short, unfolds
from monitor.extract.blocks.habits import NOTHING_ALIKE
from monitor.extract.blocks.headlines import led, opened, titled
from monitor.extract.blocks.marks import is_timed_leaf
from monitor.extract.blocks.naming import address_of, keys_of
from monitor.extract.blocks.pieces import Piece
from monitor.extract.blocks.portraits import badges_of, box_around, called_name, is_called_name, named_at_top, portrayed
from monitor.extract.blocks.replies import comments_in, own_of, replies_in
from monitor.extract.blocks.signatures import (
    MAX_BYLINE_CHARS,
    byline_around,
    is_name,
    is_spoken_byline,
    names_in,
    persons,
    sign_off,
)
from monitor.extract.blocks.timing import steady, times_of
from monitor.extract.page.fittings import (
    EMBEDS,
    MAX_FITTING_CHARS,
    MAX_FITTING_PARTS,
    PINNED,
    is_caption,
    is_labelled,
    within,
)
from monitor.extract.page.kinds import (
    BYLINE,
    CAPTION,
    FITTING,
    HEADING,
    LINKING,
    MARK,
    NAME,
    POLL,
    SIGNED,
)
from monitor.extract.page.outline import Part, beyond
from monitor.extract.page.polls import is_poll
from monitor.extract.page.promotions import promotion_around
from monitor.extract.page.quotations import chip_around
from monitor.extract.page.rest import Taken
from monitor.extract.structured.feeds import author_names
from monitor.extract.tables.labels import says_pinned
from monitor.extract.tables.profiles import GENERAL
from monitor.extract.words.remembered import finding
from monitor.extract.words.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.extract.blocks.beside import Line
    from monitor.extract.blocks.habits import Alike
    from monitor.extract.page.document import Document
    from monitor.extract.tables.profiles import Layout
    from monitor.extract.times.reader import Reader

MAX_REPLY_DEPTH = 3

_SHOWING = CAPTION | HEADING
_PINNING = frozenset({"data-pinned", "data-post-sticky", "data-sticky", "data-is-pinned"})
_TOLD_HEADLINES = ("headline", "heading", "post-title", "data-headline")
_TOLD_AUTHORS = ("author", "author-name", "byline", "data-author")
"""Where components are told who wrote what they show: `<live-post author="Ada Moor">`."""

_NAMED = frozenset({"p", "span", "div"})
_SPEAKERS = frozenset({"p", "span", "div", "a"})
_HEADLINES = frozenset({"h2", "h3"})
"""What heads an entry: a fitting that holds it is none. The largest is the page's own, the smaller ones are labels."""

_PICTURES = frozenset({"img", "amp-img"})
_IN_PICTURES = _PICTURES | {"figcaption", "source"}

_called_pinned = finding(PINNED)


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The elements of one item that a layout names."""

    title: Sequence[Part] = ()
    author: Sequence[Part] = ()
    body: Sequence[Part] = ()
    exclude: Sequence[Part] = ()


class _Anatomy(msgspec.Struct, kw_only=True):
    """The elements of one item by what they are; a struct, for it is made in a tenth of a dataclass's time."""

    marks: list[Part] = []
    leaves: list[Part] = []
    bylines: list[Part] = []
    spoken: list[Part] = []
    fittings: list[Part] = []
    labels: list[Part] = []
    portraits: list[Part] = []
    names: list[Part] = []
    headings: list[Part] = []
    captions: list[Part] = []
    sources: list[Part] = []
    readers: list[Part] = []


def read_entry(
    item: Part,
    layout: Layout,
    chosen: Chosen,
    alike: Alike = NOTHING_ALIKE,
    *,
    reader: Reader,
    document: Document,
    mined: str | None = None,
    depth: int = 0,
) -> Piece:
    """Return what one item says; `mined` is its record number, if the page's items have one.

    What stands in it `depth` levels down as an entry of its own is read by itself, where no layout names the parts.
    """
    within_it = replies_in(item) if layout is GENERAL and depth < MAX_REPLY_DEPTH else []
    replies = tuple(
        [read_entry(part, layout, Chosen(), reader=reader, document=document, depth=depth + 1) for part in within_it]
    )
    reader.zones, reader.refused = set(), False
    seen = _anatomy(item, reader, within_it)
    taken = Taken({part.at: part for part in (*seen.sources, *seen.readers)})
    when, signatures = times_of(
        item,
        [*seen.marks, *seen.leaves],
        reader,
        taken,
        published_in=layout.published,
        updated_in=layout.updated,
    )
    beside = None if when.published or when.clock else _line(item, reader)
    if beside is not None:
        when = structs.replace(beside[1].when, updated=when.updated)
        signatures += beside[1].names
        if beside[1].headline is None:
            # Once for wide screens and once for narrow ones.
            taken.update([(part.at, part) for part in item.inside() if part.own == beside[0].own])
    bylines = chosen.author or seen.bylines
    names = _names_of(item, seen, chosen, alike, bylines=bylines, signatures=signatures, reader=reader, taken=taken)
    authors = author_names(persons(names)) if names else ()
    keys = keys_of(item, layout.keys, document, mined or alike.link, inner=alike.link is None)
    when = steady(when, keys)
    _take([*seen.fittings, *chosen.exclude], item, taken)
    _take(bylines, item, taken, limit=MAX_BYLINE_CHARS)
    lines = datelines(item, [*seen.marks, *seen.leaves], seen.bylines, taken, reader)
    _take(list(lines), item, taken, limit=MAX_BYLINE_CHARS)
    _take([part for part in seen.portraits if part.get("alt") in authors], item, taken)
    _take(list(badges_of(authors, item)) if authors else (), item, taken)
    taken.update([(part.at, part) for part in (*seen.labels, *alike.cut)])
    if not authors and not chosen.author and (signed := sign_off(item, taken)):
        taken[signed[0].at] = signed[0]
        authors = author_names(signed[1])
    taken.update([(part.at, part) for part in alike.names])
    title = _headline_of(item, seen, chosen, alike, beside=beside[1] if beside else None, taken=taken)
    if title is None and beside is not None and beside[1].placed:
        del taken[beside[0].at]
    body = without_signs(body_of(item, seen.captions, chosen.body, taken, document.base), when, reader)
    return Piece(
        when=when,
        keys=keys,
        authors=authors,
        pinned=_is_pinned(item) or any(map(says_pinned, [part.own for part in seen.labels])),
        url=address_of(item, document, keys) or alike.link,
        title=title,
        body=body,
        zones=frozenset().union(reader.zones, *[reply.zones for reply in replies]),
        lasts=not reader.refused
        and not any(stamp.tied for stamp in (when.published, when.updated) if stamp)
        and all(reply.lasts for reply in replies),
        replies=replies,
    )


def _headline_of(
    item: Part, seen: _Anatomy, chosen: Chosen, alike: Alike, *, beside: Line | None, taken: Taken
) -> str | None:
    """Return an item's headline, without the time that stands `beside` it in its line, and take its words."""
    title = titled(item, seen.headings, chosen.title, taken) or None
    if title is None and not chosen.title:
        title = led(item, taken) or opened(item, alike.headline, taken)
    if title is None and "-" in item.tag:
        title = next((one_line(told) for told in map(item.get, _TOLD_HEADLINES) if told.strip()), None)
    return beside.headline if title and beside and beside.headline and beside.headline in title else title


def _names_of(
    item: Part,
    seen: _Anatomy,
    chosen: Chosen,
    alike: Alike,
    *,
    bylines: Sequence[Part],
    signatures: list[str],
    reader: Reader,
    taken: Taken,
) -> list[str]:
    """Return who signed an item, by the first that says so; beside bylines and `signatures` that is taken.

    A spoken byline, the name beside a portrait or at the top, a line that signs all entries alike, an attribute.
    """
    others = {*alike.strangers, *[one_line(part.text()) for part in alike.cut]}
    names = [name for part in own_of(item, bylines) for name in names_in(part, item, reader)] or signatures
    names = [name for name in names if name not in others] if others else names
    if not names and (line := next((part for part in seen.spoken if not within(part, item, EMBEDS)), None)):
        names = list(names_in(line, item, reader))
        taken[line.at] = line
    if names:
        return names
    if not chosen.author:
        shown = portrayed(seen.portraits, item) or called_name(seen.names, item) or named_at_top(item, taken)
        if shown:
            taken[shown[0].at], names = shown
            return names
    if alike.signed:
        boxes = [box_around(part, item) for part, _ in alike.signed.values()]
        taken.update((box.at, box) for box in boxes)
        return [name for _, name in alike.signed.values()]
    return list(filter(is_name, (one_line(item.get(name)) for name in _TOLD_AUTHORS)))[:1] if "-" in item.tag else []


def _anatomy(item: Part, reader: Reader, replies: Sequence[Part]) -> _Anatomy:
    """Return the elements of an item by what they are, in one pass; those in its `replies` are theirs."""
    inside = item.inside()
    seen = _Anatomy(readers=[*replies, *comments_in(item)])
    for part in beyond(inside, seen.readers) if seen.readers else inside:
        kinds, tag = part.kinds, part.tag
        if kinds & MARK:
            seen.marks.append(part)
        elif part.own and is_timed_leaf(part, reader):
            seen.leaves.append(part)
        if byline := part if kinds & BYLINE else byline_around(part, item) if kinds & SIGNED else None:
            seen.bylines.append(byline)
        elif tag in _SPEAKERS and is_spoken_byline(part):
            seen.spoken.append(part)
        if kinds & FITTING and not _is_headline_button(part) and not unfolds(part, item):
            seen.fittings.append(part)
        elif kinds & POLL and is_poll(part):
            seen.labels.append(part)
        if part.own:
            _see_words(part, item, seen)
        if tag in _IN_PICTURES or kinds & _SHOWING:
            _see_shown(part, seen)
    return seen


def _is_headline_button(part: Part) -> bool:
    """Return whether a button is all of a heading, or holds one and a time: it unfolds the entry below it."""
    around = part.parent
    if part.tag == "button" and around is not None and around.kinds & HEADING and around.size == part.size:
        return True
    unfolds = part.tag == "button" or part.get("role") == "button"
    return unfolds and part.inner & HEADING != 0 and part.inner & MARK != 0


def _see_words(part: Part, item: Part, seen: _Anatomy) -> None:
    if part.own[-1] == "%":
        line = chip_around(part, item)
    else:
        line = promotion_around(part, item) if item.inner & LINKING else None  # it looks for a link
    if label := line or (part if is_labelled(part) or is_cut_short(part) else None):
        seen.labels.append(label)
    if part.kinds & NAME and part.tag in _NAMED and is_called_name(part):
        seen.names.append(part)


def _see_shown(part: Part, seen: _Anatomy) -> None:
    if part.tag not in _IN_PICTURES and not part.kinds & CAPTION:
        seen.headings.append(part)
    elif part.tag in _PICTURES:
        seen.portraits.append(part)
    elif part.tag == "figcaption" or (part.tag != "source" and is_caption(part)):
        seen.captions.append(part)
    elif part.tag == "source" and part.parent is not None and part.parent.tag == "picture":
        seen.sources.append(part)  # the same picture in other sizes, under signed addresses


def _line(item: Part, reader: Reader) -> tuple[Part, Line] | None:
    """Return the first line of an item that begins with a time; several in a row are a timetable, or results."""
    parts = (part for part in item.inside() if part.own and not within(part, item, EMBEDS))
    told = ((part, line) for part in parts if (line := line_of(part, reader)))
    first = next(told, None)
    if first is None or not first[1].shared:
        return first
    behind = takewhile(lambda part: part.first <= first[0].last, parts)
    rows = (line_of(part, reader) for part in behind if part.first == first[0].last and part.own != first[0].own)
    return None if any(row is not None and row.shared for row in rows) else first


def _take(parts: Iterable[Part], item: Part, taken: dict[int, Part], limit: int = MAX_FITTING_CHARS) -> None:
    """Note as taken what is short, holds no headline, and is not of somebody else's post."""
    for part in parts:
        inside = part.parent is not None and part.parent.at in taken
        if inside or part.short_text(limit, parts=MAX_FITTING_PARTS) is None:
            continue
        headed = any(inner.tag in _HEADLINES for inner in chain((part,), part.inside()))
        if not headed and not within(part, item, EMBEDS):
            taken[part.at] = part


def _is_pinned(item: Part) -> bool:
    if not _PINNING.isdisjoint(item.attributes):
        flags = (item.attributes.get(name) for name in _PINNING)
        if any(flag is not None and flag.lower() not in {"false", "0", "no"} for flag in flags):
            return True
    return _called_pinned(item.get("class"))
