"""Why a source is asked as often as it is, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.daemon.overview import explained
from monitor.model import Discovery, Life, LiveBlogState, Source, SourceState
from monitor.schedule.pacer import Pacer

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
FLOOD = Source(name="flood", url="https://news.example.org/live/flood")
INDEX = Source(name="news", url="https://news.example.org/", discover=Discovery(title="live"))
ENDED = Life(since=NOON - timedelta(hours=2), newest=NOON - timedelta(hours=9), state=LiveBlogState.ENDED)


@pytest.mark.parametrize(
    ("source", "state", "why"),
    [
        (FLOOD, {"failures": 1}, "its last poll failed: asked less and less often until it answers"),
        (FLOOD, {"failures": 4, "life": ENDED}, "its last 4 polls failed: asked less and less often until it answers"),
        (FLOOD, {"life": ENDED}, "its coverage has ended: asked every 15 min for late corrections"),
        (INDEX, {}, "an index of live blogs, asked every 60 s"),
        (FLOOD, {}, "by its rate asked every 10 s"),
    ],
)
def test_why_then(source: Source, state: dict, why: str) -> None:
    """The reason is the one that the next poll goes by: failures, the end of the coverage, an index, else its pace."""
    assert why == explained(Pacer(), source, SourceState(source=source.name, **state), at=NOON)[-1]
