"""What vanished, what rolled off, and the order in which the known entries stand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, Reader, entries, entry

from monitor.compare.window import backfilled, merge_order, vanished
from monitor.model import IdClass, Window


def known(*shown):
    return Reader(*shown).known


def unlike(*shown):
    return [item.id for item in shown], {item.id: item for item in shown}


def test_the_window_rule():
    """What is gone above something older is missing; what is gone with all below it rolled off."""
    assert (["e4"], ["e2", "e1"]) == vanished(known(*entries(5, 4, 3, 2, 1)), ["e6", "e5", "e3"], Window.NEWEST)


def test_an_empty_snapshot_proves_nothing_unless_it_is_the_whole():
    """Without anything below it, no entry is known to be inside the window."""
    before = known(*entries(2, 1))

    assert ([], ["e2", "e1"]) == vanished(before, (), Window.NEWEST)
    assert (["e2", "e1"], []) == vanished(before, (), Window.WHOLE)


def test_an_entry_that_moved_to_the_top_is_below_nobody():
    """An old one that is lifted while others roll off proves nothing of these, whether it has a date or not."""
    assert ([], ["e3", "e2"]) == vanished(known(*entries(5, 4, 3, 2, 1)), ["e1", "e6", "e5", "e4"], Window.NEWEST)
    undated = [entry(number, published=None) for number in (4, 3, 2)]
    assert ([], ["e3"]) == vanished(known(*undated), ["e2", "e5", "e4"], Window.NEWEST)


def test_what_fills_the_page_up_from_below_shows_the_place_of_what_is_gone():
    """The last entry is gone, and an older one that was never seen stands in its place: it was taken away."""
    reader = Reader(*entries(9, 8, 7, 6, 5), confirm_deletions=1)

    assert [(DELETED, "e5")] == reader.sees(*entries(9, 8, 7, 6, 4))
    assert [(CREATED, "e10")] == reader.sees(*entries(10, 9, 8, 7, 6))


def test_what_rolled_off_and_shows_again_shows_the_place_of_what_is_gone():
    """The one taken away was older than all that is left of the window, but not than what fills the page up."""
    reader = Reader(*entries(9, 8, 7, 6, 3), confirm_deletions=1)
    reader.sees(*entries(10, 9, 8, 7, 6))
    late = entry(4)
    assert [(CREATED, "e4")] == reader.sees(*entries(10, 9), late, *entries(8, 7))

    assert [(DELETED, "e4")] == reader.sees(*entries(10, 9, 8, 7, 3))


def test_what_is_older_than_all_that_fills_the_page_up_has_rolled_off():
    """Also where nothing of the last page is left."""
    reader = Reader(*entries(9, 8, 3), confirm_deletions=1)
    for shown in (entries(10, 9, 8), entries(10, 9, 8, 1)):
        reader.sees(*shown)

    assert [(DELETED, "e8"), (DELETED, "e9"), (DELETED, "e10")] == reader.sees(entry(3))


def test_an_old_pinned_entry_at_the_end_shows_no_place():
    """It stands there for another reason than its age, so what is gone has rolled off."""
    reader = Reader(*entries(9, 8, 7, 6), entry(1, pinned=True), confirm_deletions=1)
    reader.sees(*entries(10, 9, 8, 7, 6))

    assert [(CREATED, "e11")] == reader.sees(*entries(11, 10, 9, 8, 7), entry(1, pinned=True))


def test_an_empty_page_that_broke_off_is_continued_by_nothing():
    """What comes after it is news: nothing says that it was there before."""
    assert [(CREATED, "e1")] == Reader(broke_off=True).sees(entry(1))


def test_undated_entries_are_judged_by_place():
    """A page without dates still has an order."""
    before = known(entry(3), entry(2, published=None), entry(1))

    assert (["e2"], []) == vanished(before, ["e3", "e1"], Window.NEWEST)
    assert (["e3"], ["e1"]) == vanished(before, ["e2"], Window.NEWEST)


def test_the_oldest_entry_left_below_marks_the_window():
    """On a page that is out of order, what is older than all that is left below it may have gone over the edge."""
    before = known(entry(1), entry(3), entry(2), entry(4))

    assert (["e3"], ["e1"]) == vanished(before, ["e2", "e4"], Window.NEWEST)


def test_what_came_among_younger_ones_is_judged_by_its_place():
    """The page goes by another date than the one that it shows; what stands on top may only be lifted for a while."""
    before, old = entries(9, 8, 7), entry(3)
    late, lifted = (Reader(*before, confirm_deletions=1) for _ in range(2))
    late.sees(*entries(10, 9), old, *entries(8, 7))
    lifted.sees(old, *entries(10, 9, 8, 7))
    at_first = Reader(*entries(10, 9), old, *entries(8, 7), confirm_deletions=1)

    told = [one.sees(*entries(10, 9, 8, 7)) for one in (late, at_first, lifted)]
    assert [[(DELETED, "e3")], [(DELETED, "e3")], []] == told


def test_an_old_entry_that_is_shown_again_below_the_newest_is_only_lifted():
    """What is below it came later, so it does not stand there for its place among them."""
    old = entry(1)
    reader = Reader(*entries(4, 3, 2), old, confirm_deletions=1)
    for shown in (entries(6, 5, 4, 3), [entry(7), old, *entries(6, 5)]):
        reader.sees(*shown)

    assert [] == reader.sees(*entries(7, 6, 5, 4))


def test_nothing_is_backfill_where_nothing_is_known():
    """A page without overlap, or one that ends with what we know, holds no backfill."""
    assert frozenset() == backfilled(known(*entries(2, 1)), *unlike(*entries(4, 3)))
    assert frozenset() == backfilled(known(*entries(2, 1)), *unlike(*entries(3, 2, 1)))


def test_dated_entries_below_undated_ones_are_news():
    """Without a single known date nobody can say that they are older."""
    before = known(entry(2, published=None))

    assert frozenset() == backfilled(before, *unlike(entry(2, published=None), entry(1)))


def test_missing_entries_keep_their_places():
    """In a row, at the top and at the end, whatever came and went around them."""
    before = known(*entries(5, 4, 3, 2, 1))

    assert ("e6", "e5", "e4", "e3", "e2", "e1") == merge_order(["e6", "e4", "e1"], before, ["e5", "e3", "e2"])
    assert ("e4", "e1", "e9") == merge_order(["e4", "e9"], before, ["e1"])


@given(st.permutations(range(8)), st.permutations(range(8)), st.integers(0, 8), st.integers(0, 8), st.booleans())
def test_the_merged_order_has_everything_once(before, after, known_count, shown_count, pinned):
    """What is shown stays in its order; what is waiting is neither lost nor doubled."""
    shown = [f"e{number}" for number in after[:shown_count]]
    before = known(*[entry(number, pinned=pinned) for number in before[:known_count]])
    waiting = [id_ for id_ in before.window if id_ not in shown]

    merged = merge_order(shown, before, waiting)

    assert sorted({*shown, *waiting}) == sorted(merged)
    assert shown == [id_ for id_ in merged if id_ in shown]


def test_what_is_unpinned_takes_nobody_with_it():
    """One is taken away from below an entry that goes to its place at the bottom in the same poll."""
    top = entry(1, pinned=True)
    reader = Reader(top, *entries(9, 8, 7))

    assert [] == reader.sees(*entries(8, 7), top)
    assert [(DELETED, "e9")] == reader.sees(*entries(8, 7), top)


# ------------------------------------------------------------------------------------- out of their order

CREATED, UPDATED, DELETED = "entry.created", "entry.updated", "entry.deleted"


def test_entries_roll_off_above_one_that_sticks_to_the_bottom():
    """An introduction that stays at the end of the page protects nothing above it, from the first roll-off on."""
    intro = entry(0)
    reader = Reader(*entries(*range(29, 19, -1)), intro, confirm_deletions=1)

    told = [reader.sees(*entries(*range(top, top - 10, -1)), intro) for top in (30, 32, 33)]

    assert [[(CREATED, "e30")], [(CREATED, "e31"), (CREATED, "e32")], [(CREATED, "e33")]] == told
    assert ("e0",) == reader.known.sticky


def test_two_may_stick_to_the_bottom():
    """A summary and an introduction."""
    reader = Reader(*entries(*range(19, 8, -1), 1, 0), confirm_deletions=1)

    assert [(CREATED, "e20")] == reader.sees(*entries(*range(20, 9, -1), 1, 0))
    assert ("e1", "e0") == reader.known.sticky


def test_a_full_page_that_fills_up_from_below_has_no_sticky_entry():
    """Behind the last one stands an older one: what is gone was taken away."""
    reader = Reader(*entries(*range(15, 3, -1)), confirm_deletions=1)

    assert [(DELETED, "e5"), (CREATED, "e16")] == reader.sees(*entries(*range(16, 5, -1), 4, 3))


def test_a_deletion_above_a_sticky_entry_is_told():
    """What stands between two ordinary entries is inside the window as ever."""
    reader = Reader(*entries(*range(15, 4, -1), 0), confirm_deletions=1)
    reader.sees(*entries(*range(16, 5, -1), 0))

    assert [(DELETED, "e8")] == reader.sees(*entries(*range(16, 8, -1), 7, 6, 0))


def test_a_window_that_grows_above_a_sticky_entry_is_backfill():
    """Old entries do not resurface as new when something above them goes."""
    reader = Reader(*entries(*range(25, 14, -1), 0), confirm_deletions=1)
    reader.sees(*entries(*range(26, 15, -1), 0))

    assert [(DELETED, "e18")] == reader.sees(*entries(*range(26, 18, -1), 17, 16, 14, 0))


def test_an_entry_sticks_no_more_once_something_is_below_it():
    """Then it stands where it belongs."""
    reader = Reader(*entries(*range(15, 5, -1), 4), confirm_deletions=1)
    reader.sees(*entries(*range(16, 6, -1), 4))
    assert ("e4",) == reader.known.sticky

    reader.sees(*entries(*range(16, 6, -1), 4, 3))

    assert () == reader.known.sticky


def test_a_page_of_few_entries_does_not_roll():
    """What is gone from it above the last was taken away, though as many came in the same minute."""
    for place in (8, 7):
        shown = [number for number in range(10, 0, -1) if number != 10 - place]
        reader = Reader(*entries(*range(9, 0, -1)))

        assert [(CREATED, "e10")] == reader.sees(*entries(*shown))
        assert [(DELETED, f"e{10 - place}")] == reader.sees(*entries(*shown))


def test_an_old_entry_that_is_pinned_makes_no_other_one_new():
    """A pinned entry from below the window is no measure of what was seen."""
    pinned = entry(1, pinned=True)
    reader = Reader(pinned, *entries(9, 8, 7), confirm_deletions=1)

    assert [(DELETED, "e8")] == reader.sees(pinned, *entries(9, 7, 6))


def test_an_edit_that_comes_with_a_move_is_an_update():
    """Where an entry stands says nothing, so it takes nothing away from what changed."""
    reader = Reader(*entries(5, 4, 3, 2, 1), confirm_deletions=1)

    assert [(UPDATED, "e2")] == reader.sees(entry(2, text="Edited"), *entries(5, 4, 3, 1))


def test_an_old_entry_that_sticks_to_the_top_is_no_pin_and_no_harm():
    """Unmarked, older than all below it: when it goes it has gone to its own place."""
    reader = Reader(entry(1), *entries(9, 8, 7), confirm_deletions=1)

    assert [(CREATED, "e10")] == reader.sees(entry(1), *entries(10, 9, 8))
    assert [] == reader.sees(*entries(10, 9, 8))


def undated(*numbers: int):
    return [entry(number, published=None, updated=None) for number in numbers]


def test_a_page_that_grows_at_its_end_runs_downwards():
    """Undated entries oldest first: the new ones are told, what leaves at the top has rolled off."""
    reader = Reader(*undated(1, 2, 3), confirm_deletions=1)

    told = [reader.sees(*undated(*shown)) for shown in [(1, 2, 3, 4), (2, 3, 4, 5, 6), (3, 5, 6), (3, 5, 6)]]

    assert [[(CREATED, "e4")], [(CREATED, "e5"), (CREATED, "e6")], [(DELETED, "e4")], []] == told
    assert reader.known.oldest_first


def test_a_page_that_grows_on_top_runs_upwards_again():
    """One entry that surfaced below is not held against it for ever."""
    reader = Reader(*undated(4, 3, 2), confirm_deletions=1)
    reader.sees(*undated(4, 3, 2, 1))
    assert reader.known.oldest_first

    assert [(CREATED, "e5")] == reader.sees(*undated(5, 4, 3, 2))
    assert not reader.known.oldest_first
    assert [(DELETED, "e5")] == reader.sees(*undated(4, 3, 2))


def test_entries_in_the_middle_say_nothing_of_the_direction():
    """Nor does a page on which all is new, or nothing."""
    reader = Reader(*undated(5, 3, 1))

    for shown in [(5, 4, 3, 2, 1), (5, 4, 3, 2, 1), (9, 8), (9, 7, 8)]:
        reader.sees(*undated(*shown))
        assert not reader.known.oldest_first


def test_on_a_page_of_what_was_touched_last_places_prove_nothing():
    """What an older entry's touch has pushed off its end is gone to nobody, though it is younger than what is left."""
    reader = Reader(*entries(5, 4, 3, 2), confirm_deletions=1)

    told = reader.sees(*entries(5, 3, 1), touched_since=NOON + timedelta(minutes=4, seconds=30))

    assert [] == told
    assert not any(seen.missing for seen in reader.known.entries.values())


def test_on_a_page_of_what_was_touched_last_the_younger_must_be_there():
    """An entry that was published or edited after the last on the page was touched has been taken away."""
    edited = entry(2, updated=NOON + timedelta(minutes=9))
    reader = Reader(entry(5), entry(4), edited, confirm_deletions=1)

    told = reader.sees(entry(4), touched_since=NOON + timedelta(minutes=4))

    assert [(DELETED, "e2"), (DELETED, "e5")] == sorted(told, key=lambda one: one[1])


def test_on_a_page_of_what_was_touched_last_a_touch_counts_that_left_no_date():
    """A pin and its removal date nothing anew; when the entry is gone later, it was on the page for its touch."""
    touched = {f"e{number}": NOON + timedelta(minutes=number) for number in (5, 4, 3)} | {
        "e1": NOON + timedelta(minutes=9)
    }
    reader = Reader(*entries(5, 4, 3, 1))
    reader.sees(*entries(5, 4, 3, 1), touched_since=touched["e3"], touched=touched)
    shown = {"touched_since": NOON + timedelta(minutes=2)}

    assert [[], [(DELETED, "e1")]] == [reader.sees(*entries(5, 4, 3), **shown) for _ in range(2)]
    assert {} == reader.known.touched


@pytest.mark.parametrize("window", [Window.NEWEST, Window.PART])
def test_what_the_page_itself_calls_gone_is_deleted_at_once(window):
    """Also where its place is not shown; what stands, what nobody knew, and what is gone already is not."""
    reader = Reader(*entries(9, 8, 7, 1))
    reader.sees(*entries(10, 9, 8, 7))
    said = frozenset({"e1", "e8", "x"})

    assert [(DELETED, "e1")] == reader.sees(*entries(10, 9, 8, 7), withdrawn=said, window=window)
    assert [] == reader.sees(*entries(10, 9, 8, 7), withdrawn=said, window=window)
    assert [("entry.restored", "e1")] == reader.sees(*entries(10, 9, 8, 7, 1))


def test_the_page_names_what_is_gone_by_the_ids_that_it_gives():
    """An entry that got another one is known by its first; ids that do not last name nothing."""
    reader = Reader(*entries(3, 2, 1))
    reader.sees(entry(3), entry(2, id="x2"), entry(1))
    untrusted = Reader(*entries(3, 2, 1), id_class=IdClass.POSITIONAL)

    assert [(DELETED, "e2")] == reader.sees(*entries(3, 1), withdrawn=frozenset({"x2"}))
    assert [] == untrusted.sees(*entries(3, 1), withdrawn=frozenset({"e2"}))


def test_an_older_page_of_what_was_touched_last_proves_nothing():
    """Between which touches it lies is not known, and an undated entry could be on any."""
    reader = Reader(entry(5), entry(4, published=None, updated=None), confirm_deletions=1)
    since = NOON - timedelta(days=1)

    assert [] == reader.sees(entry(5), window=Window.PART, touched_since=since)
    assert [] == reader.sees(entry(5), touched_since=since)


@pytest.mark.parametrize("id_class", [IdClass.COUNTER, IdClass.SLUG])
def test_a_whole_page_without_anything_known_is_another_one(id_class):
    """A live blog that begins anew at its address, with ids from 1 again: nothing of the last one was withdrawn."""
    reader = Reader(*entries(3, 2, 1), id_class=id_class, confirm_deletions=1)
    day = timedelta(days=1)
    words = ("Snow falls on the pass.", "Chains are needed above the inn.")
    again = [
        entry(n, updated=NOON + day, published=NOON + day, text=text, title=text[:9]) for n, text in enumerate(words, 1)
    ][::-1]

    told = reader.sees(*again, window=Window.WHOLE)

    assert ["entry.created"] * 2 == [kind for kind, _ in told]
    assert [] == reader.sees(*again, window=Window.WHOLE)


def test_numbers_of_what_is_shown_make_no_whole_page():
    """A page of eight that numbers them from below has a "1" each time; what rolls off was not withdrawn."""
    reader = Reader(*_numbered(8), id_class=IdClass.COUNTER)

    told = [reader.sees(*_numbered(last), window=Window.WHOLE) for last in (9, 9, 10, 11, 11, 11)]

    assert [["entry.created"], [], ["entry.created"], ["entry.created"], [], []] == [
        [k for k, _ in one] for one in told
    ]


def _numbered(last: int) -> list:
    """Return the last eight entries, newest first, each under its number from below."""
    return [replace(entry(last - at), id=str(8 - at)) for at in range(8)]


def test_a_page_that_grew_on_top_does_not_turn_when_its_window_grows():
    """What shows at its end is older, though nothing has a date; when the window is small again that rolls off."""
    reader = Reader(*undated(9, 8, 7, 6))
    assert [(CREATED, "e10")] == reader.sees(*undated(10, 9, 8, 7))

    told = [reader.sees(*undated(*range(10, last, -1))) for last in (4, 6, 6, 6)]

    assert [[], [], [], []] == told
    assert [(CREATED, "e11")] == reader.sees(*undated(11, 10, 9, 8))


def test_what_had_rolled_off_shows_which_end_is_old():
    """It is there again at the end, with one below it that was never seen."""
    reader = Reader(*undated(9, 8, 7, 6, 5))

    told = [reader.sees(*undated(*range(9, last, -1))) for last in (6, 3, 6, 6, 6)]

    assert [[], [(CREATED, "e4")], [], [], []] == told
    assert not reader.known.oldest_first


def test_a_page_that_runs_downwards_may_roll_on_top():
    """Without dates the first entry that rolls off looks withdrawn, as if an older one had filled the page up."""
    reader = Reader(*undated(1, 2, 3, 4))
    reader.sees(*undated(2, 3, 4, 5))

    assert [(CREATED, "e6")] == reader.sees(*undated(3, 4, 5, 6))
    assert [] == reader.sees(*undated(3, 4, 5, 6))
    assert [(CREATED, "e7")] == reader.sees(*undated(4, 5, 6, 7))
    assert [] == reader.sees(*undated(4, 5, 6, 7))


@pytest.mark.parametrize("flips", [(0, 1, 0, 1), (1, 1, 1, 1)], ids=["each time", "for good"])
def test_a_page_that_turns_its_order_hides_no_withdrawal(flips):
    """Without dates nothing but its order says which end is which."""
    shown = [entry(n, published=None, updated=None) for n in range(9, 0, -1)]
    reader = Reader(*shown)
    kept = [one for one in shown if one.id != "e6"]
    new = entry(10, published=None, updated=None)
    pages = [kept, kept, [new, *kept], [new, *kept]]

    told = [reader.sees(*page[:: -1 if flip else 1]) for page, flip in zip(pages, flips, strict=True)]

    assert [[], [("entry.deleted", "e6")], [(CREATED, "e10")], []] == told
