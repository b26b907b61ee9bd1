"""Entries that go back and forth between two backends, or two sides of an A/B test."""

from dataclasses import replace
from datetime import timedelta

from live_blogs import Reader, entry

from monitor.compare.flapping import SETTLED_AFTER, SPAN

UPDATED, DELETED = "entry.updated", "entry.deleted"
A, B, C = (entry(2, text=f"There are {word} of them here.") for word in ("twelve", "forty-five", "ninety"))


def reader(**rules) -> Reader:
    return Reader(entry(3), A, entry(1), **rules)


def shows(reading: Reader, *variants):
    """Return for each variant in turn what is told: (type, flapping, previous text, text) of each change."""
    return [
        [
            (change.kind.value, change.edit.flapping, change.previous.entry.text, change.revision.entry.text)
            for change in reading.compared(entry(3), variant, entry(1)).changes
        ]
        for variant in variants
    ]


def told(before, after, *, flapping=False):
    return [(UPDATED, flapping, before.text, after.text)]


def test_receivers_are_told_once_that_an_entry_flaps():
    """The first alternations as they come, the last of them with both variants and `flapping`, then no more."""
    reading = reader()

    found = shows(reading, B, A, B, A, B, A, B)

    assert [told(A, B), told(B, A), told(A, B), told(B, A, flapping=True), [], [], []] == found


def test_every_alternation_is_kept():
    """The history has what receivers are spared."""
    reading = reader()
    shows(reading, B, A, B, A)

    (kept,) = reading.compared(entry(3), B, entry(1)).touched

    assert (6, B.text) == (kept.revision.number, kept.revision.entry.text)


def test_going_back_once_is_no_flapping():
    """A → B → A are two updates; a few more within hours of each other, too."""
    reading = reader(flap_after=2)

    assert [told(A, B), told(B, A)] == shows(reading, B, A)
    reading.at += SPAN + timedelta(minutes=1)
    assert [told(A, B)] == shows(reading, B)
    reading.at += SPAN + timedelta(minutes=1)
    assert [told(B, A)] == shows(reading, A)


def test_what_settles_where_it_was_told_is_no_news():
    """The last that receivers heard is how it stands."""
    reading = reader()
    shows(reading, B, A, B, A, B, A)
    reading.at += SETTLED_AFTER

    assert [[]] == shows(reading, A)
    assert {} == reading.known.flapping
    assert not reading.known.pending


def test_what_settles_elsewhere_is_told():
    """One event, from what receivers have to what stands; after that the entry is as any other."""
    reading = reader()
    shows(reading, B, A, B, A, B)
    assert reading.known.pending
    reading.at += SETTLED_AFTER

    assert [told(A, B)] == shows(reading, B)
    assert [told(B, A)] == shows(reading, A)


def test_new_words_are_told_while_it_flaps():
    """What was never seen is news, told as a change of what receivers have; where it goes back to is none."""
    reading = reader()
    shows(reading, B, A, B, A, B)

    assert [told(A, C), [], []] == shows(reading, C, B, C)


def test_two_backends_that_both_changed_say_nothing_new_twice():
    """New words that are those which receivers have are no event."""
    reading = reader(flap_after=1)
    shows(reading, B, A)
    spaced = replace(A, text=A.text + " ")

    assert [[], []] == shows(reading, B, spaced)


def test_an_entry_that_is_deleted_flaps_no_more():
    """Its deletion is told, and nothing after it."""
    reading = reader(confirm_deletions=1)
    shows(reading, B, A, B, A, B)

    assert [(DELETED, "e2")] == reading.sees(entry(3), entry(1))
    reading.at += SETTLED_AFTER
    assert [] == reading.sees(entry(3), entry(1))
    assert {} == reading.known.flapping


def test_alternations_are_forgotten_after_a_while():
    """An entry that went back once leaves no trace for ever."""
    reading = reader()
    shows(reading, B, A)
    assert ["e2"] == list(reading.known.flapping)
    reading.at += SPAN

    shows(reading, A)

    assert {} == reading.known.flapping


def test_new_words_leave_an_entry_that_went_back_once_alone():
    """They are told as they come."""
    assert [told(A, B), told(B, A), told(A, C)] == shows(reader(), B, A, C)
