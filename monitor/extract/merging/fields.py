"""Which carrier gives each field of a live blog: the structured one words and times, markup most of the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from monitor.extract.merging.choice import FIELDS, Choice
from monitor.extract.merging.wording import cuts, glues, unlisted
from monitor.extract.readings.assemble import NO_ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.extract.readings.reading import Reading
    from monitor.model import Entry

STRUCTURED = ("jsonld", "microdata")
MARKUP = ("profile", "amp", "container")
EMBEDDED = ("state",)
"""The kinds of carriers, each in order of trust; of each kind one takes part."""

CARRIERS = (*STRUCTURED, *MARKUP, *EMBEDDED)

COVERS = 0.8
"""How much of the longest list a carrier with stable ids must show for its ids to be taken."""

FEWER = 2
"""A carrier that has a value in fewer than one in so many of the entries does not give the field."""

_FROM_MARKUP = frozenset({"html", "authors", "links", "images", "pinned"})
_LISTED = frozenset({"authors", "links", "images"})
_CUT = frozenset({"title", "text"})
_DATED = frozenset({"published", "updated"})


def choose(
    names: Sequence[str], ids: str, rows: Sequence[Mapping[str, Entry]], readings: Mapping[str, Reading]
) -> Choice:
    """Return a choice of one carrier for each field, by the entries that all of them show."""
    shared = [row for row in rows if len(row) == len(names)]
    shown = Counter(chain.from_iterable(rows))
    fields = {name: _best(name, names, shared, shown, readings) for name in FIELDS} if shared and len(names) > 1 else {}
    titled = (name for name in names if readings[name].cover.title)
    return Choice(sizes=dict.fromkeys(names, 0), ids=ids, fields={**fields, "cover": next(titled, ids)})


def moved_on(
    choice: Choice, names: Sequence[str], rows: Sequence[Mapping[str, Entry]], readings: Mapping[str, Reading]
) -> Choice:
    """Return a remembered choice with the words of another carrier, if theirs shows far less than it by now.

    JSON-LD that tells of the newest ten entries tells of all while there are ten, and lacks lists once there are any.
    """
    shown = Counter(chain.from_iterable(rows))
    shared = [row for row in rows if len(row) == len(names)]
    most = max(shown.values())
    left = [name for name in sorted(_CUT) if shared and shown[choice.carrier(name)] < COVERS * most]
    given = choice.carrier("text")
    if "text" not in left and given in names and any(_has_lists(name, given, shared, readings) for name in names):
        left.append("text")
    moved = {name: _best(name, names, shared, shown, readings) for name in left}
    return replace(choice, fields={**choice.fields, **moved}) if moved else choice


def _best(
    name: str,
    carriers: Sequence[str],
    rows: Sequence[Mapping[str, Entry]],
    shown: Mapping[str, int],
    readings: Mapping[str, Reading],
) -> str:
    """Return which carrier a field is taken from: words and times from the structured one, the rest from markup.

    `shown` counts the entries of each carrier. Where one shows only the newest of many entries that another has with
    their words or links, it is that one: else an edit below the fold could not be seen. Times without a zone yield to
    those of a carrier that names one, or stands on a page that does.
    """
    ranked = sorted(carriers, key=MARKUP.__contains__, reverse=True) if name in _FROM_MARKUP else carriers
    best, *others = ranked
    for other in others:
        covers = len(readings[other].entries) >= COVERS * len(readings[best].entries)
        has, others_has = (sum(bool(getattr(row[one], name)) for row in rows) for one in (best, other))
        cut, others_cut = cuts(best, other, name, rows) if name in _CUT else (0, 0)
        if (
            others_has > FEWER * has
            or (name in _DATED and covers and has <= others_has and _lacks_zones(best, other, readings))
            or cut > others_cut
            or (name in _CUT and shown[best] < COVERS * shown[other] and not others_cut)
            or (name == "text" and covers and glues(best, other, rows) > glues(other, best, rows))
            or (name == "text" and _has_lists(other, best, rows, readings))
            or (
                name in _LISTED
                and others_has * FEWER > has
                and _has(name, other, readings) > FEWER * _has(name, best, readings)
            )
        ):
            best = other
    state = carriers[-1]
    whole = state in EMBEDDED and best in MARKUP and set(STRUCTURED).isdisjoint(carriers)
    return state if whole and _gives_more(name, state, best, rows, readings) else best


def _lacks_zones(name: str, than: str, readings: Mapping[str, Reading]) -> bool:
    """Return whether a carrier tells times without a zone, and another does not, nor ages."""
    lacking, others = (any(NO_ZONE in warning for warning in readings[one].warnings) for one in (name, than))
    return lacking and not others and not readings[than].aged


def _has_lists(name: str, than: str, rows: Sequence[Mapping[str, Entry]], readings: Mapping[str, Reading]) -> bool:
    """Return whether a carrier shows lists and tables in words that are else those of another, of all its entries."""
    covers = name != than and len(readings[name].entries) >= COVERS * len(readings[than].entries)
    lists = unlisted(than, name, rows) if covers else 0
    return lists > 0 and lists > unlisted(name, than, rows)


def _gives_more(
    name: str, state: str, markup: str, rows: Sequence[Mapping[str, Entry]], readings: Mapping[str, Reading]
) -> bool:
    """Return whether state gives a field of all that markup shows, and of more entries than it shows.

    Where nothing structured is, an edit of an entry that waits for "load more" would be seen nowhere else.
    """
    if len(readings[state].entries) <= len(readings[markup].entries):
        return False
    has, state_has = (sum(bool(getattr(row[one], name)) for row in rows) for one in (markup, state))
    cut, others_cut = cuts(state, markup, name, rows) if name in _CUT else (0, 0)
    return cut <= others_cut and state_has >= has


def _has(name: str, carrier: str, readings: Mapping[str, Reading]) -> int:
    return sum(bool(getattr(entry, name)) for entry in readings[carrier].entries)
