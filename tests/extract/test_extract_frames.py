"""Frames whose page stands in the page: a live blog in one is read, and nothing of those beside a live blog."""

from __future__ import annotations

import html
from datetime import timedelta
from time import process_time

import pytest
from extract_pages import NOW, page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractError, LayoutChanged, NotALiveBlog
from monitor.extract import extract
from monitor.extract.page.frames import frames_open

TEXTS = (
    "Water reaches the lower street, and the museum shuts its doors.",
    "Two ferries are kept in the basin until the wind turns.",
    "Volunteers fill sandbags on the square behind the town hall.",
    "The school on the hill takes in those who had to leave.",
    "Engineers look at the bridge, which stays open for now.",
)


def entries(*numbers: int) -> str:
    return "".join(
        f'<article id="post-{9_000 + 7 * number}"><time datetime="{(NOW + timedelta(minutes=number)).isoformat()}">12:0'
        f"{number}</time><h2>Street number {number}</h2><p>{TEXTS[number]}</p></article>"
        for number in numbers
    )


def framed(markup: str, quote: str = '"', around: str = "<h1>Flood live</h1>") -> str:
    whole = f"<!DOCTYPE html><html><head><title>Frame</title></head><body>{markup}</body></html>"
    return (
        f"<html><head><title>Flood live</title></head><body>{around}"
        f"<iframe title=live srcdoc={quote}{html.escape(whole)}{quote} width=1></iframe></body></html>"
    )


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_live_blog_in_a_frame(quote: str, codec: str) -> None:
    """It is read as if it stood in the page, poll after poll, with the page's own title."""
    first = extract(page_of(framed(entries(2, 1, 0), quote).encode(codec)), now=NOW)
    second = extract(page_of(framed(entries(3, 2, 1, 0), quote).encode(codec)), now=NOW, remembered=first.choice)

    assert ["9014", "9007", "9000"] == [entry.id for entry in first.entries]
    assert ("Flood live", TEXTS[2], "container") == (first.title, first.entries[0].text, first.extractor)
    assert ("9021", first.entries) == (second.entries[0].id, second.entries[1:])


def test_a_frame_beside_a_live_blog_stays_shut() -> None:
    """What stands in a frame of an entry is an advertisement, for all that can be known."""
    advertised = entries(3, 2, 1).replace(
        "</article>", '<iframe srcdoc="&lt;p&gt;Buy now!&lt;/p&gt;"></iframe></article>'
    )
    read = extract(page_of(f"<h1>Flood live</h1>{advertised}"), now=NOW)

    assert [TEXTS[3], TEXTS[2], TEXTS[1]] == [entry.text for entry in read.entries]


def test_a_frame_without_a_live_blog() -> None:
    """The error speaks of the page; a live blog that has left its page is missed, whatever an advertisement shows."""
    page = page_of(framed("<p>Buy now!</p>"))
    choice = extract(page_of(f"<h1>Flood live</h1>{entries(3, 2, 1)}"), now=NOW).choice

    with pytest.raises(NotALiveBlog, match="titled 'Flood live'"):
        extract(page, now=NOW)
    with pytest.raises(LayoutChanged):
        extract(page, now=NOW, remembered=choice)
    with pytest.raises(NotALiveBlog):
        extract(page_of("Frames of <iframe srcdoc='&lt;p'> in words", content_type="text/plain"), now=NOW)


def test_a_notice_about_cookies_beside_a_frame_stands_in_front_of_nothing() -> None:
    """It may be most of the words of a page whose live blog stands in a frame."""
    notice = (
        '<div class="consent-layer" role="dialog"><p>We value your privacy. We and our 842 partners store cookies on '
        "your device.</p><button>Accept all</button></div>"
    )
    found = extract(page_of(framed(entries(4, 3, 2, 1, 0), around=notice)), now=NOW)

    assert [TEXTS[number] for number in (4, 3, 2, 1, 0)] == [entry.text for entry in found.entries]


@pytest.mark.parametrize("markup", ["<b>" * 60_000, "<iframe srcdoc=" * 20_000, "<iframe srcdoc='" * 20_000])
def test_a_frame_made_to_be_slow(markup: str) -> None:
    """What opens into a mass of tags is no more read than such a page is."""
    began = process_time()
    with pytest.raises(ExtractError):
        extract(page_of(framed(markup)), now=NOW)
    assert process_time() - began < 3


@given(st.text(alphabet="<>iframe srcdoc='\"&lt;/p", max_size=200))
def test_any_markup(markup: str) -> None:
    """Only what is a frame is opened."""
    opened = frames_open(f"{markup}<iframe srcdoc='&lt;p&gt;x'>")
    assert opened is None or "data-frame" in opened
