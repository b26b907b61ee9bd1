"""Times as publishers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.times.times import AHEAD, EARLIEST, MAX_TIME_CHARS, Stamp, read_time, written_time, written_times

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-05-15T11:50:54+0000", at(2023, 5, 15, 11, 50, 54)),
        ("2023-11-02T16:56Z", at(2023, 11, 2, 16, 56)),
        ("2024-08-05T21:00:18.921+01:00", at(2024, 8, 5, 20, 0, 18, 921000)),
        ("2024-08-05T21:00:18 +01:00", at(2024, 8, 5, 20, 0, 18)),
        ("2024-8-5 9:05 GMT+1", at(2024, 8, 5, 8, 5)),
        ("2024/08/05 21.00.18,5 BST", at(2024, 8, 5, 20, 0, 18)),
        ("2024-08-05IST10:00:00+05:30", at(2024, 8, 5, 4, 30)),
        ("2024-08-05T10:00:00 IST", at(2024, 8, 5, 4, 30)),
        ("Thu, 07 Nov 2024 12:01:00 GMT", at(2024, 11, 7, 12, 1)),
        ("Thursday, 07-Nov-24 12:01:00 -0500", at(2024, 11, 7, 17, 1)),
        ("7 November 2024 12:01 CET", at(2024, 11, 7, 11, 1)),
        ("Thu Nov  7 12:01:00 +0800 2024", at(2024, 11, 7, 4, 1)),
        ("Thu Nov 07 12:01:00 UTC 2024", at(2024, 11, 7, 12, 1)),
        ("Wed, 31 Dec 2016 23:59:60 UTC", at(2016, 12, 31, 23, 59, 59)),
        (1721303280, at(2024, 7, 18, 11, 48)),
        (1721303280.5, at(2024, 7, 18, 11, 48, 0, 500000)),
        ("1721303280123", at(2024, 7, 18, 11, 48, 0, 123000)),
        (1721303280123456, at(2024, 7, 18, 11, 48, 0, 123456)),
        ("/Date(1721303280123+0100)/", at(2024, 7, 18, 11, 48, 0, 123000)),
    ],
)
def test_a_time_with_its_zone(value: Any, expected: datetime):
    """Every spelling of an instant is that instant."""
    assert Stamp(at=expected) == read_time(value, now=NOW)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-07-18T11:48", at(2024, 7, 18, 11, 48)),
        ("2024-07-18 11.48", at(2024, 7, 18, 11, 48)),
        ("2024-07-18T11.48", at(2024, 7, 18, 11, 48)),
        ("2026-04-22T23:59:00", at(2026, 4, 22, 23, 59)),
        ("2024-07-18", at(2024, 7, 18)),
        ("20240718", at(2024, 7, 18)),
        ("20240718114800", at(2024, 7, 18, 11, 48)),
        ("18 Jul 2024 11:48", at(2024, 7, 18, 11, 48)),
        ("Thu Jul 18 11:48:00 2024", at(2024, 7, 18, 11, 48)),
        ("18.7.2024 11:48", at(2024, 7, 18, 11, 48)),
        ("07.08.2024, 11:48:05", at(2024, 8, 7, 11, 48, 5)),
        ("18 Jul 2024 11:48 XYZ", at(2024, 7, 18, 11, 48)),
    ],
)
def test_a_time_without_zone_says_so(value: str, expected: datetime):
    """Without a zone, UTC or the zone handed in is assumed, and the stamp says that it was."""
    assert Stamp(at=expected, assumed=True) == read_time(value, now=NOW)
    assert Stamp(at=expected - timedelta(hours=2), assumed=True) == read_time(
        value, now=NOW, zone=timezone(timedelta(hours=2))
    )


@pytest.mark.parametrize(
    "value",
    [
        None, True, [], {}, "", "yesterday", "21:15", "12.50 BST", "2d ago / 7:58 AM UTC", "2024-02-31T10:00:00Z",
        "2024-2-31 10:00", "31 Foo 2024 10:00", "2024-1-1 10:00 +99", "99999999", "20241399999999", "123", 12345678, -5,
        float("nan"), float("inf"), 1e300, "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00",
        "1970-01-01T00:00:00Z", "7.13.2024 10:00", "2024-07-18T11:48" + "0" * 64, "２０２４-07-18",
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(value: Any):
    """Words, impossible dates and defaults are no times; nothing is made up for them."""
    assert None is read_time(value, now=NOW)


def test_the_window_of_sense():
    """A time may lie a little ahead of now, and not before there were live blogs."""
    ahead = NOW + AHEAD

    assert Stamp(at=ahead) == read_time(ahead.isoformat(), now=NOW)
    assert None is read_time((ahead + timedelta(seconds=1)).isoformat(), now=NOW)
    assert Stamp(at=EARLIEST) == read_time(EARLIEST.isoformat(), now=NOW)
    assert None is read_time((EARLIEST - timedelta(seconds=1)).isoformat(), now=NOW)


@given(st.one_of(st.text(max_size=70), st.integers(), st.floats(), st.from_regex(r"[0-9TZ:+ -]{4,30}", fullmatch=True)))
def test_any_value_is_a_time_or_none(value: Any):
    """Reading a time never raises, and what it gives is aware UTC within the window."""
    stamp = read_time(value, now=NOW)

    assert stamp is None or (stamp.at.tzinfo is UTC and EARLIEST <= stamp.at <= NOW + AHEAD)


WRITTEN = st.sampled_from(
    [
        "2024-07-18T11:00:00Z",
        "2024-07-18T11:00:00.5+02:00",
        "2024-07-18 11:00",
        "2024-07-18 11.48",
        "2024-07-18",
        "2024-W29-4",
        "20240718T110000",
        "0001-01-01T00:00:00+05:00",
        "2024-07-18T11:00:00.1234567Z",
        " 2024-07-18T11:00:00Z",
        "2024-07-18T11:00:00Z\n",
        "2024-07-18\u300011:00",
        "2024-07-18T11:00:00." + "0" * MAX_TIME_CHARS,
        "20240718",
        "1721300400",
        "Thu, 18 Jul 2024 11:00:00 GMT",
        "soon",
        "",
    ]
)


@given(values=st.lists(WRITTEN, max_size=4), zone=st.sampled_from([None, timezone(timedelta(hours=9))]))
def test_times_are_read_together_as_each_is_alone(values: list[str], zone: timezone | None):
    """Whatever is among them, each of many times is what it is alone."""
    assert [written_time(value, zone) for value in values] == written_times(values, zone)
