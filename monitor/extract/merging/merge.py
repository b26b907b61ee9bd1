"""Several carriers of one live blog on one page → one reading with the best of each.

    carriers ──align──▶ rows: each entry with what every carrier says of it
             ──choose─▶ one carrier per field, for the whole blog (choice.py remembers it)
             ─────────▶ Merged: the reading, the choice, and which fields nobody could see

The JSON-LD of the Guardian cuts texts and repeats the page's headline, its markup has both; the Mirror's JSON-LD has
428 entries and the page's authors, its markup the 30 newest with their own; only the state of the Times of India has
ids that last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from msgspec import structs

from monitor.extract.merging.align import align, shares
from monitor.extract.merging.choice import COMPARED, FIELDS, followed, size_of
from monitor.extract.merging.fields import COVERS, EMBEDDED, FEWER, MARKUP, STRUCTURED, choose, moved_on
from monitor.extract.merging.wording import paragraphed, unsigned
from monitor.extract.readings.assemble import NO_IDENTITY, NO_ZONE
from monitor.extract.readings.recall import Pairings
from monitor.model import Entry, IdClass, Ways, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.merging.choice import Choice
    from monitor.extract.readings.reading import Cover, Reading

OVERLAP = 0.5
"""The share of the shorter list that two carriers must have in common to show the same live blog."""

BINDING = 3
"""A choice that was made on fewer entries is tentative: one headline that equals the page's proves nothing."""

AGREEMENT = 0.5
"""How much of the remaining doubt a second carrier that shows the same entries takes away."""

_HEX = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}")
_WORD = re.compile(r"[^\W_]+")

_ALL_SEEN: frozenset[str] = frozenset()

Ranks = Mapping[str, tuple[str, ...]]
Row = dict[str, Entry]
"""One entry by carrier; the first one names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A reading made of several, and how: `carriers` in order of trust, the choice ("" if there was nothing to choose).

    `unseen` names by entry id the fields whose carrier does not show the entry, so that what was known stands; `stayed`
    has the entries as the remembered choice makes them, where words moved from a carrier that shows them, too.
    """

    reading: Reading
    carriers: tuple[str, ...]
    choice: str = ""
    unseen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stayed: Mapping[str, Entry] = field(default_factory=dict)


def merge(
    readings: Mapping[str, Reading],
    remembered: Choice | None = None,
    pairings: Pairings | None = None,
    *,
    move: bool = False,
) -> Merged:
    """Return the best of the carriers in `readings` (at least one, each with entries) that show the same live blog.

    A remembered choice is made again, with its carriers and no other; see `choice.broken` for when it can not be. One
    that is tentative is made anew. With `move`, words are chosen anew where their carrier shows far less than another.
    From `pairings` comes what was made of the very same entries the last time.
    """
    pairings = pairings or Pairings()
    parts, asked = tuple(readings.values()), f"{remembered} {move}"
    if (known := pairings.recalled(parts, asked)) is not None:
        return known
    pairings.begin()
    merged = _merge(readings, remembered, pairings, move=move)
    pairings.settle(parts, asked, merged)
    return merged


def _merge(readings: Mapping[str, Reading], remembered: Choice | None, pairings: Pairings, *, move: bool) -> Merged:
    again = followed(remembered)
    names = _of_one_blog(readings, again, pairings)
    ids, spine = _spine(names, readings, again, pairings)
    rows = _rows(names, spine, readings, pairings)
    choice = again or choose(names, ids, rows, readings)
    before = remembered or choice
    if move and len(names) > 1:
        choice = moved_on(choice, names, rows, readings)
    stayed = {} if choice is before else _stayed(rows, before, choice)
    choice = replace(
        choice,
        sizes={**choice.sizes, **{name: size_of(readings[name]) for name in names}},
        trails={**choice.trails, **{name: readings[name].trail for name in names}},
        tentative=again is None and len(rows) < BINDING,
    )
    pairings.follow((*map(choice.carrier, FIELDS), *choice.sizes))
    ranks = _ranks(choice)
    made = [_entry(row, choice, ranks, pairings) for row in rows]
    entries = tuple([entry for entry, _ in made])
    first = readings[spine]
    whole = any(readings[n].window is Window.WHOLE and len(readings[n].entries) >= len(rows) for n in names)
    reading = structs.replace(
        first,
        cover=_cover(names, choice, readings),
        entries=entries,
        confidence=_confidence(names, rows, readings),
        window=Window.WHOLE if whole else Window.NEWEST,
        warnings=_warnings(names, first.id_class, choice, readings),
        older=next((readings[name].older for name in names if readings[name].older), None),
        barred=next((readings[name].barred for name in names if readings[name].barred), None),
        aged=_told_so(rows, entries, {name: reading.aged for name, reading in readings.items()}),
        dayless=_told_so(rows, entries, {name: reading.dayless for name, reading in readings.items()}),
        ways=next((readings[name].ways for name in names if readings[name].ways != Ways()), Ways()),
        lead=next((readings[name].lead for name in names if readings[name].lead), None),
    )
    unseen = {entry.id: blind for entry, blind in made if blind}
    return Merged(reading=reading, carriers=names, choice=str(choice), unseen=unseen, stayed=stayed)


# -------------------------------------------------------------------------------------------- which carriers


def _of_one_blog(readings: Mapping[str, Reading], remembered: Choice | None, pairings: Pairings) -> tuple[str, ...]:
    if remembered is not None:
        there = [name for name in remembered.sizes if name in readings]
        fallen = {name for name in there for other in there if _fell_behind(readings[name], readings[other], pairings)}
        return tuple(name for name in there if name not in fallen)
    anchor = max(readings, key=lambda name: readings[name].confidence)
    names: list[str] = []
    for kind in (STRUCTURED, MARKUP, EMBEDDED):
        if anchor in kind:
            names.append(anchor)
            continue
        fitting = [name for name in kind if name in readings and _overlap(readings[anchor], readings[name], pairings)]
        most = max((len(readings[name].entries) for name in fitting), default=0)
        names += next(([name] for name in fitting if len(readings[name].entries) * FEWER >= most), [])
    return tuple(names) or (anchor,)


def _fell_behind(reading: Reading, other: Reading, pairings: Pairings) -> bool:
    """Return whether all of a carrier's entries are older than all of another one's, which names them alike.

    It is rendered no more, or cached for hours. What lies between the two lists is not withdrawn, and what is new not
    old: without it its entries have rolled off. Where only it has ids, nothing can be told without it. With an entry in
    common, one of the two reads its times in the wrong zone, hours off.
    """
    first, last = reading.entries[0], other.entries[-1].published
    if reading is other or last is None or first.published is None or first.published >= last:
        return False
    dated = all(entry.published is not None and entry.published < last for entry in reading.entries)
    alike = dated and _shape(first.id, pairings) == _shape(other.entries[-1].id, pairings)
    return alike and not shares(reading.entries, other.entries)


def of_this_page(readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """Return what carriers show of an older page, without those that share no entry with its markup.

    Some publishers put the JSON-LD of the first page on every one.
    """
    shown = next((readings[name] for name in MARKUP if name in readings), None)
    if shown is None:
        return dict(readings)
    return {
        name: reading
        for name, reading in readings.items()
        if name not in {*STRUCTURED, *EMBEDDED} or shares(shown.entries, reading.entries)
    }


def _overlap(a: Reading, b: Reading, pairings: Pairings) -> bool:
    return len(align(a.entries, b.entries, pairings.likeness).places) >= OVERLAP * min(len(a.entries), len(b.entries))


def _spine(
    names: Sequence[str], readings: Mapping[str, Reading], remembered: Choice | None, pairings: Pairings
) -> tuple[str, str]:
    """Return which carrier gives the ids, and which one's list the entries hang on: the longest with the same ids."""
    longest = max(names, key=lambda name: len(readings[name].entries))
    ids = longest
    if remembered is not None and remembered.ids in names:
        ids = remembered.ids
    elif readings[longest].id_class is not IdClass.STABLE:
        enough = COVERS * len(readings[longest].entries)
        stable = (n for n in names if readings[n].id_class is IdClass.STABLE and len(readings[n].entries) >= enough)
        ids = next(stable, longest)
    own = readings[ids].entries
    longer = [name for name in names if len(readings[name].entries) > len(own)]
    alike = [name for name in longer if align(own, readings[name].entries, pairings.likeness).by_id]
    return ids, max(alike, key=lambda name: len(readings[name].entries), default=ids)


# ---------------------------------------------------------------------------------------------------- rows


def _rows(names: Sequence[str], spine: str, readings: Mapping[str, Reading], pairings: Pairings) -> list[Row]:
    """Return the entries of the spine, each with what the others say of it, and between them those it lacks."""
    own = readings[spine].entries
    rows: list[Row] = [{spine: entry} for entry in own]
    behind: defaultdict[int, list[Row]] = defaultdict(list)
    added: dict[str, Row] = {}
    declared: set[str] = set()
    for name in names:
        if name == spine:
            continue
        others = readings[name].entries
        alignment = align(own, others, pairings.likeness)
        shapes = {_shape(others[place].id, pairings) for place in alignment.places} if alignment.by_id else set[str]()
        declared |= shapes if name in STRUCTURED else set()
        at = -1
        for place, entry in enumerate(others):
            if place in alignment.places:
                at = alignment.places[place]
                rows[at][name] = entry
            elif entry.id in added:
                added[entry.id][name] = entry
            elif _shape(entry.id, pairings) in shapes:
                added[entry.id] = {name: entry}
                behind[at].append(added[entry.id])
    ordered = [*behind[-1], *(row for at, one in enumerate(rows) for row in (one, *behind[at]))]
    if not declared:
        return ordered
    # What markup lists beyond what the publisher declares: entries have ids like the declared ones, the rest have not.
    return [row for row in ordered if len(row) > 1 or spine not in row or _is_of(row[spine].id, declared, pairings)]


def _is_of(id_: str, declared: set[str], pairings: Pairings) -> bool:
    """Return whether an id is made as those declared are; of eight hexadecimal digits none may be a letter."""
    return _shape(id_, pairings) in declared or (id_.isdigit() and f"hex{len(id_)}" in declared)


def _shape(id_: str, pairings: Pairings) -> str:
    shape = pairings.shapes.get(id_)
    if shape is None:
        shape = shape_of(id_)
        pairings.shapes.put(id_, shape)
    return shape


def shape_of(id_: str) -> str:
    """Return what ids of one making share; an advertisement or a copy without an id has one of another making.

    >>> shape_of("1924698-qq0im"), shape_of("751105"), shape_of("646219928f08e408b758af95")
    ('w-w', 'number', 'hex24')
    """
    if id_.isdigit():
        return "number"
    return f"hex{len(id_)}" if _HEX.fullmatch(id_) else _WORD.sub("w", id_)


# -------------------------------------------------------------------------------------------------- entries


def _ranks(choice: Choice) -> Ranks:
    """Return for each field the carriers in the order in which they are asked for it."""
    return {name: tuple(dict.fromkeys((choice.carrier(name), *choice.sizes))) for name in FIELDS}


def _entry(row: Row, choice: Choice, ranks: Ranks, pairings: Pairings) -> tuple[Entry, frozenset[str]]:
    """Return what the carriers make of an entry together, and which of its fields none of them could show."""
    if len(row) == len(choice.sizes) == 1:
        return next(iter(row.values())), _ALL_SEEN
    parts = tuple([(name, id(entry)) for name, entry in row.items()])
    known = pairings.rows.get(parts)
    if known is None:
        entry = _joined(row, ranks)
        known = (tuple(row.values()), entry, _unseen(row, entry, choice) if len(row) < len(choice.sizes) else _ALL_SEEN)
        pairings.rows.put(parts, known)
    return known[1:]


def _joined(row: Row, ranks: Ranks) -> Entry:
    first = next(iter(row.values()))
    if len(row) == 1:
        return first
    values: dict[str, Any] = {name: _value(row, name, ranked) for name, ranked in ranks.items()}
    if values["updated"] == values["published"]:
        values["updated"] = None
    values["text"] = paragraphed(unsigned(values["text"], values["authors"]), row)
    return structs.replace(first, **values)


def _stayed(rows: Sequence[Row], before: Choice, now: Choice) -> Mapping[str, Entry]:
    """Return by id what a choice makes of the entries of which its carriers still say what is taken elsewhere now."""
    left = {before.carrier(name) for name in FIELDS if before.carrier(name) != now.carrier(name)}
    made = (_joined(row, _ranks(before)) for row in rows if left and left <= row.keys())
    return {entry.id: entry for entry in made}


def _value(row: Row, name: str, ranked: Sequence[str]) -> Any:
    """Return the chosen carrier's value, or where it has none another's: an entry that is all embed has no text."""
    values = [getattr(row[carrier], name) for carrier in ranked if carrier in row]
    return values[0] or next(filter(None, values), values[0])


def _told_so(rows: Sequence[Row], made: Sequence[Entry], so: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the ids of the entries whose publication comes of a carrier that tells theirs `so`."""
    if not any(so.values()):
        return frozenset()
    return frozenset(
        entry.id
        for row, entry in zip(rows, made, strict=True)
        for name, said in row.items()
        if said.id in so[name] and said.published == entry.published
    )


def _unseen(row: Row, entry: Entry, choice: Choice) -> frozenset[str]:
    return frozenset(name for name in COMPARED if choice.carrier(name) not in row or not getattr(entry, name))


# ------------------------------------------------------------------------------------------------ the whole


def _cover(names: Sequence[str], choice: Choice, readings: Mapping[str, Reading]) -> Cover:
    """Return the chosen cover; what is told when it changes (title, standfirst) comes from nowhere else."""
    chosen = choice.carrier("cover") if choice.carrier("cover") in names else names[0]
    cover = readings[chosen].cover
    others = [readings[name].cover for name in names if name != chosen]
    missing: dict[str, Any] = {
        name: next((value for other in others if (value := getattr(other, name))), None)
        for name in ("url", "coverage_start", "coverage_end")
        if not getattr(cover, name)
    }
    return structs.replace(cover, **missing)


def _confidence(names: Sequence[str], rows: Sequence[Row], readings: Mapping[str, Reading]) -> float:
    best = max(names, key=lambda name: readings[name].confidence)
    doubt = 1 - readings[best].confidence
    for name in names:
        if name != best:
            shared = sum(name in row and best in row for row in rows)
            fewest = min(len(readings[name].entries), len(readings[best].entries))
            doubt *= 1 - AGREEMENT * readings[name].confidence * shared / fewest
    return round(1 - doubt, 3)


def _warnings(
    names: Sequence[str], id_class: IdClass, choice: Choice, readings: Mapping[str, Reading]
) -> tuple[str, ...]:
    """Return what the carriers warn of, without what does not hold for the fields that were taken from them."""
    kept: dict[str, None] = {}
    for name in names:
        for warning in readings[name].warnings:
            passed = (NO_IDENTITY in warning and id_class is IdClass.STABLE) or (
                NO_ZONE in warning and name != choice.carrier("published")
            )
            if not passed:
                kept[warning] = None
    return tuple(kept)
