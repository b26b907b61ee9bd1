"""What the values themselves decide."""

from dataclasses import asdict, fields, replace
from datetime import timedelta

import pytest
from live_blogs import NOON, URL, Reader, entries, entry, html, snapshot

from monitor.model import ENDED_AFTER, Event, EventType, Known, LiveBlogState, Redirect

LATER = NOON + ENDED_AFTER + timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("shown", "fields", "now", "expected"),
    [
        ((), {}, NOON, LiveBlogState.LIVE),
        ((), {"coverage_start": NOON + DAY}, NOON, LiveBlogState.WAITING),
        ((), {"coverage_start": NOON + DAY, "coverage_end": NOON + 2 * DAY}, NOON, LiveBlogState.WAITING),
        ((), {"coverage_start": NOON}, NOON, LiveBlogState.LIVE),
        ((entry(1),), {"coverage_start": NOON + DAY}, NOON, LiveBlogState.LIVE),
        ((entry(1),), {}, NOON + 99 * DAY, LiveBlogState.LIVE),
        ((), {"coverage_end": NOON}, NOON + DAY, LiveBlogState.LIVE),
        ((), {"coverage_end": NOON}, LATER, LiveBlogState.ENDED),
        ((entry(0),), {"coverage_end": NOON - 9 * DAY}, LATER, LiveBlogState.ENDED),
        ((entry(5),), {"coverage_end": NOON}, LATER, LiveBlogState.LIVE),
        ((entry(0, updated=NOON + DAY),), {"coverage_end": NOON}, LATER, LiveBlogState.LIVE),
        ((entry(0, updated=None, published=None),), {"coverage_end": NOON}, LATER, LiveBlogState.ENDED),
    ],
)
def test_coverage_ends_a_day_after_the_last_entry(shown, fields, now, expected):
    """`coverageEndTime` moves with each entry, or is midnight: alone it ends nothing, and without it nothing ends."""
    assert snapshot(*shown, **fields).state(now) is expected


@pytest.mark.parametrize(("status", "expected"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
def test_two_statuses_move_a_page_for_good(status, expected):
    """RFC 9110 §15.4.2 and §15.4.9."""
    assert Redirect(status=status, url=URL, location="/").permanent is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({}, ""), ({"content-type": "Text/HTML; charset=utf-8"}, "text/html"), ({"content-type": " a/b "}, "a/b")],
)
def test_a_content_type_is_bare(headers, expected):
    """Lower case, without parameters."""
    assert html("", headers=headers).content_type == expected


def test_a_deletion_is_pending_until_it_is_confirmed():
    """Only while it waits must the page be read again."""
    reader = Reader(*entries(3, 2, 1))
    pending = [reader.known.pending]
    for _ in range(2):
        reader.sees(*entries(3, 1))
        pending.append(reader.known.pending)

    assert pending == [False, True, False]
    assert not Known().pending


def test_a_message_is_the_body_as_values():
    """For those who do not want bytes."""
    event = Event(
        id="evt_a",
        source="flood",
        sequence=1,
        type=EventType.ENTRY_CREATED,
        entry_id=None,
        at=NOON,
        body=b'{"a":"\xc3\xa9"}',
    )

    assert event.message == {"a": "é"}


def test_an_entry_is_a_dataclass_to_those_who_take_it_for_one():
    """It is copied with other values, taken apart and listed as one, holds what it was made of, and has a hash."""
    one = entry(1)
    other = replace(one, title="Another", pinned=True)

    assert ("Another", True, one.text, one.published) == (other.title, other.pinned, other.text, other.published)
    assert {**asdict(one), "title": "Another", "pinned": True} == asdict(other)
    assert list(asdict(one)) == [field.name for field in fields(one)]
    assert {one, other} == {replace(other, title=one.title, pinned=False), other}
    with pytest.raises(AttributeError):
        one.title = "Another"  # type: ignore[misc]
    with pytest.raises(TypeError):
        replace(one, headline="Another")
