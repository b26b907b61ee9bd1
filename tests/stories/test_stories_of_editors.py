"""The habits of newsrooms, one at a time and for hours."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from story_desk import NOON, Desk, sentence
from story_layouts import AGES, CLOCK, JSON, JSONLD, MARKUP, RSS, TEXT, Layout
from story_life import HOUR, busy, change_author, insert_late, merge, news, recent, repost, split
from story_play import Answer, Story, answer

LAYOUTS = pytest.mark.parametrize("layout", [JSONLD, MARKUP, CLOCK, TEXT], ids=lambda layout: layout.name)


def again(step, layout: Layout, *, every: float = 240, until: float = 0.4 * HOUR) -> Story:
    """Let a newsroom do the same again and again, among its news."""
    story = Story(layout, entries=30)
    news(story, until, every=110)
    at = 200.0
    while at < until:
        story.later(at, step)
        at += every
    return story.play(until + 90)


def reworded(desk: Desk) -> None:
    key = recent(desk)
    repost(desk, key, paragraphs=(*desk[key].paragraphs, sentence(desk.random)), updated=desk.now)


def bumped(desk: Desk) -> None:
    desk.move(recent(desk, 12, 2), 0, published=desk.now, updated=desk.now)


def withdrawn_in_bulk(desk: Desk) -> None:
    desk.withdraw(*desk.keys(3, 8))


HABITS = {
    "reposted": lambda desk: repost(desk, recent(desk)),
    "reposted with more": reworded,
    "split": split,
    "merged": merge,
    "bumped to the top": bumped,
    "inserted": insert_late,
    "withdrawn in bulk": withdrawn_in_bulk,
    "authors": change_author,
}


@pytest.mark.slow
@LAYOUTS
@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
def test_a_habit_is_told_as_what_it_is(layout: Layout, habit):
    """And nothing else is told."""
    assert [] == again(habit, layout).judge().faults


@LAYOUTS
def test_a_post_is_put_right_twice_and_then_written_anew(layout: Layout):
    """A word within 20 seconds, the headline, and later all of it under that headline."""
    story = Story(layout, entries=30)
    for number in range(4):
        made: list[str] = []
        begin = 60 + 300 * number
        story.later(begin, lambda desk, made=made: made.append(desk.publish()))
        story.later(begin + 18, lambda desk, made=made: desk.append(made[0], "More follows."))
        story.later(begin + 40, lambda desk, made=made: desk.edit(made[0], title=f"{desk[made[0]].title} (update)"))
        story.later(begin + 200, lambda desk, made=made: desk.edit(made[0], paragraphs=(sentence(desk.random),) * 3))

    assert [] == story.play(0.4 * HOUR).judge().faults


@pytest.mark.slow
@pytest.mark.parametrize("layout", [CLOCK, RSS, JSON, AGES], ids=lambda layout: layout.name)
def test_the_first_page_holds_more_and_fewer_entries(layout: Layout):
    """18 to 22, by chance: what had rolled off and shows again is no news, with or without dates and ids."""

    def edge(story: Story) -> Answer:
        return answer(story, story.now, window=story.random.choice((18, 20, 20, 22)))

    assert [] == busy(layout, edge, window=18).play(0.5 * HOUR).judge().faults


@pytest.mark.parametrize("layout", [JSONLD, MARKUP, JSON], ids=lambda layout: layout.name)
def test_a_blog_begins_anew_at_its_address(layout: Layout):
    """The next day, with ids from 1 again: that and its entries are told, nothing of the last day as withdrawn."""
    numbers = count(1)

    def numbered(desk: Desk, ago: int = 0) -> str:
        return desk.publish(id=str(next(numbers)), at=desk.now - timedelta(seconds=ago))

    def next_day(desk: Desk) -> None:
        nonlocal numbers
        numbers, desk.looks, desk.title = count(1), [], "Flood live: the second day"
        for ago in (9, 6, 3):
            numbered(desk, ago)

    desk = Desk(1, at=NOON - timedelta(hours=2))
    for _ in range(30):
        desk.now += timedelta(minutes=4)
        numbered(desk)
    story = Story(layout, desk=desk)
    for number in range(6):
        story.later(60 + 100 * number, numbered)
    story.later(700, next_day)
    for number in range(6):
        story.later(960 + 100 * number, numbered)

    verdict = story.play(1_800).judge()

    assert [] == [line for line in verdict.faults if "withdrawn" not in line]
    assert 15 == verdict.told
    assert ["source.gap", "live_blog.updated"] == [line.split()[0] for line in verdict.beside]
    assert "another live blog stands at the address now" in verdict.beside[0]


@pytest.mark.slow
@pytest.mark.parametrize("layout", [JSONLD, MARKUP, CLOCK, TEXT, AGES], ids=lambda layout: layout.name)
@pytest.mark.parametrize("flips", [True, False], ids=["each other poll", "for good"])
def test_the_page_runs_the_other_way_round(layout: Layout, flips: bool):  # noqa: FBT001
    """Oldest first, for good or for each other reader: withdrawals and edits are told, the order is not."""

    def edge(story: Story) -> Answer:
        made = answer(story, story.now)
        turned = len(story.seen) % 2 or not flips
        return replace(made, drawn=made.looks[:: -1 if turned else 1])

    assert [] == busy(layout, edge).play(0.6 * HOUR).judge().faults


def test_the_end_of_a_blog_is_told_once():
    """With its summary; a late correction is told after it."""
    story = Story(MARKUP, entries=30)
    story.later(
        100,
        lambda desk: desk.publish(title="Summary", paragraphs=("What happened today.", "This live blog has ended.")),
    )
    story.later(2_000, lambda desk: desk.edit(desk.keys()[3], paragraphs=(sentence(desk.random),)))

    verdict = story.play(4_000).judge()

    assert [] == verdict.faults
    assert ["live_blog.ended the page says so: this live blog has ended"] == verdict.beside
