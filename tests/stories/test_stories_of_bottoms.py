"""Pages that keep their first entry at the bottom, and pages that only look so when an old entry is withdrawn."""

from dataclasses import replace

import pytest
from story_desk import Desk
from story_judge import DELETED
from story_layouts import CLOCK, JSON, MARKUP, RSS, TEXT, Layout
from story_life import HOUR, busy, news
from story_play import Answer, Story, answer

LAYOUTS = pytest.mark.parametrize("layout", [MARKUP, CLOCK, TEXT, RSS, JSON], ids=lambda layout: layout.name)


def introduced(story: Story, size: int = 15) -> Answer:
    """Return the newest entries, and the first of all below them."""
    made = answer(story, story.now)
    looks = (*made.looks[: size - 1], made.looks[-1]) if len(made.looks) > size else made.looks
    return replace(made, looks=looks)


@LAYOUTS
@pytest.mark.parametrize("entries", [13, 40], ids=["fills up first", "is full"])
def test_a_page_that_keeps_its_first_entry(layout: Layout, entries: int):
    """What rolls off above it was never withdrawn; what is withdrawn above that is told."""
    story = busy(layout, introduced, entries=entries)
    story.later(0.45 * HOUR, lambda desk: desk.withdraw(desk.keys()[11]))

    verdict = story.play(0.6 * HOUR).judge()

    assert [] == verdict.faults
    assert DELETED in {event.type.value for event in story.told}


@LAYOUTS
@pytest.mark.parametrize("place", [-2, -3])
def test_an_old_entry_is_withdrawn_in_the_minute_in_which_one_is_published(layout: Layout, place: int):
    """That looks like one that rolls off above an introduction, until the next one comes."""
    story = Story(layout, entries=12)
    story.later(100, lambda desk: (desk.publish(), desk.withdraw(desk.keys()[place])))
    story.later(400, Desk.publish)

    verdict = story.play(700).judge()

    assert [] == verdict.faults
    assert 3 == verdict.told


@LAYOUTS
def test_nobody_looked_while_all_but_the_first_entry_rolled_off(layout: Layout):
    """Nothing was withdrawn: what came is told, and that more may have come in between."""
    story = Story(layout, entries=40, edge=introduced)
    news(story, 2 * HOUR, every=200)
    story.play(60)
    story.now = story.began.replace(hour=14)

    verdict = story.play(2.2 * HOUR).judge()

    assert DELETED not in {event.type.value for event in story.told}
    assert ["source.gap"] == [line.split()[0] for line in verdict.beside]
