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


def comes_and_goes(reading: Reader, times: int, *, back=A) -> list[list[tuple[str, bool]]]:
    """Let the entry go and come back so often; return for each reading (type, flapping) of what is told."""
    pages = [(entry(3), entry(1)), (entry(3), back, entry(1))] * times
    return [
        [(change.kind.value, bool(change.edit and change.edit.flapping)) for change in reading.compared(*page).changes]
        for page in pages
    ]


GONE, BACK, BACK_AGAIN = [(DELETED, False)], [("entry.restored", False)], [("entry.restored", True)]


def test_receivers_are_told_once_that_an_entry_comes_and_goes():
    """Three returns in an hour, the last of them flagged, then no more; the next poll reads the page again."""
    reading = reader(confirm_deletions=1)

    assert [GONE, BACK, GONE, BACK, GONE, BACK_AGAIN, [], [], [], []] == comes_and_goes(reading, 5)
    assert reading.known.pending


def test_what_comes_and_goes_and_settles_there_is_no_news():
    """Receivers heard last that it is there."""
    reading = reader(confirm_deletions=1)
    comes_and_goes(reading, 5)
    reading.at += SETTLED_AFTER

    assert [[]] == shows(reading, A)
    assert {} == reading.known.flapping


def test_what_comes_and_goes_and_stays_away_is_deleted():
    """Once, when it has settled; if it comes back after that it is restored."""
    reading = reader(confirm_deletions=1)
    comes_and_goes(reading, 3)

    assert [] == reading.sees(entry(3), entry(1))
    reading.at += SETTLED_AFTER
    assert [(DELETED, "e2")] == reading.sees(entry(3), entry(1))
    reading.at += SPAN
    assert [("entry.restored", "e2")] == reading.sees(entry(3), A, entry(1))


def test_what_comes_back_with_other_words_while_it_comes_and_goes_is_an_update():
    """For receivers it never went."""
    reading = reader(confirm_deletions=1)
    comes_and_goes(reading, 3)

    assert [] == reading.sees(entry(3), entry(1))
    assert [told(A, C)] == shows(reading, C)


def test_coming_back_now_and_then_is_no_flapping():
    """Hours apart each is told."""
    reading = reader(confirm_deletions=1)
    for _ in range(4):
        assert [GONE, BACK] == comes_and_goes(reading, 1)
        reading.at += SPAN + timedelta(minutes=1)


def test_a_return_that_is_flagged_and_different_says_both():
    """The edit it came back with is the one that carries the flag."""
    reading = reader(confirm_deletions=1, flap_after=1)
    reading.sees(entry(3), entry(1))

    (change,) = reading.compared(entry(3), B, entry(1)).changes

    assert (("text",), True, A.text) == (change.edit.fields, change.edit.flapping, change.previous.entry.text)


def test_a_deletion_that_was_told_is_not_told_again_when_it_settles():
    """An entry whose words went back and forth, and that is withdrawn, came back once before."""
    reading = reader(confirm_deletions=1)
    comes_and_goes(reading, 1)
    shows(reading, B, A, B, A, B)

    assert [(DELETED, "e2")] == reading.sees(entry(3), entry(1))
    for wait in (SETTLED_AFTER, SPAN):
        reading.at += wait
        assert [] == reading.sees(entry(3), entry(1))
    assert {} == reading.known.flapping


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
