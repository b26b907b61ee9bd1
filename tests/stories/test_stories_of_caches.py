"""Live blogs behind caches: several edges of different ages, purges, copies that do not say how old they are."""

from dataclasses import replace
from datetime import timedelta

import pytest
from story_desk import Desk
from story_judge import DELETED
from story_layouts import AMP, CLOCK, JSON, JSONLD, MARKUP, RSS, TEXT, Layout
from story_life import HOUR, busy, recent, withdraw
from story_play import Answer, Story, answer, edges, origin

LAYOUTS = pytest.mark.parametrize("layout", [JSONLD, MARKUP, CLOCK, TEXT], ids=lambda layout: layout.name)


@pytest.mark.slow
@pytest.mark.parametrize("layout", [JSONLD, MARKUP, CLOCK, TEXT, RSS, JSON, AMP], ids=lambda layout: layout.name)
def test_all_that_a_newsroom_does_is_told_once(layout: Layout):
    """News, typos, rewrites, headlines, corrections, late inserts, withdrawals: without a cache between."""
    story = busy(layout, seed=5).play(0.6 * HOUR)

    assert [] == story.judge().faults
    assert story.judge().told > 20


@pytest.mark.slow
@LAYOUTS
@pytest.mark.parametrize("says", ["age date", "modified", "date"])
def test_edges_that_say_how_old_their_copies_are(layout: Layout, says: str):
    """In turn, 20 to 75 seconds old: nothing is told twice, nothing goes back."""
    assert [] == busy(layout, edges(20, 45, 75, says=says)).play(0.6 * HOUR).judge().faults


def lagging(story: Story) -> Answer:
    """Every other server is a minute behind, by chance."""
    behind = story.random.choice((0, 60))
    return answer(story, story.now - timedelta(seconds=behind), says="")


@LAYOUTS
def test_the_newest_entry_flickers_for_a_minute(layout: Layout):
    """Two servers, one of them a minute behind, and neither says so: until that is learnt, few are withdrawn."""
    story = Story(layout, edge=lagging, entries=30)
    for number in range(8):
        story.later(30 + 170 * number, Desk.publish)

    verdict = story.play(0.4 * HOUR, every=12).judge()

    assert 8 == verdict.due
    assert 3 >= sum("was not withdrawn" in line for line in verdict.faults)
    assert [] == [line for line in verdict.faults if number_of(line) > 70]


def number_of(line: str) -> int:
    """Return the number of the poll that a fault is of."""
    return int(line.partition(" ")[0])


@LAYOUTS
@pytest.mark.parametrize("polls", [1, 3])
def test_a_purge_brings_an_hour_old_copy(layout: Layout, polls: int):
    """For a while all edges have what one of them had kept: nothing of the last hour was withdrawn."""

    def edge(story: Story) -> Answer:
        purged = [seen for seen in story.seen if seen.at >= story.began + timedelta(hours=1)]
        stale = story.now >= story.began + timedelta(hours=1) and len(purged) < polls
        return answer(story, story.began + timedelta(minutes=2) if stale else story.now, says="")

    verdict = busy(layout, edge, until=0.95 * HOUR).play(1.05 * HOUR, every=30).judge()

    assert [] == verdict.faults


@LAYOUTS
def test_a_newest_entry_that_is_withdrawn_is_told(layout: Layout):
    """In two readings, however lately it came."""
    story = Story(layout, entries=30)
    story.later(30, Desk.publish)
    story.later(300, lambda desk: desk.withdraw(desk.keys()[0]))
    story.later(600, Desk.publish)
    story.later(640, lambda desk: desk.withdraw(desk.keys()[0]))

    verdict = story.play(0.3 * HOUR, every=10).judge()

    deleted = [seen.at - story.began for seen in story.seen for event in seen.events if event.type.value == DELETED]
    assert [] == verdict.faults
    assert [timedelta(seconds=310), timedelta(seconds=650)] == deleted


def test_a_page_that_says_that_it_is_new_is_no_older_copy():
    """What it lacks was taken away, however lately it came: its own date of modification went on."""

    def edge(story: Story) -> Answer:
        return answer(story, story.now, says="modified")

    story = Story(MARKUP, entries=30, edge=edge)
    story.later(30, Desk.publish)
    story.later(60, lambda desk: desk.withdraw(desk.keys()[0]))

    story.play(200, every=10)

    deleted = [seen.at - story.began for seen in story.seen for event in seen.events if event.type.value == DELETED]
    assert [timedelta(seconds=70)] == deleted


@LAYOUTS
def test_the_last_five_are_withdrawn_together(layout: Layout):
    """That is what an older copy looks like: told once the page has stayed so for minutes."""
    story = Story(layout, entries=30)
    for number in range(5):
        story.later(30 + 60 * number, Desk.publish)
    story.later(400, lambda desk: desk.withdraw(*desk.keys(0, 5)))

    verdict = story.play(800, every=10).judge()

    assert [] == verdict.faults
    assert 100 < verdict.latest < 200


@LAYOUTS
def test_a_weak_tag_of_one_edge_is_asked_of_another(layout: Layout):
    """304 from the edge that has the copy which was read, 200 with an older one from the next."""

    def edge(story: Story) -> Answer:
        made = edges(20, 75)(story)
        return replace(made, etag=f'W/"{hash(made.looks)}"')

    verdict = busy(layout, edge).play(0.5 * HOUR).judge()

    assert [] == [line for line in verdict.faults if "goes back" not in line]
    assert len(verdict.faults) <= 2  # an edit that is missing from the first copies may be a newsroom's change of mind


def test_a_withdrawal_among_news_is_told_as_ever():
    """An older copy has nothing new."""
    story = Story(MARKUP, entries=30)
    story.later(30, Desk.publish)
    story.later(45, lambda desk: (withdraw(desk, first=0), desk.publish()))

    assert [] == story.play(100, every=10).judge().faults
    assert recent(story.desk)
    assert origin(story).looks == story.desk.at(story.now)
