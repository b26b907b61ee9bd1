"""Each site profile reads the markup that it is there for, exactly, and no other site's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from extract_pages import NOW, page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.carriers.profile import read_profile
from monitor.extract.page.document import Document
from monitor.extract.page.signs import signs_in
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.tables.leads import MARKS
from monitor.extract.tables.profiles import PROFILES
from monitor.model import IdClass

AT = datetime(2024, 11, 30, 14, 5, tzinfo=UTC)
MS = "1732975500000"
S = "1732975500"
BODY = "<p>The ferry has left the pier.</p>"

SIGNS = sorted({mark for _, _, mark, _ in PROFILES} | {mark.sign for mark in MARKS})

MARKUP = {
    "guardian": (
        "www.theguardian.com",
        '<div class="block" id="block-6746b1a48f08e408b758af{n}"><p class="block-time"><time '
        'datetime="2024-11-30T14:05Z">14.05</time></p><h2 class="block-title">Ferry {n}</h2><div class="block-x">'
        + BODY
        + "</div></div>",
    ),
    "bbc-stream": (
        "www.bbc.co.uk",
        '<li><article class="lx-stream-post" id="post_6746b1a48f08e408b758af{n}"><header><h3>Ferry {n}</h3><span><time>'
        "Posted at 14:05 30 November 2024</time></span></header>"
        '<div class="lx-stream-post-body">' + BODY + "</div><footer>Share this post</footer></article></li>",
    ),
    "reach": (
        "www.mirror.co.uk",
        '<div class="live-event-entry" id="7511{n}" data-post-time="' + MS + '" data-last-modified-time="' + MS + '">'
        '<div class="entry-info"><time>14:05</time><mark>Ann Orr</mark></div>'
        '<div class="entry-content"><h3>Ferry {n}</h3>' + BODY + "</div></div>",
    ),
    "express": (
        "www.express.co.uk",
        '<div class="live-events__entry" id="live-19246{n}-qq0im" data-sort-time="'
        + S
        + '" data-update-time="'
        + S
        + '">'
        '<time data-time="2024-11-30T15:05"><span>21 mins ago</span>15:05</time><h2>Ferry {n}</h2>' + BODY + "</div>",
    ),
    "nbc": (
        "www.nbcnews.com",
        '<div class="live-blog-card" id="rcrd285{n}" data-testid="card-container"><div data-testid="timestamp">'
        '<time datetime="2024-11-30T14:05Z">2d ago / 7:58 AM UTC</time></div><h2 data-testid="headline">Ferry {n} </h2>'
        '<span data-testid="byline-name">Ann Orr</span><div class="hidden-show-more-content">' + BODY + "</div></div>",
    ),
    "repubblica": (
        "www.repubblica.it",
        '<section class="liveblog__post" id="419364605_ev8841{n}x"><time class="liveblog__post__pubdate" '
        'datetime="2024-11-30T15:05Z">15:05</time><h2 class="liveblog__post__title"><p>Ferry {n}</p></h2>'
        + BODY
        + "</section>",
    ),
    "ap": (
        "apnews.com",
        '<bsp-liveblog-post data-post-id="00000193-{n}" data-posted-date-timestamp="' + MS + '"><h2 '
        'class="LiveBlogPost-headline">Ferry {n}</h2><div class="RichTextBody">' + BODY + "</div>"
        '<bsp-copy-link data-link="https://apnews.com/#1">Copy Link copied</bsp-copy-link></bsp-liveblog-post>',
    ),
    "cnn": (
        "edition.cnn.com",
        '<article class="live-story-post liveStoryPost" id="cm4{n}x0001" data-last-updated="x"><time '
        'datetime="2024-11-30T14:05Z">9:05 AM EST</time><h2 class="live-story-post__headline">Ferry {n}</h2><div '
        'class="live-story-post__byline">From Ann Orr</div><div class="live-story-post__content">'
        + BODY
        + "</div></article>",
    ),
    "lemonde": (
        "www.lemonde.fr",
        '<section class="post post__live-container" id="id-8821{n}"><span class="date">30/11/2024 14:05</span><h2 '
        'class="post__live-container--title">Ferry {n}</h2><div class="content--live">' + BODY + "</div></section>",
    ),
    "sky": (
        "news.sky.com",
        '<div data-testid="live-blog-post" id="9911{n}"><time datetime="2024-11-30T14:05Z"></time><h2>Ferry {n}</h2>'
        + BODY
        + "</div>",
    ),
    "ft": (
        "www.ft.com",
        '<article id="post-8712{n}" data-x-component="live-blog-post"><time datetime="2024-11-30T14:05Z">now</time>'
        "<h2>Ferry {n}</h2>" + BODY + "</article>",
    ),
    "sourcefabric": (
        "news.example",
        '<article class="lb-post" data-post-id="urn:newsml:localhost:2024-11-30:{n}"><div data-js-timestamp="'
        '2024-11-30T14:05Z" class="lb-post-date">14:05</div><h2>Ferry {n}</h2><div class="lb-item">'
        + BODY
        + "</div></article>",
    ),
    "norkon": (
        "news.example",
        '<div class="ncpost" data-id="5521{n}"><time datetime="2024-11-30T14:05Z">14:05</time><h2>Ferry {n}</h2><div '
        'class="ncpost-content">' + BODY + "</div></div>",
    ),
    "tickaroo": (
        "news.example",
        '<article id="tik-6746b1a48f08e408b758af{n}"><time datetime="2024-11-30T14:05Z"></time><h3>Ferry {n}</h3><div '
        'class="tik4-event__body"><div class="tik4-author__name">Ann Orr</div><div class="tik4-rich-text">'
        + BODY
        + "</div></div></article>",
    ),
    "wordpress-liveblog": (
        "news.example",
        '<div class="liveblog-entry" id="id_5512{n}" data-sort-time="' + S + '"><h2>Ferry {n}</h2><span '
        'class="liveblog-author-name">Ann Orr</span><div class="liveblog-entry-content">' + BODY + "</div></div>",
    ),
    "nytimes": (
        "www.nytimes.com",
        '<div data-testid="live-blog-post" data-source-id="1000000099{n}"><div id="the-ferry-{n}-leaves"></div><h2 '
        'itemprop="headline">Ferry {n}</h2><time datetime="2024-11-30T14:05Z">14:05</time>' + BODY + "</div>",
    ),
}


def answer(html: str, host: str) -> Reading | Absent:
    return read_profile(Document(page_of(f"<!doctype html>{html}", url=f"https://{host}/live/ferry"), now=NOW))


@pytest.mark.parametrize("name", sorted(MARKUP))
def test_a_profile_reads_its_publisher(name: str):
    """Headline, text, time and a lasting id come from where the publisher puts them."""
    host, item = MARKUP[name]
    found = answer("".join(item.replace("{n}", str(n)) for n in (52, 17)), host)

    assert isinstance(found, Reading), found
    assert ["Ferry 52", "Ferry 17"] == [entry.title for entry in found.entries]
    assert {"The ferry has left the pier."} == {entry.text for entry in found.entries}
    assert {AT} == {entry.published for entry in found.entries}
    assert IdClass.STABLE is found.id_class


def test_another_host_is_not_read():
    """The Guardian's profile does not read a page elsewhere, even where the markup is alike."""
    _, item = MARKUP["guardian"]

    assert Absent(reason="no profile knows this site's markup") == answer(item, "news.example")


def test_the_times_of_israel_has_entries_in_a_container_of_their_name():
    """Their container is called by the same words and another number, and is no entry."""
    item = (
        '<div id="liveblog-entry-345678{n}" data-item="345678{n}"><div class="liveblog-date"><a href="/entry/x{n}/">'
        f'<span data-timestamp="{S}">2:05 pm</span></a></div><div class="liveblog-paragraph"><h4><a href="/x{{n}}/">'
        f'Ferry {{n}}</a></h4><div class="byline">By <a href="/writers/orr/">Ann Orr</a></div>{BODY}</div></div>'
    )
    items = "".join(item.replace("{n}", str(n)) for n in (52, 17))
    found = answer(f'<div id="main-content"><div id="liveblog-3456780">{items}</div></div>', "www.timesofisrael.com")

    assert isinstance(found, Reading), found
    assert [("Ferry 52", ("Ann Orr",), AT), ("Ferry 17", ("Ann Orr",), AT)] == [
        (entry.title, entry.authors, entry.published) for entry in found.entries
    ]


@pytest.mark.parametrize("time", ['time datetime="2024-11-30T14:00:00Z"', 'span class="update-time"'])
def test_an_article_called_a_live_blog_by_its_id_is_no_entry(time: str):
    """NOS calls the whole article by the number of its live blog: its updates are inside, and their times."""
    updates = "".join(
        f'<li class="liveblog__update" id="UPDATE-88{n}"><{time}>14:0{n}</{time[:4]}>'
        f'<h2 class="liveblog__update__title">Veerboot {n}</h2><div class="liveblog__elements">{BODY}</div></li>'
        for n in (5, 4, 3)
    )
    page = page_of(
        f'<!doctype html><title>Live</title><article id="liveblog-2408123"><h1>Storm</h1><ul>{updates}</ul></article>'
    )

    assert ["Veerboot 5", "Veerboot 4", "Veerboot 3"] == [entry.title for entry in extract(page, now=NOW).entries]


@pytest.mark.parametrize("inside", ['<ul><li id="fn1">A note.</li></ul>', "<h1>Big words</h1>"])
def test_an_entry_with_notes_or_a_large_headline_inside_is_one(inside: str):
    """Of entries called so, that one is not left out."""
    item = '<article id="liveblog-345678{0}"><time datetime="2024-11-30T14:0{0}:00Z">14:0{0}</time><h3>F {0}</h3>{1}{2}'
    items = "</article>".join(item.format(n, BODY, inside if n == 4 else "") for n in (5, 4, 3))
    page = page_of(f"<!doctype html><title>Live</title><main>{items}</article></main>")

    assert ["F 5", "F 4", "F 3"] == [entry.title for entry in extract(page, now=NOW).entries]


def test_a_page_of_the_publisher_without_entries():
    """A page that only mentions the markup has none."""
    found = answer('<script>".live-event-entry"</script><p>No news</p>', "news.example")

    assert Absent(reason="the profile reach finds no entries on this page") == found


def test_the_canonical_address_decides_too():
    """A copy of a page, in a cache or an archive, is read by the profile of its own host."""
    _, item = MARKUP["ft"]
    link = '<link rel="canonical" href="https://www.ft.com/content/x">'

    assert isinstance(answer(link + item.replace("{n}", "52"), "cache.example"), Reading)


def test_documents_that_are_no_pages():
    """JSON has no markup."""
    document = Document(page_of('{"a": 1}', content_type="application/json"), now=NOW)

    assert Absent(reason="not an HTML page") == read_profile(document)


def test_names_are_unique():
    """Each profile has a name of its own, by which a verdict can name it."""
    assert len({name for name, *_ in PROFILES}) == len(PROFILES)


@given(parts=st.lists(st.sampled_from([*SIGNS, b"x", b"live", "\u00e9".encode(), b"\xff", b"\x00", b"\n"])))
def test_signs_are_found_as_they_stand(parts: list[bytes]):
    """Looking for all signs at once finds those that looking for each finds, whatever the bytes."""
    body = b"".join(parts)

    assert {sign for sign in SIGNS if sign in body} == signs_in(body)
