"""Pages that are served in several forms in turn: several entries go back at once, which no newsroom does."""

from dataclasses import replace
from datetime import timedelta

from live_blogs import Reader, entry

from monitor.compare.flapping import SETTLED_AFTER, SPAN

IDS = ["e1", "e2", "e3"]


def side(letter: str, *numbers: int, **fields):
    """Return entries under the headlines of one side of a test."""
    return [entry(number, title=f"{letter} headline {number}", **fields) for number in sorted(numbers, reverse=True)]


def sees(reading: Reader, *shown) -> list[tuple[str, bool]]:
    """Return for each update that a page brings its entry, and whether it is said to flap."""
    page = [entry(9), entry(8), *shown, entry(0)]
    changes = reading.compared(*page).changes
    assert all(change.kind.value == "entry.updated" for change in changes)
    return sorted((change.revision.entry.id, change.edit.flapping) for change in changes)


def reader(*shown, **rules) -> Reader:
    return Reader(entry(9), entry(8), *shown, entry(0), **rules)


def turned() -> Reader:
    """Return a reader of a page that has shown both sides of its headlines, and the first again."""
    reading = reader(*side("A", 1, 2, 3))
    sees(reading, *side("B", 1, 2, 3))
    sees(reading, *side("A", 1, 2, 3))
    return reading


def once(*ids: str, flapping: bool = False) -> list[tuple[str, bool]]:
    return [(id_, flapping) for id_ in ids]


def test_entries_that_go_back_together_are_told_once_that_they_flap():
    """The other side as it comes, the way back flagged, then no more."""
    reading = reader(*side("A", 1, 2, 3))

    found = [sees(reading, *side(letter, 1, 2, 3)) for letter in "BABAB"]

    assert [once(*IDS), once(*IDS, flapping=True), [], [], []] == found


def test_two_that_are_taken_back_together_are_edits():
    """A desk corrects itself in two entries at once, and again."""
    reading = reader(*side("A", 1, 2))

    assert [once("e1", "e2")] * 3 == [sees(reading, *side(letter, 1, 2)) for letter in "BAB"]


def test_who_wants_to_hear_of_more_alternations_hears_of_more_at_once():
    """`flap_after` is how many there are within an hour, of one entry or of so many."""
    reading = reader(*side("A", 1, 2, 3), flap_after=4)

    assert [once(*IDS)] * 4 == [sees(reading, *side(letter, 1, 2, 3)) for letter in "BABA"]


def test_an_entry_that_begins_to_turn_with_the_others_is_spared_its_way_back():
    """Its other side is news, as nobody has seen it; what receivers have last is told once nothing turns."""
    reading = turned()
    reading.sees(entry(9), entry(8), *side("A", 1, 2, 3, 4), entry(0))

    found = [sees(reading, *side(letter, 1, 2, 3, 4)) for letter in "BAB"]

    assert [once("e4"), [], []] == found
    reading.at += SETTLED_AFTER
    assert once(*IDS) == sees(reading, *side("B", 1, 2, 3, 4))


def test_an_edit_is_told_once_whichever_side_it_is_seen_on():
    """At once, against what receivers have; the new words under the other headline are no news."""
    reading = turned()
    edited = {"text": "Other words of the second update."}

    found = [sees(reading, *side(letter, 1, 3), *side(letter, 2, **edited)) for letter in "BABAB"]

    assert [once("e2"), [], [], [], []] == found


def test_words_that_are_taken_back_under_headlines_that_turn_are_told():
    """The way there and the way back, each at once: the words never turned."""
    reading = turned()
    edited = {"text": "Other words of the second update."}
    pages = [side("A", 1, 2, 3), side("A", 1, 3) + side("A", 2, **edited), side("A", 1, 2, 3)]

    assert [[], once("e2"), once("e2")] == [sees(reading, *page) for page in pages]


def test_words_that_are_taken_back_while_headlines_turn_are_told():
    """In the very reading in which the headlines go back, too."""
    reading = turned()
    edited = {"text": "Other words of the second update."}
    sees(reading, *side("B", 1, 3), *side("B", 2, **edited))

    assert once("e2") == sees(reading, *side("A", 1, 2, 3))


def test_a_third_side_is_told_once():
    """As it comes, and once more when it goes: then it is one of those that turn."""
    reading = turned()

    found = [sees(reading, *side(letter, 1, 2, 3)) for letter in "CACBCA"]

    assert [once(*IDS), once(*IDS), [], [], [], []] == found


def test_pins_that_are_taken_away_together_are_edits():
    """And set again: a desk does that."""
    reading = reader(*side("A", 1, 2, 3))

    found = [sees(reading, *side("A", 1, 2, 3, pinned=pinned)) for pinned in (True, False, True)]

    assert [once(*IDS)] * 3 == found


def test_long_texts_that_differ_line_by_line_are_told_once_that_they_flap():
    """However much differs, it is not told at every reading."""
    a, b = (
        [entry(n, text="\n".join(f"{w} {n} of {k}" for k in range(40))) for n in (3, 2, 1)] for w in ("hill", "lake")
    )
    reading = reader(*a)

    found = [sees(reading, *shown) for shown in (b, a, b, a, b)]

    assert [once(*IDS), once(*IDS, flapping=True), [], [], []] == found


def test_what_comes_back_while_others_turn_is_told():
    """An entry that was withdrawn is restored."""
    reading = reader(*side("A", 1, 2, 3, 4), confirm_deletions=1)
    sees(reading, *side("B", 1, 2, 3, 4))
    page = [entry(9), entry(8), *side("B", 1, 2, 3), entry(0)]
    assert [("entry.deleted", "e4")] == reading.sees(*page)

    found = reading.sees(entry(9), entry(8), *side("A", 1, 2, 3), *side("B", 4), entry(0))

    assert ("entry.restored", "e4") in found


def test_who_turns_slowly_is_doubted_for_longer():
    """Sides that are shown for a quarter of an hour settle only when one stands for longer than that."""
    reading = reader(*side("A", 1, 2, 3))
    found = []
    for letter in "BABABAB":
        found.append(sees(reading, *side(letter, 1, 2, 3)))
        for _ in range(3):
            reading.at += timedelta(minutes=5)
            found[-1] += sees(reading, *side(letter, 1, 2, 3))

    assert [once(*IDS), once(*IDS, flapping=True), [], [], [], [], []] == found
    reading.at += timedelta(minutes=25)
    assert once(*IDS) == sees(reading, *side("B", 1, 2, 3))
    assert not reading.known.pending


def test_what_turned_is_forgotten_after_an_hour():
    """Then headlines that several entries had before are edits again."""
    reading = turned()
    reading.at += SPAN
    sees(reading, *side("A", 1, 2, 3))

    assert {} == reading.known.flapping
    assert once(*IDS) == sees(reading, *side("D", 1, 2, 3))


def test_entries_that_say_that_they_were_modified_just_now_are_told():
    """Their desk took them back, whoever else does."""
    reading = reader(*side("A", 1, 2, 3))
    sees(reading, *side("B", 1, 2, 3))

    found = sees(reading, *(replace(one, updated=reading.at) for one in side("A", 1, 2, 3)))

    assert once(*IDS) == found
