"""A page that another reader reads now: what only reads otherwise is told to nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, entries, entry, snapshot

from monitor.compare import Rules, compare
from monitor.compare.rereading import LATELY
from monitor.model import EventType, Known

AT = NOON + timedelta(hours=1)
SHOWN = entries(8, 7, 6, 5, 4, 3, 2, 1)


def told(*shown, since=AT - timedelta(minutes=1), known=SHOWN, **fields):
    """Return what is told of a page by a reader when another one read it last."""
    before = compare(Known(), snapshot(*known), at=NOON, rules=Rules()).known
    found = compare(before, snapshot(*shown, **fields), at=AT, rules=Rules(other_reader=since))
    return [(change.kind, change.revision and change.revision.entry.id) for change in found.changes]


def reworded(one, **fields):
    return replace(one, text=f"{one.text} And a caption.", **fields)


@pytest.mark.parametrize("several", [1, 8])
def test_other_words_are_no_edits(several):
    """Be it of one entry or of all."""
    assert [] == told(*map(reworded, SHOWN[:several]), *SHOWN[several:])


def test_an_edit_is_told_where_the_last_reading_is_past():
    """Most entries read as they did, and in that time an editor may have done it; where all differ it is the reader."""
    past = AT - LATELY - timedelta(seconds=1)

    assert [(EventType.ENTRY_UPDATED, "e8")] == told(reworded(SHOWN[0]), *SHOWN[1:], since=past)
    assert [] == told(*map(reworded, SHOWN), since=past)


@pytest.mark.parametrize(("dated", "expected"), [(1, ["e8"]), (2, ["e7", "e8"]), (8, [])])
def test_what_the_publisher_dates_anew_was_edited(dated, expected):
    """Unless all are: then the house stamped them, or their dates are read otherwise."""
    shown = [reworded(one, updated=AT) for one in SHOWN[:dated]] + [reworded(one) for one in SHOWN[dated:]]

    assert expected == sorted(id_ for _, id_ in told(*shown))


@pytest.mark.parametrize(("later", "expected"), [(1, ["e8"]), (2, ["e7", "e8"]), (3, [])])
def test_where_dates_are_read_anew_those_since_the_last_reading_tell(later, expected):
    """A reader that finds dates which the last one did not see dates all entries later: these were edited since."""
    shown = [
        reworded(one, updated=AT if at < later else one.published + timedelta(minutes=1))
        for at, one in enumerate(SHOWN)
    ]

    assert expected == sorted(id_ for _, id_ in told(*shown))


@pytest.mark.parametrize(("published", "expected"), [(AT, 1), (None, 1), (AT - timedelta(minutes=2), 0)])
def test_where_the_last_reader_found_nothing_dates_tell_what_is_new(published, expected):
    """A live blog that had not begun, or one that could not be read: what is dated before that was there."""
    assert expected == len(told(entry(9, published=published), known=()))
    assert expected == len(told(entry(9, published=published), known=entries(2)))


def test_new_entries_are_told():
    """Those above all that is known, whatever their dates, and those among them that were published since."""
    between = entry(4, id="e45", published=AT - timedelta(seconds=5), text="Slipped in.", title="Late")

    found = told(entry(9), *SHOWN[:4], between, *SHOWN[4:])

    assert [(EventType.ENTRY_CREATED, "e45"), (EventType.ENTRY_CREATED, "e9")] == sorted(found)


@pytest.mark.parametrize("published", [NOON + timedelta(minutes=4, seconds=30), None])
def test_what_the_last_reader_overlooked_is_not_new(published):
    """It stands below what is known, and was there: at its date, or for all that can be said."""
    missed = entry(4, id="e45", published=published, text="A card without a headline.", title=None)

    assert [] == told(*SHOWN[:4], missed, *SHOWN[4:])


def test_a_title_that_reads_otherwise_is_none_that_changed():
    """As with the words of the entries."""
    assert [] == told(*SHOWN, title="Flood live")
    assert EventType.LIVE_BLOG_UPDATED in dict(told(*SHOWN, title="Flood live", since=AT - 2 * LATELY))


def test_what_is_withdrawn_is_told():
    """No reader makes up that an entry is gone: it takes a second look as ever."""
    known = compare(Known(), snapshot(*SHOWN), at=NOON, rules=Rules()).known
    rules = Rules(other_reader=AT - timedelta(minutes=1), confirm_deletions=1)

    found = compare(known, snapshot(*SHOWN[:3], *SHOWN[4:]), at=AT, rules=rules)

    assert [(EventType.ENTRY_DELETED, "e5")] == [(change.kind, change.revision.entry.id) for change in found.changes]
