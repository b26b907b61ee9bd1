"""What vanished, what rolled off, and the order in which the known entries stand."""

from hypothesis import given
from hypothesis import strategies as st
from live_blogs import Reader, entries, entry

from monitor.compare.window import backfilled, merge_order, vanished
from monitor.model import Window


def known(*shown):
    return Reader(*shown).known


def test_the_window_rule():
    """What is gone above something older is missing; what is gone with all below it rolled off."""
    assert (["e4"], ["e2", "e1"]) == vanished(known(*entries(5, 4, 3, 2, 1)), {"e6", "e5", "e3"}, Window.NEWEST)


def test_an_empty_snapshot_proves_nothing_unless_it_is_the_whole():
    """Without anything below it, no entry is known to be inside the window."""
    before = known(*entries(2, 1))

    assert ([], ["e2", "e1"]) == vanished(before, set(), Window.NEWEST)
    assert (["e2", "e1"], []) == vanished(before, set(), Window.WHOLE)


def test_undated_entries_are_judged_by_place():
    """A page without dates still has an order."""
    before = known(entry(3), entry(2, published=None), entry(1))

    assert (["e2"], []) == vanished(before, {"e3", "e1"}, Window.NEWEST)
    assert (["e3"], ["e1"]) == vanished(before, {"e2"}, Window.NEWEST)


def test_the_oldest_entry_left_below_marks_the_window():
    """On a page that is out of order, what is older than all that is left below it may have gone over the edge."""
    before = known(entry(1), entry(3), entry(2), entry(4))

    assert (["e3"], ["e1"]) == vanished(before, {"e2", "e4"}, Window.NEWEST)


def test_nothing_is_backfill_where_nothing_is_known():
    """A page without overlap, or one that ends with what we know, holds no backfill."""
    assert frozenset() == backfilled(known(*entries(2, 1)), entries(4, 3))
    assert frozenset() == backfilled(known(*entries(2, 1)), entries(3, 2, 1))


def test_dated_entries_below_undated_ones_are_news():
    """Without a single known date nobody can say that they are older."""
    before = known(entry(2, published=None))

    assert frozenset() == backfilled(before, [entry(2, published=None), entry(1)])


def test_missing_entries_keep_their_places():
    """In a row, at the top and at the end, whatever came and went around them."""
    window = ["e5", "e4", "e3", "e2", "e1"]

    assert ("e5", "e6", "e4", "e3", "e2", "e1") == merge_order(["e6", "e4", "e1"], window, ["e5", "e3", "e2"])
    assert ("e4", "e1", "e9") == merge_order(["e4", "e9"], window, ["e1"])


@given(st.permutations(list("abcdefgh")), st.permutations(list("abcdefgh")), st.integers(0, 8), st.integers(0, 8))
def test_the_merged_order_has_everything_once(before, after, known_count, shown_count):
    """What is shown stays in its order; what is waiting is neither lost nor doubled."""
    window, shown = before[:known_count], after[:shown_count]
    waiting = [id_ for id_ in window if id_ not in shown]

    merged = merge_order(shown, window, waiting)

    assert sorted({*shown, *waiting}) == sorted(merged)
    assert shown == [id_ for id_ in merged if id_ in shown]
