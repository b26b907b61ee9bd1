"""What is asked once for masses of like words and elements, and is for each what it would be alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from extract_pages import NOW, page_of
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import NotALiveBlog
from monitor.extract import extract
from monitor.extract.carriers.container import MANY_READ, READ_BEFORE
from monitor.extract.page.barriers import MAX_FRAMES
from monitor.extract.page.outline import Outline, beyond
from monitor.extract.times.reader import MAX_VAIN, Reader

PHRASES = (
    *("Round 5 of 12", "Nov 5 2024", "on the 5 of November 2024 at 12:01 or so", "5 November 2024 12:01"),
    *("Council votes 12 to 3", "an hour ago", "just now", "2m", "yesterday", "Mecca time", "12:01 Mecca time"),
    *("Dec 1, 20:14 IST / 18:44 UAE", "Dec 1, 25:14 IST / 18:44 UAE", "Dec 1, 10:14 IST / 08:44 UAE", "il y a 5 min"),
    *("Stockholm time, an hour ago", "2024-11-05T12:01Z", "Harbour reopens", "Nov 31 2024", "Nov 30 2024", "GMT"),
    *("5 of November 2024 at 12:01 or so", "5 of 12 boats are in", "12 harbour lights", "12 Harb 2024 12:01"),
    *("2024-11-05HARB12:01", "2024-11-05IST12:01", "2024-13-05IST12:01", "2024-W45-2T12:01Z", "5 Nov 1234 12:01 at"),
    *("2024年11月5日 12:01", "2024年13月5日 12:01", "13 آذر 1394", "99 آذر 1394", "1403/09/11", "1403/19/11"),
)


@given(st.permutations(PHRASES))
def test_a_phrase_is_read_as_if_it_were_the_only_one(phrases: list[str]):
    """What was read before, of the same form with other numbers, makes no difference to a phrase."""
    reader = Reader(now=NOW, brief=True)

    assert [Reader(now=NOW, brief=True).read(phrase) for phrase in phrases] == [*map(reader.read, phrases)]


@pytest.mark.parametrize("phrase", ["{} of 12 boats are in", "{} November 2024 at 12:01 or so", "{} harbours"])
def test_words_behind_a_number_are_looked_at_once(phrase: str):
    """What numbers stand in words that no date has makes no difference, wherever they stand."""
    reader = Reader(now=NOW)
    assert {None} == {reader.read(phrase.format(number)) for number in range(10, 30)}
    assert 1 == len(reader.known)


def test_almost_dates_in_masses_are_tried_no_more():
    """After so many words that only look like dates no other is tried; what machines write is read all the same."""
    reader = Reader(now=NOW)
    assert reader.read("5 November 2024 at 12:01") is not None
    almost = [f"{day + 1} November 2024 at 12:{minute:02} {day}" for day in range(28) for minute in range(20)]
    assert {None} == {*map(reader.read, almost)}

    assert len(almost) > MAX_VAIN
    assert len(reader.vain) == MAX_VAIN
    assert reader.read("6 November 2024 at 12:01") is None
    assert reader.refused
    reader.refused = False
    assert reader.read("2024年11月6日 12:01") is None
    assert reader.refused
    instant = reader.read("2024-11-06T12:01Z")
    assert instant is not None
    assert instant.published is not None
    assert datetime(2024, 11, 6, 12, 1, tzinfo=UTC) == instant.published.at


_TREES = st.recursive(
    st.just("<i>x</i>"),
    lambda inner: st.lists(inner, max_size=4).map(lambda parts: f"<b>{''.join(parts)}</b>"),
    max_leaves=20,
)


@given(_TREES, st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_what_stands_beyond_places_is_in_none_of_them(markup: str, these: set[int], those: set[int]):
    """Elements beyond some places are those that are not one of them and not in one."""
    outline = Outline(LexborHTMLParser(markup), len(markup))
    parts = [part for part in outline.parts if part.at in these]
    places = [part for part in outline.parts if part.at in those]
    expected = [part for part in parts if not any(place.at <= part.at < place.end for place in places)]

    assert expected == list(beyond(parts, places))


def test_masses_that_properties_name_are_not_looked_for_again():
    """A page whose properties name hundreds of entries is not searched for repeated elements as well."""
    entries = "".join(
        f'<li itemprop="liveBlogUpdate" itemscope itemtype="http://schema.org/BlogPosting" id="u{at}"><meta'
        f' itemprop="datePublished" content="2024-11-07T{at // 60:02}:{at % 60:02}:00Z"><p>Train {at} is late.</p></li>'
        for at in range(MANY_READ)
    )
    body = f'<ol itemscope itemtype="http://schema.org/LiveBlogPosting">{entries}</ol>'
    snapshot = extract(page_of(body.encode()), now=NOW)

    assert MANY_READ == len(snapshot.entries)
    assert READ_BEFORE == next(verdict.reason for verdict in snapshot.verdicts if verdict.extractor == "container")


@pytest.mark.parametrize(("before", "told"), [(MAX_FRAMES - 1, True), (MAX_FRAMES, False)])
def test_a_live_frame_is_told_if_it_is_among_the_first(before: int, told: bool):  # noqa: FBT001
    """A refusal names the live blog in a frame, and looks at so many frames for it."""
    frames = "".join(f'<iframe src="https://ads.example/{at}"></iframe>' for at in range(before))
    page = page_of(f'{frames}<iframe src="https://news.example/liveblog/7"></iframe>'.encode())

    with pytest.raises(NotALiveBlog) as refused:
        extract(page, now=NOW)
    assert told == ("https://news.example/liveblog/7" in str(refused.value))
