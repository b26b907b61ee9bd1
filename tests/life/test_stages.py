"""Where the coverage of a live blog stands, under a clock that is handed in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, entry, snapshot

from monitor.life import elapsed
from monitor.life.closing import closing_words
from monitor.life.stages import (
    DAILY,
    HOURLY,
    QUIET_AFTER,
    RETIRED_AFTER,
    SILENT_AFTER,
    born,
    ending,
    passed,
    read,
    slowed,
)
from monitor.model import Life, LiveBlogState, Source, SourceState

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
FLOOD = Source(name="flood", url="https://news.example.org/live/flood")
CLOSED = entry(2, text="This live blog is now closed.")


def reading(
    life: Life | None, *shown, after: timedelta = MINUTE, came: bool = True, first: bool = False, **fields
) -> Life:
    shows = snapshot(*shown, **fields)
    return read(life, shows, came=came, at=NOON + after, closing=closing_words(shows), first=first)


def test_a_whole_life() -> None:
    """Waiting, live, quiet, live again, ended, retired: each from its time on, and the end is told once."""
    life = reading(None, coverage_start=NOON + DAY, first=True, came=False)
    seen = [life.state]
    life = passed(life, at=NOON + DAY)
    seen.append(life.state)
    life = reading(life, entry(1), after=DAY)
    life = passed(life, at=NOON + DAY + QUIET_AFTER + MINUTE)
    seen.append(life.state)
    life = reading(life, entry(2), entry(1), after=2 * DAY)
    seen.append(life.state)
    told = []
    for hours in range(0, 24 * 20, 3):
        life = passed(life, at=NOON + 2 * DAY + timedelta(hours=hours))
        life, changes = ending(life)
        told += [change.reason for change in changes]
        if life.state is not seen[-1]:
            seen.append(life.state)
    assert ["waiting", "live", "quiet", "live", "quiet", "ended", "retired"] == [state.value for state in seen]
    assert ["no entry has come for 3 days"] == told


@pytest.mark.parametrize(
    ("fields", "after", "reason"),
    [
        ({"entries": (CLOSED, entry(1))}, MINUTE, "the page says so: this live blog is now closed"),
        (
            {"coverage_end": NOON + MINUTE},
            DAY + 2 * MINUTE,
            "its announced end is a day past, and nothing has come since",
        ),
        ({}, SILENT_AFTER + 2 * MINUTE, "no entry has come for 3 days"),
    ],
)
def test_ends(fields, after: timedelta, reason: str) -> None:
    """A live blog ends by its own words, a day after its announced end, or by silence; the reason says which."""
    shown = fields.pop("entries", (entry(0),))
    life = reading(born(NOON), *shown, **fields)
    if after > MINUTE:
        assert () == ending(life)[1]
    life, changes = ending(passed(life, at=NOON + after))
    assert ([reason], True) == ([change.reason for change in changes], life.ended_told)
    assert () == ending(passed(life, at=NOON + after + DAY))[1]


def test_over_when_first_seen() -> None:
    """What had ended before the watch began is part of the baseline: told to nobody."""
    life = reading(None, CLOSED, entry(1), first=True)
    assert (LiveBlogState.ENDED, ()) == (life.state, ending(life)[1])


def test_old_dates_are_no_silence() -> None:
    """Silence is counted from when the watch began, however old the entries are."""
    life = reading(None, entry(1), after=99 * DAY, first=True, came=False)
    assert LiveBlogState.LIVE is life.state


def test_it_goes_on_after_its_end() -> None:
    """An entry after the end makes it live again; the end is not told a second time."""
    life, changes = ending(reading(born(NOON), CLOSED, entry(1)))
    assert 1 == len(changes)
    life = reading(life, entry(5), entry(4), entry(3), CLOSED, after=timedelta(hours=1))
    assert LiveBlogState.LIVE is life.state
    life, changes = ending(reading(life, replace(CLOSED, id="e9"), entry(5), after=timedelta(hours=2)))
    assert (LiveBlogState.ENDED, ()) == (life.state, changes)


def test_late_corrections_are_no_life() -> None:
    """An edit of an old entry does not make a live blog live again."""
    life = passed(born(NOON), at=NOON + SILENT_AFTER + MINUTE)
    assert LiveBlogState.ENDED is reading(life, entry(1), after=SILENT_AFTER + DAY, came=False).state


def test_slowed() -> None:
    """The longest interval grows with the age of the end; a fixed interval is kept to."""
    ended = reading(born(NOON), CLOSED, after=timedelta(0))
    ages = [timedelta(minutes=30), timedelta(hours=5), timedelta(days=3)]
    bounds = [slowed(FLOOD, ended, at=NOON + age) for age in ages]
    assert [(FLOOD.max, FLOOD.max), (3 * FLOOD.max, 3 * FLOOD.max), (HOURLY, HOURLY)] == [
        (source.min, source.max) for source in bounds
    ]
    retired = passed(ended, at=NOON + RETIRED_AFTER + MINUTE)
    assert (LiveBlogState.RETIRED, DAILY) == (retired.state, slowed(FLOOD, retired, at=retired.since).max)
    fixed = replace(FLOOD, interval=timedelta(seconds=10))
    assert [fixed, FLOOD, FLOOD] == [
        slowed(fixed, ended, at=NOON + DAY),
        slowed(FLOOD, None, at=NOON),
        slowed(FLOOD, born(NOON), at=NOON),
    ]


@pytest.mark.parametrize(("ahead", "most"), [(DAY, FLOOD.max), (2 * MINUTE, 2 * MINUTE), (MINUTE / 60, FLOOD.min)])
def test_waiting(ahead: timedelta, most: timedelta) -> None:
    """What is to begin is looked at when it begins."""
    life = reading(None, coverage_start=NOON + ahead, after=timedelta(0), came=False)
    assert (LiveBlogState.WAITING, most) == (life.state, slowed(FLOOD, life, at=NOON).max)


def test_never_read() -> None:
    """Time alone says nothing of a page that was never read."""
    assert elapsed(SourceState(source="flood"), at=NOON) is None
