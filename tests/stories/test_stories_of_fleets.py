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
    "a minute behind": (fleet(steady(0), steady(60)), 4, 0),
    "minutes behind": (fleet(steady(0), steady(150)), 10, 2),
    "asked for a while": (fleet(steady(0), steady(150), session=4), 10, 4),
    "uneven": (fleet(steady(0), uneven(120)), 6, 2),
    "made anew now and then": (fleet(steady(0), anew(300)), 14, 4),
    "five": (fleet(steady(0), steady(15), anew(60), anew(120), uneven(60)), 8, 1),
    "seven minutes behind": (fleet(steady(0), steady(400)), 20, 6),
    "hours behind": (fleet(steady(0), steady(0), steady(0), steady(7_200)), 0, 0),
    "one that hangs": (fleet(steady(0), steady(0), stopped(1_500)), 0, 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("killed", [0, 0.4], ids=["", "killed"])
@pytest.mark.parametrize(("edge", "most", "learnt"), FLEETS.values(), ids=FLEETS)
def test_what_no_server_shows_is_not_told(edge: Edge, most: int, learnt: int, killed: float):
    """Nothing is missed; what is invented until the servers are known has a bound, and a narrow one afterwards."""
    story = moody(JSON, edge, killed=killed, interval=timedelta(seconds=20)).play(1.5 * HOUR)

    verdict = story.judge()

    assert [] == [line for line in verdict.missed if line.endswith("withdrawn")]
    assert most >= len(verdict.invented)
    assert learnt >= sum(late(story, line) for line in verdict.invented)


def late(story: Story, line: str) -> bool:
    return story.seen[int(line.partition(" ")[0])].at - story.began > LESSONS


@pytest.mark.parametrize("killed", [0, 0.5], ids=["", "killed"])
def test_a_newsroom_that_changes_its_mind_is_no_fleet(killed: float):
    """One server: all that it withdraws, restores, edits and takes back is told, in two readings."""
    verdict = moody(JSON, until=0.6 * HOUR, killed=killed, interval=timedelta(seconds=20)).play(0.7 * HOUR).judge()

    assert [] == verdict.faults
    assert 40 >= verdict.latest
