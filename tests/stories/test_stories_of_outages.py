"""Pages that are something else for a while, or are read in another way, and hours in which nobody looked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from story_layouts import CLOCK, JSONLD, MARKUP, TEXT, URL, Layout
from story_life import HOUR, busy
from story_play import Answer, Edge, Story, answer

from monitor.errors import BadStatus

LAYOUTS = pytest.mark.parametrize("layout", [JSONLD, MARKUP, CLOCK, TEXT], ids=lambda layout: layout.name)

CONSENT = b"<html><head><title>Before you continue</title></head><body><h1>We value your privacy</h1></body></html>"
ERROR = (
    b"<html><head><title>The Example</title></head><body><h1>Something went wrong</h1><p>Please try again later.</p>"
    b"<ul><li><a href='/world'>World: what happened today</a></li></ul></body></html>"
)


def down(what: Callable[[Answer], Answer], begin: float = 400, end: float = 1_200) -> Edge:
    """Return an edge that has something else for a while."""

    def edge(story: Story) -> Answer:
        since = (story.now - story.began).total_seconds()
        made = answer(story, story.now)
        return what(made) if begin <= since < end else made

    return edge


OUTAGES = {
    "blocked": lambda made: replace(made, fault=BadStatus(URL, 403, "the server answered 403 Forbidden")),
    "consent": lambda made: replace(made, body=CONSENT),
    "error page": lambda made: replace(made, body=ERROR),
}


@pytest.mark.slow
@LAYOUTS
@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
def test_what_happened_meanwhile_is_told_afterwards(layout: Layout, outage: Callable[[Answer], Answer]):
    """News, edits and withdrawals; the source is told as degraded and as recovered, once each."""
    verdict = busy(layout, down(outage), until=0.6 * HOUR).play(0.7 * HOUR).judge()

    assert [] == verdict.faults
    assert ["source.degraded", "source.recovered"] == [line.split()[0] for line in verdict.beside]


@pytest.mark.slow
@LAYOUTS
@pytest.mark.parametrize("hours", [0.3, 9])
def test_hours_in_which_nobody_looked(layout: Layout, hours: float):
    """What stands at their end is told, each once, the oldest first."""
    story = busy(layout, until=0.6 * HOUR)
    story.play(0.3 * HOUR)
    story.now += timedelta(hours=hours)

    assert [] == story.play((hours + 0.5) * HOUR).judge().faults


@pytest.mark.slow
@LAYOUTS
def test_each_seventh_body_breaks_off(layout: Layout):
    """Anywhere: no text is shortened, none goes to another entry, nothing is withdrawn."""

    def edge(story: Story) -> Answer:
        made = answer(story, story.now)
        if len(story.seen) % 7 != 3:
            return made
        body = story.layout.body(made.looks, story.now, title=story.desk.title)
        return replace(made, body=body[: int(len(body) * story.random.uniform(0.1, 0.98))])

    assert [] == busy(layout, edge, until=0.8 * HOUR).play(0.9 * HOUR).judge().faults


DATA = {
    "one poll late": lambda story: {"data": story.desk.at(story.seen[-1].at if story.seen else story.began)},
    "two minutes late": lambda story: {"data": story.desk.at(story.now - timedelta(seconds=120))},
    "the newest 10": lambda _: {"cut": 10},
    "a summary": lambda _: {"words": "summary"},
    "not each time": lambda story: {"without": story.random.random() < 0.5},
    "gone for seven polls": lambda story: {"without": len(story.seen) // 7 % 3 == 1},
    "numbered anew": lambda story: {
        "data": tuple(
            replace(look, id=str(len(story.desk.looks) - place)) for place, look in enumerate(story.desk.looks)
        )
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("data", DATA.values(), ids=DATA)
def test_structured_data_beside_the_markup(data: Callable[[Story], dict[str, object]]):
    """Late, cut, in other words, under other ids, or not there at all: what the page shows is told, once."""
    story = busy(JSONLD, lambda told: answer(told, told.now, **data(told)))

    assert [] == story.play(0.6 * HOUR).judge().faults


def test_short_ids_that_happen_to_have_no_letter_are_ids():
    """Of eight hexadecimal digits each 40th: what the structured data does not list is read with the rest."""
    story = Story(JSONLD, entries=30, seed=5, edge=lambda story: answer(story, story.now, cut=10))
    story.desk.move(story.desk.keys()[20], 20, id="12345678")

    story.play(60)

    assert 30 == story.pipeline.state("story").freshness.entries
