"""Snapshots that are not believed at once, and when they are after all."""

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, Held, entries, entry, page, snapshot

from monitor.compare import Comparison, Rules, compare
from monitor.compare.copies import HELD
from monitor.compare.quarantine import SKEW, freshness, judge, suspect
from monitor.model import Freshness, Known, SourceState, Suspicion

NINE = entries(9, 8, 7, 6, 5, 4, 3, 2, 1)
LONG = "The river has reached the old bridge and the road is closed."


class Watch(Held):
    """Compares one snapshot after the other, as the pipeline does: what is not believed leaves no trace."""

    def __init__(self, *shown, patience: int = 3, **rules) -> None:
        super().__init__(patience=patience, **rules)
        self.minutes = 0
        self.sees(*shown)

    def sees(
        self,
        *shown,
        made: int | None = None,
        modified: int | None = None,
        says: int | None = None,
        closed: bool = True,
        on_first: int | None = None,
        touched: int | None = None,
        title: str = "Flood",
    ) -> list[tuple[str, str]] | Suspicion:
        """Return what is told, or why nothing is; the page was made and modified so many minutes after noon.

        `modified` is by the server's word and `says` by the page's own; all `touched` since so many minutes is on it.
        """
        self.minutes += 1
        fresh = Freshness(
            made_at=_moment(made),
            last_modified=_moment(modified),
            modified=_moment(says),
            closed=closed,
            entries=on_first or len(shown),
        )
        at = NOON + timedelta(minutes=self.minutes)
        reading = snapshot(*shown, title=title, touched_since=_moment(touched))
        found = compare(self.known, reading, at=at, rules=self.rules)
        return self.takes(found, fresh, at=at)


def _moment(minutes: int | None):
    return None if minutes is None else NOON + timedelta(minutes=minutes)


# ---------------------------------------------------------------------------------------------- collapsed


@pytest.mark.parametrize("shown", [entries(9, 8, 7), entries(9, 2, 1), entries(9, 1)])
def test_a_yield_that_collapsed_is_not_believed(shown):
    """Most of the window is gone at once: an extractor's or a server's accident until several readings agree."""
    watch = Watch(*NINE, confirm_deletions=1)

    told = [watch.sees(*shown, entry(10)) for _ in range(3)]

    assert [Suspicion.COLLAPSED] * 2 == told[:2]
    assert told[2][-1] == ("entry.created", "e10")


OTHERS = [entry(number, id=f"x{number}") for number in (14, 13, 12, 11, 10)]


def test_another_live_blog_at_the_address_is_believed_the_second_time():
    """A cache that answers for another page does so now and then; on the next day's live blog readers wait."""
    watch = Watch(*NINE)

    assert [Suspicion.FOREIGN, []] == [watch.sees(*OTHERS, title="Another storm"), watch.sees(*NINE)]
    told = [watch.sees(*OTHERS, title="Another storm") for _ in range(2)]

    assert Suspicion.FOREIGN is told[0]
    assert ["live_blog.updated", *["entry.created"] * 5] == [kind for kind, _ in told[1]]


def test_a_page_that_is_another_one_each_time_is_not_held_for_ever():
    """The second of two in a row is believed though nothing of the first is left on it."""
    watch = Watch(*NINE)
    pages = [[entry(10 * page + at, id=f"y{page}-{at}") for at in range(5)] for page in (2, 3)]

    assert Suspicion.FOREIGN is watch.sees(*pages[0], title="Storm over Marn")
    assert 6 == len(watch.sees(*pages[1], title="Night trains return"))


def test_new_entries_alone_under_the_same_title_are_believed():
    """So many may have come while we were away; and of few entries all are soon gone, whatever the page is called."""
    assert 5 == len(Watch(*NINE).sees(*OTHERS))
    busy = Watch(*NINE)
    busy.sees(*NINE, title="Veldra 245/3: Marn v Veldra, ball by ball")
    assert 6 == len(busy.sees(*OTHERS, title="Veldra 261/4: Marn v Veldra, ball by ball"))
    assert 6 == len(Watch(*NINE[:3]).sees(*OTHERS, title="Another storm"))


def test_what_happened_meanwhile_is_told_once_all_is_back():
    """A collapse leaves no trace."""
    watch = Watch(*NINE, confirm_deletions=1)
    watch.sees(*entries(9, 1))

    assert [("entry.created", "e10")] == watch.sees(entry(10), *NINE)
    assert watch.state.quarantine is None


def test_a_page_that_is_cut_and_changes_nothing_makes_nothing_new():
    """What a wall hides for a poll has not rolled off: without dates it would be told as new when it is there again."""
    undated = [entry(number, published=None, updated=None) for number in range(9, 0, -1)]
    watch = Watch(*undated)

    assert Suspicion.COLLAPSED is watch.sees(*undated[:3])
    assert [] == watch.sees(*undated)
    assert 9 == len(watch.known.entries)


def test_a_page_that_shows_less_from_now_on_is_believed():
    """Once several readings agree; what it shows no more has rolled off, and nothing is told of it."""
    watch = Watch(*NINE)

    assert [Suspicion.COLLAPSED, Suspicion.COLLAPSED, []] == [watch.sees(*NINE[:3]) for _ in range(3)]
    assert [("entry.created", "e10")] == watch.sees(entry(10), *NINE[:2])


def test_deletions_are_confirmed_after_a_collapse_is_believed():
    """What is missing since then is being counted and is no collapse any more."""
    watch = Watch(*NINE, confirm_deletions=2)

    told = [watch.sees(*entries(9, 1)) for _ in range(4)]

    assert [Suspicion.COLLAPSED, Suspicion.COLLAPSED, []] == told[:3]
    assert [("entry.deleted", f"e{number}") for number in range(2, 9)] == told[3]


def test_readings_that_do_not_agree_begin_anew():
    """Three accidents of different kinds are no agreement."""
    watch = Watch(*NINE, confirm_deletions=1)

    told = [watch.sees(*shown) for shown in (entries(9, 1), entries(8, 2), entries(7, 3), entries(9, 1))]

    assert [Suspicion.COLLAPSED] * 4 == told


def test_a_few_deletions_are_no_collapse():
    """Nor is a page of few entries that loses most of them."""
    assert [("entry.deleted", "e8")] == Watch(*NINE, confirm_deletions=1).sees(*NINE[:1], *NINE[2:])
    assert [("entry.deleted", "e2"), ("entry.deleted", "e3")] == Watch(*entries(4, 3, 2, 1), confirm_deletions=1).sees(
        *entries(4, 1)
    )


def test_a_burst_of_news_is_no_collapse():
    """After an outage of ours the page may be full of new entries."""
    assert 9 == len(Watch(*NINE).sees(*entries(*range(20, 11, -1))))


@pytest.mark.parametrize("shown", [NINE, entries(9, 8), []])
def test_a_first_reading_and_one_that_changes_nothing_are_believed(shown):
    """There is nothing to hold against them."""
    assert suspect(Known(), compare(Known(), snapshot(*shown), at=NOON, rules=Rules()), _OLD, _NEW) is None
    known = compare(Known(), snapshot(*shown), at=NOON, rules=Rules()).known
    assert suspect(known, compare(known, snapshot(*shown), at=NOON, rules=Rules()), _OLD, _NEW) is None


_OLD, _NEW = Freshness(made_at=NOON), Freshness(made_at=NOON + timedelta(hours=1))


# ---------------------------------------------------------------------------------------------- truncated


def long_entries(*numbers):
    return [entry(number, text=f"{LONG} {number}.") for number in numbers]


def test_a_page_that_ends_within_an_entry_is_not_believed():
    """Its last entry lost its end, and all that stood below it is gone."""
    watch = Watch(*long_entries(6, 5, 4, 3, 2, 1))

    assert Suspicion.TRUNCATED is watch.sees(*long_entries(6, 5, 4), entry(3, text=LONG[:20]))
    assert [("entry.created", "e7")] == watch.sees(*long_entries(7, 6, 5, 4, 3, 2, 1))


def test_texts_that_lose_their_ends_together_are_not_believed():
    """A carrier that is cut at so many characters took the place of the one that is not."""
    watch = Watch(*long_entries(4, 3, 2, 1))

    assert Suspicion.TRUNCATED is watch.sees(*[entry(number, text=f"{LONG[:20]}…") for number in (4, 3, 2, 1)])


def test_an_entry_that_is_shortened_is_an_update():
    """The newsroom takes a sentence back: in the middle of the page, or in its last entry."""
    for shortened in (2, 1):
        watch = Watch(*long_entries(3, 2, 1))
        shown = [entry(n, text=LONG[:20]) if n == shortened else long_entries(n)[0] for n in (3, 2, 1)]
        assert [("entry.updated", f"e{shortened}")] == watch.sees(*shown)


# -------------------------------------------------------------------------------------------------- stale

EDITED = entry(2, text="Edited")
FIRST, SECOND = entries(3, 2, 1), [entry(4), entry(3), EDITED, entry(1)]


@pytest.mark.parametrize("dates", [{"made": 10}, {"modified": 10}, {"says": 10}])
def test_an_older_copy_is_not_believed(dates):
    """It says so itself, by what a cache adds or by when it was modified."""
    (name,) = dates
    watch = Watch(*FIRST, confirm_deletions=1)
    watch.sees(*SECOND, **{name: 11})

    assert Suspicion.STALE is watch.sees(*FIRST, **dates)
    assert [("entry.created", "e5")] == watch.sees(entry(5), *SECOND, **{name: 12})


def test_going_backwards_in_two_ways_is_an_older_copy():
    """The newest entry is missing while another one is back at an earlier revision."""
    watch = Watch(*FIRST, confirm_deletions=1)
    watch.sees(*SECOND)

    assert Suspicion.STALE is watch.sees(*FIRST)


def test_going_backwards_by_its_own_date_is_an_older_copy():
    """Also to a revision that we never saw."""
    watch = Watch(*SECOND, confirm_deletions=1)

    older = entry(2, text="Before", updated=EDITED.updated - timedelta(minutes=1))
    assert Suspicion.STALE is watch.sees(entry(3), older, entry(1))


def test_without_evidence_going_back_is_news():
    """A → B → A are two updates; the newest entry may be deleted; and a pinned one is not the newest."""
    watch = Watch(entry(9, pinned=True), *FIRST, confirm_deletions=1)

    assert [("entry.updated", "e2")] == watch.sees(entry(9, pinned=True), entry(3), EDITED, entry(1))
    assert [("entry.updated", "e2")] == watch.sees(entry(9, pinned=True), *FIRST)
    assert [("entry.deleted", "e3")] == watch.sees(entry(9, pinned=True), *entries(2, 1))


def test_a_page_with_something_new_is_no_older_copy():
    """Servers whose clocks or dates differ tell news as well."""
    watch = Watch(*FIRST)
    watch.sees(*SECOND, made=11, modified=11)

    assert [("entry.created", "e5")] == watch.sees(entry(5), *SECOND, made=10, modified=10)


BEFORE = entries(0, -1, -2)
"""Entries that were published before the first reading of a `Watch`."""


def test_a_copy_from_before_the_watch_is_an_older_copy():
    """Nothing on it is known, and all of it is older than that: none of it is told, unless the page stays so.

    It may be made anew at each poll, as the second page is that a server gives at the address of the first.
    """
    watch = Watch(*entries(9, 8, 7, 6))
    watch.sees(*entries(9, 8, 7, 6), made=1, says=1)

    assert Suspicion.STALE is watch.sees(*BEFORE, made=2, says=2)
    assert [("entry.created", "e10")] == watch.sees(*entries(10, 9, 8, 7), made=3, says=3)
    assert [Suspicion.STALE] * 2 == [watch.sees(*BEFORE, made=at) for at in (4, 5)]
    assert 3 == len(watch.sees(*BEFORE, made=6))


def test_what_takes_the_place_of_an_announcement_is_no_older_copy():
    """An entry dated at the kick-off to come gives way to the first reports, on a page that was modified since."""
    watch = Watch(entry(9, published=NOON + timedelta(hours=8)))
    watch.sees(entry(9, published=NOON + timedelta(hours=8)), made=1, modified=1)

    assert 3 == len(watch.sees(*entries(4, 3, 2), made=2, modified=2))


def test_what_has_no_date_has_no_copies_from_before():
    """The one entry of a page without dates gives way to another."""
    watch = Watch(entry(1, published=None, updated=None))

    assert [("entry.created", "e2")] == watch.sees(entry(2, published=None, updated=None))


def test_another_live_blog_is_no_older_copy_of_the_last():
    """It has a title of its own; that its clocks may be read a day off is no reason to wait."""
    found = compare(
        Watch(*entries(9, 8, 7, 6)).known,
        snapshot(*BEFORE, title="Another storm"),
        at=NOON + timedelta(minutes=2),
        rules=Rules(),
    )

    assert suspect(Watch(*entries(9, 8, 7, 6)).known, found, Freshness(), Freshness()) is None


@pytest.mark.parametrize("shown", [entries(9, 0, -1), entries(12, 11, 0), [entry(0, published=None, updated=None)]])
def test_what_is_new_beside_older_entries_is_no_older_copy(shown):
    """An entry that is known, or younger than all that was, or without a date, is none of before the watch."""
    watch = Watch(*entries(9, 8, 7, 6))

    assert isinstance(watch.sees(*shown), list)


def test_an_older_copy_that_stays_is_the_world():
    """A server that was set back: told after as many readings as it takes, and then the measure of what follows."""
    watch = Watch(*FIRST, confirm_deletions=1)
    watch.sees(*SECOND, modified=11)

    told = [watch.sees(*FIRST, modified=10) for _ in range(3)]

    assert [Suspicion.STALE] * 2 == told[:2]
    assert [("entry.deleted", "e4"), ("entry.updated", "e2")] == told[2]
    assert [("entry.updated", "e1")] == watch.sees(*FIRST[:2], entry(1, text="Edited"), modified=10)


def test_one_copy_served_often_agrees_with_nobody():
    """A cache that repeats itself is one witness; one that made the page again is another."""
    watch = Watch(*FIRST, confirm_deletions=1)
    watch.sees(*SECOND, made=20)

    assert [Suspicion.STALE] * 9 == [watch.sees(*FIRST, made=10) for _ in range(9)]
    assert Suspicion.STALE is watch.sees(*FIRST, made=11)
    assert 2 == len(watch.sees(*FIRST, made=12))


def test_a_newest_entry_that_is_pinned_is_missed_as_any_other():
    """What no older copy has is the entry that was first seen last, wherever it stands."""
    watch = Watch(*FIRST, confirm_deletions=1)
    watch.sees(entry(4, pinned=True), entry(3), EDITED, entry(1))
    assert Suspicion.STALE is watch.sees(*FIRST)

    late = entry(7, published=NOON + timedelta(seconds=90))
    watch = Watch(*FIRST, confirm_deletions=1)
    watch.sees(entry(3), EDITED, late, entry(1))
    assert Suspicion.STALE is watch.sees(*FIRST)


def test_a_copy_from_before_a_deletion_is_an_older_copy():
    """It shows again what was withdrawn, and lacks the newest."""
    watch = Watch(*FIRST, confirm_deletions=1)
    watch.sees(*entries(3, 1))
    watch.sees(*entries(4, 3, 1))

    assert Suspicion.STALE is watch.sees(*FIRST)


def test_what_filled_up_from_below_may_roll_off_again():
    """An entry is restored, and one that had taken its place at the end of the page is gone: nothing is old."""
    watch = Watch(*entries(9, 8, 7, 6, 5), confirm_deletions=1)
    assert [("entry.deleted", "e7")] == watch.sees(*entries(9, 8, 6, 5, 4))

    assert [("entry.restored", "e7")] == watch.sees(*entries(9, 8, 7, 6, 5))


def test_an_entry_that_goes_back_with_its_date_is_an_older_copy():
    """Who takes an edit back dates that anew, or not at all."""
    later = EDITED.updated + timedelta(minutes=1)
    watch = Watch(*FIRST)
    watch.sees(entry(3), replace(EDITED, updated=later), entry(1))

    assert Suspicion.STALE is watch.sees(*FIRST)
    assert [("entry.updated", "e2")] == watch.sees(entry(3), entry(2, updated=later), entry(1))


def test_a_body_that_breaks_off_is_not_believed_if_earlier_ones_did_not():
    """Whatever it changed; one that changes nothing takes nothing away from the measure."""
    watch = Watch(*FIRST)
    assert [] == watch.sees(*FIRST, closed=False)
    assert Suspicion.TRUNCATED is watch.sees(entry(3), EDITED, entry(1), closed=False)
    assert [("entry.updated", "e2")] == watch.sees(entry(3), EDITED, entry(1))

    assert Suspicion.TRUNCATED is watch.sees(*FIRST, closed=False)
    assert Suspicion.TRUNCATED is watch.sees(*FIRST, closed=False)
    assert [("entry.updated", "e2")] == watch.sees(*FIRST, closed=False)
    assert [("entry.updated", "e2")] == watch.sees(entry(3), EDITED, entry(1), closed=False)


def test_a_window_that_was_joined_of_several_pages_is_no_measure():
    """All pages of a first poll, or those that closed a gap; after them the first page alone is as it should be."""
    watch, whole = Watch(), Watch(*NINE)
    watch.sees(*NINE, on_first=3)

    assert [("entry.created", "e10")] == watch.sees(*entries(10, 9, 8))
    assert Suspicion.COLLAPSED is whole.sees(*entries(10, 9, 8))


def test_the_first_of_several_pages_is_the_measure_of_the_next_first_one():
    """What falls to a quarter of that has collapsed, though its entries leave gaps that look like deletions."""
    watch = Watch()
    watch.sees(*NINE, on_first=6)

    assert Suspicion.COLLAPSED is watch.sees(*entries(9, 6))
    assert [] == watch.sees(*entries(9, 8, 7, 6, 5, 4))


# ---------------------------------------------------------------------------------------------- rewritten


def test_most_entries_do_not_say_something_else_at_once():
    """The page in another language for once; what stays so for minutes is told."""
    watch = Watch(*NINE)
    other = [replace(one, text=f"Mots de {one.id} en français") for one in NINE]

    assert Suspicion.REWRITTEN is watch.sees(entry(10), *other)
    assert [("entry.created", "e10")] == watch.sees(entry(10), *NINE)
    told = [watch.sees(entry(10), *other) for _ in range(3)]
    assert [Suspicion.REWRITTEN] * 2 == told[:2]
    assert [("entry.updated", f"e{number}") for number in range(1, 10)] == told[2]


def test_half_of_the_entries_may_be_edited():
    """Or all of a few."""
    assert 4 == len(Watch(*NINE).sees(*[replace(one, text=f"Edited {one.id}") for one in NINE[:4]], *NINE[4:]))
    few = NINE[:4]
    assert 4 == len(Watch(*few).sees(*[replace(one, text=f"Edited {one.id}") for one in few]))


def test_three_readings_that_agree_within_seconds_are_not_enough():
    """Where we choose when to poll: what a cache kept lasts longer; with `quarantine_after: 1` all is believed."""
    found = compare(Watch(*NINE).known, snapshot(*entries(9, 1)), at=NOON, rules=Rules())
    known, state = Watch(*NINE).known, SourceState(source="flood")
    for seconds, believed_now in ((0, False), (5, False), (10, False), (119, False), (120, True)):
        at = NOON + timedelta(seconds=seconds)
        held = judge(known, found, Freshness(closed=True, entries=2), state, patience=3, least=HELD, at=at)
        assert believed_now is (held is None)
        state = replace(state, quarantine=held)
    assert judge(known, found, Freshness(closed=True, entries=2), SourceState(source="x"), patience=1, at=NOON) is None


# Each version of a live blog with what it told; a stale copy is one of the versions before.
_actions = st.lists(st.sampled_from(["new", "edit", "revert", "delete", "late", "restore"]), min_size=1, max_size=6)


def versions(actions):
    """Return the pages of a live blog, one after the other."""
    shown, gone, number = entries(5, 4, 3, 2, 1), [], 5
    pages = [tuple(shown)]
    for place, action in enumerate(actions):
        match action:
            case "new":
                number += 1
                shown = [entry(number), *shown]
            case "late":
                number += 1
                shown = [*shown[:2], entry(number, published=NOON + timedelta(seconds=200 + place)), *shown[2:]]
            case "edit":
                shown = [*shown[:1], replace(shown[1], text=f"Edited in version {place}"), *shown[2:]]
            case "revert":
                shown = [*shown[:1], next(e for e in pages[0] + tuple(shown) if e.id == shown[1].id), *shown[2:]]
            case "delete" if len(shown) > 3:
                gone, shown = [shown[1]], [*shown[:1], *shown[2:]]
            case "restore" if gone:
                gone, shown = [], [shown[0], *gone, *shown[1:]]
            case _:
                pass
        pages.append(tuple(shown))
    return pages


@given(_actions, st.sampled_from(["made", "modified", "says"]), st.data())
def test_stale_copies_among_fresh_ones_are_never_seen(actions, evidence, data):
    """Any interleaving, with fewer in a row than it takes, gives exactly the events of the fresh ones alone."""
    pages = versions(actions)
    alone, disturbed = Watch(*pages[0], confirm_deletions=1), Watch(*pages[0], confirm_deletions=1)
    for version in range(1, len(pages)):
        expected = alone.sees(*pages[version], **{evidence: version})
        assert expected == disturbed.sees(*pages[version], **{evidence: version})
        for _ in range(data.draw(st.integers(0, disturbed.patience - 1), label=f"stale copies after {version}")):
            old = data.draw(st.integers(0, version - 1), label="version")
            assert disturbed.sees(*pages[old], **{evidence: old}) in (Suspicion.STALE, [])
    assert alone.known.entries.keys() == disturbed.known.entries.keys()


# ---------------------------------------------------------------------------------------------- freshness


def http(moment) -> str:
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "made_at", "modified"),
    [
        ({}, NOON, None),
        ({"date": http(NOON)}, NOON, None),
        ({"date": http(NOON - timedelta(minutes=2))}, NOON - timedelta(minutes=2), None),
        ({"date": http(NOON + timedelta(minutes=2))}, NOON, None),
        ({"date": http(NOON), "age": "60"}, NOON - timedelta(minutes=1), None),
        ({"age": " 60 "}, NOON - timedelta(minutes=1), None),
        ({"age": "-1"}, NOON, None),
        ({"age": "9" * 20}, NOON, None),
        ({"date": "yesterday", "last-modified": "Thu"}, NOON, None),
        ({"last-modified": http(NOON - timedelta(hours=1))}, NOON, NOON - timedelta(hours=1)),
        ({"last-modified": "Fri, 02 Jan 2026 11:00:00"}, NOON, NOON - timedelta(hours=1)),
        ({"last-modified": "Fri, 02 Jan 2026 13:00:00 +0200"}, NOON, NOON - timedelta(hours=1)),
    ],
)
def test_freshness_is_what_the_headers_leave(headers, made_at, modified):
    """Date, Age and Last-Modified as servers and caches send them, the nonsense too."""
    found = freshness(replace(page(), headers=headers), snapshot())

    assert (made_at, modified) == (found.made_at, found.last_modified)


def test_a_little_older_is_no_older():
    """Clocks differ."""
    nothing = Comparison(changes=(), touched=(), known=Known())
    watch = Watch(*FIRST, confirm_deletions=1)
    found = compare(watch.known, snapshot(*entries(3, 1)), at=NOON, rules=watch.rules)
    older = Freshness(made_at=NOON - SKEW)

    assert suspect(watch.known, found, older, Freshness(made_at=NOON)) is None
    assert suspect(watch.known, found, replace(older, made_at=NOON - SKEW * 1.1), Freshness(made_at=NOON))
    assert suspect(watch.known, nothing, older, Freshness(made_at=NOON)) is None


def test_on_a_page_of_what_was_touched_last_the_newest_may_be_gone():
    """Touches of older entries have pushed it off: one that is taken back among them makes no old copy."""
    watch = Watch(*entries(5, 4, 3), confirm_deletions=1)
    assert [("entry.updated", "e3")] == watch.sees(entry(5), entry(4), entry(3, text=LONG), touched=1)

    assert [("entry.updated", "e3")] == watch.sees(entry(4), entry(3), touched=60)


def test_a_copy_of_what_was_touched_last_is_old_if_the_newest_should_be_on_it():
    """It lacks an entry that is younger than its last touch, and another one says what it said before."""
    watch = Watch(*entries(5, 4, 3))
    watch.sees(entry(6), entry(5), entry(3, text=LONG), touched=4)

    assert Suspicion.STALE is watch.sees(*entries(5, 4, 3), touched=3)
