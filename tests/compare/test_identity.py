"""Which entry is which, where the publisher's ids do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, Reader, entries, entry, readings, snapshot

from monitor.compare.identity import recognise
from monitor.model import IdClass

UNTRUSTED = [class_ for class_ in IdClass if class_ is not IdClass.STABLE]


def ids(reader: Reader, *shown, id_class: IdClass = IdClass.POSITIONAL) -> list[str]:
    return [item.id for item in recognise(snapshot(*shown, id_class=id_class), reader.known)]


def undated(number: int, **fields):
    return entry(number, **{"published": None, "updated": None} | fields)


def test_a_stable_id_is_trusted_alone():
    """Whatever else changed, it is the same entry; and whatever else is the same, it is another."""
    reader = Reader(entry(1))
    shown = (entry(9, id="e1"), entry(1, id="x"))

    assert shown == recognise(snapshot(*shown), reader.known)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": "Edited"},
        {"title": "Edited"},
        {"title": None},
        {"title": "Both", "text": "edited"},
        {"images": ("https://i.example/2.jpg",)},
    ],
)
def test_a_dated_entry_is_recognised_by_date_and_words(fields):
    """Under any id, with headline, text or both edited."""
    reader = Reader(*entries(3, 2, 1))

    assert ["e3", "e2", "e1"] == ids(reader, entry(3, id="p1"), entry(2, id="p2", **fields), entry(1, id="p3"))


@pytest.mark.parametrize("id_class", [IdClass.SLUG, IdClass.COUNTER, IdClass.DERIVED, IdClass.UPDATE_TIME])
def test_an_undated_entry_is_recognised_by_id_and_headline(id_class):
    """An edit of its text alone is an update."""
    reader = Reader(undated(2), undated(1))

    assert ["e2", "e1"] == ids(reader, undated(2, text="Edited"), undated(1), id_class=id_class)


def test_a_position_is_no_evidence():
    """The next undated "Latest" stands where the last one stood."""
    reader = Reader(undated(1, id="post1", title="Latest"))

    assert ["post1~2"] == ids(reader, undated(2, id="post1", title="Latest"))


def test_equal_entries_are_as_many_as_there_are():
    """Two "Kick-off!" in one minute are two entries; a third is new."""
    one, other, third = (entry(1, id=id_) for id_ in ("a", "b", "c"))
    reader = Reader(one, other)

    assert ["a", "b"] == ids(reader, other, third)
    assert ["a", "b", "c"] == ids(reader, one, other, third)


def test_what_is_ambiguous_is_no_evidence():
    """Of two new texts in one minute nobody can say which was the known one."""
    reader = Reader(entry(1, title="", text="Old"))

    assert ["x", "y"] == ids(reader, entry(1, id="x", title="", text="New"), entry(1, id="y", title="", text="Newer"))


def test_an_entry_on_the_page_is_preferred_to_one_that_is_gone():
    """Two of the same words, one of which rolled off or was deleted: the one that is shown is the one that stayed."""
    reader = Reader(undated(1, id="a"), undated(2), confirm_deletions=1, id_class=IdClass.POSITIONAL)
    reader.sees(undated(2))
    reader.sees(undated(1, id="b"), undated(2))

    assert {"a"} == {seen.id for seen in reader.known.entries.values() if seen.id == "a" and not seen.deleted}
    assert ["a"] == ids(reader, undated(1, id="z"))


def test_the_next_undated_goal_is_told():
    """The words of an entry that rolled off long ago may come again and are news then."""
    reader = Reader(undated(1, text="Goal!"), id_class=IdClass.DERIVED)
    reader.sees(undated(3), undated(2))

    assert [("entry.created", "e1~2")] == reader.sees(undated(1, text="Goal!"), undated(3), undated(2))


def test_a_dated_entry_that_rolled_off_is_recognised():
    """When the window grows or a page is opened again, it is no news."""
    reader = Reader(*entries(2, 1), id_class=IdClass.POSITIONAL)
    reader.sees(*entries(4, 3))

    assert [] == reader.sees(*entries(4, 3, 2, 1))


def test_the_date_alone_recognises_only_what_was_on_the_page():
    """Dates to the minute coincide: a new entry is not the one of that minute that is gone for hours."""
    reader = Reader(*entries(2, 1), id_class=IdClass.POSITIONAL)
    reader.sees(*entries(4, 3))
    late = entry(5, id="late", published=NOON.replace(minute=1))

    assert [("entry.created", "late")] == reader.sees(late, *entries(4, 3))


@given(readings(), readings(), st.sampled_from(UNTRUSTED))
def test_no_two_entries_get_one_id(before, after, id_class):
    """Each entry keeps its content, in its place, under an id of its own."""
    reader = Reader(*before, id_class=id_class)
    reading = snapshot(*after, id_class=id_class)

    found = recognise(reading, reader.known)

    assert len(after) == len({item.id for item in found})
    assert [(item.title, item.text) for item in after] == [(item.title, item.text) for item in found]
