"""Elements of a page → drafts: the one way in which every extractor of markup reads an entry.

    items ─▶ known from the last reading, or read (entry.py) ─▶ the page around them ─▶ days of clocks ─▶ Reading

The page has been walked once (outline.py); what is said of an element comes from there. What the last reading knew need
not be walked again (seals.py).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import structs

from monitor.extract.blocks.days import dated_below, day_above, day_headings, day_line_above, days_named, untold
from monitor.extract.blocks.entry import Chosen, read_entry
from monitor.extract.blocks.front import front_of, is_called_live, led_on, look_around
from monitor.extract.blocks.habits import NO_HABITS, alike_in, how_read
from monitor.extract.blocks.headlines import OPENING
from monitor.extract.blocks.marks import is_timed_leaf, reader_of
from monitor.extract.blocks.midnights import dated_beside
from monitor.extract.blocks.pieces import Piece, Pieces
from monitor.extract.blocks.timing import later_update
from monitor.extract.page.outline import shared_out
from monitor.extract.readings.assemble import MAX_ENTRIES, assemble
from monitor.extract.readings.reading import Cover, Draft, Reading
from monitor.extract.tables.profiles import GENERAL
from monitor.extract.times.written_zones import zone_of
from monitor.extract.words.urls import page_key

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence
    from datetime import date, datetime

    from monitor.extract.blocks.days import Above
    from monitor.extract.blocks.front import Front
    from monitor.extract.blocks.habits import Habits
    from monitor.extract.blocks.seals import Opening
    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Outline, Part
    from monitor.extract.tables.profiles import Layout
    from monitor.extract.times.date_parts import Phrase
    from monitor.extract.times.reader import Reader, When
    from monitor.extract.times.times import Stamp

MANY_PINNED = 4
"""Publishers pin one entry, or two; of so many it is no news that they are."""


def read_items(
    items: Sequence[Part],
    document: Document,
    *,
    layout: Layout = GENERAL,
    weight: float = 1.0,
    cover: Cover | None = None,
    amend: Callable[[int, Draft], Draft] | None = None,
    opening: Opening | None = None,
    habits: Habits = NO_HABITS,
) -> Reading:
    """Return the reading that `items`, none in another and in page order, make.

    `amend` may add to a draft, by its place, what another carrier says of the same item; `cover` says of the live blog
    what it knows better than the page around it. The `opening` of the page says which elements of it are closed, and
    `habits` what the entries of the page do alike.
    """
    warnings = [] if len(items) <= MAX_ENTRIES else [f"only the first {MAX_ENTRIES} of {len(items)} entries are read"]
    items = items[:MAX_ENTRIES]
    items, held = _held(items, document, how_read(layout, habits), opening)
    outline = items[0].outline
    if outline.cut_off:
        warnings.append(f"only the first {len(outline.parts)} elements of the page are read")
    local = zone_of(layout.z_is, 0) if layout.z_is else None
    local = local and (document.zone or local)
    reader = reader_of(document, local=local, brief=is_called_live(document))
    days = days_named(outline, items)
    around = outline.outside(items)
    seen = look_around(around, document)
    speaking = {*seen.speaking, *_timed_around(outline, items, reader), *(at for at, _ in days)}
    read = _read_pieces(outline, held, document, layout, habits=habits, reader=reader)
    each = [(at, piece) for at, whole in enumerate(read) for piece in whole.each()][:MAX_ENTRIES]
    pieces, holders = [piece for _, piece in each], [items[at] for at, _ in each]
    front = front_of(seen, document, reader, zoned=all(piece.when.zoned for piece in pieces))
    above = None
    if front.first_day is front.last_day is front.spoken is None and any(piece.when.clock for piece in pieces):
        above, line = _day_above(outline, items, around, days, reader)
        speaking.update(line)
    if opening is not None:
        opening.settle(sorted(speaking))
    whens = _dated(pieces, holders, day_headings(days, items, reader), reader, front=front, above=above)
    warnings += untold([piece.when for piece in pieces], whens)
    drafts = [_draft(piece, reader.settled(when), document) for piece, when in zip(pieces, whens, strict=True)]
    if amend is not None:
        drafts = [
            amend(at, draft) if piece is read[at] else draft for (at, piece), draft in zip(each, drafts, strict=True)
        ]
    reading = assemble(
        front.cover if cover is None else _both(cover, front.cover),
        _each_copy_once(_each_in_one_list(_few_pinned(drafts), holders)),
        page_url=document.canonical or document.url,
        zone=document.zone,
        warnings=warnings,
        weight=weight,
        shelf=document.shelf,
    )
    return led_on(reading, front, document)


def _held(
    items: Sequence[Part], document: Document, how: Hashable, opening: Opening | None
) -> tuple[Sequence[Part], Pieces]:
    """Return the items, opened if they have to be read, and what is known of them."""
    held = Pieces(items, document, how, opening.digests if opening is not None else {})
    if opening is None or not any(item.sealed for item in held.fresh):
        return items, held
    items = opening.reopened(items)  # another attribute names the items now
    return items, Pieces(items, document, how, opening.digests)


def _day_above(
    outline: Outline, items: Sequence[Part], around: Sequence[Part], days: Sequence[tuple[int, Phrase]], reader: Reader
) -> tuple[Above | None, tuple[int, ...]]:
    """Return the day that a page names above its items, and the element of the line that does so, if it is one."""
    above = day_above(around, days, items, reader)
    if above is not None or (line := day_line_above(outline, items, reader)) is None:
        return above, ()
    return line[1], (line[0],)


def _dated(
    pieces: Sequence[Piece],
    holders: Sequence[Part],
    headings: Sequence[tuple[int, date]],
    reader: Reader,
    *,
    front: Front,
    above: Above | None,
) -> list[When]:
    """Return when entries were published, with a day for each clock; `holders` are the items that they stand in.

    What is pinned stands out of its order, and is dated by the others.
    """
    whens = [piece.when for piece in pieces]
    loose = {at for at, piece in enumerate(pieces) if piece.pinned and piece.when.clock}
    loose = loose if len(loose) < len(pieces) else set()
    placed = [at for at in range(len(pieces)) if at not in loose]
    found = dated_below(
        [whens[at] for at in placed],
        [holders[at] for at in placed],
        headings,
        reader,
        first=front.first_day,
        last=front.last_day,
        either=front.spoken,
        above=above,
        changed=front.cover.updated,
    )
    return dated_beside(whens, dict(zip(placed, found, strict=True)), reader)


def _both(known: Cover, seen: Cover) -> Cover:
    """Return `known`, with what is seen on the page where it is silent."""
    gaps = {name: getattr(seen, name) for name in Cover.__struct_fields__ if not getattr(known, name)}
    return structs.replace(known, **gaps)


def _timed_around(outline: Outline, items: Sequence[Part], reader: Reader) -> Iterator[int]:
    """Yield where the elements around `items` are whose words are a time, now or later, or name a zone."""
    for part in dict.fromkeys([outline.speakers[at] for at in outline.texts_outside(items)]):
        reader.zones, reader.refused = set(), False
        if is_timed_leaf(part, reader) or reader.zones or reader.refused:
            yield part.at


def _read_pieces(
    outline: Outline, held: Pieces, document: Document, layout: Layout, *, habits: Habits, reader: Reader
) -> list[Piece]:
    """Return what each item says by itself; of those that the last reading had nothing is read again."""
    chosen = _chosen(outline, held.fresh, layout)
    read = [
        read_entry(
            item,
            layout,
            chosen[at],
            alike_in(item, habits, document),
            reader=reader,
            document=document,
            mined=held.mined[place],
        )
        for at, (place, item) in enumerate(zip(held.places, held.fresh, strict=True))
    ]
    for piece in held.pieces:
        if piece is not None:
            reader.hear_of(piece.zones)
    return held.settle(read)


def _chosen(outline: Outline, items: Sequence[Part], layout: Layout) -> list[Chosen]:
    """Return for each item the elements in it that the layout names."""
    found = {
        name: shared_out(outline.select(css), items)
        for name in ("title", "author", "body", "exclude")
        if (css := getattr(layout, name)) and items
    }
    if not found:
        return [Chosen()] * len(items)
    return [Chosen(**{name: tuple(held.get(at, ())) for name, held in found.items()}) for at in range(len(items))]


def _draft(piece: Piece, when: When, document: Document) -> Draft:
    if piece.draft is not None and piece.draft[0] == when:
        return piece.draft[1]
    here = document.here
    stamps: list[Stamp] = [stamp for stamp in (when.published, when.updated) if stamp]
    draft = Draft(
        keys=piece.keys,
        url=piece.url,
        title=piece.title,
        text=OPENING.sub("", piece.body.text),
        html=piece.body.html,
        authors=piece.authors,
        published=when.published.at if when.published else None,
        updated=later_update(when),
        # The page's own address comes from the link around the time, not from what the entry says.
        links=tuple([link for link in piece.body.links if page_key(link) not in here]),
        images=piece.body.images,
        pinned=piece.pinned,
        assumed=any(stamp.assumed for stamp in stamps),
        aged=when.published is not None and when.published.coarse,
        dayless=when.published is not None and when.published.dayless,
    )
    piece.draft = (when, draft)
    return draft


def _each_in_one_list(drafts: Sequence[Draft], holders: Sequence[Part]) -> Sequence[Draft]:
    """Return `drafts` without those that a longer list of the page shows, too, under whatever id.

    Behind a tab stand the highlights of a live blog once more.
    """
    places = [holder.parent.at if holder.parent is not None else -1 for holder in holders]
    sizes = Counter(places)
    if len(sizes) == 1:
        return drafts
    shown: dict[tuple[datetime | None, str | None, str], int] = {}
    for at in sorted(range(len(drafts)), key=lambda at: -sizes[places[at]]):
        shown.setdefault((drafts[at].published, drafts[at].title, drafts[at].text), places[at])
    return [
        draft
        for draft, place in zip(drafts, places, strict=True)
        if not draft.text or draft.published is None or shown[(draft.published, draft.title, draft.text)] == place
    ]


def _few_pinned(drafts: list[Draft]) -> list[Draft]:
    """Return `drafts`, none of them pinned where all are: it is what the publisher calls each entry's box (Republic).

    Of pinned entries the place says nothing, so none that is withdrawn would be told.
    """
    pinned = sum([draft.pinned for draft in drafts])
    if pinned < max(MANY_PINNED, len(drafts)):
        return drafts
    return [structs.replace(draft, pinned=False) for draft in drafts]


def _each_copy_once(drafts: Sequence[Draft]) -> list[Draft]:
    """Return `drafts` without pinned copies that carry no name; the entry that was copied is the pinned one.

    Where no entry has a name, a copy is one that is said to be pinned.
    """
    named = {(draft.published, draft.text): at for at, draft in enumerate(drafts) if any(draft.keys)}
    if not named and any(draft.pinned for draft in drafts):
        named = {(draft.published, draft.text): at for at, draft in enumerate(drafts) if not draft.pinned}
        copies = [draft.pinned for draft in drafts]
    else:
        copies = [not any(draft.keys) for draft in drafts]
    kept = list(drafts)
    dropped: set[int] = set()
    for at, draft in enumerate(drafts):
        original = named.get((draft.published, draft.text))
        if copies[at] and original is not None and draft.text:
            kept[original] = structs.replace(kept[original], pinned=True)
            dropped.add(at)
    return [draft for at, draft in enumerate(kept) if at not in dropped]
