"""Microdata, RDFa and AMP live lists: what the markup declares, joined with what readers see."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from extract_pages import NOW, page_of

from monitor.extract.carriers.amp import read_amp
from monitor.extract.carriers.microdata import read_microdata
from monitor.extract.page.document import Document
from monitor.extract.page.fittings import MAX_CLIMB
from monitor.extract.readings.reading import Absent, Reading

URL = "https://news.example/live"


def microdata(html: str) -> Reading | Absent:
    return read_microdata(Document(page_of(f"<!doctype html>{html}"), now=NOW))


def amp(html: str) -> Reading | Absent:
    return read_amp(Document(page_of(f"<!doctype html>{html}"), now=NOW))


def reading(found: Reading | Absent) -> Reading:
    assert isinstance(found, Reading), found
    return found


UPDATE = '<div itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting">{}</div>'


def test_a_date_without_a_zone_is_of_that_of_the_live_blog():
    """India Today writes the coverage's start with the site's zone, and the updates' times without any."""
    update = UPDATE.format('<meta itemprop="headline" content="Ferry"><meta itemprop="datePublished" content="{}">')
    blog = (
        '<div itemscope itemtype="http://schema.org/LiveBlogPosting"><meta itemprop="coverageStartTime" '
        'content="2024-11-30T10:00:00+05:30">' + update.format("2024-11-30 19:35:00") + "</div>"
    )

    assert [datetime(2024, 11, 30, 14, 5, tzinfo=UTC)] == [e.published for e in reading(microdata(blog)).entries]


def test_properties_without_anything_visible():
    """Where an update shows no words, those of its properties are taken."""
    found = reading(
        microdata(
            UPDATE.format(
                '<meta itemprop="headline" content="Ferry"><meta itemprop="articleBody" content="It left.">'
                '<meta itemprop="datePublished" content="2024-11-30T14:05:00Z"><link itemprop="url" href="#u-88123">'
                '<img itemprop="image" src="/f.jpg">'
            )
        )
    )
    (entry,) = found.entries

    assert ("u-88123", "Ferry", "It left.", ("https://news.example/f.jpg",)) == (
        entry.id,
        entry.title,
        entry.text,
        entry.images,
    )
    assert datetime(2024, 11, 30, 14, 5, tzinfo=UTC) == entry.published


def test_a_headline_that_opens_the_text():
    """A headline that no element marks in the visible text is not said twice."""
    (entry,) = reading(
        microdata(UPDATE.format('<meta itemprop="headline" content="Ferry"><p>Ferry</p><p>It left at noon.</p>'))
    ).entries

    assert ("Ferry", "It left at noon.") == (entry.title, entry.text)


def test_properties_of_nested_items_are_theirs():
    """The name of a publisher or the address of a picture is not the entry's."""
    (entry,) = reading(
        microdata(
            UPDATE.format(
                '<span itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><meta itemprop="url" '
                'content="https://i.example/1.png"></span><span itemprop="author" itemscope><b itemprop="name">Ann Orr'
                '</b></span><a itemprop="url" href="#u-4412">link</a><h2 itemprop="headline">Ferry</h2>'
                '<div itemprop="articleBody"><p>It left.</p></div><time itemprop="datePublished" datetime="2024-11-30">'
            )
        )
    ).entries

    assert ("u-4412", ("Ann Orr",), "Ferry", "It left.") == (entry.id, entry.authors, entry.title, entry.text)
    assert ("https://i.example/1.png",) == entry.images


def test_properties_of_updates_are_not_the_live_blogs():
    """An update that opens no scope of its own keeps its headline; the live blog has none then."""
    update = '<div itemprop="liveBlogUpdate"><h2 itemprop="headline">Ferry</h2><p>It left.</p></div>'
    found = reading(microdata(f'<div itemscope itemtype="https://schema.org/LiveBlogPosting">{update}</div>'))

    assert (None, ["Ferry"]) == (found.cover.title, [entry.title for entry in found.entries])


def test_an_update_in_an_update_is_part_of_it():
    """It makes no entry; of a property that is told twice the first counts, and a time too far ahead is none."""
    inner = UPDATE.format('<p itemprop="articleBody">Its crew left.</p>')
    told = '<meta itemprop="datePublished" content="2099-01-01T00:00:00Z"><meta itemprop="headline" content="Ferry">'
    outer = UPDATE.format(f'{told}<meta itemprop="headline" content="2"><p>It left.</p>{inner}')
    (entry,) = reading(microdata(outer)).entries

    assert ("Ferry", "It left.\nIts crew left.", None) == (entry.title, entry.text, entry.published)


def test_a_property_too_deep_inside_its_update():
    """One below more elements than are climbed to find whose it is, is nobody's; nearer ones are taken."""
    headline = '<meta itemprop="headline" content="Ferry">'
    near, far = (
        reading(microdata(UPDATE.format(f"{'<div>' * boxes}{headline}{'</div>' * boxes}<p>It left.</p>"))).entries[0]
        for boxes in (MAX_CLIMB, MAX_CLIMB + 1)
    )

    assert [("Ferry", "It left."), (None, "It left.")] == [(entry.title, entry.text) for entry in (near, far)]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>liveBlogUpdate", "no element has the property liveBlogUpdate"),
        ("<p>nothing", "no liveBlogUpdate in microdata"),
        ('<!-- itemprop="liveBlogUpdate" -->', "no element has the property liveBlogUpdate"),
        ('<i itemprop="liveBlogUpdate">' + "<div>" * 9_000, "the page has no tree that could be read in time"),
    ],
)
def test_no_microdata(html: str, reason: str):
    """A page without updates is refused, and told why."""
    assert Absent(reason=reason) == microdata(html)


LIST = "<h1>Storm live</h1><amp-live-list><div items>{}</div></amp-live-list>"
ITEM = '<div id="post-881{n}" data-sort-time="17329755{n}"><h3>Head {n}</h3><p>Text {n}.</p></div>'


def test_a_deleted_item_is_no_entry():
    """A tombstone, an advertisement and an item without an id are left out."""
    others = '<div id="post-1" data-tombstone></div><div id="ad-1">Buy</div><div class="promo" id="x">Buy</div><p>y</p>'
    found = reading(amp(LIST.format(ITEM.format(n=22) + others + ITEM.format(n=11))))

    assert ["88122", "88111"] == [entry.id for entry in found.entries]


def test_a_box_that_is_kept_fresh():
    """Lists of one item each are much less sure than a list of several."""
    one, other = (LIST.format(ITEM.format(n=n)) for n in (22, 11))
    boxes, blog = reading(amp(one + other)), reading(amp(LIST.format(ITEM.format(n=22) + ITEM.format(n=11))))

    assert (2, 2) == (len(boxes.entries), len(blog.entries))
    assert boxes.confidence < 0.6 * blog.confidence


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>nothing", "no amp-live-list"),
        ("<amp-live-list></amp-live-list>", "the amp-live-list has no items"),
        ('<p>amp-live-list</p><div items><div id="a1">x</div></div>', "the amp-live-list has no items"),
    ],
)
def test_no_live_list(html: str, reason: str):
    """A page that only mentions the component is refused."""
    assert Absent(reason=reason) == amp(html)
