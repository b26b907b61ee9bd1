"""Which entry is which, where the publisher's ids do not say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, Reader, entries, entry, readings, snapshot

from monitor.compare.identity import recognise
from monitor.model import IdClass

UNTRUSTED = [class_ for class_ in IdClass if class_ is not IdClass.STABLE]


def ids(reader: Reader, *shown, id_class: IdClass = IdClass.POSITIONAL) -> list[str]:
    return list(recognise(snapshot(*shown, id_class=id_class), reader.known).ids)


def undated(number: int, **fields):
    return entry(number, **{"published": None, "updated": None} | fields)


def test_a_stable_id_is_trusted_alone():
    """Whatever else changed, it is the same entry; and whatever else is the same, it is another."""
    reader = Reader(entry(1))
    shown = (entry(9, id="e1"), entry(1, id="x"))

    assert ("e1", "x") == recognise(snapshot(*shown), reader.known).ids


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


def test_a_page_that_is_built_anew_shows_what_it_showed():
    """With other ids, and times to the second: that one of them is still at its minute makes not all else roll off."""
    shown = entries(*range(10, 0, -1))
    reader = Reader(*shown)
    anew = [replace(one, id=f"n{at}", published=one.published + timedelta(seconds=at)) for at, one in enumerate(shown)]

    assert [] == reader.sees(*anew)
    assert [one.id for one in shown] == [*reader.known.window]


@pytest.mark.parametrize("id_class", [IdClass.DERIVED, IdClass.SLUG])
def test_a_headline_that_gets_its_text_is_no_other_entry(id_class):
    """The id of an undated entry comes of its headline, and there was nothing else of it."""
    before = undated(3, title=None, text="Bridge closed")
    reader = Reader(before, undated(2), undated(1), id_class=id_class)
    text = "Police closed the bridge at noon after a barge had hit its second pillar, and let nobody pass since."
    filled = replace(before, title="Bridge closed", text=text)

    assert [("entry.updated", "e3")] == reader.sees(filled, undated(2), undated(1))
    assert [("entry.updated", "e3")] == reader.sees(before, undated(2), undated(1))


def _goals(*numbers: int) -> list:
    """Return undated entries, each third of which is a goal; the ids of goals are numbered from below."""
    goals = [number for number in numbers if number % 3 == 0][::-1]
    return [
        undated(0, text="Goal!", title=None, id=f"g{goals.index(number)}") if number % 3 == 0 else undated(number)
        for number in numbers
    ]


@pytest.mark.parametrize("id_class", [IdClass.DERIVED, IdClass.POSITIONAL])
def test_the_last_of_several_goals_rolls_off(id_class):
    """It is not the first of them that was withdrawn, though the ids of all that are left count on."""
    reader = Reader(*_goals(*range(12, 4, -1)), id_class=id_class)

    for top in range(13, 24):
        shown = _goals(*range(top, top - 8, -1))
        assert ["entry.created"] == [kind for kind, _ in reader.sees(*shown)]
        assert [] == reader.sees(*shown)


def test_several_of_the_same_words_under_new_ids_are_the_same():
    """Each stands below one that is known, or above it."""
    undated_goals = [undated(0, text="Goal!", title=None, id=f"g{number}") for number in range(6)]
    reader = Reader(undated(9), *undated_goals, undated(1), id_class=IdClass.DERIVED)
    renamed = [replace(goal, id=f"h{goal.id}") for goal in undated_goals]

    assert [] == reader.sees(undated(9), *renamed, undated(1))
    assert ["e9", "g0", "g1", "g2", "g3", "g4", "g5", "e1"] == ids(
        reader, undated(9), *renamed, undated(1), id_class=IdClass.DERIVED
    )


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

    assert len(after) == len(set(found.ids))
    told = [found.unlike[id_] if id_ in found.unlike else reader.known.entries.entry(id_) for id_ in found.ids]
    assert [(item.title, item.text) for item in after] == [(item.title, item.text) for item in told]


# ------------------------------------------------------------------------------------- ids that do not hold

LONG = "The river has reached the old bridge and the road to the station is closed until further notice."


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": "Edited"},
        {"text": "Edited and longer than it was."},
        {"title": "All of it", "text": "is written anew"},
    ],
)
def test_a_new_name_of_a_stable_id_is_the_same_entry(fields):
    """With the same date it is an update at most, never deleted and created; and so in later readings."""
    to_the_second = {"published": NOON + timedelta(minutes=2, seconds=17)}
    reader = Reader(entry(3), entry(2, **to_the_second), entry(1), confirm_deletions=1)
    shown = (entry(3), entry(2, id="x2", **to_the_second | fields), entry(1))

    assert [("entry.updated", "e2")] * bool(fields) == reader.sees(*shown)
    assert [] == reader.sees(*shown)
    assert {"x2": "e2"} == reader.known.aliases


def test_another_entry_of_the_same_minute_is_no_new_name():
    """A clock that shows minutes has two entries in one; where ids last, other words under another id are another."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=1)
    other = entry(2, id="x2", title="Ferries wait", text="No ship has left the harbour since the storm began.")

    assert [("entry.deleted", "e2"), ("entry.created", "x2")] == reader.sees(entry(3), other, entry(1))


REPORTS = (
    "No ship has left the harbour since the storm began on Tuesday.",
    "Divers inspect four bridges within an hour, says the ministry.",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REPORTS[1], [("entry.created", "x2")]),
        (REPORTS[0].replace("storm", "gale"), [("entry.restored", "e2")]),
    ],
)
def test_under_a_headline_that_others_bear_the_words_must_agree(text, expected):
    """A report at the very second of one that was withdrawn, under the headline of half the page, is another report."""
    named = {"title": "Back in port"}
    rest = (entry(3, **named), entry(1, **named))
    reader = Reader(rest[0], entry(2, text=REPORTS[0], **named), rest[1], confirm_deletions=1)
    reader.sees(*rest)

    assert expected == reader.sees(rest[0], entry(2, id="x2", text=text, **named), rest[1])


def test_what_a_page_cannot_show_is_what_the_entry_last_was():
    """Fields that are unseen keep what was known of the entry, by what it was recognised as and not by its position."""
    old, above = entry(1, id="1", authors=("Ann",)), entry(2, id="1", authors=("Bo",))
    reader = Reader(old, id_class=IdClass.POSITIONAL)
    unseen = {"2": frozenset({"authors", "images"}), "1": frozenset({"authors"})}

    told = reader.sees(above, replace(old, id="2", authors=(), images=("https://i.example/1.jpg",)), unseen=unseen)

    assert [("entry.created", "1~2")] == told
    assert {"1": ("Ann",), "1~2": ("Bo",)} == {
        id_: seen.revision.entry.authors for id_, seen in reader.known.entries.items()
    }


def test_the_new_name_of_an_entry_is_remembered():
    """Edits under it are updates, whatever they change; and so is the return to the first name."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=1)
    reader.sees(entry(3), entry(2, id="x2"), entry(1))

    assert [("entry.updated", "e2")] == reader.sees(
        entry(3), undated(9, id="x2", title="All of it", text="is written anew"), entry(1)
    )
    assert [("entry.updated", "e2")] == reader.sees(*entries(3, 2, 1))


def test_a_name_is_forgotten_with_the_window():
    """What is remembered of names does not grow."""
    reader = Reader(*entries(3, 2, 1))
    reader.sees(entry(3), entry(2, id="x2"), entry(1))
    reader.sees(*entries(9, 8))
    reader.sees(*entries(9, 8))

    assert {} == reader.known.aliases


def test_a_lightly_edited_undated_entry_keeps_its_place_under_a_new_name():
    """Near-equal text between the same neighbours is the same entry, also where the id was to be trusted."""
    reader = Reader(undated(3), undated(2, text=LONG), undated(1), confirm_deletions=1)

    assert [("entry.updated", "e2")] == reader.sees(
        undated(3), undated(7, title="Headline 2", text=LONG.replace("old", "new")), undated(1)
    )


@pytest.mark.parametrize("held", ["More to follow.", "Breaking"])
def test_a_few_undated_words_that_are_filled_up_in_their_place_are_one_entry(held):
    """On top or between the same neighbours, whatever they have become: that is an edit."""
    kept = [undated(number, title=None, text=f"{LONG} Level: {number}") for number in (2, 1)]
    first, filled = undated(3, title=None, text=held), undated(4, title=None, text="The bridge is shut. " * 4)
    on_top = Reader(first, *kept, id_class=IdClass.DERIVED, confirm_deletions=1)
    between = Reader(kept[0], first, kept[1], id_class=IdClass.DERIVED, confirm_deletions=1)

    assert [("entry.updated", "e3")] == on_top.sees(filled, *kept)
    assert [("entry.updated", "e3")] == between.sees(kept[0], filled, kept[1])


def test_a_few_undated_words_that_others_come_beside_are_another_entry():
    """Nor are longer ones that have nothing in common, or under ids that last, what has come in their place."""
    kept = [undated(number, title=None, text=f"{LONG} Level: {number}") for number in (2, 1)]
    held, long = (undated(3, title=None, text=text) for text in ("More to follow.", LONG))
    came = [undated(number, title=None, text=f"Polls open in {number} towns. " * 3) for number in (5, 4)]

    def told(first, shown, id_class):
        reader = Reader(first, *kept, id_class=id_class, confirm_deletions=1)
        return sorted(kind for kind, _ in reader.sees(*shown, *kept))

    assert ["entry.created"] * 2 + ["entry.deleted"] == told(held, came, IdClass.DERIVED)
    assert ["entry.created", "entry.deleted"] == told(long, came[:1], IdClass.DERIVED)
    assert ["entry.created", "entry.deleted"] == told(held, came[:1], IdClass.STABLE)


@pytest.mark.parametrize(
    ("text", "expected"), [(LONG.replace("old", "new"), 1), ("Of something else entirely: " * 3, 2)]
)
def test_a_restamped_entry_under_a_new_name_is_told_by_its_words(text, expected):
    """Both its id and its date changed with a light edit."""
    reader = Reader(entry(3), entry(2, text=LONG), entry(1), confirm_deletions=1)
    restamped = entry(7, title="Headline 2", text=text, published=NOON.replace(minute=2, second=30))

    assert expected == len(reader.sees(entry(3), restamped, entry(1)))


def test_reports_that_read_alike_are_not_each_other():
    """The entry that has just rolled off is not the new one on top, though they differ in a digit."""
    reader = Reader(*[undated(number, text=f"{LONG} Level: {number}") for number in (3, 2, 1)])

    assert [("entry.created", "e4")] == reader.sees(
        *[undated(number, text=f"{LONG} Level: {number}") for number in (4, 3, 2)]
    )


def test_an_id_that_is_used_again_is_another_entry():
    """Another date and words without likeness: one is gone, one is new, and each keeps a name of its own."""
    reader = Reader(entry(3), entry(2, text=LONG), entry(1), confirm_deletions=1)
    other = entry(
        9, id="e2", title="Election", text="Polling stations have opened in all nine constituencies of Bremen."
    )

    assert [("entry.deleted", "e2"), ("entry.created", "e2~2")] == reader.sees(entry(3), other, entry(1))
    assert [] == reader.sees(entry(3), other, entry(1))
    assert [("entry.updated", "e2~2")] == reader.sees(entry(3), replace(other, title="Vote"), entry(1))


def test_a_rewritten_entry_keeps_its_stable_id():
    """With its date, or its headline, or words in common it is the same, however much is new."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=1)

    assert [("entry.updated", "e2")] == reader.sees(entry(3), entry(2, title="All", text="anew " * 20), entry(1))


@pytest.mark.parametrize("id_class", [IdClass.COUNTER, IdClass.SLUG, IdClass.UPDATE_TIME])
def test_what_is_written_anew_under_its_number_and_minute_is_an_edit(id_class):
    """Though another entry shares the minute, and nothing is left of the words; the other one may be gone at once."""
    minute = NOON.replace(second=0)
    shown = [replace(one, title=None, published=minute) for one in entries(4, 3, 2, 1)]
    anew = replace(shown[1], text="Two ferries left the old pier before anybody was awake.")
    reader = Reader(*shown, id_class=id_class, confirm_deletions=1)

    assert [("entry.updated", "e3")] == reader.sees(shown[0], anew, *shown[2:], id_class=id_class)
    again = replace(anew, text="Nobody has seen a boat, says the harbour master of the bay.")
    told = reader.sees(shown[0], again, shown[3], id_class=id_class)
    assert [("entry.updated", "e3"), ("entry.deleted", "e2")] == sorted(told, reverse=True)


def test_what_is_written_anew_in_its_place_and_minute_is_an_edit():
    """Where no id says so and another entry shares the minute; two in its place are two, one elsewhere is another."""
    minute = NOON.replace(second=0)
    shown = [replace(one, title=None, published=minute) for one in entries(4, 3, 2, 1)]
    anew = [
        replace(shown[1], id=f"new{number}", text=f"{said} left the old pier before anybody was awake.")
        for number, said in enumerate(("Two ferries and a barge", "Nobody, says the harbour master,"))
    ]
    told = []
    for now in ([shown[0], anew[0], *shown[2:]], [shown[0], *anew, *shown[2:]], [anew[0], shown[0], *shown[2:]]):
        reader = Reader(*shown, id_class=IdClass.POSITIONAL, confirm_deletions=1)
        told.append(sorted(kind for kind, _ in reader.sees(*now, id_class=IdClass.POSITIONAL)))

    created, deleted = "entry.created", "entry.deleted"
    assert [["entry.updated"], [created, created, deleted], [created, deleted]] == told


@pytest.mark.parametrize("id_class", [IdClass.DERIVED, IdClass.POSITIONAL, IdClass.COUNTER])
def test_what_is_written_anew_among_others_without_dates_is_an_edit(id_class):
    """One for one between the same neighbours. On top it may be the next one, and so after the first was gone."""
    shown = [undated(number, title=None, text=f"{LONG} Level: {number}") for number in (4, 3, 2, 1)]
    anew = undated(5, title=None, text="Polls open in nine towns. " * 3)

    def told(*readings, begun=0):
        reader = Reader(*shown[begun:], id_class=id_class)
        return [event for reading in readings for event in reader.sees(*reading, id_class=id_class)]

    assert [("entry.updated", "e2")] == told((*shown[:2], anew, shown[3]))
    assert "entry.created" in dict(told((anew, *shown[1:])))
    assert "entry.created" in dict(told((*shown[:2], shown[3]), (*shown[:2], anew, shown[3])))
    assert ("entry.updated", "e3") in told(shown, (shown[0], anew, *shown[2:]), begun=1)


@pytest.mark.parametrize("id_class", [IdClass.DERIVED, IdClass.POSITIONAL, IdClass.COUNTER])
def test_what_comes_below_a_summary_without_dates_is_another(id_class):
    """The next entry comes there while the one that was newest is withdrawn; the summary was on top before them."""
    summary = undated(50, title=None, text=f"What we know so far: {LONG} {LONG}")
    first, *rest = [undated(number, title=None, text=f"{LONG} Level: {number}") for number in (4, 3, 2)]
    anew = undated(5, title=None, text="Polls open in nine towns. " * 3)
    reader = Reader(summary, *rest, id_class=id_class, confirm_deletions=1)
    reader.sees(summary, first, *rest, id_class=id_class)

    told = reader.sees(summary, anew, *rest, id_class=id_class)

    assert ["entry.created", "entry.deleted"] == sorted(kind for kind, _ in told)


def test_what_is_written_anew_in_its_place_under_its_number_is_an_edit():
    """The publisher dates its edits, and its ids may count: a stable id alone is trusted to be used again."""
    reader = Reader(*entries(3, 2, 1), id_class=IdClass.COUNTER, confirm_deletions=1)
    anew = entry(2, title="Vote", text="Polls open in nine towns. " * 3, published=NOON.replace(minute=50))

    assert [("entry.updated", "e2")] == reader.sees(entry(3), anew, entry(1), id_class=IdClass.COUNTER)


@pytest.mark.parametrize(
    "text", [f"{LONG}\n{'Nobody was hurt, says the harbour master. ' * 5}", LONG.removesuffix(" until further notice.")]
)
def test_what_goes_on_in_its_place_under_another_date_is_an_edit(text):
    """Or is cut there: with a name that is made of its time, an addition leaves nothing else."""
    reader = Reader(entry(3), entry(2, title=None, text=LONG), entry(1), id_class=IdClass.DERIVED, confirm_deletions=1)
    longer = entry(7, title=None, text=text, published=NOON.replace(minute=50))

    assert [("entry.updated", "e2")] == reader.sees(entry(3), longer, entry(1), id_class=IdClass.DERIVED)


def test_two_entries_of_one_minute_made_one_are_the_one_that_it_begins_as():
    """Though most of its words are those of the other."""
    short = entry(3, title=None, text="Boats have left the harbour of Lorne for the island.")
    long = entry(
        2,
        title=None,
        text="The pilots had asked the ministry for two more days, and a spokesman said nobody had answered them.",
        published=short.published,
    )
    reader = Reader(entry(4), short, long, entry(1), id_class=IdClass.DERIVED)
    joined = replace(short, id="x", text=f"{short.text} {long.text}")

    assert [("entry.updated", "e3")] == reader.sees(entry(4), joined, entry(1))
    assert [("entry.deleted", "e2")] == reader.sees(entry(4), joined, entry(1))


def test_an_edit_beside_one_that_moved_is_an_edit():
    """What stood above it is at the bottom now: its neighbours are those that stayed."""
    words = "The ferry of {} o'clock is late, as the harbour master says, and nobody waits on the quay."
    before = [undated(number, title=None, text=words.format(number)) for number in (6, 5, 4, 3, 2)]
    reader = Reader(*before, id_class=IdClass.DERIVED)
    edited = undated(9, title=None, text=f"{before[2].text} It is not known why.")

    told = reader.sees(before[0], edited, *before[3:], before[1])

    assert [("entry.updated", "e4")] == told


@pytest.mark.parametrize("pinned", [True, False])
def test_an_edit_of_what_is_pinned_or_let_go_is_an_edit(pinned):
    """It leaves its place, so none says which one it is; its words do."""
    words = "The ferry of {} o'clock is late, as the harbour master says, and nobody waits on the quay."
    first, *rest = (undated(number, title=None, text=words.format(number * number)) for number in (6, 5, 4, 3, 2))
    lifted = replace(
        first, pinned=True, text="The bridge is shut until nine, and the police of Lorne send all cars back."
    )
    edited = replace(lifted, id="x", pinned=False, text=lifted.text.replace("nine", "noon"))
    pages = [lifted, *rest], [*rest[:2], edited, *rest[2:]]
    before, after = pages if pinned else pages[::-1]
    reader = Reader(*before, id_class=IdClass.DERIVED)

    assert ["entry.updated"] == [kind for kind, _ in reader.sees(*after)]


def test_ids_and_ages_that_change_at_once_bring_no_news():
    """The last entries of the page have no other below them to say that they have not rolled off."""
    words = "The ferry of {} o'clock is late, as the harbour master says, and nobody waits on the quay."
    before = [entry(number, id=f"{number}", text=words.format(number)) for number in range(9, 1, -1)]
    reader = Reader(*before)
    later = [replace(one, id=f"x{one.id}", published=NOON + timedelta(minutes=5.5)) for one in before[-3:]]

    assert [] == reader.sees(*[replace(one, id=f"x{one.id}") for one in before[:-3]], *later)


def test_what_comes_back_from_below_the_page_has_counted_on():
    """What is withdrawn lets an older entry show again, of which a counter has another number: it is no new one."""
    words = "The ferry left at dawn and nobody waved, as the harbour master says. Seen by {} people"
    shown = [
        entry(number, title=None, text=f"{number}th turn. {words.format(30 - number)}") for number in range(9, 0, -1)
    ]
    reader = Reader(*shown[1:8], id_class=IdClass.POSITIONAL, confirm_deletions=1)
    assert ["entry.created"] == [kind for kind, _ in reader.sees(*shown[:7], id_class=IdClass.POSITIONAL)]

    back = replace(shown[7], text=f"2th turn. {words.format(50)}")
    told = reader.sees(*shown[:3], *shown[4:7], back, id_class=IdClass.POSITIONAL)

    assert [("entry.deleted", "e6"), ("entry.updated", "e2")] == sorted(told)


def test_a_counter_gives_the_number_of_what_goes_to_what_comes():
    """Reports of two dates that share their turns of phrase are two; a light edit that is dated anew is one."""
    first = "Two ministers reject the reports of the harbour within an hour, before the vote on Friday."
    second = "Two ministers close the schools of the island within a week, before the storm on Friday."

    def shown(text: str, minutes: int):
        return [entry(minutes, id="3", title=None, text=text), *(entry(number, id=str(number)) for number in (2, 1))]

    told = []
    for text in (second, first.replace("hour", "night")):
        reader = Reader(*shown(first, 3), id_class=IdClass.COUNTER, confirm_deletions=1)
        told.append([kind for kind, _ in reader.sees(*shown(text, 9))])
    assert [["entry.deleted", "entry.created"], ["entry.updated"]] == told


def test_a_lone_id_is_trusted_no_more_than_those_before():
    """With one entry left nobody can tell a position from a name; the next `post1` is another entry all the same."""
    reader = Reader(
        *[entry(number, id=f"post{4 - number}", text=f"{LONG} {number}") for number in (3, 2, 1)],
        id_class=IdClass.POSITIONAL,
    )

    assert [("entry.created", "post1~2")] == reader.sees(
        entry(4, id="post1", text=f"{LONG} {4}"), id_class=IdClass.STABLE
    )


def test_two_ids_in_a_row_are_trusted_as_those_before():
    """A page that shrank to two entries looks like a counter; edited and dated anew, both are what they were."""
    reader = Reader(*entries(9, 6, 5, 2), entry(1))
    later = {"published": NOON + timedelta(hours=1), "text": "All of it was written anew, at twice the length. " * 3}

    told = reader.sees(entry(6, **later), entry(5, **later), id_class=IdClass.COUNTER)

    assert [("entry.updated", "e5"), ("entry.updated", "e6")] == sorted(told)


def test_an_id_class_that_turns_out_wrong_is_corrected():
    """Enough entries overrule what was thought before, both ways, without an event."""
    reader = Reader(*entries(4, 3, 2, 1))

    told = [reader.sees(*entries(4, 3, 2, 1), id_class=class_) for class_ in (IdClass.COUNTER, IdClass.STABLE)]

    assert [[], []] == told
    assert IdClass.STABLE is reader.known.id_class


def test_the_best_pairs_are_not_the_first_ones():
    """Two entries of one minute, both edited under new ids: each is matched with the one that it is most like."""
    minute = {"published": NOON, "title": ""}
    first, second = "The eastern gate of the stadium is open", "The western gate of the arena was shut"
    reader = Reader(entry(1, text=first, **minute), entry(2, text=second, **minute))

    found = ids(
        reader,
        entry(8, text="The western gate of the stadium was shut", **minute),
        entry(9, text="The eastern gate of the stadium was open", **minute),
    )

    assert ["e2", "e1"] == found


@pytest.mark.parametrize("id_class", [IdClass.DERIVED, IdClass.STABLE])
def test_a_page_that_is_dated_anew_says_nothing(id_class):
    """The publisher repairs its time zone, and the ids that are made of times with it."""
    reader = Reader(*entries(4, 3, 2, 1), id_class=id_class)
    hour = timedelta(hours=1)

    def again(number: int):
        return entry(number, id=f"h{number}", published=entry(number).published + hour, updated=None)

    assert [("entry.created", "e5")] == reader.sees(entry(5), *map(again, (4, 3, 2, 1)))


@pytest.mark.parametrize("hours", [1, -1, 5])
@pytest.mark.parametrize("id_class", [IdClass.POSITIONAL, IdClass.DERIVED])
def test_a_page_whose_clock_moves_brings_no_news(id_class, hours):
    """Summer time, or another zone of the server: what is too short to tell is the same; an edit is told."""
    move = timedelta(hours=hours)

    def shown(*numbers: int, by: timedelta = timedelta(0), **edits):
        items = [entry(number, **({} if number > 2 else {"title": None, "text": "Goal!"})) for number in numbers]
        items = [replace(item, **edits) if item.title == "Headline 5" else item for item in items]
        return [
            replace(item, id=f"p{place}", published=item.published + by, updated=item.updated + by)
            for place, item in enumerate(items, 1)
        ]

    reader = Reader(*shown(8, 7, 6, 5, 4, 3, 2, 1), id_class=id_class, confirm_deletions=1)
    edit = {"text": "All of it is written anew in other words than those that stood there."}

    assert [("entry.updated", "p4")] == reader.sees(*shown(8, 7, 6, 5, 4, 3, 2, 1, by=move, **edit))
    told = reader.sees(*shown(9, 8, 7, 6, 5, 4, 3, 2, 1, by=move, **edit))
    assert ["entry.created"] == [kind for kind, _ in told]
    assert [] == reader.sees(*shown(9, 8, 7, 6, 5, 4, 3, 2, 1, **edit))


def test_an_entry_that_is_dated_anew_and_moved_is_the_same():
    """Without ids of its own, on top of the page with the time of now."""
    reader = Reader(*entries(4, 3, 2, 1), id_class=IdClass.DERIVED, confirm_deletions=1)
    bumped = entry(2, id="new", published=NOON + timedelta(minutes=30))

    assert [] == reader.sees(bumped, *entries(4, 3, 1))


def test_what_reads_as_the_one_that_has_rolled_off_is_another():
    """A report that is published every hour in the same words."""
    reader = Reader(*entries(4, 3, 2, 1), id_class=IdClass.DERIVED)
    hourly = entry(1, id="new", published=NOON + timedelta(minutes=30))

    assert [("entry.created", "new")] == reader.sees(hourly, *entries(4, 3, 2))


@pytest.mark.parametrize(
    ("half", "known"),
    [("Words of the upd", "x"), ("Words o</", "x"), ("Other words", "c")],
    ids=["half a word", "half a tag", "another"],
)
def test_the_last_entry_of_a_page_that_broke_off_is_known_by_its_place(half, known):
    """However little of it there was, if that is how the one in its place begins."""
    first, second, third = (undated(number, id=id_) for number, id_ in ((3, "a"), (2, "b"), (1, "c")))
    cut = replace(third, id="x", title="Head", text="") if half == "Words o</" else replace(third, id="x", text=half)
    reader = Reader(first, second, cut, id_class=IdClass.DERIVED, broke_off=True)

    assert [] == reader.sees(first, second, third)
    assert ("a", "b", known) == reader.known.window


def test_of_two_that_are_as_like_the_one_of_the_same_id_is_meant():
    """Two reports that differ in a number: one was edited and the other withdrawn."""
    words = "The next train from Port Lorne leaves from platform {}."
    before = [undated(number, text=words.format(number), title=None) for number in (9, 8, 7, 6)]
    reader = Reader(
        before[0], replace(before[1], text=f"{before[1].text} Late."), *before[2:], id_class=IdClass.COUNTER
    )

    told = reader.sees(before[0], replace(before[2], text=f"{before[2].text} Late."), before[3])

    assert [("entry.updated", "e7")] == told


def test_a_date_that_many_entries_share_is_no_evidence():
    """Some pages give every entry the date of the page."""

    def dated(number: int, text: str):
        return entry(number, title="", text=text, published=NOON)

    texts = ["Rain", "Snow and ice", "Sun", "Fog on the hills", "A thunderstorm"]
    reader = Reader(*[dated(number, text) for number, text in enumerate(texts)])

    assert [("entry.created", "e9")] == reader.sees(
        dated(9, "Quiz: which of these?"), *[dated(number, text) for number, text in enumerate(texts[:-1])]
    )


def test_an_embed_is_recognised_by_what_it_embeds():
    """Entries without words have their images and links."""
    embed = {"title": None, "text": "", "published": NOON}
    reader = Reader(
        *[entry(number, images=(f"https://i.example/{number}.jpg",), **embed) for number in (1, 2)],
    )

    assert ["e2", "e1"] == ids(
        reader,
        *[
            entry(7 + number, images=(f"https://i.example/{number}.jpg?v=2",), links=("https://a.example/",), **embed)
            for number in (2, 1)
        ],
    )


def test_an_entry_shown_twice_is_one():
    """The copy that is pinned under an id of its own says that the entry is pinned."""
    reader = Reader(*[entry(number, text=LONG) for number in (3, 2, 1)])
    copy = entry(1, id="pinned-e1", text=LONG, pinned=True)

    assert [("entry.updated", "e1")] == reader.sees(copy, *[entry(number, text=LONG) for number in (3, 2, 1)])
    assert reader.known.entries["e1"].revision.entry.pinned
    assert ("e3", "e2", "e1") == reader.known.window


def test_two_short_entries_of_one_minute_are_two_though_one_is_pinned():
    """Two goals may well be scored in it."""
    goal = {"title": None, "text": "Goal!", "published": NOON}
    reader = Reader(entry(1))

    assert 2 == len(reader.sees(entry(3, pinned=True, **goal), entry(2, **goal), entry(1)))


@pytest.mark.parametrize("id_class", [IdClass.SLUG, IdClass.DERIVED, IdClass.UPDATE_TIME])
def test_of_two_equal_entries_the_one_that_keeps_its_id_is_left(id_class):
    """Ids that change for a reason only are evidence while they do not."""
    reader = Reader(*[entry(1, id=id_) for id_ in "ab"], entry(0), id_class=id_class, confirm_deletions=1)

    assert [("entry.deleted", "a")] == reader.sees(entry(1, id="b"), entry(0))


def test_an_entry_is_known_by_the_headline_that_it_has_now():
    """Its id is made of that; under its first one it is what receivers know."""
    before, after = (undated(3, id=id_, title=title) for id_, title in (("first", "Flood"), ("then", "Flood (update)")))
    reader = Reader(before, *(undated(number) for number in (2, 1)), id_class=IdClass.DERIVED)
    below = [undated(number) for number in (2, 1)]

    assert [("entry.updated", "first")] == reader.sees(after, *below)
    assert [("entry.updated", "first")] == reader.sees(replace(after, text="All of it is written anew."), *below)
    other = replace(after, title="Storm", text="Nothing of it is as it was.")
    assert [("entry.created", "then")] == [one for one in reader.sees(other, *below) if one[0] == "entry.created"]


def test_what_shows_again_below_had_rolled_off():
    """Without dates or ids: the page shows more of it again. On top the same words are news."""
    words = "The river authority says that the water has fallen by {} cm at the bridge."
    shown = [undated(number, text=words.format(number), title=None) for number in range(9, 0, -1)]
    reader = Reader(*shown[:7], id_class=IdClass.DERIVED)
    reader.sees(*shown[:5])

    assert [] == reader.sees(*shown[:6])
    assert [] == reader.sees(*shown[:7])
    reader.sees(*shown[:5])
    again = replace(shown[5], id="again")
    assert [("entry.created", "again")] == reader.sees(again, *shown[:5])


def test_short_words_that_show_again_below_may_be_news():
    """The next "Goal!" may come at either end of a page without dates."""
    shown = [undated(number, text=f"Minute {number}", title=None) for number in range(9, 0, -1)]
    reader = Reader(*shown[:7], id_class=IdClass.DERIVED)
    reader.sees(*shown[:5])

    assert ["entry.created"] * 2 == [kind for kind, _ in reader.sees(*shown[:7])]


def test_an_id_that_is_used_again_brings_nothing_back():
    """By an entry with another date and headline that says a third of the same; an edit of what it was is that one."""
    words = "The mayor of {} says that the bridge will stay closed until {}."
    gone = entry(3, text=words.format("Port Lorne", "Friday, and thanks all who came to help"))
    later = {"title": "Another", "published": NOON + timedelta(hours=2)}
    for text, kind in (
        (words.format("Saint Alban", "the divers have found the cabin of the crane"), "entry.created"),
        (f"{gone.text} Late.", "entry.restored"),
    ):
        reader = Reader(gone, *entries(2, 1), confirm_deletions=1)
        assert [("entry.deleted", "e3")] == reader.sees(*entries(2, 1))
        assert [kind] == [told for told, _ in reader.sees(replace(gone, text=text, **later), *entries(2, 1))]
