"""The publisher's ids: one spelling each, classed by evidence, made where there are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.readings.ids import MAX_ID_CHARS, classify, derived_ids, normal_id
from monitor.extract.readings.reading import Draft
from monitor.model import IdClass

PAGE = "https://www.news.example/live/storm"
START = datetime(2024, 7, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("https://www.news.example/live/storm/#liveblogPost1288914", "1288914"),
        ("post-1288914", "1288914"),
        ("rcrd28547", "28547"),
        ("#post_646219928f08e408b758af95", "646219928f08e408b758af95"),
        ("block-646219928F08E408B758AF95", "646219928f08e408b758af95"),
        ("asset:9f3c2b7e-55aa-4c0e-8b1f-0a1b2c3d4e5f", "9f3c2b7e-55aa-4c0e-8b1f-0a1b2c3d4e5f"),
        ("link-42c3d2b8", "42c3d2b8"),
        ("live-1924698-qq0im", "live-1924698-qq0im"),
        ("budget-2024", "budget-2024"),
        ("419364605_event79", "419364605_event79"),
        ("urn:newsml:localhost:2024-01-01:1", "urn:newsml:localhost:2024-01-01:1"),
        ("https://news.example/live/storm?postId=abc&utm_source=x", "abc"),
        ("https://news.example/live/storm?page=2", "2"),
        ("https://m.news.example/entry/high-water/?utm_source=x", "m.news.example/entry/high-water"),
        ("https://other.example/?p=12", "other.example?p=12"),
        ("https://news.example/live/storm#entry=12", "entry=12"),
        ("https://news.example/live/storm#at_medium=rss", None),
        ("https://news.example/live/storm", None),
        ("#", None),
        ("  ", None),
        (None, None),
        ("http://[broken", "http://[broken"),
    ],
)
def test_an_id_has_one_spelling(raw: str | None, expected: str | None):
    """All spellings of one id are one id; words that are part of a name stay; the page's own address is no id."""
    assert expected == normal_id(raw, PAGE)


def test_the_pages_own_query_names_no_entry():
    """What the page's address carries itself is not an entry's."""
    assert None is normal_id(PAGE + "?view=live", PAGE + "?view=live")


def test_a_long_id_stays_itself():
    """Two ids that differ after the limit stay two."""
    one, two = (normal_id("x" * 500 + end, PAGE) or "" for end in "ab")

    assert (MAX_ID_CHARS, MAX_ID_CHARS) == (len(one), len(two))
    assert one != two


def drafts(count: int, **fields: object) -> list[Draft]:
    return [Draft(published=START - timedelta(minutes=at), text=f"t{at}", **fields) for at in range(count)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["1", "2", "3"], IdClass.POSITIONAL),
        (["0", "1", "2"], IdClass.POSITIONAL),
        (["x_1", "x_2"], IdClass.POSITIONAL),
        (["80", "79", "78", "77"], IdClass.COUNTER),
        (["419364605_event10", "419364605_event9", "419364605_event8"], IdClass.COUNTER),
        (["3", "9", "8", "7", "6", "5", "4"], IdClass.COUNTER),
        (["751105", "751104", "751103"], IdClass.STABLE),
        (["80", "70", "60"], IdClass.STABLE),
        (["5", "7", "6", "8"], IdClass.STABLE),
        (["80"], IdClass.STABLE),
        (["1"], IdClass.POSITIONAL),
        (["a1b2", "c3d4"], IdClass.STABLE),
        ([None, None], IdClass.DERIVED),
        (["a", None, None], IdClass.DERIVED),
        (["a", None], IdClass.STABLE),
    ],
)
def test_ids_are_classed_by_their_row(ids: list[str | None], expected: IdClass):
    """Positions count from the top, counters from the oldest; a database's numbers have gaps or are large."""
    assert expected == classify(ids, drafts(len(ids)))


def test_ids_made_of_the_update_time():
    """An id that is the time of the last edit (WordPress AMP) is none; one that is the time of publication is."""
    published = [Draft(published=START - timedelta(minutes=at)) for at in range(3)]
    edited = [Draft(published=one.published, updated=START + timedelta(minutes=at)) for at, one in enumerate(published)]

    of_updates = [str(int(one.updated.timestamp())) for one in edited if one.updated]
    of_publication = [str(int(one.published.timestamp())) for one in published if one.published]
    assert IdClass.UPDATE_TIME is classify(of_updates, edited)
    assert IdClass.STABLE is classify(of_publication, edited)
    assert IdClass.UPDATE_TIME is classify(of_publication, published)
    assert IdClass.STABLE is classify(of_publication, [Draft()] * 3)


@pytest.mark.parametrize(
    ("id_", "title", "expected"),
    [
        ("faa-chief-visits-a-silo", "F.A.A. chief visits a silo.", IdClass.SLUG),
        ("news.example/entry/high-water-in-the-port", "High water in the port", IdClass.SLUG),
        ("high-water-in-port", "High water in the port", IdClass.SLUG),
        ("storm-off-the-coast", "High water in the port", IdClass.STABLE),
        ("high-water-in-the-port", None, IdClass.SLUG),
        ("high-water-in-the-port-8812345", "High water in the port", IdClass.STABLE),
        ("live-1924698-qq0im", "High water", IdClass.STABLE),
        ("ab-cd", None, IdClass.STABLE),
        ("summit", "Summit", IdClass.STABLE),
    ],
)
def test_slugs(id_: str, title: str | None, expected: IdClass):
    """An id that is the headline in other letters is a slug, unless a number anchors it."""
    assert expected == classify([id_], [Draft(title=title)])


def test_derived_ids_survive_edits_and_newcomers():
    """Without the publisher's, the id is the time; a newcomer of the same minute changes no older id."""
    old, edited = Draft(published=START, text="12 dead"), Draft(published=START, text="45 dead")
    newcomer = Draft(published=START, text="more")

    [before] = derived_ids([old], set())
    assert [before] == derived_ids([edited], set())
    assert before == derived_ids([newcomer, old], set())[1]


def test_derived_ids_without_times():
    """Without times, the headline is the id, or else the text, or the pictures; equal entries are two."""
    titled = [Draft(title="Hold", text="a"), Draft(title="Hold", text="b")]
    pictured = [Draft(images=("https://i.example/1.jpg",)), Draft(images=("https://i.example/2.jpg",))]

    [one, two], [three, four] = derived_ids(titled, set()), derived_ids(pictured, set())
    assert one == f"{two}-2"
    assert three != four


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["", "a", "b"])), max_size=12), st.sets(st.sampled_from("ab"))
)
def test_derived_ids_are_distinct(entries: list[tuple[int, str]], taken: set[str]):
    """However alike entries are, each gets an id of its own."""
    made = derived_ids(
        [Draft(published=START + timedelta(minutes=at) if at else None, text=text) for at, text in entries], taken
    )

    assert len(entries) == len({*made, *taken}) - len(taken)
