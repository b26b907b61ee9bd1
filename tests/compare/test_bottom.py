"""What sticks to the bottom of a page, and what was taken away above its last entries while as many came on top."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, Reader, entries, entry

from monitor.compare.bottom import SURE, may_stick

CREATED, DELETED, UPDATED = "entry.created", "entry.deleted", "entry.updated"
INTRO = entry(0, title="What this is", text="We follow the water here, day and night.")


def newest(top: int, count: int) -> list:
    return entries(*range(top, top - count, -1))


def undated(*shown) -> list:
    """Return the entries without dates, each in words of its own."""
    return [replace(one, published=None, updated=None, title=None, text=_words(one.id)) for one in shown]


def _words(id_: str) -> str:
    digits = sha256(id_.encode()).hexdigest()
    return " ".join(digits[at : at + 5] for at in range(0, 40, 5))


def taken_while_one_came(tail: int = 1, **rules) -> tuple[Reader, list]:
    """Return the reader of a page from which e4 has gone above its last entries as e16 came, and what it shows."""
    reader = Reader(*newest(15, 11), *entries(4, *range(tail, 0, -1)), **rules)
    shown = [entry(16), *newest(15, 11), *entries(*range(tail, 0, -1))]
    assert [(CREATED, "e16")] == reader.sees(*shown)
    assert [] == reader.sees(*shown)
    return reader, shown


@pytest.mark.parametrize("tail", [1, 2])
def test_a_page_that_takes_the_next_one_on_was_not_full(tail):
    """Nothing rolls off from it, so what has gone with the one before was taken away."""
    reader, shown = taken_while_one_came(tail)

    assert [(DELETED, "e4"), (CREATED, "e17")] == reader.sees(entry(17), *shown)
    assert () == reader.known.sticky
    assert [("entry.restored", "e4")] == reader.sees(entry(17), *shown[:-tail], entry(4), *shown[-tail:])


@pytest.mark.parametrize("tail", [1, 2])
def test_a_page_that_rolls_over_its_last_entry_has_none_that_sticks(tail):
    """The next one pushes that off, and not the one above it."""
    reader, shown = taken_while_one_came(tail)

    assert [(DELETED, "e4"), (CREATED, "e17")] == reader.sees(entry(17), *shown[:-1])
    assert [(CREATED, "e18")] == reader.sees(entry(18), entry(17), *shown[:-2])


def test_a_page_that_goes_on_below_its_last_entry_has_none_that_sticks():
    """The place of what has gone is shown then."""
    reader, shown = taken_while_one_came(2)

    assert [(DELETED, "e4")] == reader.sees(*shown, entry(0))


def test_it_waits_for_as_many_readings_as_a_deletion_needs():
    """However soon it is clear; the last entry may be off the page by then."""
    reader = Reader(*newest(15, 11), *entries(4, 1), confirm_deletions=4)
    for shown in ([entry(16), *newest(15, 11), entry(1)], [entry(17), *newest(16, 12)], newest(17, 13)):
        assert DELETED not in [kind for kind, _ in reader.sees(*shown)]

    assert [(DELETED, "e4")] == reader.sees(*newest(17, 13))
    assert None is reader.known.rolling


def test_what_comes_back_meanwhile_was_never_gone():
    """Nothing is told of it; of the one that stays away it is."""
    reader = Reader(*newest(15, 11), *entries(4, 3, 1))
    reader.sees(*newest(17, 13), entry(1))
    reader.sees(*newest(17, 14), entry(1))

    assert [(DELETED, "e3"), (CREATED, "e18")] == reader.sees(*newest(18, 15), entry(1))


@pytest.mark.parametrize("dated", [True, False], ids=["dates", "no dates"])
@pytest.mark.parametrize("steps", [(1,) * 5, (3, 1, 2, 2), (10,) * 3, (1, 19, 1)])
def test_what_rolls_off_above_an_introduction_is_no_withdrawal(dated, steps):
    """One by one, several at a time, or a whole page of them while nobody looked."""
    plain = list if dated else (lambda shown: undated(*shown))
    reader, top = Reader(*plain([*newest(20, 10), INTRO])), 20

    for step in steps:
        top += step
        told = [reader.sees(*plain([*newest(top, 10), INTRO])) for _ in range(3)]
        assert [[(CREATED, f"e{n}") for n in range(top - step + 1, top + 1)][-10:], [], []] == told
    assert ("e0",) == reader.known.sticky
    assert None is reader.known.rolling


def test_two_rolls_prove_nothing_for_good():
    """It may have been taken away twice: what has gone is told when the page rolls over its end."""
    reader = Reader(*newest(15, 13), entry(1))
    reader.sees(entry(16), *newest(15, 12), entry(1))
    reader.sees(*newest(17, 13), entry(1))
    assert ("e1",) == reader.known.sticky

    told = reader.sees(*newest(18, 14))

    assert [(DELETED, "e3"), (DELETED, "e4"), (CREATED, "e18")] == told


def test_a_withdrawal_above_what_may_stick_is_told_in_two_readings():
    """Nothing rolls off where nothing comes."""
    reader, shown = taken_while_one_came()
    kept = [one for one in shown if one.id != "e5"]

    assert [[], [(DELETED, "e5")]] == [reader.sees(*kept), reader.sees(*kept)]


def test_a_page_under_a_pinned_entry_rolls_as_any():
    """What stands on top for ever makes nothing below it old."""
    pinned = entry(8, pinned=True)
    reader = Reader(pinned, *newest(20, 10), INTRO)

    told = [reader.sees(pinned, *newest(top, 10), INTRO) for top in (21, 21, 22, 22, 23, 23)]

    assert [[(CREATED, f"e{top}")] if first else [] for top in (21, 22, 23) for first in (1, 0)] == told
    assert ("e0",) == reader.known.sticky


def test_what_fills_up_above_an_introduction_shows_that_something_was_taken_away():
    """The entry that had rolled off last is there again, and the one above it is not."""
    reader = Reader(*newest(20, 10), INTRO)
    for top in (21, 22, 23):
        reader.sees(*newest(top, 10), INTRO)
    shown = [*newest(23, 9), entry(13), INTRO]

    assert [[], [(DELETED, "e14")]] == [reader.sees(*shown), reader.sees(*shown)]


def test_what_may_stick_is_forgotten_when_it_is_taken_away():
    """Alone, with nothing new: below what has gone nothing is shown any more."""
    reader, shown = taken_while_one_came()

    assert [] == reader.sees(*shown[:-1])
    assert ((), None) == (reader.known.sticky, reader.known.rolling)


def test_an_edit_and_a_late_one_settle_nothing():
    """A page that only changes in its middle says nothing of its ends."""
    reader, shown = taken_while_one_came()
    late = entry(30, published=NOON + timedelta(minutes=7, seconds=30))
    kept = [one for one in shown if one.id != "e7"]

    assert [(CREATED, "e30")] == reader.sees(*kept[:3], late, *kept[3:])
    assert ("e4",) == reader.known.rolling.gone
    assert [(DELETED, "e7")] == reader.sees(*kept[:3], late, *kept[3:])


@pytest.mark.parametrize("dropped", [0, 1, 3])
def test_a_page_that_has_just_come_to_its_size_may_keep_its_first_entry(dropped):
    """However close that is to the others: nothing, or next to nothing, has rolled off above it yet."""
    reader = Reader(*newest(14 + dropped, 14), entry(0))

    told = [reader.sees(*newest(top + dropped, 14), entry(0)) for top in range(15, 22) for _ in range(3)]

    assert [CREATED] * 7 == [kind for step in told for kind, _ in step]


def test_an_entry_below_which_others_rolled_off_is_no_introduction():
    """However far it is from those above it: it is the last of the page because its turn is next."""
    reader = Reader(*newest(30, 9), *entries(9, 1))
    reader.sees(*newest(31, 10), entry(9))
    shown = [*newest(32, 10), entry(9)]

    assert [(CREATED, "e32")] == reader.sees(*shown)
    assert [(DELETED, "e22")] == reader.sees(*shown)


def test_a_page_that_grew_before_our_eyes_may_have_come_to_its_size():
    """It may keep its first entry from now on, however close that is to the others."""
    reader = Reader(*newest(14, 14))
    reader.sees(*newest(15, 15))

    told = [reader.sees(*newest(top, 14), entry(1)) for top in (16, 16, 17, 17, 18, 18)]

    assert [[(CREATED, f"e{top}")] if first else [] for top in (16, 17, 18) for first in (1, 0)] == told


def test_what_has_no_date_of_its_own_may_be_an_introduction():
    """Or stands below what has none."""
    for above, below in ((entry(2), replace(entry(1), published=None)), (replace(entry(2), published=None), entry(1))):
        reader = Reader(*newest(15, 13), above, below)

        told = [reader.sees(*newest(top, 14), below) for top in (16, 16, 17, 17)]

        assert DELETED not in [kind for step in told for kind, _ in step]


class Newsroom:
    """A live blog, and the page that shows it: all of it, its newest, or its newest above its first entry."""

    def __init__(self, shape: str, size: int) -> None:
        self.shape, self.size = shape, size
        self.entries = list(range(3 * size if shape == "first kept" else size, 0, -1))
        self.gone: set[int] = set()

    def steps(self, new: int, taken: int | None) -> None:
        if taken is not None and len(self.page()) > taken:
            self.gone.add(self.page()[-1 - taken])
        self.entries = [*range(self.entries[0] + new, self.entries[0], -1), *self.entries]

    def page(self) -> list[int]:
        there = [number for number in self.entries if number not in self.gone]
        if self.shape == "all" or len(there) <= self.size:
            return there
        return there[: self.size] if self.shape == "newest" else [*there[: self.size - 1], there[-1]]


@given(
    st.sampled_from(["all", "newest", "first kept"]),
    st.integers(10, 13),
    st.lists(st.tuples(st.integers(0, 2), st.none() | st.integers(1, 3)), min_size=1, max_size=8),
    st.booleans(),
)
def test_whatever_is_taken_away_near_the_bottom_is_told_and_nothing_else(shape, size, steps, dated):
    """On a page that keeps all, that rolls, or that keeps its first: once new ones have come, none but those."""
    newsroom = Newsroom(shape, size)
    plain = entries if dated else (lambda *numbers: undated(*entries(*numbers)))
    reader = Reader(*plain(*newsroom.page()))
    told: list[str] = []
    for new, taken in [*steps, *[(1, None)] * 2]:
        newsroom.steps(new, taken)
        for _ in range(2):
            told += [id_ for kind, id_ in reader.sees(*plain(*newsroom.page())) if kind == DELETED]

    assert len(told) == len(set(told))
    assert {int(id_[1:]) for id_ in told} <= newsroom.gone
    at_once = sum(bool(new and taken) for new, taken in steps)
    if shape == "all" and at_once < SURE:  # that often in a row is what rolling looks like
        assert newsroom.gone == {int(id_[1:]) for id_ in told}


def test_what_was_thought_to_stick_rolls_off_itself():
    """Then nothing rolled off above it: that was taken away; the one below may stick as well as ever."""
    reader, shown = taken_while_one_came(2)

    assert [(DELETED, "e4"), (CREATED, "e17")] == reader.sees(entry(17), *shown[:-2], shown[-1])
    assert ("e1",) == reader.known.sticky
    assert ("e2",) == reader.known.rolling.gone


def test_the_last_entries_of_a_long_page_may_stick():
    """That they are shown says nothing of those above them."""
    assert ("e2", "e1") == may_stick(Reader(*newest(10, 10)).known)
    assert () == may_stick(Reader(*newest(9, 9)).known)


def numbered(*numbers: int) -> list:
    """Return undated entries whose ids a publisher counts up."""
    return [
        replace(one, id=f"post-{7000 + number}")
        for number, one in zip(numbers, undated(*entries(*numbers)), strict=True)
    ]


def test_an_undated_page_that_rolls_at_its_beginning_at_once():
    """Its newest stand last, by the numbers in its ids: what is gone on top has rolled off, what comes below is new."""
    reader = Reader(*numbered(*range(1, 13)))

    assert [(CREATED, "post-7013")] == reader.sees(*numbered(*range(2, 14)))
    assert [] == reader.sees(*numbered(*range(2, 14)))
    assert [(CREATED, "post-7014"), (CREATED, "post-7015")] == reader.sees(*numbered(*range(4, 16)))


def test_an_undated_page_whose_ids_count_down_is_not_turned():
    """What is gone on top was taken away there, and what shows below was there before."""
    reader = Reader(*numbered(*range(13, 1, -1)))

    assert [] == reader.sees(*numbered(*range(12, 0, -1)))
    assert [(DELETED, "post-7013")] == reader.sees(*numbered(*range(12, 0, -1)))
