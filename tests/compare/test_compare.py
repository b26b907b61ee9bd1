"""What happened to each entry between two readings of a page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, Reader, entries, entry, readings, snapshot

from monitor.compare import Rules, compare
from monitor.compare.edits import same_content
from monitor.model import EventType, IdClass, Known, Window

CREATED, UPDATED = "entry.created", "entry.updated"
DELETED, RESTORED = "entry.deleted", "entry.restored"


# ----------------------------------------------------------------------------------------------- baseline


@pytest.mark.parametrize(
    ("tells", "expected"),
    [
        (0, []),
        (2, [(CREATED, "e2"), (CREATED, "e3")]),
        (9, [(CREATED, "e1"), (CREATED, "e2"), (CREATED, "e3")]),
        (None, [(CREATED, "e1"), (CREATED, "e2"), (CREATED, "e3")]),
    ],
)
def test_a_first_reading_tells_what_was_asked_for(tells, expected):
    """Of the first reading the newest entries are told, oldest first, as many as the operator wants."""
    assert expected == Reader(*entries(3, 2, 1), baseline_tells=tells).baseline


def test_a_baseline_is_kept_whole():
    """All entries of the first reading are known from then on, told or not."""
    found = compare(Known(), snapshot(*entries(2, 1)), at=NOON, rules=Rules())

    assert ["e1", "e2"] == [seen.id for seen in found.touched]
    assert ("e2", "e1") == found.known.window
    assert found.known.baseline


def test_what_comes_after_an_empty_baseline_is_told():
    """A live blog that waits for its first entry has a baseline too, so that entry is news."""
    assert [(CREATED, "e1")] == Reader().sees(entry(1))


# ------------------------------------------------------------------------------------------------ created


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_new_entry_is_told_wherever_it_stands(place):
    """Between two known entries as well as on top."""
    shown = entries(9, 5, 1)
    new = entry(6 if place < 2 else 3)

    assert [(CREATED, new.id)] == Reader(*shown).sees(*shown[:place], new, *shown[place:])


def test_a_new_entry_is_told_however_old_its_date():
    """A scheduled entry surfaces hours after its date: no high-water mark hides it."""
    scheduled = entry(8, published=NOON - timedelta(days=3))

    assert [(CREATED, "e8")] == Reader(*entries(5, 4)).sees(scheduled, *entries(5, 4))


def test_new_entries_are_told_oldest_first():
    """Receivers read them in the order in which they were published."""
    assert [(CREATED, "e3"), (CREATED, "e4")] == Reader(*entries(2, 1)).sees(*entries(4, 3, 2))


def test_a_poll_without_overlap_tells_all_of_it():
    """After an outage of ours the whole page may be new; nothing on the old one counts as deleted."""
    assert [(CREATED, "e8"), (CREATED, "e9")] == Reader(*entries(2, 1), confirm_deletions=1).sees(*entries(9, 8))


@pytest.mark.parametrize(("wanted", "expected"), [(False, []), (True, [(CREATED, "e1")])])
def test_backfill_is_told_only_on_request(wanted, expected):
    """An entry older than all that we knew, at the far end of a page that grew, was not published just now."""
    reader = Reader(*entries(3, 2), backfill=wanted)

    assert expected == reader.sees(*entries(3, 2, 1))
    assert "e1" in reader.known.entries


def test_an_entry_at_the_far_end_is_told_unless_it_is_the_oldest():
    """Pages that show entries out of order have new ones at the bottom, too."""
    assert [(CREATED, "e9")] == Reader(*entries(3, 2)).sees(*entries(3, 2, 9))


def test_an_undated_entry_at_the_far_end_is_backfill_only_in_the_place_of_another():
    """Where something was removed the page fills up from below; without a gap, what is new is new."""
    undated = [entry(number, published=None, updated=None) for number in (4, 3, 2, 1, 0)]

    assert [] == Reader(*undated[:3]).sees(undated[0], undated[2], undated[3])
    assert [(CREATED, "e0")] == Reader(*undated[:3]).sees(undated[0], undated[2], *undated[3:])
    assert [(CREATED, "e1")] == Reader(*undated[:3]).sees(*undated[:4])


# ------------------------------------------------------------------------------------------------ updated


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "Another headline"}, ("title",)),
        ({"title": None}, ("title",)),
        ({"text": "Other words."}, ("text",)),
        ({"links": ("https://a.example/",)}, ("links",)),
        ({"images": ("https://a.example/1.jpg",)}, ("images",)),
        ({"authors": ("Ann",)}, ("authors",)),
        ({"pinned": True}, ("pinned",)),
        ({"title": "Two", "pinned": True, "text": "at once"}, ("title", "text", "pinned")),
    ],
)
def test_an_update_names_the_fields_that_differ(fields, expected):
    """Headline, text, links, images, authors and the pin are content; each change has a diff."""
    changed = replace(entry(1), **fields)

    (change,) = Reader(*entries(2, 1)).compared(entry(2), changed).changes

    assert (EventType.ENTRY_UPDATED, changed, 2) == (change.kind, change.revision.entry, change.revision.number)
    assert (entry(1), 1) == (change.previous.entry, change.previous.number)
    assert expected == change.edit.fields
    assert change.edit.diff != ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"text": "At least 12 people"}, {"text": "  At least\n12\u00a0people "}),
        ({"title": "Zürich"}, {"title": "Zu\u0308rich"}),
        ({"title": None}, {"title": " "}),
        ({"images": ("https://i.example/1.jpg?w=100",)}, {"images": ("https://i.example/1.jpg?w=900&s=a1",)}),
        (
            {"links": ("https://a.example/", "https://b.example/")},
            {"links": ("https://b.example/", "https://a.example/")},
        ),
        ({"authors": ("Ann",)}, {"authors": (" Ann ", "")}),
        ({"authors": ()}, {"authors": (" ",)}),
        ({}, {"updated": NOON + timedelta(hours=3)}),
        ({}, {"published": NOON + timedelta(seconds=3)}),
        ({"html": "<p>Words</p>"}, {"html": "<div class='x1'>Words</div>"}),
        ({"url": f"https://a.example/{1}"}, {"url": f"https://a.example/{2}"}),
    ],
)
def test_what_has_no_meaning_is_no_event(before, after):
    """White space, Unicode form, image versions, the order of links, markup and dates alone are never told."""
    reader = Reader(entry(2), entry(1, **before))

    found = reader.compared(entry(2), entry(1, **before | after))

    assert ((), ()) == (found.changes, found.touched)


def test_going_back_is_an_update_too():
    """A → B → A is two updates: each was read by somebody."""
    first, second = entry(1), entry(1, text="12 people")
    reader = Reader(first)

    assert [(UPDATED, "e1")] == reader.sees(second)
    assert [(UPDATED, "e1")] == reader.sees(first)
    assert 3 == reader.known.entries["e1"].revision.number


def test_an_edit_is_silent_when_the_publisher_moved_no_date():
    """The last date that we saw counts, also where it came without a change."""
    restamped = entry(1, updated=NOON + timedelta(hours=2))
    reader = Reader(entry(1))
    reader.sees(restamped)

    (silent,) = reader.compared(replace(restamped, text="Other")).changes
    (told,) = reader.compared(entry(1, text="Again", updated=NOON + timedelta(hours=3))).changes

    assert (True, False) == (silent.edit.silent, told.edit.silent)


# ------------------------------------------------------------------------------------ deleted and restored


@pytest.mark.parametrize("confirm", [1, 2, 3])
def test_a_deletion_is_told_once_after_so_many_readings(confirm):
    """An entry that vanished above an older one was taken away: told when enough readings in a row agree."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=confirm)

    told = [reader.sees(*entries(3, 1)) for _ in range(confirm + 2)]

    assert [[]] * (confirm - 1) + [[(DELETED, "e2")]] + [[], []] == told


def test_the_same_copy_of_a_page_lacks_an_entry_once():
    """However often a cache serves it; what the page itself calls withdrawn needs no second look."""
    reader = Reader(*entries(5, 4, 3, 2, 1))
    another, reader.rules = reader.rules, replace(reader.rules, same_copy=True)

    assert [] == reader.sees(*entries(5, 4, 1), withdrawn=frozenset())  # though a reading of it was not believed before
    assert [(DELETED, "e3")] == reader.sees(*entries(5, 4, 1), withdrawn=frozenset({"e3"}))
    reader.rules = another
    assert [(DELETED, "e2")] == reader.sees(*entries(5, 4, 1))


def test_a_missing_entry_is_written_before_it_is_told():
    """What waits for confirmation, and that it waits no more, outlives the process."""
    reader = Reader(*entries(3, 2, 1))

    gone, back = reader.compared(*entries(3, 1)), reader.compared(*entries(3, 2, 1))

    assert [("e2", 1)] == [(seen.id, seen.missing) for seen in gone.touched]
    assert gone.known.pending
    assert [("e2", 0)] == [(seen.id, seen.missing) for seen in back.touched]
    assert not back.known.pending
    assert () == gone.changes == back.changes


def test_readings_must_lack_it_in_a_row():
    """One that shows up in between starts the count anew."""
    reader = Reader(*entries(3, 2, 1))

    told = [reader.sees(*shown) for shown in (entries(3, 1), entries(3, 2, 1), entries(3, 1))]

    assert [[], [], []] == told


def test_a_missing_entry_that_comes_back_edited_is_an_update():
    """It was never told as deleted, so it is not restored."""
    reader = Reader(*entries(3, 2, 1))
    reader.sees(*entries(3, 1))

    assert [(UPDATED, "e2")] == reader.sees(entry(3), entry(2, text="New"), entry(1))


def test_leaving_over_the_edge_is_no_event():
    """Nothing older is left below it: the entry rolled off."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=1)

    assert [(CREATED, "e4")] == reader.sees(*entries(4, 3))


def test_what_rolled_off_meanwhile_is_deleted_no_more():
    """If the page moves on before a deletion is confirmed, nobody can know."""
    reader = Reader(*entries(3, 2, 1))
    reader.sees(*entries(3, 1))

    found = reader.compared(*entries(4, 3))

    assert [EventType.ENTRY_CREATED] == [change.kind for change in found.changes]
    assert [("e2", 0), ("e4", 0)] == sorted((seen.id, seen.missing) for seen in found.touched)


def test_on_a_whole_page_what_is_gone_is_deleted():
    """A snapshot that is the whole live blog has no edge to roll over."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=1)

    assert [(DELETED, "e1"), (DELETED, "e2")] == reader.sees(entry(3), window=Window.WHOLE)


def test_a_deleted_entry_that_is_back_is_restored():
    """The same words: no diff. It can be deleted and restored again."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=1)
    reader.sees(*entries(3, 1))

    (change,) = reader.compared(*entries(3, 2, 1)).changes

    assert (EventType.ENTRY_RESTORED, 1, None, None) == (
        change.kind,
        change.revision.number,
        change.previous,
        change.edit,
    )
    assert [(DELETED, "e2")] == reader.sees(*entries(3, 1))


def test_an_entry_that_comes_back_different_is_restored_with_its_diff():
    """Receivers see what it said before."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=1)
    reader.sees(*entries(3, 1))

    (change,) = reader.compared(entry(3), entry(2, text="New"), entry(1)).changes

    assert (EventType.ENTRY_RESTORED, 2, ("text",)) == (change.kind, change.revision.number, change.edit.fields)
    assert entry(2) == change.previous.entry


def test_a_pinned_entry_protects_nothing_below_it():
    """What is pinned stands where it is for another reason than its age, so it proves no window."""
    pinned = entry(1, pinned=True)
    reader = Reader(*entries(4, 3), pinned, confirm_deletions=1)

    assert [(CREATED, "e5")] == reader.sees(*entries(5, 4), pinned)


def test_a_pinned_entry_that_is_taken_away_is_deleted():
    """It was younger than what is left: its own place is still on the page."""
    reader = Reader(entry(4, pinned=True), *entries(5, 3), confirm_deletions=1)

    assert [(DELETED, "e4")] == reader.sees(*entries(5, 3))


def test_an_old_entry_that_is_unpinned_rolls_off():
    """It leaves the top of the page for its own place, which is not shown."""
    reader = Reader(entry(1, pinned=True), *entries(5, 4), confirm_deletions=1)

    assert [] == reader.sees(*entries(5, 4))


def test_an_entry_that_is_unpinned_on_the_page_is_updated():
    """The pin is content; where the entry stands is not."""
    reader = Reader(entry(4, pinned=True), *entries(5, 3))

    assert [(UPDATED, "e4")] == reader.sees(*entries(5, 4, 3))


# ------------------------------------------------------------------------------- ids that cannot be trusted


def positions(*numbers: int) -> list:
    return [entry(number, id=f"post{place}") for place, number in enumerate(numbers, 1)]


def test_one_new_entry_that_renumbers_all_is_one_event():
    """Positional ids: `post1` is always the newest (Times of India); by id it would be 1 new and 40 edited."""
    reader = Reader(*positions(*range(41, 0, -1)), id_class=IdClass.POSITIONAL)

    (change,) = reader.compared(*positions(*range(42, 0, -1))).changes

    assert (EventType.ENTRY_CREATED, "Headline 42") == (change.kind, change.revision.entry.title)
    assert [] == reader.sees(*positions(*range(42, 0, -1)))


def test_a_deletion_that_shifts_a_counter_is_one_event():
    """Counters from the oldest (la Repubblica, NDTV); by id it would be 1 deleted and 39 edited."""
    numbers = list(range(40, 0, -1))
    reader = Reader(*[entry(number, id=f"event{number}") for number in numbers], id_class=IdClass.COUNTER)
    numbers.remove(20)
    left = [entry(number, id=f"event{place}") for place, number in zip(range(39, 0, -1), numbers, strict=True)]

    assert [[], [(DELETED, "event20")]] == [reader.sees(*left) for _ in range(2)]


def test_a_headline_that_changes_its_slug_is_an_update():
    """Slug ids (NYT 2020): the same date and words under a new id are the same entry."""
    reader = Reader(entry(2, id="storm-hits"), entry(1, id="calm-before"), id_class=IdClass.SLUG, confirm_deletions=1)

    assert [(UPDATED, "storm-hits")] == reader.sees(
        entry(2, id="storm-leaves", title="Storm leaves"), entry(1, id="calm-before")
    )


def test_an_edit_that_changes_an_id_made_of_the_update_time_is_an_update():
    """The headline and the date are still the same."""
    reader = Reader(*entries(2, 1), id_class=IdClass.UPDATE_TIME, confirm_deletions=1)

    assert [(UPDATED, "e2")] == reader.sees(entry(2, id="post99", text="Edited"), entry(1))


@given(st.sampled_from([class_ for class_ in IdClass if class_ is not IdClass.STABLE]), st.integers(1, 8))
def test_one_new_entry_is_one_event_whatever_the_ids_are(id_class, count):
    """All that kinds of ids have in common."""
    numbers = list(range(count, 0, -1))
    reader = Reader(*positions(*numbers), id_class=id_class)

    assert [CREATED] == [kind for kind, _ in reader.sees(*positions(count + 1, *numbers))]


# ----------------------------------------------------------------------------------- the live blog itself


def test_a_new_title_is_told_with_the_old_one():
    """The live blog's own headline and standfirst are news as well; both at once are one event."""
    reader = Reader(entry(1))
    reader.sees(entry(1), standfirst="Rain")

    (change,) = reader.compared(entry(1), title="Flood  recedes", standfirst="Sun").changes

    assert (EventType.LIVE_BLOG_UPDATED, None) == (change.kind, change.revision)
    assert "the live blog's title and standfirst changed" == change.reason
    assert {
        "title": "Flood  recedes",
        "previous_title": "Flood",
        "standfirst": "Sun",
        "previous_standfirst": "Rain",
    } == change.facts


def test_a_title_that_is_missing_for_once_is_no_change():
    """A page without its title says nothing about it: neither its going nor its coming back is told."""
    reader = Reader(entry(1))

    assert [[], [], []] == [reader.sees(entry(1), title=title) for title in (None, "Flood", " Flood\n")]


# --------------------------------------------------------------------------------------------- properties

classes = st.sampled_from(IdClass)
windows = st.sampled_from(Window)


@given(readings(), classes, windows)
def test_the_same_reading_again_says_nothing(shown, id_class, window):
    """compare(s, s) is empty, and nothing is to be written."""
    reader = Reader(*shown, id_class=id_class)

    found = reader.compared(*shown, window=window)

    assert ((), ()) == (found.changes, found.touched)


@given(readings(), classes, st.randoms(use_true_random=False), windows)
def test_order_is_never_an_event(shown, id_class, random, window):
    """However the same entries are shuffled."""
    reader = Reader(*shown, id_class=id_class, confirm_deletions=1)

    assert [] == reader.sees(*random.sample(shown, len(shown)), window=window)


@given(st.lists(readings(), min_size=2, max_size=5), windows)
def test_the_changes_turn_what_was_into_what_is(several, window):
    """Who applies all that was told has what the last page shows, and nothing that was told is empty.

    What goes back and forth is told later (test_flapping.py, test_serving.py).
    """
    reader = Reader(confirm_deletions=1, backfill=True, flap_after=99)
    told: dict[str, object] = {}
    for shown in several:
        for change in reader.compared(*shown, window=window).changes:
            told[change.revision.entry.id] = None if change.kind is EventType.ENTRY_DELETED else change.revision.entry
            assert change.edit is None or (change.edit.fields and change.edit.diff)

    on_page = [reader.known.entries[id_].revision.entry for id_ in reader.known.window]
    for item, shown in zip(on_page, several[-1][:: -1 if reader.known.oldest_first else 1], strict=True):
        assert same_content(shown, item)
        assert same_content(item, told[item.id])
    if window is Window.WHOLE:
        assert {item.id for item in on_page} == {id_ for id_, item in told.items() if item is not None}


@given(readings(1), classes, st.integers(1, 6))
def test_a_shorter_page_deletes_nothing(shown, id_class, length):
    """Its newest part is what every live blog shows of itself now and then."""
    reader = Reader(*shown, id_class=id_class, confirm_deletions=1)

    assert [] == reader.sees(*shown[:length])


@given(st.lists(readings(), min_size=1, max_size=4), classes)
def test_what_is_known_holds_together(several, id_class):
    """Every id in the window is known and stands there once; deleted entries stand in none."""
    reader = Reader(id_class=id_class)
    for shown in several:
        reader.sees(*shown)

        known = reader.known
        assert len(set(known.window)) == len(known.window)
        assert set(known.window) <= known.entries.keys()
        assert not any(known.entries[id_].deleted for id_ in known.window)
        assert {id_: id_ for id_ in known.entries} == {id_: seen.id for id_, seen in known.entries.items()}


@pytest.mark.parametrize("edited", [1, 2])
def test_a_page_that_reads_as_before_tells_what_differs(edited):
    """Its way of being read was found anew, and most entries say what they said: the newsroom edited the others."""
    shown = entries(8, 7, 6, 5, 4, 3, 2, 1)
    after = [replace(one, text=f"Edited {one.id}.") for one in shown[:edited]] + shown[edited:]
    known = compare(Known(), snapshot(*shown), at=NOON, rules=Rules()).known

    found = compare(known, snapshot(*after), at=NOON, rules=Rules(adopt=True))

    assert sorted(f"e{8 - number}" for number in range(edited)) == [one.revision.entry.id for one in found.changes]


def test_what_another_carrier_says_in_a_field_that_moved_is_no_edit():
    """What differs beside it is one."""
    known = compare(Known(), snapshot(*entries(3, 2, 1)), at=NOON, rules=Rules()).known
    after = snapshot(entry(4), entry(3, text="Read."), entry(2, text="Read.", title="Edited"), entry(1))

    found = compare(known, after, at=NOON, rules=Rules(moved=frozenset({"text"})))

    told = [(change.kind, change.revision.entry.id) for change in found.changes]
    assert [(EventType.ENTRY_CREATED, "e4"), (EventType.ENTRY_UPDATED, "e2")] == sorted(told)


def test_an_edit_of_a_field_that_moved_is_told_if_both_carriers_say_it():
    """What the one before says as ever was not edited."""
    known = compare(Known(), snapshot(*entries(3, 2, 1)), at=NOON, rules=Rules()).known
    shown = [entry(number, text=f"Read {number}.") for number in (3, 2, 1)]
    stayed = {"e3": entry(3), "e2": entry(2, text="Edited.")}

    found = compare(known, snapshot(*shown, stayed=stayed), at=NOON, rules=Rules(moved=frozenset({"text"})))

    assert ["e2"] == [change.revision.entry.id for change in found.changes]


def test_a_page_that_reads_otherwise_tells_nothing_of_it():
    """Most entries say something else, or there are too few to tell."""
    for shown in (entries(5, 4, 3, 2, 1), entries(2, 1)):
        known = compare(Known(), snapshot(*shown), at=NOON, rules=Rules()).known
        longer = [replace(one, text=f"{one.text} And what its markup has.") for one in shown[:-1]] + shown[-1:]

        assert () == compare(known, snapshot(*longer), at=NOON, rules=Rules(adopt=True)).changes


@pytest.mark.parametrize(
    ("before", "after"),
    [("We're safe", "We’re safe"), ('"Now"', "„Now“"), ("ministry", "mi\u00adnis\u200btry"), ("⚠\ufe0f", "⚠")],
)
def test_what_a_cms_sets_for_the_eye_is_no_edit(before, after):
    """Curly quotes, places where words may break, symbols in colour."""
    reader = Reader(entry(1, text=before))

    assert [] == reader.sees(entry(1, text=after))
    assert [(UPDATED, "e1")] == reader.sees(entry(1, text=f"{after} 2"))
