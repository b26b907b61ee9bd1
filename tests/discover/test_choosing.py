"""Which of the pages that an index lists are watched."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.discover import children_of, choose, given_up
from monitor.discover.choosing import CORRECTIONS, HOPELESS, REMEMBERED, STALE
from monitor.model import CHILD_PATTERN, Child, Discovery, Life, Listed, LiveBlogState, Source, SourceState

AT = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
HOST = "https://news.example.org"
INDEX = Source(name="politics", url=f"{HOST}/rss", discover=Discovery(title="live", url="/live/"), on_start=0)
DAY = timedelta(days=1)


def item(slug: str, title: str = "Flood LIVE", **fields) -> Listed:
    return Listed(url=f"{HOST}/live/{slug}", title=title, **fields)


def chosen(
    *items: Listed, before=(), source: Source = INDEX, at: datetime = AT, first: bool = False, watched=()
) -> list:
    children = choose(source, before, items, first=first, at=at, watched=lambda url: url in watched)
    return [child.name for child in children]


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        (item("flood"), ["politics/2026-01-02-flood"]),
        (item("flood", published=AT - DAY), ["politics/2026-01-01-flood"]),
        (item("2026/flood-in-the-north/12345"), ["politics/2026-01-02-flood-in-the-north"]),
        (item("42.html"), ["politics/2026-01-02-live"]),
        (item("洪水/42"), ["politics/2026-01-02-live-blog"]),
        (item("flood", title="Flood: what we know"), []),
        (Listed(url=f"{HOST}/sport/cup", title="Cup live"), []),
        (item("flood", published=AT - STALE - DAY), []),
    ],
)
def test_taken_up(listed: Listed, names: list[str]) -> None:
    """A page is taken up if title and address match and it is no old news; its name says when, and what of."""
    assert names == chosen(listed)
    assert all(re.fullmatch(f"politics/{CHILD_PATTERN}", name) for name in names)


def test_once() -> None:
    """A page is taken up once, whatever its tracking fragment or host prefix, and not if another source has it."""
    before = choose(INDEX, (), [item("flood")], first=True, at=AT, watched=lambda _: False)
    again = replace(item("flood/"), url="https://www.news.example.org/live/flood/")
    assert ["politics/2026-01-02-flood"] == chosen(again, before=before)
    gone = [replace(before[0], over_at=AT)]
    assert ["politics/2026-01-02-flood"] == chosen(again, before=gone)
    assert [] == chosen(item("flood"), watched={f"{HOST}/live/flood"})


def test_names_differ() -> None:
    """Two pages of one name get different ones."""
    assert ["politics/2026-01-02-flood", "politics/2026-01-02-flood-2"] == chosen(item("flood"), item("north/flood"))


def test_limits() -> None:
    """No more are watched at once, or taken up within a day, than is allowed; what is over makes room."""
    few = replace(INDEX, discover=Discovery(at_once=2, per_day=3))
    items = [item(f"blog-{letter}") for letter in "abcdef"]
    children = choose(few, (), items, first=True, at=AT, watched=lambda _: False)
    assert 2 == len(children)
    over = [replace(child, over_at=AT) for child in children]
    later = choose(few, over, items, first=False, at=AT + DAY / 2, watched=lambda _: False)
    assert [False, False, True] == [child.over_at is None for child in later]
    assert 4 == len(choose(few, later, items, first=False, at=AT + DAY, watched=lambda _: False))


def test_a_clock_that_ran_ahead_fills_no_day() -> None:
    """What was taken up, or ended, in a year to come keeps nothing else from being taken up until then."""
    few = replace(INDEX, discover=Discovery(at_once=2, per_day=2))
    ahead = choose(few, (), [item("a"), item("b")], first=True, at=AT + 900 * DAY, watched=lambda _: False)
    ended = SourceState(source="", life=life(LiveBlogState.ENDED, AT + 900 * DAY))

    over = given_up(ahead, {child.name: ended for child in ahead}, at=AT)

    assert [AT, AT] == [child.over_at for child in over]
    assert 4 == len(choose(few, over, [item("c"), item("d")], first=False, at=AT, watched=lambda _: False))


def life(state: LiveBlogState, since: datetime) -> Life:
    return Life(since=since, newest=since, state=state)


@pytest.mark.parametrize(
    ("state", "over"),
    [
        (None, False),
        (SourceState(source="a"), False),
        (SourceState(source="a", failures=HOPELESS), True),
        (SourceState(source="a", life=life(LiveBlogState.LIVE, AT)), False),
        (SourceState(source="a", life=life(LiveBlogState.ENDED, AT - CORRECTIONS / 2)), False),
        (SourceState(source="a", life=life(LiveBlogState.ENDED, AT - 2 * CORRECTIONS)), True),
        (SourceState(source="a", life=life(LiveBlogState.RETIRED, AT)), True),
    ],
)
def test_given_up(state: SourceState | None, over: bool) -> None:  # noqa: FBT001 (a case of the table)
    """A live blog is given up a day after its end, when it is retired, or if it was never read."""
    child = Child(name="a", url=HOST, added_at=AT)
    states = {} if state is None else {"a": state}
    marked = given_up([child], states, at=AT)
    assert [AT if over else None] == [child.over_at for child in marked]
    assert [AT if over else None] == [child.over_at for child in given_up(marked, states, at=AT + timedelta(hours=1))]


def test_what_is_over_is_forgotten_in_the_end() -> None:
    """So many that are over are remembered, the newest."""
    children = [Child(name=str(number), url=HOST, added_at=AT, over_at=AT) for number in range(REMEMBERED + 2)]
    live = Child(name="live", url=HOST, added_at=AT)
    assert [*map(str, range(2, REMEMBERED + 2)), "live"] == [one.name for one in given_up([*children, live], {}, at=AT)]


def test_sources() -> None:
    """What is found has the settings of its index; what appeared while that was watched is told from its beginning."""
    first = Child(name="politics/a", url=f"{HOST}/a", added_at=AT, first=True)
    later = Child(name="politics/b", url=f"{HOST}/b", added_at=AT)
    over = Child(name="politics/c", url=f"{HOST}/c", added_at=AT, over_at=AT)
    state = SourceState(source="politics", children=(first, later, over))
    expected = [
        replace(INDEX, name="politics/a", url=f"{HOST}/a", discover=None, on_start=0),
        replace(INDEX, name="politics/b", url=f"{HOST}/b", discover=None, on_start=None),
    ]
    assert expected == children_of(INDEX, state)
    assert [[], []] == [children_of(INDEX, None), children_of(replace(INDEX, discover=None), state)]
