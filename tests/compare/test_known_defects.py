"""What monitors and feed readers are known to get wrong, one test per class of defect."""

from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, Reader, entries, entry

from monitor.model import IdClass

CREATED, UPDATED, DELETED = "entry.created", "entry.updated", "entry.deleted"
LONG = "The authorities have confirmed the figures of this morning and will speak again at noon. " * 4


def test_digits_alone_are_never_noise():
    """Casualties, scores and prices: a digit in a long text is an edit, and named as one."""
    reader = Reader(entry(2), entry(1, text=f"{LONG}12 dead"))

    (change,) = reader.compared(entry(2), entry(1, text=f"{LONG}13 dead")).changes

    assert ("number",) == change.edit.edits


def test_a_claim_that_is_introduced_again_is_told_again():
    """A version that was seen before is no reason to keep quiet about it."""
    first, second = entry(1), entry(1, text="12 people")
    reader = Reader(entry(2), first)

    assert [[(UPDATED, "e1")]] * 3 == [reader.sees(entry(2), shown) for shown in (second, first, second)]


def test_a_middle_version_is_told():
    """Each of three versions in three readings, not only the first and the last."""
    reader = Reader(entry(2), entry(1))

    assert [[(UPDATED, "e1")]] * 3 == [reader.sees(entry(2), entry(1, text=text)) for text in ("a", "b", "c")]


def test_a_headline_alone_is_told():
    """The text's hash stands still."""
    assert [(UPDATED, "e1")] == Reader(entry(2), entry(1)).sees(entry(2), entry(1, title="Another"))


def test_a_pinned_summary_never_freezes():
    """There is no edit after which an entry is told no more."""
    reader = Reader(entry(9, pinned=True), entry(1))

    told = [reader.sees(entry(9, pinned=True, text=f"Point {number}"), entry(1)) for number in range(60)]

    assert [[(UPDATED, "e9")]] * 60 == told


def test_late_and_simultaneous_entries_are_told():
    """No high-water mark on dates: an older date that surfaces late, and the same second as the newest one."""
    late, same_second = entry(7, published=NOON - timedelta(hours=5)), entry(8, published=entry(3).published)

    assert [(CREATED, "e7"), (CREATED, "e8")] == Reader(*entries(3, 2)).sees(same_second, entry(3), late, entry(2))


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4])
def test_nothing_is_deleted_by_a_partial_document(length):
    """An empty or short upstream is no deletion."""
    shown = entries(5, 4, 3, 2, 1)
    reader = Reader(*shown, confirm_deletions=1)

    assert [[], []] == [reader.sees(*shown[:length]), reader.sees(*shown)]


def test_old_entries_do_not_resurface_as_new():
    """Something above them goes, and the page fills up from below."""
    reader = Reader(*entries(5, 4, 3), confirm_deletions=1)

    assert [(DELETED, "e4")] == reader.sees(*entries(5, 3, 2))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"title": "A B", "text": "C"}, {"title": "A", "text": "B C"}),
        ({}, {"pinned": True}),
        ({}, {"authors": ("Bo",)}),
    ],
)
def test_no_update_has_an_empty_diff(before, after):
    """Words that only moved, and what changes beside the words."""
    (change,) = Reader(entry(2), entry(1, **before)).compared(entry(2), entry(1, **(before | after))).changes

    assert change.edit.diff != ()


def test_an_address_that_moves_changes_no_identity():
    """The entry's own address, and the one of the page, may be redirected."""
    reader = Reader(entry(2, url="https://a.example/1#e2"), entry(1), confirm_deletions=1)

    assert [] == reader.sees(entry(2, url="https://b.example/2#e2"), entry(1), url="https://b.example/2")


def test_equal_headlines_and_texts_are_entries_of_their_own():
    """A hash of the content is no identity: seven updates are called "World Cup"."""
    same = [entry(number, title="World Cup", text="Goal!") for number in range(7, 0, -1)]

    assert [(CREATED, "e7")] == Reader(*same[1:], confirm_deletions=1).sees(*same)


def test_a_stamp_is_no_edit():
    """A publisher that re-stamps every entry with the page's date edits none of them."""
    reader = Reader(*entries(3, 2, 1))

    assert [] == reader.sees(*[replace(shown, updated=NOON + timedelta(hours=2)) for shown in entries(3, 2, 1)])


def test_edits_and_deletions_that_both_change_the_id_do_not_insert_the_page_anew():
    """Ids made of the update time: one edit, one deletion and one new entry are three events."""
    reader = Reader(
        *[entry(number, id=f"post{number}00") for number in (4, 3, 2, 1)],
        id_class=IdClass.UPDATE_TIME,
        confirm_deletions=1,
    )

    told = reader.sees(
        entry(5, id="post500"), entry(4, id="post999", text="Edited"), entry(2, id="post200"), entry(1, id="post100")
    )

    assert [(DELETED, "post300"), (UPDATED, "post400"), (CREATED, "post500")] == told
