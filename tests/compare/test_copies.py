"""Older copies that do not say so: what is doubted, for how long, and what teaches it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, Held, entries, entry, snapshot

from monitor.compare import compare
from monitor.compare.copies import (
    ALLOWANCE,
    HELD,
    LONGEST_LAG,
    REMEMBERED,
    at_rest,
    believed_in,
    betrayed,
    doubted,
    wait,
    witnessed,
)
from monitor.model import Copies, Freshness, Suspicion

CREATED, UPDATED, DELETED = "entry.created", "entry.updated", "entry.deleted"
STALE = Suspicion.STALE


class Watch(Held):
    """Compares one snapshot after the other, ten seconds apart unless told otherwise, as the pipeline does."""

    def __init__(self, *shown, **rules) -> None:
        super().__init__(**rules)
        self.at = NOON + timedelta(hours=1)
        self.sees(*shown)
        self.at += timedelta(hours=1)

    def sees(self, *shown, after: float = 10, modified=None, withdrawn=()):
        """Return what is told, or why nothing is."""
        self.at += timedelta(seconds=after)
        fresh = Freshness(made_at=self.at, last_modified=modified, closed=True, entries=len(shown))
        found = compare(self.known, snapshot(*shown, withdrawn=frozenset(withdrawn)), at=self.at, rules=self.rules)
        copies = witnessed(self.state.copies, self.known, found, at=self.at)
        self.state = replace(self.state, copies=copies)
        told = self.takes(found, fresh, at=self.at, copies=copies)
        if self.state.quarantine is None:
            self.state = replace(self.state, copies=believed_in(copies, found, at=self.at))
        elif not doubted(copies, at=self.at):
            self.state = replace(self.state, copies=betrayed(copies))
        return told

    def flickers(self, number: int, missing=()) -> None:
        """Let an entry come, be missing for once, of which nothing is told or why it is not believed, and be back."""
        newest = [entry(number), *map(self._entry, self.known.window)]
        assert [(CREATED, f"e{number}")] == self.sees(*newest)
        assert (missing or []) == self.sees(*newest[1:])
        assert [] == self.sees(*newest)

    def _entry(self, id_: str):
        return self.known.entries.entry(id_)


OLD = entries(5, 4, 3, 2, 1)
SINCE = entries(7, 6, 5, 4, 3, 2, 1)


def served() -> Watch:
    """Return the watch of a source that was seen to serve older copies; it shows `SINCE`."""
    watch = Watch(*OLD)
    watch.flickers(6)
    assert ["e6"] == [relapse.newest for relapse in watch.state.copies.relapses]
    watch.flickers(7)
    assert ["e6", "e7"] == [relapse.newest for relapse in watch.state.copies.relapses]
    return watch


def often_served() -> Watch:
    """Return the watch of a source that did so four times; it shows `SINCE`, too."""
    watch = Watch(*SINCE[4:])
    for number in (4, 5, 6, 7):
        watch.flickers(number, missing=STALE if number > 5 else ())
    return watch


def test_what_has_just_come_is_not_withdrawn_by_a_copy_that_lacks_it():
    """Where such copies were served, however often in a row, until it has been seen for as long as caches lag."""
    watch = served()
    watch.sees(entry(8), *SINCE)

    told = [watch.sees(*SINCE) for _ in range(13)]

    assert [STALE] * 11 + [[], [(DELETED, "e8")]] == told
    assert timedelta(seconds=120) == HELD


@pytest.mark.parametrize("after", [10, 130])
def test_where_no_copies_were_served_a_withdrawal_is_one(after):
    """In two readings, however lately the entry came, or the two of them."""
    watch = Watch(*OLD)
    watch.sees(entry(6), *OLD)
    assert [[], [(DELETED, "e6")]] == [watch.sees(*OLD, after=after), watch.sees(*OLD)]

    for newest in (7, 8):
        watch.sees(*entries(*range(newest, 6, -1)), *OLD)
    assert [[], [(DELETED, "e7"), (DELETED, "e8")]] == [watch.sees(*OLD, after=after), watch.sees(*OLD)]


def test_what_was_there_for_a_while_is_withdrawn_as_ever():
    """In two readings, of a source that is known for its copies; two that went together are not."""
    watch = served()
    watch.sees(entry(8), *SINCE)
    assert [[], [(DELETED, "e8")]] == [watch.sees(*SINCE, after=130), watch.sees(*SINCE)]

    for newest in (9, 10):
        watch.sees(*entries(*range(newest, 8, -1)), *SINCE, after=600)
    assert STALE is watch.sees(*SINCE, after=600)


def test_three_that_came_one_after_the_other_are_not_lost_at_once():
    """Until enough readings agree, for minutes; then two more are not asked for again."""
    watch = Watch(*OLD)
    for newest in (6, 7, 8):
        watch.sees(*entries(*range(newest, 5, -1)), *OLD, after=600)

    told = [watch.sees(*OLD, after=after) for after in (600, 30, 30, 30, 29, 1, 10)]

    assert [STALE] * 5 == told[:5]
    assert [[], [(DELETED, "e6"), (DELETED, "e7"), (DELETED, "e8")]] == told[5:]
    assert timedelta(seconds=120) == HELD


@pytest.mark.parametrize("count", [1, 2, 3])
def test_edits_that_are_taken_back_are_updates(count):
    """A → B → A is two updates; three at once are doubted, and so are all where copies were served often."""
    for watch in (Watch(*SINCE), served(), often_served()):
        learnt = len(watch.state.copies.relapses) == 4
        shown = list(SINCE)
        for place in range(2, 2 + count):
            shown[place] = replace(shown[place], text="Edited")
            watch.sees(*shown)
        told = watch.sees(*SINCE)
        assert STALE is told if learnt or count == 3 else [UPDATED] * count == [kind for kind, _ in told]

        for _ in range(13):
            told = told if told is not STALE else watch.sees(*SINCE)

        assert [UPDATED] * count == [kind for kind, _ in told]


@pytest.mark.parametrize("kept", [entries(7), [entry(4, text="Edited")]], ids=["a later one", "a later edit"])
def test_a_reading_with_something_later_is_no_older_copy(kept):
    """It lacks what has just come, and has what came after it."""
    watch = Watch(*OLD)
    watch.sees(entry(6), *OLD)
    later = sorted([*kept, *(one for one in OLD if one.id not in {other.id for other in kept})], key=place)
    watch.sees(*sorted([entry(6), *later], key=place))

    assert [[], [(DELETED, "e6")]] == [watch.sees(*later), watch.sees(*later)]


def place(one):
    return -int(one.id[1:])


def test_a_copy_may_lack_a_part_of_what_came_together():
    """An edit and an entry are read at once; a copy that was made in between has the edit."""
    watch = served()
    edited = [*SINCE[:2], entry(5, text="Edited"), *SINCE[3:]]
    watch.sees(entry(8), *edited)

    assert STALE is watch.sees(*edited)


def test_of_what_came_with_one_reading_none_is_the_last():
    """With the first one, however few there are, or with one after an outage of ours."""
    few = Watch(*OLD[3:])
    assert [[], [(DELETED, "e2")]] == [few.sees(*OLD[4:]), few.sees(*OLD[4:])]

    watch = Watch(*OLD)
    assert [[], [(DELETED, "e5")]] == [watch.sees(*OLD[1:]), watch.sees(*OLD[1:])]

    watch.sees(*entries(12, 11, 10, 9), *OLD[1:])
    shown = [*entries(11, 10, 9), *OLD[1:]]
    assert [[], [(DELETED, "e12")]] == [watch.sees(*shown), watch.sees(*shown)]


def test_what_the_page_itself_calls_withdrawn_is_believed():
    """Whenever it came."""
    watch = Watch(*OLD)
    watch.sees(entry(6), *OLD)

    assert [(DELETED, "e6")] == watch.sees(*OLD, withdrawn=["e6"])


def test_a_page_that_was_modified_since_is_believed():
    """By its own or its server's word it was made after the entry that it lacks had been seen."""
    watch = Watch(*OLD)
    watch.sees(entry(6), *OLD)
    later = watch.at + timedelta(seconds=8)

    assert [[], [(DELETED, "e6")]] == [watch.sees(*OLD, modified=later), watch.sees(*OLD, modified=later)]


def test_a_newsroom_that_changes_its_mind_about_words_teaches_nothing():
    """An edit that was told as taken back, and comes again, is its own affair."""
    watch = Watch(*OLD)
    edited = [entry(5, text="Edited"), *OLD[1:]]
    assert [[(UPDATED, "e5")]] * 4 == [watch.sees(*shown) for shown in (edited, OLD, edited, OLD)]

    assert () == watch.state.copies.relapses


def test_what_was_told_as_withdrawn_and_is_there_again_teaches():
    """Half as much as what was not told: four times within the hour, of as many entries."""
    watch, shown = Watch(*OLD), list(OLD)
    for number in (6, 7, 8, 9):
        watch.sees(entry(number), *shown)
        told = [watch.sees(*shown), watch.sees(*shown), watch.sees(entry(number), *shown)]
        assert [[], [(DELETED, f"e{number}")], [("entry.restored", f"e{number}")]] == told
        shown = [entry(number), *shown]
    assert ["e6", "e7", "e8", "e9"] == [relapse.newest for relapse in watch.state.copies.relapses]

    watch.sees(entry(10), *shown)
    assert STALE is watch.sees(*shown)


def test_the_further_behind_copies_were_the_longer_they_are_expected():
    """Half as long again as they were thrice, and two minutes at least: what happened once or twice is no measure."""
    watch, shown, waits = served(), list(SINCE), []
    for number in (8, 9, 10):
        watch.sees(entry(number), *shown)
        assert [STALE] * 11 == [watch.sees(*shown) for _ in range(11)]
        shown = [entry(number), *shown]
        assert [] == watch.sees(*shown)
        waits.append(wait(watch.state.copies, at=watch.at))

    assert [HELD, HELD, ALLOWANCE * timedelta(seconds=120)] == waits


def test_a_copy_that_says_its_age_teaches_nothing():
    """Nor does one that its words betray: it will be known again."""
    watch = Watch(*OLD)
    edited = [replace(OLD[0], text="Edited", updated=NOON + timedelta(hours=1)), *OLD[1:]]
    told = [watch.sees(*shown) for shown in (edited, OLD, edited)]

    assert [[(UPDATED, "e5")], STALE, []] == told
    assert () == watch.state.copies.relapses


@pytest.mark.parametrize("learnt", [True, False])
def test_a_copy_takes_back_a_withdrawal(learnt):
    """Where copies were served it is doubted as any retreat; elsewhere the newsroom has restored the entry."""
    watch = often_served() if learnt else served()
    kept = [*SINCE[:3], *SINCE[4:]]
    assert [[], [(DELETED, "e4")]] == [watch.sees(*kept, after=600), watch.sees(*kept)]

    told = [watch.sees(*SINCE) for _ in range(12)]

    assert ([STALE] * 11 if learnt else []) + [[("entry.restored", "e4")]] == told[: 12 if learnt else 1]


def test_a_withdrawal_that_nobody_remembers_says_nothing():
    """By itself it is news; on a page that lacks what came last it is a copy's."""
    watch, kept = served(), [*SINCE[:3], *SINCE[4:]]
    watch.sees(*kept, after=600)
    watch.sees(*kept)
    watch.sees(entry(8), *kept)
    watch.state = replace(watch.state, copies=replace(watch.state.copies, withdrawn={}))

    assert STALE is watch.sees(*SINCE)
    assert [("entry.restored", "e4")] == watch.sees(entry(8), *SINCE)


def test_what_a_newsroom_withdraws_and_restores_among_later_ones_teaches_nothing():
    """A page that has what came after it is no older copy."""
    watch = Watch(*OLD)
    watch.sees(entry(6), *OLD)
    watch.sees(entry(7), entry(6), *OLD)
    told = [watch.sees(*shown) for shown in ([entry(7), *OLD], [entry(7), *OLD], [entry(7), entry(6), *OLD])]

    assert [[], [(DELETED, "e6")], [("entry.restored", "e6")]] == told
    assert () == watch.state.copies.relapses


def test_a_restoration_long_after_teaches_nothing():
    """Copies are not that old."""
    watch, kept = Watch(*SINCE), [*SINCE[:3], *SINCE[4:]]
    for shown in (kept, kept):
        watch.sees(*shown)

    assert [("entry.restored", "e4")] == watch.sees(*SINCE, after=LONGEST_LAG.total_seconds() + 1)
    assert () == watch.state.copies.relapses


def test_what_was_edited_and_taken_back_is_on_older_copies_too():
    """It says what it said then, so it does not speak against one."""
    watch = served()
    watch.sees(entry(8), *SINCE)
    for text in ("Edited", SINCE[3].text):
        watch.sees(entry(8), *SINCE[:3], replace(SINCE[3], text=text), *SINCE[4:])
        watch.state = replace(watch.state, quarantine=None)

    assert STALE is watch.sees(*SINCE)


def test_what_was_learnt_is_forgotten_after_a_while():
    """Publishers change their caches."""
    watch = served()
    watch.sees(entry(8), *SINCE, after=REMEMBERED.total_seconds())

    assert [[], [(DELETED, "e8")]] == [watch.sees(*SINCE), watch.sees(*SINCE)]


def test_a_copy_that_lags_further_behind_than_caches_do_teaches_how_long_it_is_served():
    """Its age says nothing of the next one's."""
    watch = Watch(*OLD)
    watch.sees(entry(6), *OLD)
    watch.sees(*OLD, after=LONGEST_LAG.total_seconds() + 1)
    watch.sees(entry(6), *OLD)

    assert [timedelta(seconds=10)] == [relapse.lag for relapse in watch.state.copies.relapses]


def test_a_copy_that_was_read_several_times_was_served_since_the_first():
    """Not since the last of them."""
    watch = Watch(*OLD, confirm_deletions=3)
    watch.sees(entry(6), *OLD)
    watch.sees(*OLD, after=LONGEST_LAG.total_seconds() + 1)
    watch.sees(*OLD)
    watch.sees(entry(6), *OLD)

    assert [timedelta(seconds=20)] == [relapse.lag for relapse in watch.state.copies.relapses]


def test_what_is_back_long_after_teaches_nothing():
    """Between two readings so far apart anything may have happened."""
    watch = Watch(*OLD)
    watch.sees(entry(6), *OLD)
    watch.sees(*OLD)
    watch.sees(entry(6), *OLD, after=LONGEST_LAG.total_seconds() + 1)

    assert Copies() == watch.state.copies


def test_a_reading_that_still_lacks_it_is_no_relapse():
    """Another entry is edited meanwhile."""
    watch = Watch(*OLD)
    watch.sees(entry(6), *OLD)
    watch.sees(*OLD, after=130)
    assert [(UPDATED, "e1"), (DELETED, "e6")] == sorted(watch.sees(*OLD[:-1], entry(1, text="Edited")), reverse=True)

    assert () == watch.state.copies.relapses


def test_a_page_that_is_the_known_one_after_a_copy_teaches():
    """304: what the last answer lacked is there again. Without such an answer before it says nothing."""
    watch = served()
    watch.sees(entry(8), *SINCE)
    assert watch.state.copies == at_rest(watch.state, at=watch.at)
    watch.sees(*SINCE)

    assert ["e6", "e7", "e8"] == [relapse.newest for relapse in at_rest(watch.state, at=watch.at).relapses]
    told = replace(watch.state, quarantine=None)
    assert watch.state.copies == at_rest(told, at=watch.at)


def test_what_an_entry_said_first_is_no_relapse():
    """It was taken back for good, and is shown again as that."""
    watch = Watch(*OLD)
    edited = [entry(5, text="Edited"), *OLD[1:]]
    told = [watch.sees(*shown) for shown in (edited, OLD, [*OLD[:-1], entry(1, text="Edited")])]

    assert [[(UPDATED, "e5")], [(UPDATED, "e5")], [(UPDATED, "e1")]] == told
    assert () == watch.state.copies.relapses
