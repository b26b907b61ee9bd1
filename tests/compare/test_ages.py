"""Pages that tell when entries were published as ages: "5 min ago", later "2 h ago", and "3 d ago" in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.compare import Comparison, Rules, compare
from monitor.model import Entry, Known, Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
RULES = Rules(confirm_deletions=1)


def ago(id_: str, age: timedelta, *, at: datetime = NOON, text: str = "", pinned: bool = False) -> Entry:
    """Return an entry as a page shows it `at` a time: its age is told in minutes, hours or days, rounded down."""
    unit = next(one for one in map(timedelta, (7, 1, 0), (0, 0, 3600)) if one <= age or one < timedelta(days=1))
    unit = unit if age >= unit else timedelta(minutes=1)
    return Entry(id=id_, text=text or f"Words of {id_}.", published=at - age // unit * unit, pinned=pinned)


def shown(entries: Sequence[Entry], *, aged: bool = True) -> Snapshot:
    ids = frozenset(entry.id for entry in entries) if aged else frozenset[str]()
    return Snapshot(title="Storm live", url=None, entries=tuple(entries), extractor="x", confidence=1, aged=ids)


def read(known: Known, *entries: Entry, after: timedelta = timedelta(0), aged: bool = True) -> Comparison:
    return compare(known, shown(entries, aged=aged), at=NOON + after, rules=RULES)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    "later", [minutes(30), minutes(119), timedelta(hours=23), timedelta(days=6), timedelta(days=20)]
)
def test_an_age_never_makes_an_entry_later(later: timedelta) -> None:
    """What was told to the minute stays the time of publication, in the event of an edit as well."""
    first = read(Known(), ago("e2", minutes(2)), ago("e1", minutes(8))).known
    edited = ago("e1", minutes(8) + later, at=NOON + later, text="Other words.")

    found = read(first, ago("e2", minutes(2) + later, at=NOON + later), edited, after=later)

    assert ["entry.updated"] == [change.kind for change in found.changes]
    assert [NOON - minutes(8)] == [change.revision.entry.published for change in found.changes if change.revision]
    assert NOON - minutes(2) == found.known.entries.published("e2")


def test_an_entry_that_is_published_anew_is_as_young_as_it_says() -> None:
    """No rounding explains that it was three hours old and is two minutes now."""
    first = read(Known(), ago("e2", minutes(60)), ago("e1", minutes(185))).known

    found = read(first, ago("e1", minutes(2)), ago("e2", minutes(60)))

    assert NOON - minutes(2) == found.known.entries.published("e1")


@pytest.mark.parametrize("pinned", [False, True])
def test_what_fills_the_page_up_from_below_is_no_news(*, pinned: bool) -> None:
    """It says "1 h ago" as those above it do, of which the page once told the minute."""
    top = [ago("e9", minutes(200), pinned=True)] if pinned else []
    first = read(Known(), *top, *(ago(f"e{at}", minutes(10 * (5 - at))) for at in (4, 3, 2))).known
    later = minutes(61)
    rest = [ago(f"e{at}", minutes(10 * (5 - at)) + later, at=NOON + later) for at in (4, 2, 1)]

    found = read(first, *top, *rest, after=later)

    assert ["entry.deleted"] == [change.kind for change in found.changes]
    assert NOON - minutes(30) == found.known.entries.published("e1")


def test_what_is_new_among_known_ones_is_news() -> None:
    """Only below all that is known entries are no younger than that."""
    first = read(Known(), ago("e3", minutes(90)), ago("e1", minutes(110))).known

    found = read(first, ago("e3", minutes(90)), ago("e2", minutes(100)), ago("e1", minutes(110)))

    assert ["entry.created"] == [change.kind for change in found.changes]


@pytest.mark.parametrize("later", [minutes(25), minutes(90), timedelta(hours=9)])
def test_all_below_a_summary_that_stays_on_top_is_news(later: timedelta) -> None:
    """It is the one entry that is left of those that were known, and no rounding makes the others as old."""
    first = read(Known(), ago("e0", minutes(40)), ago("e2", minutes(5)), ago("e1", minutes(20))).known
    at = NOON + later
    page = [ago("e0", minutes(40) + later, at=at), *(ago(f"e{10 - age}", minutes(age), at=at) for age in (2, 5, 7))]

    found = read(first, *page, after=later)

    assert [("entry.created", at - minutes(age)) for age in (7, 5, 2)] == [
        (change.kind, change.revision.entry.published) for change in found.changes if change.revision
    ]


@pytest.mark.parametrize(("age", "told"), [(45, 60), (100, 120), (90, 60), (22 * 60, 24 * 60), (36 * 60, 48 * 60)])
def test_an_age_that_is_rounded_to_the_nearest_makes_no_entry_earlier(age: int, told: int) -> None:
    """Its first one was told to the minute: "an hour ago" 45 minutes later is no closer, nor is "a day ago"."""
    first = read(Known(), ago("e1", minutes(0))).known

    found = read(first, Entry(id="e1", text="Words of e1.", published=NOON + minutes(age - told)), after=minutes(age))

    assert NOON == found.known.entries.published("e1")


def test_of_two_ages_in_hours_the_earlier_is_closer() -> None:
    """It says "2 h ago" for an hour, and just before it says three that is a minute off."""
    first = read(Known(), ago("e1", minutes(135))).known
    assert NOON - minutes(120) == first.entries.published("e1")

    found = read(first, ago("e1", minutes(181), at=NOON + minutes(46)), after=minutes(46))

    assert NOON - minutes(134) == found.known.entries.published("e1")


def test_nothing_known_bounds_nothing() -> None:
    """A page of new entries alone is dated as it says."""
    first = read(Known(), ago("e1", minutes(90))).known

    found = read(first, ago("e3", minutes(3)), ago("e2", minutes(61)))

    assert [NOON - minutes(60), NOON - minutes(3)] == [
        one.revision.entry.published for one in found.changes if one.revision
    ]


def test_an_entry_without_a_date_and_a_page_of_times() -> None:
    """Where a page tells times, or nothing, they are what it says."""
    first = read(Known(), Entry(id="e2", text="Two."), ago("e1", minutes(8)), aged=False).known

    found = read(first, ago("e2", minutes(5), text="Two."), ago("e1", minutes(7)), aged=False)

    assert NOON - minutes(7) == found.known.entries.published("e1")
    assert NOON - minutes(5) == read(first, ago("e2", minutes(5), text="Two.")).known.entries.published("e2")
