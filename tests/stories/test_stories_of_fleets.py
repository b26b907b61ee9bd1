"""Servers of different ages that say nothing of it, and a newsroom that changes its mind; restarts among all that."""

from datetime import timedelta

import pytest
from story_layouts import JSON
from story_life import HOUR, moody
from story_play import Edge, Story, fleet

LESSONS = timedelta(minutes=30)
"""For so long faults may be told: until it is learnt what the servers are like."""


def steady(seconds: float):
    return lambda _: seconds


def uneven(most: float):
    return lambda story: story.random.uniform(0, most)


def anew(every: float):
    return lambda story: (story.now - story.began).total_seconds() % every


def stopped(at: float):
    return lambda story: max(0.0, (story.now - story.began).total_seconds() - at)


FLEETS = {
    "a minute behind": (fleet(steady(0), steady(60)), 2),
    "minutes behind": (fleet(steady(0), steady(150)), 2),
    "asked for a while": (fleet(steady(0), steady(150), session=4), 6),
    "uneven": (fleet(steady(0), uneven(120)), 2),
    "made anew now and then": (fleet(steady(0), anew(300)), 2),
    "five": (fleet(steady(0), steady(15), anew(60), anew(120), uneven(60)), 2),
    "seven minutes behind": (fleet(steady(0), steady(400)), 2),
    "hours behind": (fleet(steady(0), steady(0), steady(0), steady(7_200)), 0),
    "one that hangs": (fleet(steady(0), steady(0), stopped(1_500)), 0),
}


@pytest.mark.slow
@pytest.mark.parametrize(("edge", "most"), FLEETS.values(), ids=FLEETS)
def test_what_no_server_shows_is_not_told(edge: Edge, most: int):
    """Nothing is missed for good, however often we are killed; what is invented has a bound, and ends with lessons."""
    story = moody(JSON, edge, until=HOUR, killed=0.2, interval=timedelta(seconds=20)).play(1.1 * HOUR)

    verdict = story.judge()

    there = story.desk.keys(0)
    assert [] == [line for line in verdict.missed if line.endswith("withdrawn") and line.split()[2] not in there]
    assert most >= len(verdict.invented)
    assert [] == [line for line in verdict.invented if late(story, line)]


def late(story: Story, line: str) -> bool:
    return story.seen[int(line.partition(" ")[0])].at - story.began > LESSONS


@pytest.mark.parametrize("killed", [0, 0.5], ids=["", "killed"])
def test_a_newsroom_that_changes_its_mind_is_no_fleet(killed: float):
    """One server: all that it withdraws, restores, edits and takes back is told, in two readings."""
    verdict = moody(JSON, until=0.6 * HOUR, killed=killed, interval=timedelta(seconds=20)).play(0.7 * HOUR).judge()

    assert [] == verdict.faults
    assert 40 >= verdict.latest
